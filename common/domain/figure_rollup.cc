#include "common/domain/figure_rollup.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "common/domain/rule_evaluate.h"
#include "common/domain/rule_lexer.h"

namespace par::domain {

std::optional<Rational> RateValue::value() const {
  if (denominator.IsZero()) return std::nullopt;
  return numerator / denominator;
}

std::optional<Decimal> RateValue::Percent(int places) const {
  const std::optional<Rational> exact = value();
  if (!exact.has_value()) return std::nullopt;
  return (*exact * Rational::FromInt(100)).RoundHalfUp(places);
}

FigureRollUp::FigureRollUp(const IndicatorCatalogue& catalogue, const FigureReport& report,
                           ReportedFigures ReportUnit::* which)
    : catalogue_(catalogue), report_(report), rolled_(report.units.size()) {
  // Parts stand after their unit.
  for (std::size_t unit = report.units.size(); unit-- > 0;) Add(unit, which);
}

void FigureRollUp::Add(std::size_t unit, ReportedFigures ReportUnit::* which) {
  std::map<std::size_t, RolledFigure>& mine = rolled_[unit];
  const std::vector<std::size_t>& parts = report_.units[unit].parts;
  std::map<std::size_t, std::size_t> complete;
  for (const std::size_t part : parts) {
    for (const auto& [indicator, figure] : rolled_[part]) {
      if (!catalogue_.indicators[indicator].IsSummed()) continue;
      RolledFigure& sum = mine[indicator];
      sum.of_parts = sum.of_parts.value_or(Rational()) + figure.value;
      ++sum.with;
      if (figure.complete) ++complete[indicator];
    }
  }
  for (auto& [indicator, sum] : mine) {
    sum.parts_complete = complete[indicator] == parts.size();
    sum.value = *sum.of_parts;
    sum.own = false;
    sum.complete = sum.parts_complete;
  }
  for (const auto& [indicator, figure] : report_.units[unit].*which) {
    RolledFigure& stated = mine[indicator];
    if (stated.parts_complete) continue;
    stated.value = figure.value;
    stated.own = true;
    stated.complete = true;
  }
}

const RolledFigure* FigureRollUp::Of(std::size_t unit, std::size_t indicator) const {
  const auto found = rolled_[unit].find(indicator);
  return found == rolled_[unit].end() ? nullptr : &found->second;
}

std::vector<std::optional<Rational>> FigureRollUp::CompleteValues(
    std::size_t unit, std::span<const std::size_t> indicators) const {
  std::vector<std::optional<Rational>> values(catalogue_.indicators.size());
  for (const std::size_t indicator : indicators) {
    const RolledFigure* figure = Of(unit, indicator);
    if (figure != nullptr && figure->complete) values[indicator] = figure->value;
  }
  return values;
}

// False: nobody here has all of them.
bool FigureRollUp::SumOver(std::size_t unit, const std::vector<std::size_t>& indicators,
                           std::vector<std::optional<Rational>>& sums, bool& complete) const {
  const auto whole = CompleteValues(unit, indicators);
  const bool has_all = std::all_of(indicators.begin(), indicators.end(),
                                   [&](std::size_t one) { return whole[one].has_value(); });
  if (has_all) {
    for (const std::size_t one : indicators) {
      sums[one] = sums[one].value_or(Rational()) + *whole[one];
    }
    return true;
  }
  complete = false;
  bool any = false;
  for (const std::size_t part : report_.units[unit].parts) {
    if (SumOver(part, indicators, sums, complete)) any = true;
  }
  return any;
}

std::optional<RateValue> FigureRollUp::Rate(std::size_t unit, const RateIndicator& rate) const {
  const bool may_sum = std::all_of(rate.reads.begin(), rate.reads.end(), [&](std::size_t one) {
    return catalogue_.indicators[one].IsSummed();
  });
  std::vector<std::optional<Rational>> sums(catalogue_.indicators.size());
  RateValue found;
  if (may_sum) {
    if (!SumOver(unit, rate.reads, sums, found.complete)) return std::nullopt;
  } else {
    sums = CompleteValues(unit, rate.reads);
  }
  const auto numerator = SideOf(rate.numerator, sums);
  const auto denominator = SideOf(rate.denominator, sums);
  if (!numerator.has_value() || !denominator.has_value()) return std::nullopt;
  found.numerator = *numerator;
  found.denominator = *denominator;
  return found;
}

Reported WhoReported(const std::vector<UnitId>& expected, const std::vector<UnitId>& reported) {
  std::set<std::string_view> known;
  for (const UnitId& unit : reported) known.insert(unit.value());
  Reported result;
  result.expected = expected.size();
  for (const UnitId& unit : expected) {
    if (!known.contains(unit.value())) result.missing.push_back(unit);
  }
  result.reported = result.expected - result.missing.size();
  return result;
}

Reported WhoReported(const FigureReport& report, std::size_t unit) {
  std::vector<UnitId> expected;
  std::vector<UnitId> reported;
  std::vector<std::size_t> open = {unit};
  while (!open.empty()) {
    const ReportUnit& one = report.units[open.back()];
    open.pop_back();
    open.insert(open.end(), one.parts.rbegin(), one.parts.rend());
    if (!one.parts.empty()) continue;
    expected.emplace_back(one.id);
    if (one.reported.value_or(!one.figures.empty())) reported.emplace_back(one.id);
  }
  return WhoReported(expected, reported);
}

std::string Worked(const Expression& operand, const IndicatorCatalogue& catalogue,
                   std::span<const std::optional<Rational>> values,
                   std::span<const std::optional<Rational>> previous, NumberStyle style) {
  constexpr std::string_view kBefore = "previous.";
  const std::string_view text = operand.TextOf(operand.root());
  std::string worked;
  std::size_t written = 0;
  for (Token token = NextToken(text, 0); token.kind != TokenKind::kEnd;
       token = NextToken(text, token.end)) {
    const bool before = token.text.starts_with(kBefore);
    const std::size_t indicator =
        catalogue.FindIndicator(before ? token.text.substr(kBefore.size()) : token.text);
    const auto& from = before ? previous : values;
    worked += text.substr(written, token.begin - written);
    written = token.end;
    if (indicator >= from.size() || !from[indicator].has_value()) {
      worked += token.text;
      continue;
    }
    worked +=
        FormatFigure(catalogue.indicators[indicator].figure.range.kind, *from[indicator], style);
  }
  return worked;
}

std::optional<Rational> SideOf(const Expression& operand,
                               std::span<const std::optional<Rational>> values,
                               std::span<const std::optional<Rational>> previous) {
  const auto value = ValueOf(operand, {.figures = values, .previous = previous}, Points());
  return value.ok() ? *value : std::nullopt;
}

}  // namespace par::domain
