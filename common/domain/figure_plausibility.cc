// What is not wrong in itself but unusual: values far from the unit's own past, figures of other
// days than the period's.
#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "common/domain/figure_findings_parts.h"

namespace par::domain {
namespace figure_findings {
namespace {

Rational Distance(const Rational& a, const Rational& b) { return a > b ? a - b : b - a; }

void CheckOutliers(const Context& context, const FigurePast& past) {
  if (past.past.size() < context.catalogue.outliers.periods) return;
  std::vector<ReportRows> rows;
  for (const FigureReport* report : past.past) rows.emplace_back(*report);
  for (const ReportUnit& unit : context.report.units) {
    std::vector<const ReportedFigures*> before;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t row = rows[i].Find(unit.id);
      if (row != kNone) before.push_back(&past.past[i]->units[row].figures);
    }
    for (const auto& [indicator, figure] : unit.figures) {
      if (!context.catalogue.indicators[indicator].IsSummed()) continue;
      std::vector<Rational> values;
      for (const ReportedFigures* figures : before) {
        const auto found = figures->find(indicator);
        if (found != figures->end()) values.push_back(found->second.value);
      }
      if (!IsOutlier(context.catalogue.outliers, figure.value, values)) continue;
      const FigureDefinition& definition = context.catalogue.indicators[indicator].figure;
      context.findings.push_back(
          {.weight = FindingWeight::kWarning,
           .unit = unit.id,
           .reason = "figure_outlier",
           .parameters = {Word("unit", unit.title), Word("title", definition.title),
                          Number("value", definition.range.kind, figure.value),
                          Word("periods", std::to_string(values.size())),
                          Number("median", FigureKind::kAmount, MedianOf(values))},
           .at = figure.at,
           .indicators = {indicator}});
    }
  }
}

ShownParameter Day(std::string name, Date day) {
  return {.name = std::move(name), .vietnamese = day.Vietnamese(), .plain = day.Iso()};
}

void CheckWindow(const Context& context, const Window& window, int cutoff_days,
                 const std::string& groups) {
  const ReportPeriod& period = context.report.period;
  const Date first = period.First().Plus(-cutoff_days);
  const Date last = period.Last().Plus(-cutoff_days);
  if (window.from == first && window.to == last) return;
  context.findings.push_back(
      {.weight = FindingWeight::kWarning,
       .unit = {},
       .reason = "figures_window",
       .parameters = {Word("groups", groups), Day("from", window.from), Day("to", window.to),
                      Day("first", first), Day("last", last)},
       .at = window.at});
}

// Groups that share a window and a cut-off are named together.
void CheckWindows(const Context& context) {
  struct Shared {
    const Window* window;
    int cutoff_days;
    std::string groups;
  };
  std::vector<Shared> all;
  const auto& windows = context.report.windows;
  for (std::size_t i = 0; i < context.catalogue.groups.size(); ++i) {
    const IndicatorGroup& group = context.catalogue.groups[i];
    auto found = windows.find(i);
    if (found == windows.end()) found = windows.find(kNone);
    if (found == windows.end()) continue;
    const Window& window = found->second;
    const auto same = std::find_if(all.begin(), all.end(), [&](const Shared& one) {
      return one.window->from == window.from && one.window->to == window.to &&
             one.cutoff_days == group.cutoff_days;
    });
    if (same == all.end()) {
      all.push_back({&window, group.cutoff_days, group.title});
    } else {
      same->groups += "; " + group.title;
    }
  }
  for (const Shared& one : all) CheckWindow(context, *one.window, one.cutoff_days, one.groups);
}

}  // namespace

void CheckPlausibility(const Context& context, const FigurePast& past) {
  CheckOutliers(context, past);
  CheckWindows(context);
}

}  // namespace figure_findings

Rational MedianOf(std::vector<Rational> values) {
  PAR_CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / Rational::FromInt(2);
}

bool IsOutlier(const OutlierRule& rule, const Rational& value, const std::vector<Rational>& past) {
  if (past.empty() || past.size() < rule.periods) return false;
  const Rational median = MedianOf(past);
  std::vector<Rational> distances;
  for (const Rational& one : past) distances.push_back(figure_findings::Distance(one, median));
  const Rational apart = figure_findings::Distance(value, median);
  const Rational size = median.Sign() < 0 ? -median : median;
  return apart > rule.times * MedianOf(distances) && apart > rule.share * size;
}

}  // namespace par::domain
