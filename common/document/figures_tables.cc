#include "common/document/figures_tables.h"

#include <algorithm>
#include <utility>

namespace par::document {
namespace {

using domain::FigureRef;
using domain::kNone;
using domain::ShownFigures;

constexpr std::size_t kMostParts = 8;  // Beside each other.
constexpr std::string_view kNotThere = "–";

std::string Cell(const ShownFigures& shown, std::size_t unit, const FigureRef& figure) {
  const auto value = shown.Of(unit, figure);
  return value.has_value() ? value->Marked(kNothingArose) : std::string(kNotThere);
}

// One comparison: two columns, where any figure of the table has them.
class Beside {
 public:
  Beside(const FiguresFacts& facts, const ShownFigures* before) : facts_(facts), before_(before) {
    if (before == nullptr) return;
    row_ = before->rows().Find(facts.now.report().units[facts.unit].id);
  }
  bool Has(const std::vector<FigureRef>& figures) const {
    return row_ != kNone && std::any_of(figures.begin(), figures.end(), [&](const FigureRef& one) {
             return before_->Of(row_, one).has_value();
           });
  }
  void AddCells(const FigureRef& figure, std::vector<std::string>& cells) const {
    cells.push_back(Cell(*before_, row_, figure));
    cells.push_back(
        facts_.now.Change(*before_, facts_.unit, figure).value_or(std::string(kNotThere)));
  }

