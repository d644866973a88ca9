#include "common/domain/figure_periods.h"

#include <algorithm>
#include <utility>

#include "common/domain/figure_findings_parts.h"

namespace par::domain {
namespace {

struct Part {
  FigureReport report;
  std::optional<ReportRows> rows = {};
};

const ReportedFigure* FigureOf(const Part& part, const std::string& unit, std::size_t indicator) {
  const std::size_t row = part.rows->Find(unit);
  if (row == kNone) return nullptr;
  const auto found = part.report.units[row].figures.find(indicator);
  return found == part.report.units[row].figures.end() ? nullptr : &found->second;
}

// Of one row and one indicator that is no formula.
std::optional<ReportedFigure> OverParts(const std::vector<Part>& parts, const std::string& unit,
                                        std::size_t indicator, OverTime over_time) {
  ReportedFigure whole;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const ReportedFigure* figure = FigureOf(parts[i], unit, indicator);
    if (figure == nullptr) return std::nullopt;
    const bool taken = over_time == OverTime::kSum || (over_time == OverTime::kFirst && i == 0) ||
                       (over_time == OverTime::kLast && i + 1 == parts.size());
    if (taken) whole.value = whole.value + figure->value;
  }
  return whole;
}

void ComposeUnit(const IndicatorCatalogue& catalogue, const std::vector<Part>& parts,
                 ReportUnit& unit) {
  unit.figures.clear();
  unit.year_before.clear();
  unit.reported.reset();
  unit.at = {};
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
    if (value.has_value()) unit.figures[i] = {.value = *value, .at = {}};
  }
}

class Composer {
 public:
  Composer(const IndicatorCatalogue& catalogue, std::span<const FigureReport* const> reports)
      : catalogue_(catalogue), reports_(reports) {}

  std::optional<ComposedPeriod> Compose(const ReportPeriod& period) const {
    std::vector<Part> parts;
    ComposedPeriod composed;
    for (const ReportPeriod& one : period.Parts()) {
      auto whole = Whole(one);
      if (!whole.has_value()) {
        composed.missing.push_back(one);
        continue;
      }
      composed.missing.insert(composed.missing.end(), whole->missing.begin(), whole->missing.end());
      parts.push_back({.report = std::move(whole->report)});
    }
    if (parts.empty()) return std::nullopt;
    for (Part& part : parts) part.rows.emplace(part.report);
    FigureReport& report = composed.report;
    report.title = catalogue_.title;
    report.period = period;
    report.units = parts.back().report.units;
    for (const Part& part : parts) {
      report.sample = report.sample || part.report.sample;
      if (!report.file_name.empty() && !part.report.file_name.empty()) report.file_name += ", ";
      report.file_name += part.report.file_name;
    }
    for (ReportUnit& unit : report.units) ComposeUnit(catalogue_, parts, unit);
    return composed;
  }

 private:
  // As it was given, what rows leave open from shorter periods; otherwise from these alone.
  std::optional<ComposedPeriod> Whole(const ReportPeriod& period) const {
    const auto found =
        std::find_if(reports_.begin(), reports_.end(),
                     [&](const FigureReport* report) { return report->period == period; });
    auto composed = Compose(period);
    if (found == reports_.end()) return composed;
    ComposedPeriod given{.report = **found, .missing = {}};
    if (composed.has_value()) FillSilentRows(given.report, *composed);
    return given;
  }

  const IndicatorCatalogue& catalogue_;
  const std::span<const FigureReport* const> reports_;
};

}  // namespace

std::optional<ComposedPeriod> ComposePeriod(const IndicatorCatalogue& catalogue,
                                            const ReportPeriod& period,
                                            std::span<const FigureReport* const> reports) {
  return Composer(catalogue, reports).Compose(period);
}

void FillSilentRows(FigureReport& whole, const ComposedPeriod& composed) {
  if (!composed.missing.empty()) return;
  const ReportRows rows(composed.report);
  for (ReportUnit& unit : whole.units) {
    if (!unit.figures.empty() || !unit.parts.empty() || unit.reported.has_value()) continue;
    const std::size_t row = rows.Find(unit.id);
    if (row != kNone) unit.figures = composed.report.units[row].figures;
  }
}

std::vector<ReportPeriod> AllParts(const ReportPeriod& period) {
  std::vector<ReportPeriod> parts = period.Parts();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::vector<ReportPeriod> shorter = parts[i].Parts();
    parts.insert(parts.end(), shorter.begin(), shorter.end());
  }
  return parts;
}

Date ClosingDay(const IndicatorCatalogue& catalogue, const ReportPeriod& period) {
  int days = catalogue.groups.empty() ? 0 : catalogue.groups.front().cutoff_days;
  for (const IndicatorGroup& group : catalogue.groups) days = std::min(days, group.cutoff_days);
  return period.Last().Plus(-days);
}

std::optional<ReportPeriod> DuePeriod(const IndicatorCatalogue& catalogue, Date today) {
  if (!catalogue.every.has_value()) return std::nullopt;
  // Books may be closed long before the period ends, even in the year before.
  auto period = ReportPeriod::Of(*catalogue.every, today.year() + 2);
  while (period.has_value() && ClosingDay(catalogue, *period).Plus(-kDaysToRemind) > today) {
    period = period->Previous();
  }
  return period;
}

std::vector<FigureFinding> ComparePeriods(const IndicatorCatalogue& catalogue,
                                          const FigureReport& whole,
                                          const ComposedPeriod& composed) {
  using figure_findings::Number;
  using figure_findings::Word;
  std::vector<FigureFinding> findings;
  if (!composed.missing.empty()) return findings;
  const ReportRows rows(composed.report);
  for (const ReportUnit& unit : whole.units) {
    const std::size_t row = rows.Find(unit.id);
    if (row == kNone) continue;
    const ReportedFigures& of_parts = composed.report.units[row].figures;
    for (const auto& [indicator, figure] : unit.figures) {
      const auto parts = of_parts.find(indicator);
      if (parts == of_parts.end() || parts->second.value == figure.value) continue;
      const FigureDefinition& definition = catalogue.indicators[indicator].figure;
      findings.push_back(
          {.weight = FindingWeight::kDifference,
           .unit = unit.id,
           .reason = "figures_period_parts",
           .parameters = {Word("unit", unit.title), Word("title", definition.title),
                          Number("stated", definition.range.kind, figure.value),
                          Number("computed", definition.range.kind, parts->second.value),
                          Word("period", whole.period.Text())},
           .at = figure.at});
    }
  }
  return findings;
}

}  // namespace par::domain
