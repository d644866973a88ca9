// What a report's text states, against the figures it was written from.
#include <utility>

#include "common/domain/figure_findings_parts.h"

namespace par::domain::figure_findings {
namespace {

const Rational& Hundred() {
  static const Rational hundred = Rational::FromInt(100);
  return hundred;
}

// One unit of the last place a number is printed with.
Rational LastPlace(const Decimal& number) {
  return Rational::FromDecimal(*Decimal::Of(1, number.scale()));
}

class Statements {
 public:
  explicit Statements(const Context& context)
      : context_(context), before_(context.catalogue, context.report, &ReportUnit::year_before) {}

  void Run() {
    for (const StatedFigure& stated : context_.report.stated) {
      if (stated.as == StatedAs::kValue) {
        CheckValue(stated);
      } else {
        CheckChange(stated);
      }
    }
  }

 private:
  const FigureDefinition& Figure(const StatedFigure& stated) const {
    return context_.catalogue.indicators[stated.indicator].figure;
  }
  std::string Title(const StatedFigure& stated) const {
    return stated.rate != kNone ? context_.catalogue.rates[stated.rate].title
                                : Figure(stated).title;
  }
  bool InPercent(const StatedFigure& stated) const {
    return stated.as != StatedAs::kValue || stated.rate != kNone ||
           Figure(stated).range.kind == FigureKind::kPercent;
  }

  // "tăng", "giảm".
  static ShownParameter Called(std::string name, bool increase) {
    const CatalogueText* text =
        FindText(increase ? "stated_word_increase" : "stated_word_decrease");
    return {.name = std::move(name),
            .vietnamese = std::string(text->vietnamese),
            .plain = std::string(text->english)};
  }

  FigureFinding& Add(const StatedFigure& stated, std::string_view reason) {
    FigureFinding& finding = context_.findings.emplace_back();
    const ReportUnit& unit = context_.report.units[stated.unit];
    finding.unit = unit.id;
    finding.reason = reason;
    finding.at = stated.at;
    finding.parameters = {Word("where", stated.where), Word("unit", unit.title),
                          Word("title", Title(stated))};
    if (stated.as != StatedAs::kUnchanged) {
      finding.parameters.push_back(Shown("stated", stated.says, InPercent(stated)));
    }
    const bool increase = stated.as == StatedAs::kIncrease;
    if (increase || stated.as == StatedAs::kDecrease) {
      finding.parameters.push_back(Called("called", increase));
    }
    return finding;
  }

  // Names what nobody reported.
  void Unconfirmed(const StatedFigure& stated) {
    std::vector<std::size_t> reads = {stated.indicator};
    if (stated.rate != kNone) reads = context_.catalogue.rates[stated.rate].reads;
    std::string missing;
    for (const std::size_t one : reads) {
      const RolledFigure* now = context_.rollup.Of(stated.unit, one);
      if (now != nullptr && now->complete && stated.as == StatedAs::kValue) continue;
      missing += (missing.empty() ? "" : ", ") + context_.catalogue.indicators[one].figure.title;
    }
    const bool of_two_years = stated.as != StatedAs::kValue;
    FigureFinding& finding =
        Add(stated, of_two_years ? "stated_change_unconfirmed" : "stated_unconfirmed");
    finding.weight = FindingWeight::kWarning;
    finding.parameters.push_back(Word("missing", missing));
  }

  // "8.738/8.741"; the same number where nothing was calculated.
  static ShownParameter Work(const Rational& numerator, const Rational& denominator) {
    ShownParameter over = Number("work", FigureKind::kAmount, numerator);
    const ShownParameter under = Number("", FigureKind::kAmount, denominator);
    over.vietnamese += '/' + under.vietnamese;
    over.plain += '/' + under.plain;
    return over;
  }

