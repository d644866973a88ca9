#include "common/domain/figure_findings.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/domain/figure_findings_parts.h"

namespace par::domain {
namespace figure_findings {

ShownParameter Word(std::string name, std::string text) {
  return {.name = std::move(name), .vietnamese = text, .plain = std::move(text)};
}

ShownParameter Number(std::string name, FigureKind kind, const Rational& value) {
  return {.name = std::move(name),
          .vietnamese = FormatFigure(kind, value, NumberStyle::kVietnamese),
          .plain = FormatFigure(kind, value, NumberStyle::kPlain)};
}

ShownParameter Shown(std::string name, const Decimal& value, bool percent) {
  const std::string sign = percent ? " %" : "";
  return {.name = std::move(name),
          .vietnamese = value.Format(NumberStyle::kVietnamese) + sign,
          .plain = value.Format(NumberStyle::kPlain) + sign};
}

}  // namespace figure_findings

namespace {

using figure_findings::Context;
using figure_findings::Number;
using figure_findings::Word;

// The figures of one row of the period before, at the row with the same id.
class PreviousValues {
 public:
  PreviousValues(const IndicatorCatalogue& catalogue, const FigureReport* report) {
    if (report == nullptr) return;
    rollup_ = std::make_unique<FigureRollUp>(catalogue, *report);
    rows_.emplace(*report);
  }
  std::vector<std::optional<Rational>> Of(const std::string& unit,
                                          std::span<const std::size_t> indicators) const {
    const std::size_t row = rows_.has_value() ? rows_->Find(unit) : kNone;
    if (row == kNone) return {};
    return rollup_->CompleteValues(row, indicators);
  }

 private:
  std::unique_ptr<FigureRollUp> rollup_;
  std::optional<ReportRows> rows_;
};

class UnitChecks {
 public:
  UnitChecks(const Context& context, const FigurePast& past)
      : context_(context), previous_(context.catalogue, past.previous) {}

  void Run() {
    for (std::size_t unit = 0; unit < context_.report.units.size(); ++unit) {
      for (const Identity& identity : context_.catalogue.identities) CheckIdentity(unit, identity);
      for (const auto& [indicator, figure] : context_.report.units[unit].figures) {
        CheckPart(unit, indicator, figure);
        CheckTotal(unit, indicator, figure);
      }
    }
  }

 private:
  const ReportUnit& Unit(std::size_t unit) const { return context_.report.units[unit]; }
  const FigureDefinition& Figure(std::size_t indicator) const {
    return context_.catalogue.indicators[indicator].figure;
  }

  FigureFinding& Add(std::size_t unit, std::string_view reason, Position at) {
    FigureFinding& finding = context_.findings.emplace_back();
    finding.unit = Unit(unit).id;
    finding.reason = reason;
    finding.at = at;
    finding.parameters.push_back(Word("unit", Unit(unit).title));
    return finding;
  }

  // Where one of its figures stands; the unit where it says none of them itself.
  std::optional<Position> PlaceOf(std::size_t unit, const Identity& identity) const {
    std::optional<Position> at;
    for (const std::size_t indicator : identity.reads) {
      const RolledFigure* figure = context_.rollup.Of(unit, indicator);
      if (figure == nullptr || !figure->own) continue;
      const Position here = Unit(unit).figures.at(indicator).at;
      if (!at.has_value() || at->line < here.line) at = here;
    }
    return at;
  }

  void CheckIdentity(std::size_t unit, const Identity& identity) {
    const std::optional<Position> at = PlaceOf(unit, identity);
    if (!at.has_value()) return;
    const auto now = context_.rollup.CompleteValues(unit, identity.reads);
    const auto before = previous_.Of(Unit(unit).id, identity.reads_previous);
    const auto left = SideOf(identity.left, now, before);
    const auto right = SideOf(identity.right, now, before);
    if (!left.has_value() || !right.has_value()) return;
    const bool holds = identity.op == RuleOp::kIsEqual ? *left == *right : *left <= *right;
    if (holds) return;
    FigureFinding& finding = Add(unit, "figures_identity", *at);
    finding.indicators = identity.reads;
    finding.parameters.push_back(
        Word("title", identity.title.empty() ? identity.id : identity.title));
    finding.parameters.push_back(Side("left", identity.left, *left, now, before));
    finding.parameters.push_back(Side("right", identity.right, *right, now, before));
    const Rational apart = *left > *right ? *left - *right : *right - *left;
    finding.parameters.push_back(Number("apart", FigureKind::kAmount, apart));
  }

  // "8.740", or "8.782 - 41 = 8.741" where something was calculated.
  ShownParameter Side(std::string name, const Expression& side, const Rational& value,
                      std::span<const std::optional<Rational>> now,
                      std::span<const std::optional<Rational>> before) const {
    ShownParameter shown = Number(std::move(name), FigureKind::kAmount, value);
    const auto work = [&](std::string& text, NumberStyle style) {
      const std::string worked = Worked(side, context_.catalogue, now, before, style);
      if (side.root().op != RuleOp::kFigure && side.root().op != RuleOp::kPrevious &&
          side.root().op != RuleOp::kConstant) {
        text = worked + " = " + text;
      }
    };
    work(shown.vietnamese, NumberStyle::kVietnamese);
    work(shown.plain, NumberStyle::kPlain);
    return shown;
  }

