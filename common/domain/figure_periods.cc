#include "common/domain/figure_periods.h"

#include <algorithm>

#include "common/domain/figure_findings_parts.h"

namespace par::domain {
namespace {

using Part = const FigureReport*;

std::optional<ReportedFigure> FigureOf(Part part, const std::string& unit, std::size_t indicator) {
  const std::size_t row = part->FindUnit(unit);
  if (row == kNone) return std::nullopt;
  const auto found = part->units[row].figures.find(indicator);
  if (found == part->units[row].figures.end()) return std::nullopt;
  return found->second;
}

// Of one row and one indicator that is no formula.
std::optional<ReportedFigure> OverParts(const std::vector<Part>& parts, const std::string& unit,
                                        std::size_t indicator, OverTime over_time) {
  ReportedFigure whole;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto figure = FigureOf(parts[i], unit, indicator);
    if (!figure.has_value()) return std::nullopt;
    const bool taken = over_time == OverTime::kSum || (over_time == OverTime::kFirst && i == 0) ||
                       (over_time == OverTime::kLast && i + 1 == parts.size());
    if (taken) whole.value = whole.value + figure->value;
    whole.at = figure->at;
  }
  return whole;
}

void ComposeUnit(const IndicatorCatalogue& catalogue, const std::vector<Part>& parts,
                 ReportUnit& unit) {
  unit.figures.clear();
  unit.year_before.clear();
  unit.reported.reset();
  std::vector<std::optional<Rational>> values(catalogue.indicators.size());
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
    const Indicator& indicator = catalogue.indicators[i];
    // A rank or a percentage of parts says nothing of the whole unless it is a state at its end.
    if (indicator.formula.has_value() ||
        (indicator.over_time == OverTime::kSum && !indicator.IsSummed())) {
      continue;
    }
    const auto figure = OverParts(parts, unit.id, i, indicator.over_time);
    if (!figure.has_value()) continue;
    values[i] = figure->value;
    unit.figures[i] = *figure;
  }
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
    if (!catalogue.indicators[i].formula.has_value()) continue;
    const auto value = SideOf(*catalogue.indicators[i].formula, values);
    if (value.has_value()) unit.figures[i] = {.value = *value, .at = unit.at};
  }
}

}  // namespace

std::optional<ComposedPeriod> ComposePeriod(const IndicatorCatalogue& catalogue,
                                            const ReportPeriod& period,
                                            std::span<const FigureReport* const> reports) {
  std::vector<Part> parts;
  ComposedPeriod composed;
  for (const ReportPeriod& part : period.Parts()) {
    const auto found = std::find_if(reports.begin(), reports.end(),
                                    [&](Part report) { return report->period == part; });
    if (found == reports.end()) {
      composed.missing.push_back(part);
    } else {
      parts.push_back(*found);
    }
  }
  if (parts.empty()) return std::nullopt;
  composed.report = *parts.back();
  composed.report.period = period;
  composed.report.windows.clear();
  composed.report.stated.clear();
  for (ReportUnit& unit : composed.report.units) ComposeUnit(catalogue, parts, unit);
  return composed;
}

std::vector<FigureFinding> ComparePeriods(const IndicatorCatalogue& catalogue,
                                          const FigureReport& whole,
                                          const ComposedPeriod& composed) {
  using figure_findings::Number;
  using figure_findings::Word;
  std::vector<FigureFinding> findings;
  if (!composed.missing.empty()) return findings;
  for (const ReportUnit& unit : whole.units) {
    for (const auto& [indicator, figure] : unit.figures) {
      const auto parts = FigureOf(&composed.report, unit.id, indicator);
      if (!parts.has_value() || parts->value == figure.value) continue;
      const FigureDefinition& definition = catalogue.indicators[indicator].figure;
      findings.push_back({.weight = FindingWeight::kDifference,
                          .unit = unit.id,
                          .reason = "figures_period_parts",
                          .parameters = {Word("unit", unit.title), Word("title", definition.title),
                                         Number("stated", definition.range.kind, figure.value),
                                         Number("computed", definition.range.kind, parts->value),
                                         Word("period", whole.period.Text())},
                          .at = figure.at});
    }
  }
  return findings;
}

}  // namespace par::domain
