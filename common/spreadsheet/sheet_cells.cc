#include <algorithm>
#include <charconv>
#include <utility>

#include "common/domain/date.h"
#include "common/spreadsheet/parts.h"
#include "common/spreadsheet/xml.h"

namespace par::spreadsheet {
namespace {

constexpr int kHighestRow = 10'000'000;  // Far beyond what is let in; room to count on.

std::optional<int> Whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<CellRange> ParseRange(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto first = ParseCellName(text.substr(0, colon));
  const auto last = ParseCellName(colon == text.size() ? text : text.substr(colon + 1));
  if (!first.has_value() || !last.has_value()) return std::nullopt;
  return CellRange{.first_row = first->line,
                   .first_column = first->column,
                   .last_row = last->line,
                   .last_column = last->column};
}

// Part of the name of a table, a sheet or a function.
bool IsOfName(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

// The numbers of other workbooks stand in brackets before a sheet or a name: "[1]Sheet!A1",
// "'[1]Bảng kê'!A1", "[1]!Tổng". A table's columns stand in brackets behind it or within its own:
// "Bang1[2023]", "Bang1[[2023]:[2024]]".
bool RefersToAnotherFile(std::string_view formula) {
  bool quoted = false;  // In a text.
  bool named = false;   // In the name of a sheet, between apostrophes.
  for (std::size_t at = 0; at < formula.size(); ++at) {
    if (formula[at] == '"' && !named) quoted = !quoted;
    if (formula[at] == '\'' && !quoted) named = !named;
    if (quoted || formula[at] != '[') continue;
    const std::size_t end = formula.find(']', at);
    if (end == std::string_view::npos) return false;
    if (!Whole(formula.substr(at + 1, end - at - 1)).has_value()) continue;
    const char before = at == 0 ? '=' : formula[at - 1];
    const char after = end + 1 < formula.size() ? formula[end + 1] : ')';
    if (before == '\'' || (!IsOfName(before) && (IsOfName(after) || after == '!'))) return true;
  }
  return false;
}

// The beginning, in whole characters: for messages.
std::string Beginning(std::string_view text) {
  constexpr std::size_t kMostBytes = 40;
  text = text.substr(0, kMostBytes);
  while (FirstInvalidUtf8(text).has_value()) text.remove_suffix(1);
  return std::string(text);
}

// "08:30:00"
bool IsTimeOfDay(std::string_view text) {
  const auto two = [&](std::size_t at, int most) {
    const auto value = IsDigit(text[at]) && IsDigit(text[at + 1]) ? Whole(text.substr(at, 2))
                                                                  : std::optional<int>();
    return value.has_value() && *value <= most;
  };
  return text.size() == 8 && text[2] == ':' && text[5] == ':' && two(0, 23) && two(3, 59) &&
         two(6, 59);
}

void Refuse(Cell& cell, std::string_view reason, std::string text = {}) {
  cell.kind = CellKind::kUnusable;
  cell.reason = reason;
  cell.text = std::move(text);
}

// Judged before it is copied: many cells may show one shared text.
void TakeText(Cell& cell, std::string_view text) {
  if (text.size() > kLongestCell) return Refuse(cell, "text_too_long");
  if (FirstInvalidUtf8(text)) return Refuse(cell, "text_not_utf8");
  if (FirstControlCharacter(text)) return Refuse(cell, "text_control_character");
  cell.kind = CellKind::kText;
  cell.text = text;
}

void TakeNumber(Cell& cell, std::string_view stored, NumberShape shape, bool since_1904) {
  const StoredNumber number = ExactNumber(stored);
  if (!number.reason.empty()) return Refuse(cell, number.reason, std::string(stored));
  if (shape == NumberShape::kUnclear) return Refuse(cell, "sheet_format_conditional", number.text);
  cell.kind = CellKind::kNumber;
  cell.text = number.text;
  if (shape == NumberShape::kPercent) {
    cell.kind = CellKind::kPercent;
    cell.text = TimesHundred(number.text) + "%";
  } else if (shape == NumberShape::kDay) {
    const auto day = DayOfSerial(number.text, since_1904);
    if (!day.has_value()) return Refuse(cell, "sheet_date_out_of_range", number.text);
    cell.kind = CellKind::kDate;
    cell.text = *day;
  }
}

// "2023-12-20" or "2023-12-20T08:30:00", with or without parts of a second.
void TakeIsoDay(Cell& cell, std::string_view text) {
  const std::string_view day = text.substr(0, 10);
  const std::string_view time = text.size() > 11 ? text.substr(11, 8) : "00:00:00";
  if (!domain::Date::Parse(day).has_value() || (text.size() > 10 && text[10] != 'T') ||
      !IsTimeOfDay(time)) {
    return Refuse(cell, "sheet_date_out_of_range", Beginning(text));
  }
  cell.kind = CellKind::kDate;
  cell.text = std::string(day) + (time == "00:00:00" ? "" : " " + std::string(time));
}

class CellReader {
 public:
  explicit CellReader(const SharedParts& shared) : shared_(shared) {}

  // False if there is nothing in the cell; its place is set already.
  bool Take(const pugi::xml_node& node, Cell& cell) const {
    const pugi::xml_node formula = xml::Child(node, "f");
    const pugi::xml_node value = xml::Child(node, "v");
    const std::string_view type = xml::Attribute(node, "t");
    if (type == "inlineStr") {
      TakeText(cell, xml::TextOfRuns(xml::Child(node, "is")));
    } else if (!value || *value.child_value() == '\0') {
      if (formula && type != "str") Refuse(cell, "sheet_formula_without_value");
    } else {
      TakeValue(cell, type, value.child_value(), xml::Attribute(node, "s"));
    }
    if (formula && RefersToAnotherFile(formula.child_value())) Refuse(cell, "sheet_external_link");
    return !cell.text.empty() || cell.kind == CellKind::kUnusable;
  }

 private:
  void TakeValue(Cell& cell, std::string_view type, std::string_view value,
                 std::string_view style) const {
    if (type == "s") {
      const auto index = Whole(value);
      if (!index.has_value() || static_cast<std::size_t>(*index) >= shared_.strings.size()) {
        return Refuse(cell, "sheet_cell_error", "#?");
      }
      return TakeText(cell, shared_.strings[static_cast<std::size_t>(*index)]);
    }
    if (type == "str") {
      return TakeText(cell, FirstInvalidUtf8(value) ? std::string(value) : PlainText(value));
    }
    if (type == "e") return Refuse(cell, "sheet_cell_error", Beginning(value));
    if (type == "d") return TakeIsoDay(cell, value);
    if (type == "b") {
      cell.kind = CellKind::kBool;
      cell.text = value == "1" || value == "true" ? "true" : "false";
      return;
    }
    const std::size_t number = static_cast<std::size_t>(Whole(style).value_or(0));
    TakeNumber(cell, value,
               number < shared_.shapes.size() ? shared_.shapes[number] : NumberShape::kPlain,
               shared_.since_1904);
  }

  const SharedParts& shared_;
};

// Places, and counts with those taken before, against the limits.
bool IsWithinLimits(const Cell& cell, int number, const TakenCells& before,
                    domain::FindingList& findings) {
  const domain::Position at{.line = cell.row, .column = cell.column, .sheet = number};
  const auto beyond = [&](std::string_view reason, std::size_t value, std::size_t maximum) {
    findings.Add(at, reason, kWholeWorkbook,
                 {{"value", std::to_string(value)}, {"maximum", std::to_string(maximum)}});
    return false;
  };
  if (cell.row > kMostRows) {
    return beyond("sheet_too_many_rows", static_cast<std::size_t>(cell.row), kMostRows);
  }
  if (cell.column > kMostColumns) {
    return beyond("sheet_too_many_columns", static_cast<std::size_t>(cell.column), kMostColumns);
  }
  if (before.count >= kMostCells) return beyond("sheet_too_many_cells", before.count, kMostCells);
  const std::size_t bytes = before.bytes + cell.text.size();
  return bytes <= kMostCellBytes || beyond("sheet_too_much_text", bytes, kMostCellBytes);
}

// Cells without a place of their own follow the one before.
bool TakePlace(const pugi::xml_node& node, int row, int& column, Cell& cell) {
  const std::string_view name = xml::Attribute(node, "r");
  const auto place = ParseCellName(name);
  if (!name.empty() && (!place.has_value() || place->line != row)) return false;
  column = place.has_value() ? place->column : column + 1;
  cell.row = row;
  cell.column = column;
  return true;
}

bool ByPlace(const Cell& a, const Cell& b) {
  return std::pair(a.row, a.column) < std::pair(b.row, b.column);
}

bool TakeRows(const pugi::xml_node& rows, const CellReader& reader, int number, TakenCells& taken,
              Sheet& sheet, const std::string& part, domain::FindingList& findings) {
  int row = 0;
  for (const pugi::xml_node& node : rows.children()) {
    if (!xml::Is(node, "row")) continue;
    const std::string_view name = xml::Attribute(node, "r");
    row = name.empty() ? std::min(row, kHighestRow) + 1 : Whole(name).value_or(0);
    int column = 0;
    for (const pugi::xml_node& one : node.children()) {
      if (!xml::Is(one, "c")) continue;
      Cell cell;
      if (row < 1 || row > kHighestRow || !TakePlace(one, row, column, cell)) {
        AddDamage(findings, part, "place of a cell");
        return false;
      }
      if (!reader.Take(one, cell)) continue;
      if (!IsWithinLimits(cell, number, taken, findings)) return false;
      ++taken.count;
      taken.bytes += cell.text.size();
      sheet.cells.push_back(std::move(cell));
    }
  }
  std::stable_sort(sheet.cells.begin(), sheet.cells.end(), ByPlace);
  const auto twice = std::adjacent_find(
      sheet.cells.begin(), sheet.cells.end(),
      [](const Cell& a, const Cell& b) { return a.row == b.row && a.column == b.column; });
  if (twice == sheet.cells.end()) return true;
  AddDamage(findings, part, "a cell stands twice");
  return false;
}

}  // namespace

std::optional<domain::Position> ParseCellName(std::string_view name) {
  constexpr int kBeyond = 10'000'000;
  domain::Position place;
  std::size_t at = 0;
  const auto skip_dollar = [&] { at += at < name.size() && name[at] == '$' ? 1 : 0; };
  skip_dollar();
  for (; at < name.size() && name[at] >= 'A' && name[at] <= 'Z'; ++at) {
    place.column = place.column * 26 + (name[at] - 'A' + 1);
    if (place.column > kBeyond) return std::nullopt;
  }
  skip_dollar();
  const auto row = Whole(name.substr(at));
  if (place.column == 0 || !row.has_value() || *row < 1) return std::nullopt;
  place.line = *row;
  return place;
}

bool ReadCells(const Package& package, const std::string& part, const SharedParts& shared,
               int number, TakenCells& taken, Sheet& sheet, domain::FindingList& findings) {
  pugi::xml_document document;
  const pugi::xml_node root = xml::Load(package, part, document, findings);
  if (!root) return false;
  const CellReader reader(shared);
  if (!TakeRows(xml::Child(root, "sheetData"), reader, number, taken, sheet, part, findings)) {
    return false;
  }
  for (const pugi::xml_node& node : xml::Child(root, "mergeCells").children()) {
    if (const auto range = ParseRange(xml::Attribute(node, "ref"))) sheet.merged.push_back(*range);
  }
  return true;
}

}  // namespace par::spreadsheet
