#include <algorithm>
#include <utility>

#include "common/domain/figure_report_yaml.h"
#include "common/spreadsheet/figures_layout.h"
#include "common/spreadsheet/figures_workbook.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

namespace figures = figures_layout;
using domain::FigureKind;
using domain::FindingList;
using domain::YamlValue;

// What the hand-written file calls it; anything that is not shown so as it is.
std::string StatedAsName(const std::string& shown) {
  for (const figures::Shown& one : figures::kStatedAsNames) {
    if (one.shown == shown) return std::string(one.name);
  }
  return shown;
}

std::string LevelName(const std::string& shown) {
  using domain::Level;
  for (const Level level : {Level::kCommune, Level::kDistrict, Level::kProvince, Level::kOffice}) {
    if (domain::VietnameseName(level) == shown) return std::string(domain::Name(level));
  }
  return shown;
}

std::string YesOrNo(std::string_view text, std::string_view yes, std::string_view no) {
  if (text == figures::kYes || text == "Có" || text == "CÓ") return std::string(yes);
  if (text == figures::kNo || text == "Không" || text == "KHÔNG") return std::string(no);
  return std::string(text);
}

class FiguresReader {
 public:
  FiguresReader(const Workbook& workbook, const domain::IndicatorCatalogue& catalogue,
                FindingList& findings)
      : workbook_(workbook), catalogue_(catalogue), findings_(findings) {}

  // Nothing if a sheet or column is missing; cells that hold no value are findings and left out.
  std::optional<domain::YamlFile> Read() {
    YamlValue root = Tree::Map({.line = 0, .column = 0, .sheet = 1});
    ReadInfo(root);
    ReadUnits(root);
    ReadFigures(root, figures::kFigures, "figures");
    ReadFigures(root, figures::kYearBefore, "year_before");
    ReadWindows(root);
    ReadStated(root);
    if (!findings_.empty() && incomplete_) return std::nullopt;
    return std::move(tree_).Finish(std::move(root));
  }

 private:
  std::optional<Table> Find(std::string_view sheet, std::vector<std::string> titles,
                            Table::Ids ids = Table::Ids::kOnce) {
    auto table = Table::Find(workbook_, sheet, std::move(titles), findings_, ids);
    if (!table.has_value()) incomplete_ = true;
    return table;
  }

  // What the cell cannot hold has been said; a reader that misses it would only say so again.
  void PutIfGiven(YamlValue& map, const Table::Row& row, std::string key, const Entry& entry,
                  std::string text) {
    if (!entry.usable) incomplete_ = true;
    if (!entry.usable || text.empty()) return;
    tree_.Put(map, std::move(key), row.at, tree_.Text(entry.at, std::move(text)));
  }

  static std::string TrimmedText(const Entry& entry) { return std::string(Trimmed(entry.text)); }

  void ReadInfo(YamlValue& root) {
    const auto table = Find(figures::kInfo, figures::kInfoColumns);
    if (!table.has_value()) return;
    root.at = table->at();
    for (const Table::Row& row : table->rows()) {
      const Entry value = table->At(row, figures::kInfoValue);
      // A title and a source are kept as they are.
      const bool prose = row.id == "title" || row.id == "source";
      std::string text = prose ? std::string(value.text) : TrimmedText(value);
      if (row.id == "sample") text = YesOrNo(text, "true", "false");
      // A key that may not be empty is there also where it is, so that the finding names the cell.
      const bool optional = row.id == "source" || row.id == "sample";
      if (text.empty() && value.usable && !optional) {
        tree_.Put(root, row.id, row.at, tree_.Text(value.at, ""));
      } else {
        PutIfGiven(root, row, row.id, value, std::move(text));
      }
    }
  }

  void ReadUnits(YamlValue& root) {
    const auto table = Find(figures::kUnits, figures::kUnitColumns);
    YamlValue list = Tree::List(table.has_value() ? table->at() : domain::Position());
    if (table.has_value()) {
      for (const Table::Row& row : table->rows()) {
        unit_ids_.push_back(row.id);
        YamlValue unit = Tree::Map(row.at);
        tree_.Put(unit, "id", row.at, tree_.Text(row.at, row.id));
        const Entry title = table->At(row, figures::kUnitTitle);
        tree_.Put(unit, "title", title.at, tree_.Text(title.at, std::string(title.text)));
        const Entry level = table->At(row, figures::kUnitLevel);
        PutIfGiven(unit, row, "level", level, LevelName(TrimmedText(level)));
        const Entry under = table->At(row, figures::kUnitUnder);
        PutIfGiven(unit, row, "under", under, TrimmedText(under));
        const Entry reported = table->At(row, figures::kUnitReported);
        PutIfGiven(unit, row, "reported", reported,
                   YesOrNo(TrimmedText(reported), "true", "false"));
        list.items.push_back(std::move(unit));
      }
    }
    tree_.Put(root, "units", list.at, std::move(list));
  }