  void CheckPart(std::size_t unit, std::size_t indicator, const ReportedFigure& part) {
    const FigureRange& range = Figure(indicator).range;
    if (!range.part_of.has_value()) return;
    const RolledFigure* whole = context_.rollup.Of(unit, *range.part_of);
    if (whole == nullptr || !whole->complete || part.value <= whole->value) return;
    FigureFinding& finding = Add(unit, "figures_above_whole", part.at);
    finding.indicators = {indicator, *range.part_of};
    finding.parameters.push_back(Word("title", Figure(indicator).title));
    finding.parameters.push_back(Number("value", range.kind, part.value));
    finding.parameters.push_back(Word("whole", Figure(*range.part_of).title));
    finding.parameters.push_back(Number("most", range.kind, whole->value));
  }

  // A total that the row states itself against what its parts add to.
  void CheckTotal(std::size_t unit, std::size_t indicator, const ReportedFigure& total) {
    const RolledFigure* rolled = context_.rollup.Of(unit, indicator);
    if (rolled == nullptr || !rolled->of_parts.has_value() || total.value == *rolled->of_parts) {
      return;
    }
    const FigureKind kind = Figure(indicator).range.kind;
    const bool may_only_grow = kind != FigureKind::kSigned;
    // Whoever has not reported yet may still explain what the parts lack.
    if (!rolled->parts_complete && !(may_only_grow && total.value < *rolled->of_parts)) return;
    const bool all = rolled->parts_complete;
    FigureFinding& finding =
        Add(unit, all ? "figures_total_not_the_sum" : "figures_total_below_parts", total.at);
    finding.indicators = {indicator};
    finding.parameters.push_back(Word("title", Figure(indicator).title));
    finding.parameters.push_back(Number("stated", kind, total.value));
    finding.parameters.push_back(Number("computed", kind, *rolled->of_parts));
    const Rational apart = total.value - *rolled->of_parts;
    finding.parameters.push_back(Number("apart", FigureKind::kSigned, apart));
    finding.parameters.push_back(Word("with", std::to_string(rolled->with)));
    finding.parameters.push_back(Word("parts", std::to_string(Unit(unit).parts.size())));
  }

  const Context& context_;
  PreviousValues previous_;
};

}  // namespace

std::string TextOf(const FigureFinding& finding, Language language) {
  return TextOf(finding.reason, finding.parameters, language);
}

FigurePast PastOf(const ReportPeriod& period, std::span<const FigureReport* const> reports) {
  FigurePast past;
  for (const FigureReport* report : reports) {
    if (report->period.kind() != period.kind() || !(report->period < period)) continue;
    past.past.push_back(report);
    if (period.Previous() == report->period) past.previous = report;
  }
  return past;
}

std::vector<FigureFinding> CheckReport(const IndicatorCatalogue& catalogue,
                                       const FigureReport& report, const FigurePast& past) {
  std::vector<FigureFinding> findings;
  const FigureRollUp rollup(catalogue, report);
  const Context context{
      .catalogue = catalogue, .report = report, .rollup = rollup, .findings = findings};
  UnitChecks(context, past).Run();
  figure_findings::CheckStatements(context);
  figure_findings::CheckPlausibility(context, past);
  return findings;
}

bool HasDifferences(std::span<const FigureFinding> findings) {
  return std::any_of(findings.begin(), findings.end(), [](const FigureFinding& one) {
    return one.weight == FindingWeight::kDifference;
  });
}

std::vector<MissedTarget> MissedTargets(const IndicatorCatalogue& catalogue,
                                        const FigureReport& report, const FigureRollUp& rollup) {
  std::vector<MissedTarget> missed;
  const auto check = [&](MissedTarget row, const std::optional<Rational>& value) {
    if (!value.has_value() || *value >= catalogue.targets[row.target].at_least) return;
    row.value = *value;
    missed.push_back(row);
  };
  for (std::size_t unit = 0; unit < report.units.size(); ++unit) {
    for (std::size_t number = 0; number < catalogue.targets.size(); ++number) {
      const IndicatorTarget& target = catalogue.targets[number];
      if (target.level.has_value() && target.level != report.units[unit].level) continue;
      for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
        const Indicator& indicator = catalogue.indicators[i];
        const bool in_group = target.group != kNone && indicator.group == target.group &&
                              indicator.figure.range.kind == FigureKind::kPercent;
        if (i != target.indicator && !in_group) continue;
        const RolledFigure* figure = rollup.Of(unit, i);
        if (figure == nullptr || !figure->complete) continue;
        check({.unit = unit, .indicator = i, .value = {}, .target = number}, figure->value);
      }
      for (std::size_t i = 0; i < catalogue.rates.size(); ++i) {
        const bool in_group = target.group != kNone && catalogue.rates[i].group == target.group;
        if (i != target.rate && !in_group) continue;
        const auto rate = rollup.Rate(unit, catalogue.rates[i]);
        if (!rate.has_value()) continue;
        check({.unit = unit, .rate = i, .value = {}, .target = number}, rate->value());
      }
    }
  }
  return missed;
}

}  // namespace par::domain
