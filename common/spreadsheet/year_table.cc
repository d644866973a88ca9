#include "common/spreadsheet/year_table.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/sha256.h"
#include "common/domain/year_table_check.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/unit_names.h"
#include "common/spreadsheet/year_grid.h"

namespace par::spreadsheet {
namespace {

using domain::Decimal;
using domain::FindingList;
using domain::Position;
using domain::YearRow;
using domain::YearTable;

std::string NamesOf(const std::vector<const domain::Unit*>& units) {
  return absl::StrJoin(units, ", ", [](std::string* out, const domain::Unit* unit) {
    out->append(unit->name + " (" + unit->id.value() + ")");
  });
}

// A decimal comma is a dot here; both, or two of one, are no number.
std::string WithDot(std::string_view text) {
  std::string plain(Trimmed(text));
  const auto commas = std::count(plain.begin(), plain.end(), ',');
  if (commas == 1 && plain.find('.') == std::string::npos) plain[plain.find(',')] = '.';
  return plain;
}

class YearTableReader {
 public:
  YearTableReader(const GridTable& from, const UnitNames& names, const YearTableWish& wish,
                  FindingList& findings)
      : from_(from), names_(names), findings_(findings), table_(wish.about) {
    for (const Cell& cell : from.grid->cells) {
      if (cell.row >= from.first_row) rows_[cell.row][cell.column] = &cell;
    }
    for (const GridColumn& column : from.columns) {
      if (column.role == Role::kUnit) unit_column_ = column.column;
    }
  }

  YearTable Read() {
    for (const auto& [number, cells] : rows_) ReadRow(number, cells);
    if (table_.rows.empty() && findings_.empty()) {
      findings_.Add({.sheet = from_.grid->sheet}, "years_row_empty", "rows");
    }
    return std::move(table_);
  }

  // Where each row of the table stands.
  [[nodiscard]] const std::vector<Position>& places() const { return places_; }

 private:
  using Cells = std::map<int, const Cell*>;

  [[nodiscard]] Position Place(int row, int column) const {
    return {.line = row, .column = column, .sheet = from_.grid->sheet};
  }

  void ReadRow(int number, const Cells& cells) {
    const auto unit_cell = cells.find(unit_column_);
    if (unit_cell == cells.end()) {
      const bool filled = std::any_of(
          from_.columns.begin(), from_.columns.end(),
          [&](const GridColumn& column) { return cells.find(column.column) != cells.end(); });
      if (filled) findings_.Add(Place(number, unit_column_), "year_row_without_unit", "unit");
      return;
    }
    const Cell& named = *unit_cell->second;
    if (named.kind == CellKind::kUnusable) return ReportUnusable(named);
    const RowMeaning meaning = MeaningOf(named.text, number == rows_.begin()->first);
    if (meaning == RowMeaning::kNoUnit) return;
    YearRow row;
    row.name = std::string(Trimmed(named.text));
    for (const GridColumn& column : from_.columns) {
      const auto cell = cells.find(column.column);
      if (cell != cells.end()) ReadCell(column, *cell->second, row);
    }
    if (meaning == RowMeaning::kMaximumRow) {
      if (row.total.has_value()) table_.maximum = row.total;
      return;
    }
    TakeUnit(named, std::move(row));
  }

  void ReportUnusable(const Cell& cell) {
    findings_.Add(Place(cell.row, cell.column), cell.reason, "cell", {{"value", cell.text}});
  }

  void ReadCell(const GridColumn& column, const Cell& cell, YearRow& row) {
    if (column.role == Role::kUnit) return;
    if (cell.kind == CellKind::kUnusable) return ReportUnusable(cell);
    const std::string_view text = Trimmed(cell.text);
    if (text.empty() || text == "-") return;
    if (column.role == Role::kClass) {
      row.class_title = std::string(text);
    } else if (column.role == Role::kRank) {
      row.rank = Rank(cell, text);
    } else if (const auto number = Number(column, cell)) {
      if (column.role == Role::kTotal) row.total = number;
      if (column.role == Role::kMaximum) row.maximum = number;
      if (column.role == Role::kArea) row.areas.emplace_back(column.title, *number);
    }
  }