  void Compare(const StatedFigure& stated, const std::optional<Decimal>& computed,
               ShownParameter work) {
    if (!computed.has_value()) return Unconfirmed(stated);
    if (*computed == stated.says) return;
    FigureFinding& finding = Add(stated, "stated_value");
    finding.parameters.push_back(Shown("computed", *computed, InPercent(stated)));
    finding.parameters.push_back(std::move(work));
    const Rational apart = Rational::FromDecimal(stated.says) - Rational::FromDecimal(*computed);
    finding.parameters.push_back(
        Shown("apart", apart.RoundHalfUp(stated.says.scale()).value_or(Decimal()), false));
  }

  void CheckValue(const StatedFigure& stated) {
    if (stated.rate != kNone) {
      const auto rate = context_.rollup.Rate(stated.unit, context_.catalogue.rates[stated.rate]);
      if (!rate.has_value() || !rate->complete) return Unconfirmed(stated);
      return Compare(stated, rate->Percent(stated.says.scale()),
                     Work(rate->numerator, rate->denominator));
    }
    const RolledFigure* figure = context_.rollup.Of(stated.unit, stated.indicator);
    if (figure == nullptr || !figure->complete) return Unconfirmed(stated);
    const Rational value = InPercent(stated) ? figure->value * Hundred() : figure->value;
    Compare(stated, value.RoundHalfUp(stated.says.scale()),
            Number("work", Figure(stated).range.kind, figure->value));
  }

  void CheckChange(const StatedFigure& stated) {
    const RolledFigure* now = context_.rollup.Of(stated.unit, stated.indicator);
    const RolledFigure* before = before_.Of(stated.unit, stated.indicator);
    if (now == nullptr || before == nullptr || !now->complete || !before->complete ||
        before->value.Sign() <= 0) {
      return Unconfirmed(stated);
    }
    const Rational share = now->value / before->value * Hundred();
    if (stated.as == StatedAs::kShare) {
      return Compare(stated, share.RoundHalfUp(stated.says.scale()),
                     Work(now->value, before->value));
    }
    if (stated.as == StatedAs::kUnchanged) {
      if (now->value != before->value) AddValues(Add(stated, "stated_unchanged"), *now, *before);
      return;
    }
    CheckDirection(stated, *now, *before);
    CheckSize(stated, *now, *before, share);
  }

  static void AddValues(FigureFinding& finding, const RolledFigure& now,
                        const RolledFigure& before) {
    finding.parameters.push_back(Number("before", FigureKind::kAmount, before.value));
    finding.parameters.push_back(Number("now", FigureKind::kAmount, now.value));
  }

  void CheckDirection(const StatedFigure& stated, const RolledFigure& now,
                      const RolledFigure& before) {
    const bool increase = stated.as == StatedAs::kIncrease;
    if (increase ? now.value > before.value : now.value < before.value) return;
    FigureFinding& finding = Add(stated, "stated_direction");
    AddValues(finding, now, before);
  }

  void CheckSize(const StatedFigure& stated, const RolledFigure& now, const RolledFigure& before,
                 const Rational& share) {
    const Rational change = share > Hundred() ? share - Hundred() : Hundred() - share;
    const int places = stated.says.scale();
    const auto computed = change.RoundHalfUp(places);
    const auto share_shown = share.RoundHalfUp(places);
    if (!computed.has_value() || !share_shown.has_value()) return Unconfirmed(stated);
    if (*computed == stated.says) return;
    // A share that was cut off instead of rounded is still that share.
    const Rational off = Rational::FromDecimal(stated.says) - share;
    const bool is_share = (off.Sign() < 0 ? -off : off) < LastPlace(stated.says);
    FigureFinding& finding = Add(stated, is_share ? "stated_share_as_change" : "stated_change");
    AddValues(finding, now, before);
    finding.parameters.push_back(Called("really", now.value > before.value));
    finding.parameters.push_back(Shown("computed", *computed, true));
    if (is_share) finding.parameters.push_back(Shown("share", *share_shown, true));
  }

  const Context& context_;
  const FigureRollUp before_;
};

}  // namespace

void CheckStatements(const Context& context) { Statements(context).Run(); }

}  // namespace par::domain::figure_findings
