#include "common/domain/remediation_targets.h"

#include <algorithm>
#include <array>

#include "common/domain/figure_kind.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 12> kAimNames = {
    "at_least",       "at_most",   "above",     "below", "raise_percent", "raise_by",
    "reduce_percent", "reduce_by", "up_places", "reach", "exceed",        "requirement"};

std::string Number(const Rational& value, NumberStyle style) {
  return FormatFigure(FigureKind::kAmount, value, style);
}

Rational Hundredth(const Decimal& value) {
  return Rational::FromDecimal(value) / Rational::FromInt(100);
}

BoundSense SenseOf(AimKind kind) {
  switch (kind) {
    case AimKind::kAtMost:
    case AimKind::kReducePercent:
    case AimKind::kReduceBy:
    case AimKind::kUpPlaces:
      return BoundSense::kAtMost;
    case AimKind::kAbove:
    case AimKind::kExceed:
      return BoundSense::kAbove;
    case AimKind::kBelow:
      return BoundSense::kBelow;
    default:
      return BoundSense::kAtLeast;
  }
}

Rational Computed(AimKind kind, const Rational& base, const Decimal& by) {
  const Rational step = Rational::FromDecimal(by);
  switch (kind) {
    case AimKind::kRaisePercent:
      return base * (Rational::FromInt(1) + Hundredth(by));
    case AimKind::kReducePercent:
      return base * (Rational::FromInt(1) - Hundredth(by));
    case AimKind::kRaiseBy:
      return base + step;
    case AimKind::kUpPlaces:
      return std::max(base - step, Rational::FromInt(1));
    default:
      return base - step;
  }
}

}  // namespace

std::string_view Name(AimKind kind) { return kAimNames[static_cast<std::size_t>(kind)]; }

bool NeedsBase(AimKind kind) { return kind >= AimKind::kRaisePercent && kind <= AimKind::kExceed; }

bool NeedsValue(AimKind kind) { return kind <= AimKind::kUpPlaces; }

bool TargetBound::Holds(const Rational& actual) const {
  switch (sense) {
    case BoundSense::kAtLeast:
      return actual >= value;
    case BoundSense::kAtMost:
      return actual <= value;
    case BoundSense::kAbove:
      return actual > value;
    case BoundSense::kBelow:
      return actual < value;
  }
  return false;
}

std::optional<TargetBound> Resolve(const Aim& aim, const BaseFigure* base) {
  if (aim.kind == AimKind::kRequirement) return std::nullopt;
  TargetBound bound{.sense = SenseOf(aim.kind), .value = {}};
  if (!NeedsBase(aim.kind)) {
    bound.value = Rational::FromDecimal(*aim.value);
    return bound;
  }
  if (base == nullptr || !base->value.has_value()) return std::nullopt;
  const Rational from = Rational::FromDecimal(*base->value);
  bound.value = NeedsValue(aim.kind) ? Computed(aim.kind, from, *aim.value) : from;
  return bound;
}

std::string TextOf(const TargetBound& bound, std::string_view unit, NumberStyle style) {
  constexpr std::array<std::string_view, 4> kSigns = {"≥ ", "≤ ", "> ", "< "};
  std::string text(kSigns[static_cast<std::size_t>(bound.sense)]);
  text += Number(bound.value, style);
  if (!unit.empty()) text += " " + std::string(unit);
  return text;
}

std::string StepsOf(const Aim& aim, const BaseFigure* base, NumberStyle style) {
  const auto bound = Resolve(aim, base);
  if (!bound.has_value() || !NeedsBase(aim.kind) || !NeedsValue(aim.kind)) return "";
  const std::string from = base->value->FormatShort(style);
  const std::string by = aim.value->FormatShort(style);
  const std::string result = " = " + Number(bound->value, style);
  switch (aim.kind) {
    case AimKind::kRaisePercent:
      return from + " × (1 + " + by + "/100)" + result;
    case AimKind::kReducePercent:
      return from + " × (1 − " + by + "/100)" + result;
    case AimKind::kRaiseBy:
      return from + " + " + by + result;
    case AimKind::kUpPlaces:
      // Nobody stands above first place.
      if (bound->value != Rational::FromDecimal(*base->value) - Rational::FromDecimal(*aim.value)) {
        return from + " − " + by + " → " + Number(bound->value, style);
      }
      return from + " − " + by + result;
    default:
      return from + " − " + by + result;
  }
}

std::string_view Name(TargetState state) {
  constexpr std::array<std::string_view, 4> kNames = {"unknown", "reached", "on_the_way", "missed"};
  return kNames[static_cast<std::size_t>(state)];
}

TargetState StateOf(const TargetBound& bound, const Rational& actual,
                    const std::optional<Date>& deadline, int year, const Date& on) {
  if (bound.Holds(actual)) return TargetState::kReached;
  const Date end = deadline.value_or(Date::Of(year, 12, 31).value_or(Date::Latest()));
  return on <= end ? TargetState::kOnTheWay : TargetState::kMissed;
}

}  // namespace par::domain