  // "41", "41/63": the group's size behind the stroke must be that of the table.
  std::optional<int> Rank(const Cell& cell, std::string_view text) {
    int rank = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rank);
    std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
    int size = 0;
    const bool of = rest.starts_with('/');
    if (of) {
      rest.remove_prefix(1);
      const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), size);
      rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    }
    if (error != std::errc() || rank < 1 || !rest.empty() ||
        (of && table_.group_size.value_or(size) != size)) {
      findings_.Add(Place(cell.row, cell.column), "yaml_not_whole", "rank",
                    {{"value", std::string(text)},
                     {"least", "1"},
                     {"most", std::to_string(table_.group_size.value_or(1'000'000))}});
      return std::nullopt;
    }
    if (of) table_.group_size = size;
    return rank;
  }

  std::optional<Decimal> Number(const GridColumn& column, const Cell& cell) {
    std::string text = WithDot(cell.text);
    if (cell.kind == CellKind::kPercent) text.pop_back();
    const auto number = domain::ParseDecimal(text, column.title);
    if (number.ok()) return *number;
    // Of the text as it stands there.
    findings_.Add(Place(cell.row, cell.column),
                  domain::ParseDecimal(Trimmed(cell.text), column.title).status());
    return std::nullopt;
  }

  void TakeUnit(const Cell& named, YearRow row) {
    const Position at = Place(named.row, named.column);
    const UnitNames::Match match = names_.Find(row.name);
    if (match.units.size() > 1) {
      return findings_.Add(at, "year_unit_ambiguous", row.name, {{"units", NamesOf(match.units)}});
    }
    if (match.units.empty() && !match.other_time.empty()) {
      return findings_.Add(
          at, "year_unit_other_time", row.name,
          {{"units", NamesOf(match.other_time)}, {"year", std::to_string(table_.year)}});
    }
    if (match.units.empty()) {
      return findings_.Add(at, match.near.empty() ? "year_unit_unknown" : "year_unit_unknown_near",
                           row.name, {{"near", std::string(match.near)}});
    }
    row.unit = match.units.front()->id;
    const auto [first, is_new] = seen_.emplace(row.unit.value(), at);
    if (!is_new) {
      return findings_.Add(at, "year_unit_repeated", row.name,
                           {{"first", domain::CellName(first->second)}});
    }
    if (!row.rank.has_value() && !row.total.has_value()) {
      return findings_.Add(at, "years_row_empty", row.name);
    }
    table_.rows.push_back(std::move(row));
    places_.push_back(at);
  }

  const GridTable& from_;
  const UnitNames& names_;
  FindingList& findings_;
  YearTable table_;
  std::map<int, Cells> rows_;
  int unit_column_ = 0;
  std::map<std::string, Position> seen_;
  std::vector<Position> places_;
};

}  // namespace

YearTableRead ReadYearTable(std::string_view bytes, std::string file_name,
                            const domain::UnitTree& tree, const YearTableWish& wish) {
  YearTableRead read;
  FindingList findings(std::move(file_name));
  const std::vector<Grid> grids = ReadGrids(bytes, wish.sheet, findings);
  FindingList accepted = findings;  // It knows the sheets' names as well.
  std::vector<GridTable> tables;
  for (const Grid& grid : grids) {
    if (auto table = FindTable(grid, findings)) tables.push_back(*std::move(table));
  }
  if (tables.size() != 1 && findings.empty()) {
    findings.Add({}, tables.empty() ? "year_table_missing" : "year_table_several", "sheet");
  }
  if (tables.size() == 1 && findings.empty()) {
    const auto day = domain::Date::Of(wish.about.year, 12, 31);
    const UnitNames names(tree, day.value_or(domain::Date::Latest()), wish.under);
    YearTableReader reader(tables.front(), names, wish, findings);
    YearTable table = reader.Read();
    table.file_hash = Sha256::Of(bytes).Hex();
    FindingList& differences = wish.accept_differences ? accepted : findings;
    if (findings.empty()) {
      for (const domain::YearDifference& one : domain::DifferencesOf(table)) {
        differences.Add(reader.places()[one.row], domain::ToRefusal(table, one));
        if (one.difference.check != domain::Check::kRank) table.rows[one.row].differs = true;
      }
    }
    if (findings.empty()) read.table = std::move(table);
  }
  read.finding_count = findings.count();
  read.findings = std::move(findings).TakeSorted();
  read.accepted = std::move(accepted).TakeSorted();
  return read;
}

}  // namespace par::spreadsheet
