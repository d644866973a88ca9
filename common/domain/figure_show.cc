#include "common/domain/figure_show.h"

#include <algorithm>

#include "common/domain/catalogue.h"
#include "common/domain/figure_kind.h"

namespace par::domain {
namespace {

Rational PercentOf(const Rational& value) { return value * Rational::FromInt(100); }

}  // namespace

const std::string& FigureRef::Id(const IndicatorCatalogue& catalogue) const {
  return rate != kNone ? catalogue.rates[rate].id : catalogue.indicators[indicator].figure.id;
}

const std::string& FigureRef::Title(const IndicatorCatalogue& catalogue) const {
  return rate != kNone ? catalogue.rates[rate].title : catalogue.indicators[indicator].figure.title;
}

const std::string& FigureRef::Owner(const IndicatorCatalogue& catalogue) const {
  return rate != kNone ? catalogue.rates[rate].owner : catalogue.indicators[indicator].owner;
}

const std::string& FigureRef::Definition(const IndicatorCatalogue& catalogue) const {
  return rate != kNone ? catalogue.rates[rate].definition
                       : catalogue.indicators[indicator].definition;
}

std::string FigureRef::Unit(const IndicatorCatalogue& catalogue) const {
  if (rate != kNone) return "%";
  const FigureDefinition& figure = catalogue.indicators[indicator].figure;
  return figure.range.kind == FigureKind::kPercent ? "%" : figure.unit;
}

FigureRef FindFigure(const IndicatorCatalogue& catalogue, std::string_view id) {
  return {.indicator = catalogue.FindIndicator(id), .rate = catalogue.FindRate(id)};
}

std::vector<FigureRef> FiguresOfGroup(const IndicatorCatalogue& catalogue, std::size_t group) {
  std::vector<FigureRef> figures;
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
    if (catalogue.indicators[i].group == group) figures.push_back({.indicator = i});
  }
  for (std::size_t i = 0; i < catalogue.rates.size(); ++i) {
    if (catalogue.rates[i].group == group) figures.push_back({.rate = i});
  }
  return figures;
}

std::vector<std::size_t> AtAndBelow(const FigureReport& report, std::size_t unit) {
  std::vector<std::size_t> units = {unit};
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::vector<std::size_t>& parts = report.units[units[i]].parts;
    units.insert(units.end(), parts.begin(), parts.end());
  }
  std::sort(units.begin(), units.end());
  return units;
}

std::string ShownFigure::Marked(std::string_view nothing) const {
  return (text.empty() ? std::string(nothing) : text) + (complete ? "" : " *");
}

std::string ShownFigures::Text(const FigureRef& figure, const Rational& value) const {
  if (figure.rate == kNone) {
    return FormatFigure(catalogue_.indicators[figure.indicator].figure.range.kind, value, style_);
  }
  const auto percent = PercentOf(value).RoundHalfUp(catalogue_.rates[figure.rate].places);
  return percent.has_value() ? percent->Format(style_) + " %" : value.Text();
}

std::optional<ShownFigure> ShownFigures::Of(std::size_t unit, const FigureRef& figure) const {
  ShownFigure shown;
  if (figure.rate == kNone) {
    const RolledFigure* rolled = rollup_.Of(unit, figure.indicator);
    if (rolled == nullptr) return std::nullopt;
    shown.text = Text(figure, rolled->value);
    shown.sum = !rolled->own;
    shown.complete = rolled->complete;
    return shown;
  }
  const auto rate = rollup_.Rate(unit, catalogue_.rates[figure.rate]);
  if (!rate.has_value()) return std::nullopt;
  const auto value = rate->value();
  if (value.has_value()) shown.text = Text(figure, *value);
  shown.work = FormatFigure(FigureKind::kAmount, rate->numerator, style_) + '/' +
               FormatFigure(FigureKind::kAmount, rate->denominator, style_);
  shown.sum = !report_.units[unit].parts.empty();
  shown.complete = rate->complete;
  return shown;
}

std::string ShownFigures::Reached(const MissedTarget& missed) const {
  return Text(FigureRef::Of(missed), missed.value);
}

std::string ShownFigures::Wanted(const MissedTarget& missed) const {
  const FigureKind kind = missed.rate != kNone
                              ? FigureKind::kPercent
                              : catalogue_.indicators[missed.indicator].figure.range.kind;
  return FormatFigure(kind, catalogue_.targets[missed.target].at_least, style_);
}

std::optional<ShownFigures::Exact> ShownFigures::ExactOf(std::size_t unit,
                                                         const FigureRef& figure) const {
  if (figure.rate != kNone) {
    const RateIndicator& of = catalogue_.rates[figure.rate];
    const auto rate = rollup_.Rate(unit, of);
    if (!rate.has_value() || !rate->complete || !rate->value().has_value()) return std::nullopt;
    return Exact{.value = *rate->value(), .places = of.places, .percent = true};
  }
  const Indicator& indicator = catalogue_.indicators[figure.indicator];
  const RolledFigure* rolled = rollup_.Of(unit, figure.indicator);
  const bool percent = indicator.figure.range.kind == FigureKind::kPercent;
  if (rolled == nullptr || !rolled->complete || (!percent && !indicator.IsSummed())) {
    return std::nullopt;
  }
  return Exact{.value = rolled->value, .percent = percent};
}

std::optional<std::string> ShownFigures::Change(const ShownFigures& before, std::size_t unit,
                                                const FigureRef& figure) const {
  const std::size_t row = before.rows_.Find(report_.units[unit].id);
  if (row == kNone) return std::nullopt;
  const auto now = ExactOf(unit, figure);
  const auto then = before.ExactOf(row, figure);
  if (!now.has_value() || !then.has_value()) return std::nullopt;
  const Language language =
      style_ == NumberStyle::kVietnamese ? Language::kVietnamese : Language::kEnglish;
  const auto word = [&](std::string_view reason) { return Worded(reason, {}, language); };
  if (now->value == then->value) return word("figure_unchanged");
  const bool more = now->value > then->value;
  Rational apart = more ? now->value - then->value : then->value - now->value;
  if (!now->percent) {
    if (then->value.Sign() <= 0) return std::nullopt;
    apart = apart / then->value;
  }
  const auto shown = PercentOf(apart).RoundHalfUp(now->places);
  if (!shown.has_value()) return std::nullopt;
  return word(more ? "figure_up" : "figure_down") + ' ' + shown->Format(style_) + ' ' +
         (now->percent ? word("figure_points_of_percent") : "%");
}

}  // namespace par::domain
