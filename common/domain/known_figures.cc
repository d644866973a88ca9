#include "common/domain/known_figures.h"

#include <algorithm>
#include <utility>

#include "common/domain/catalogue.h"

namespace par::domain {
namespace {

bool SameKind(const IndicatorCatalogue& catalogue, std::size_t indicator, const CriteriaSet& set,
              FigureSlot slot) {
  return catalogue.indicators[indicator].figure.range.kind == set.figures[slot].range.kind;
}

}  // namespace

std::vector<BoundFigure> BoundFigures(const IndicatorCatalogue& catalogue, const CriteriaSet& set,
                                      std::string_view unit, std::string_view above) {
  std::map<FigureSlot, BoundFigure> bound;
  const auto bind = [&](std::string_view figure, std::size_t indicator, FigureBond bond) {
    const FigureSlot slot = set.FindFigure(figure);
    if (slot == kNone || indicator == kNone || !SameKind(catalogue, indicator, set, slot)) return;
    bound.emplace(slot, BoundFigure{.slot = slot, .indicator = indicator, .bond = bond});
  };
  const CriteriaFeed& feed = catalogue.feed;
  for (const CriteriaFeed::Figure& one : feed.figures) {
    if (feed.set == set.id && one.unit == unit) bind(one.figure, one.indicator, FigureBond::kFeed);
  }
  for (const CriteriaFeed::Figure& one : feed.children) {
    if (feed.children_of != above || above.empty()) continue;
    bind(one.figure, one.indicator, FigureBond::kChildren);
  }
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
    bind(catalogue.indicators[i].figure.id, i, FigureBond::kSameId);
  }
  std::vector<BoundFigure> all;
  for (const auto& [slot, one] : bound) all.push_back(one);
  return all;
}

YearOfFigures::YearOfFigures(const IndicatorCatalogue& catalogue, int year,
                             std::vector<FigureReport> reports)
    : catalogue_(catalogue),
      year_(ReportPeriod::Of(PeriodKind::kYear, year).value_or(ReportPeriod())) {
  for (FigureReport& report : reports) {
    if (report.period == year_) {
      whole_ = std::move(report);
    } else if (report.period.year() == year_.year()) {
      parts_.push_back(std::move(report));
    }
  }
}

const YearOfFigures::Composed& YearOfFigures::Compose(Date until) {
  const auto [at, is_new] = composed_.try_emplace(until);
  Composed& composed = at->second;
  if (!is_new) return composed;
  std::vector<const FigureReport*> taken;
  for (const FigureReport& part : parts_) {
    if (part.period.First() > until) continue;
    taken.push_back(&part);
    const ReportPeriod& period = part.period;
    if (taken.size() == 1 || period.First() < composed.first.First()) composed.first = period;
    if (taken.size() == 1 || period.Last() > composed.last.Last()) composed.last = period;
  }
  composed.given = taken.size();
  composed.parts = ComposePeriod(catalogue_, year_, taken);
  if (!composed.parts.has_value()) return composed;
  composed.gap = std::ranges::any_of(composed.parts->missing, [&](const ReportPeriod& one) {
    return one.First() < composed.last.First();
  });
  return composed;
}

std::optional<YearFigure> YearOfFigures::OfParts(std::size_t indicator, Date until) {
  const Composed& composed = Compose(until);
  if (!composed.parts.has_value()) return std::nullopt;
  const ReportedFigures& figures = composed.parts->report.units.front().figures;
  const auto found = figures.find(indicator);
  if (found == figures.end()) return std::nullopt;
  const OverTime over_time = catalogue_.indicators[indicator].over_time;
  if (composed.gap && over_time != OverTime::kLast) return std::nullopt;
  const bool adds = over_time == OverTime::kSum || over_time == OverTime::kFormula;
  return YearFigure{
      .value = found->second.value,
      .last = over_time == OverTime::kFirst ? composed.first : composed.last,
      .to_date = adds && composed.given > 1,
      .reaches = composed.last.Last() >= until,
  };
}

std::optional<YearFigure> YearOfFigures::Of(std::size_t indicator,
                                            const std::optional<Date>& cutoff) {
  const Date until = std::min(cutoff.value_or(year_.Last()), year_.Last());
  if (until < year_.First()) return std::nullopt;
  std::optional<YearFigure> of_parts = OfParts(indicator, until);
  if (until < year_.Last() && of_parts.has_value() && of_parts->reaches) return of_parts;
  if (whole_.has_value()) {
    const ReportedFigures& figures = whole_->units.front().figures;
    const auto found = figures.find(indicator);
    if (found != figures.end()) {
      return YearFigure{.value = found->second.value, .last = year_, .reaches = true};
    }
  }
  return of_parts;
}

std::string PeriodText(const YearFigure& figure, Language language) {
  const std::string period = figure.last.Title(language);
  return figure.to_date ? Worded("known_to_date", {{"period", period}}, language) : period;
}

}  // namespace par::domain
