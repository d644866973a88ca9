#include "common/spreadsheet/table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/unicode.h"

namespace par::spreadsheet {
namespace {

constexpr int kHeadingAmong = 20;  // Rows from the top.

std::string RangeName(const CellRange& range) {
  return domain::CellName({.line = range.first_row, .column = range.first_column}) + ":" +
         domain::CellName({.line = range.last_row, .column = range.last_column});
}

const Sheet* FindSheet(const Workbook& workbook, std::string_view name, int& number,
                       domain::FindingList& findings) {
  std::vector<std::string_view> names;
  for (const Sheet& sheet : workbook.sheets) {
    ++number;
    if (Trimmed(sheet.name) == name) return &sheet;
    names.emplace_back(sheet.name);
  }
  const std::string_view near = domain::Nearest(name, names);
  findings.Add({}, near.empty() ? "sheet_missing" : "sheet_missing_near", name,
               {{"near", std::string(near)}});
  return nullptr;
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks[] = {" ", "\t", "\n", "\u00a0"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
  }
  return text;
}

std::optional<Table> Table::Find(const Workbook& workbook, std::string_view sheet_name,
                                 std::vector<std::string> titles, domain::FindingList& findings,
                                 Ids ids) {
  int number = 0;
  const Sheet* const sheet = FindSheet(workbook, sheet_name, number, findings);
  if (sheet == nullptr) return std::nullopt;
  Table table(*sheet, number, std::move(titles), findings);
  const std::size_t before = findings.count();
  if (!table.FindHeading()) return std::nullopt;
  table.CheckMerged();
  table.CheckOutside();
  // A table whose columns are wrong would only say the same of each of its rows.
  if (findings.count() != before) return std::nullopt;
  table.TakeRows(ids);
  return table;
}

domain::Position Table::at() const { return Place(heading_, columns_.front()); }

Entry Table::At(const Row& row, std::size_t column) const {
  return Read(row.number, columns_[column]);
}

bool Table::FindHeading() {
  columns_.assign(titles_.size(), 0);
  for (const Cell& cell : sheet_->cells) {
    if (cell.row > kHeadingAmong || (heading_ != 0 && cell.row != heading_)) break;
    if (heading_ == 0 && Trimmed(cell.text) == titles_.front()) heading_ = cell.row;
  }
  if (heading_ == 0) {
    findings_->Add(Place(0, 0), "sheet_header_missing", titles_.front(),
                   {{"maximum", std::to_string(kHeadingAmong)}});
    return false;
  }
  for (const Cell& cell : sheet_->cells) {
    if (cell.row == heading_) TakeHeading(cell);
  }
  bool complete = true;
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    if (columns_[i] != 0) continue;
    complete = false;
    findings_->Add(Place(heading_, 0), "sheet_column_missing", titles_[i]);
  }
  return complete;
}

void Table::TakeHeading(const Cell& cell) {
  const std::string_view title = Trimmed(cell.text);
  if (title.empty()) return;
  const domain::Position at = Place(cell.row, cell.column);
  const auto known = std::find(titles_.begin(), titles_.end(), title);
  if (known == titles_.end()) {
    std::vector<std::string_view> names(titles_.begin(), titles_.end());
    const std::string_view near = domain::Nearest(title, names);
    findings_->Add(at, near.empty() ? "sheet_column_unknown" : "sheet_column_unknown_near", title,
                   {{"near", std::string(near)}});
    return;
  }
  int& column = columns_[static_cast<std::size_t>(known - titles_.begin())];
  if (column != 0) return findings_->Add(at, "sheet_column_repeated", title);
  column = cell.column;
}

void Table::CheckMerged() {
  const auto [first, last] = std::minmax_element(columns_.begin(), columns_.end());
  for (const CellRange& range : sheet_->merged) {
    const bool beside = range.last_row < heading_ || range.last_column < *first ||
                        range.first_column > *last || range.first_row > sheet_->last_row();
    if (beside) continue;
    const std::string name = RangeName(range);
    findings_->Add(Place(range.first_row, range.first_column), "sheet_merged", sheet_->name,
                   {{"range", name}});
  }
}

void Table::CheckOutside() {
  for (const Cell& cell : sheet_->cells) {
    if (cell.row <= heading_) continue;
    if (std::find(columns_.begin(), columns_.end(), cell.column) != columns_.end()) continue;
    if (cell.kind != CellKind::kUnusable && Trimmed(cell.text).empty()) continue;
    findings_->Add(Place(cell.row, cell.column), "sheet_cell_outside", sheet_->name);
  }
}

void Table::TakeRows(Ids ids) {
  std::map<std::string, int, std::less<>> seen;
  int taken = heading_;
  for (const Cell& cell : sheet_->cells) {
    if (cell.row <= taken) continue;
    if (cell.kind != CellKind::kUnusable && Trimmed(cell.text).empty()) continue;
    taken = cell.row;
    const Entry id = Read(cell.row, columns_.front());
    const std::string_view name = Trimmed(id.text);
    if (!id.usable) continue;
    if (name.empty()) {
      findings_->Add(id.at, "sheet_row_without_id", titles_.front());
      continue;
    }
    const auto [first, is_new] = seen.emplace(name, cell.row);
    if (is_new || ids == Ids::kRepeat) {
      rows_.push_back({.number = cell.row, .id = std::string(name), .at = id.at});
    } else {
      findings_->Add(id.at, "sheet_row_repeated", name,
                     {{"first", domain::CellName(Place(first->second, columns_.front()))}});
    }
  }
}

Entry Table::Read(int row, int column) const {
  Entry entry{.at = Place(row, column), .kind = CellKind::kText, .text = {}, .usable = true};
  const Cell* const cell = sheet_->At(row, column);
  if (cell == nullptr) return entry;
  entry.kind = cell->kind;
  if (cell->kind != CellKind::kUnusable) {
    entry.text = cell->text;
    return entry;
  }
  entry.usable = false;
  const auto title = std::find(columns_.begin(), columns_.end(), column) - columns_.begin();
  findings_->Add(entry.at, cell->reason, titles_[static_cast<std::size_t>(title)],
                 {{"value", cell->text},
                  {"length", std::to_string(cell->text.size())},
                  {"maximum", std::to_string(kLongestCell)},
                  {"offset", std::to_string(FirstControlCharacter(cell->text).value_or(0))}});
  return entry;
}

}  // namespace par::spreadsheet