 private:
  const FiguresFacts& facts_;
  const ShownFigures* before_;
  std::size_t row_ = kNone;
};

Column Numbers(std::string title, int share) {
  return {.title = std::move(title), .share = share, .align = Align::kRight};
}

std::string NamesOf(const ShownFigures& shown, const std::vector<domain::UnitId>& units) {
  std::string names;
  for (const domain::UnitId& unit : units) {
    names +=
        (names.empty() ? "" : ", ") + shown.report().units[shown.rows().Find(unit.value())].title;
  }
  return names;
}

void AddPartsTable(const FiguresFacts& facts, const std::vector<std::size_t>& parts,
                   std::vector<Block>& blocks) {
  const domain::IndicatorCatalogue& catalogue = facts.now.catalogue();
  Table table{.columns = {{.title = "Chỉ tiêu", .share = 40}, {.title = "ĐVT", .share = 11}},
              .small = true};
  for (const std::size_t part : parts) {
    table.columns.push_back(Numbers(facts.now.report().units[part].title, 14));
  }
  for (std::size_t i = 0; i <= catalogue.groups.size(); ++i) {
    const std::size_t group = i < catalogue.groups.size() ? i : kNone;
    bool titled = false;
    for (const FigureRef& figure : domain::FiguresOfGroup(catalogue, group)) {
      const bool any = std::any_of(parts.begin(), parts.end(), [&](std::size_t part) {
        return facts.now.Of(part, figure).has_value();
      });
      if (!any) continue;
      if (!titled && group != kNone) {
        table.rows.push_back({.cells = {catalogue.groups[group].title}, .heading = true});
      }
      titled = true;
      std::vector<std::string> cells = {figure.Title(catalogue), figure.Unit(catalogue)};
      for (const std::size_t part : parts) cells.push_back(Cell(facts.now, part, figure));
      table.rows.push_back({.cells = std::move(cells)});
    }
  }
  if (!table.rows.empty()) blocks.emplace_back(std::move(table));
}

}  // namespace

Table ReportingTable(const FiguresFacts& facts) {
  const domain::FigureReport& report = facts.now.report();
  Table table{.columns = {{.title = "Đơn vị", .share = 40},
                          Numbers("Phải báo cáo", 13),
                          Numbers("Đã báo cáo", 13),
                          {.title = "Chưa báo cáo", .share = 34}}};
  for (const std::size_t unit : domain::AtAndBelow(report, facts.unit)) {
    if (report.units[unit].parts.empty()) continue;
    const domain::Reported who = domain::WhoReported(report, unit);
    const std::string missing = NamesOf(facts.now, who.missing);
    table.rows.push_back(
        {.cells = {report.units[unit].title, std::to_string(who.expected),
                   std::to_string(who.reported), missing.empty() ? "Không" : missing}});
  }
  return table;
}

std::optional<Table> GroupTable(const FiguresFacts& facts, std::size_t group) {
  const domain::IndicatorCatalogue& catalogue = facts.now.catalogue();
  std::vector<FigureRef> figures = domain::FiguresOfGroup(catalogue, group);
  std::erase_if(figures, [&](const FigureRef& figure) {
    return !facts.now.Of(facts.unit, figure).has_value();
  });
  if (figures.empty()) return std::nullopt;
  const Beside previous(facts, facts.previous);
  const Beside year(facts, facts.year_before);
  const bool has_previous = previous.Has(figures);
  const bool has_year = year.Has(figures);
  Table table{.columns = {{.title = "Chỉ tiêu", .share = 44},
                          {.title = "ĐVT", .share = 13},
                          Numbers("Kỳ này", 15)},
              .small = has_previous && has_year};
  const auto add = [&](std::string before, std::string change) {
    table.columns.push_back(Numbers(std::move(before), 14));
    table.columns.push_back(Numbers(std::move(change), 17));
  };
  if (has_previous) add("Kỳ trước", "So với kỳ trước");
  if (has_year) add("Cùng kỳ năm trước", "So với cùng kỳ");
  for (const FigureRef& figure : figures) {
    std::vector<std::string> cells = {figure.Title(catalogue), figure.Unit(catalogue),
                                      Cell(facts.now, facts.unit, figure)};
    if (has_previous) previous.AddCells(figure, cells);
    if (has_year) year.AddCells(figure, cells);
    table.rows.push_back({.cells = std::move(cells), .bold = figure.rate != kNone});
  }
  return table;
}

Table TargetsTable(const FiguresFacts& facts) {
  const domain::IndicatorCatalogue& catalogue = facts.now.catalogue();
  const domain::FigureReport& report = facts.now.report();
  const std::vector<std::size_t> units = domain::AtAndBelow(report, facts.unit);
  Table table{.columns = {{.title = "Đơn vị", .share = 34},
                          {.title = "Chỉ tiêu", .share = 40},
                          Numbers("Kết quả", 13),
                          Numbers("Mức yêu cầu", 13)}};
  const auto missed = domain::MissedTargets(catalogue, report, facts.now.rollup());
  for (std::size_t target = 0; target < catalogue.targets.size(); ++target) {
    bool titled = catalogue.targets[target].title.empty();
    for (const domain::MissedTarget& one : missed) {
      if (one.target != target || !std::binary_search(units.begin(), units.end(), one.unit)) {
        continue;
      }
      if (!titled) {
        table.rows.push_back({.cells = {catalogue.targets[target].title}, .heading = true});
      }
      titled = true;
      table.rows.push_back(
          {.cells = {report.units[one.unit].title, FigureRef::Of(one).Title(catalogue),
                     facts.now.Reached(one), facts.now.Wanted(one)}});
    }
  }
  return table;
}

Table ForecastTable(const FiguresFacts& facts) {
  Table table{.columns = {{.title = "Mã", .share = 9},
                          {.title = "Tiêu chí", .share = 33},
                          Numbers("Tối đa", 9),
                          Numbers("Dự báo", 10),
                          Numbers("Mất", 10),
                          {.title = "Cần để lấy lại điểm", .share = 42}},
              .small = true};
  const auto points = [](domain::Points value) {
    return value.FormatShort(domain::NumberStyle::kVietnamese);
  };
  for (const domain::LeafForecast& one : facts.forecast->leaves) {
    if (one.state != domain::ForecastState::kLoses) continue;
    const domain::Node& node = facts.set->NodeOf(one.leaf);
    std::string regains;
    for (const domain::Gain& gain : one.gains) {
      regains +=
          (regains.empty() ? "" : "; ") + domain::TextOf(gain, domain::Language::kVietnamese);
    }
    const bool full = std::any_of(one.gains.begin(), one.gains.end(),
                                  [](const domain::Gain& gain) { return gain.full; });
    if (!full) {
      regains += std::string(regains.empty() ? "" : "; ") +
                 "không một số liệu nào tự nó đưa được lên điểm tối đa";
    }
    table.rows.push_back({.cells = {node.id, node.title, points(node.maximum), points(one.points),
                                    points(one.lost), regains}});
  }
  return table;
}

std::vector<Block> PartsTables(const FiguresFacts& facts, std::size_t unit) {
  const std::vector<std::size_t>& parts = facts.now.report().units[unit].parts;
  std::vector<Block> blocks;
  for (std::size_t first = 0; first < parts.size(); first += kMostParts) {
    const auto from = parts.begin() + static_cast<std::ptrdiff_t>(first);
    const auto to =
        parts.begin() + static_cast<std::ptrdiff_t>(std::min(first + kMostParts, parts.size()));
    AddPartsTable(facts, {from, to}, blocks);
  }
  return blocks;
}

}  // namespace par::document