  // The value as the hand-written file has it.
  static std::string FigureText(const Entry& entry, FigureKind kind) {
    std::string_view text = Trimmed(entry.text);
    if (kind == FigureKind::kYesNo) return YesOrNo(text, "yes", "no");
    if (kind == FigureKind::kPercent && entry.kind == CellKind::kPercent) text.remove_suffix(1);
    return std::string(text);
  }

  void ReadFigures(YamlValue& root, std::string_view sheet, std::string key) {
    if (unit_ids_.empty() && incomplete_) return;  // Its columns are not known.
    std::vector<std::string> titles = figures::kFigureColumns;
    titles.insert(titles.end(), unit_ids_.begin(), unit_ids_.end());
    const auto table = Find(sheet, std::move(titles));
    if (!table.has_value()) return;
    std::vector<YamlValue> units(unit_ids_.size(), Tree::Map(table->at()));
    for (const Table::Row& row : table->rows()) {
      if (row.id == figures::kNamesRow) continue;
      const std::size_t indicator = catalogue_.FindIndicator(row.id);
      if (indicator == domain::kNone) {
        findings_.Add(row.at, "figure_unknown", key, {{"value", row.id}});
        continue;
      }
      const FigureKind kind = catalogue_.indicators[indicator].figure.range.kind;
      for (std::size_t i = 0; i < units.size(); ++i) {
        const Entry entry = table->At(row, figures::kFigureValues + i);
        if (entry.usable) PutIfGiven(units[i], row, row.id, entry, FigureText(entry, kind));
      }
    }
    YamlValue map = Tree::Map(table->at());
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (units[i].items.empty()) continue;
      tree_.Put(map, unit_ids_[i], table->at(), std::move(units[i]));
    }
    tree_.Put(root, std::move(key), map.at, std::move(map));
  }

  void ReadWindows(YamlValue& root) {
    const auto table = Find(figures::kWindows, figures::kWindowColumns);
    if (!table.has_value()) return;
    YamlValue groups = Tree::Map(table->at());
    for (const Table::Row& row : table->rows()) {
      const Entry from = table->At(row, figures::kWindowFrom);
      const Entry to = table->At(row, figures::kWindowTo);
      if (from.usable && from.text.empty() && to.usable && to.text.empty()) {
        if (row.id == figures::kOtherGroups || catalogue_.FindGroup(row.id) != domain::kNone) {
          continue;
        }
      }
      YamlValue window = Tree::Map(row.at);
      PutIfGiven(window, row, "from", from, TrimmedText(from));
      PutIfGiven(window, row, "to", to, TrimmedText(to));
      if (row.id == figures::kOtherGroups) {
        tree_.Put(root, "window", row.at, std::move(window));
      } else {
        tree_.Put(groups, row.id, row.at, std::move(window));
      }
    }
    if (!groups.items.empty()) tree_.Put(root, "windows", groups.at, std::move(groups));
  }

  void ReadStated(YamlValue& root) {
    const auto table = Find(figures::kStated, figures::kStatedColumns, Table::Ids::kRepeat);
    if (!table.has_value()) return;
    YamlValue list = Tree::List(table->at());
    for (const Table::Row& row : table->rows()) {
      YamlValue stated = Tree::Map(row.at);
      tree_.Put(stated, "where", row.at, tree_.Text(row.at, row.id));
      const Entry unit = table->At(row, figures::kStatedUnit);
      PutIfGiven(stated, row, "unit", unit, TrimmedText(unit));
      const Entry of = table->At(row, figures::kStatedOf);
      PutIfGiven(stated, row, "of", of, TrimmedText(of));
      const Entry as = table->At(row, figures::kStatedAs);
      PutIfGiven(stated, row, "as", as, StatedAsName(TrimmedText(as)));
      const Entry says = table->At(row, figures::kStatedSays);
      std::string number = TrimmedText(says);
      if (says.kind == CellKind::kPercent && !number.empty()) number.pop_back();
      PutIfGiven(stated, row, "says", says, std::move(number));
      list.items.push_back(std::move(stated));
    }
    if (!list.items.empty()) tree_.Put(root, "stated", list.at, std::move(list));
  }

  const Workbook& workbook_;
  const domain::IndicatorCatalogue& catalogue_;
  FindingList& findings_;
  Tree tree_;
  std::vector<std::string> unit_ids_;
  bool incomplete_ = false;
};

}  // namespace

std::optional<domain::YamlFile> FiguresFileTree(std::string_view bytes,
                                                const domain::IndicatorCatalogue& catalogue,
                                                FindingList& findings) {
  if (!LooksLikeWorkbook(bytes)) return domain::ReadYaml(bytes, findings);
  const auto workbook = ReadWorkbook(bytes, findings);
  if (!workbook.has_value()) return std::nullopt;
  return FiguresReader(*workbook, catalogue, findings).Read();
}

std::optional<domain::FigureReport> ReadFiguresFile(std::string_view bytes,
                                                    const domain::IndicatorCatalogue& catalogue,
                                                    FindingList& findings) {
  const auto tree = FiguresFileTree(bytes, catalogue, findings);
  if (!tree.has_value()) return std::nullopt;
  return domain::ReadFigureReport(tree->root, catalogue, findings);
}

}  // namespace par::spreadsheet
