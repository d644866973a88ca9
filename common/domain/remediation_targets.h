// Targets (chỉ tiêu) of a remediation plan: what is to be reached by when and under whose lead.
// Relative targets ("at least 2 % more than last year", "up two places", "as good as the
// province's average") become numbers against a base that is given as data, with the steps shown;
// where the base is not known, that is said instead.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/finding.h"
#include "common/domain/rational.h"

namespace par::domain {

enum class AimKind : std::uint8_t {
  kAtLeast,        // value
  kAtMost,         // value
  kAbove,          // value; more than it
  kBelow,          // value; less than it
  kRaisePercent,   // base, value: at least base × (1 + value/100)
  kRaiseBy,        // base, value: at least base + value
  kReducePercent,  // base, value: at most base × (1 − value/100)
  kReduceBy,       // base, value: at most base − value
  kUpPlaces,       // base (a rank), value: at most base − value, never above first place
  kReach,          // base: at least it (kept from last year, or the average of others)
  kExceed,         // base: more than it
  kRequirement,    // No number: it is done as required or not.
};
[[nodiscard]] std::string_view Name(AimKind kind);  // "at_least", as in files.
[[nodiscard]] bool NeedsValue(AimKind kind);
[[nodiscard]] bool NeedsBase(AimKind kind);

struct Aim {
  AimKind kind = AimKind::kRequirement;
  std::optional<Decimal> value;
};

struct PlanArea {
  std::string id;
  std::string title;
};

// A figure of the year before, an index or a rank that relative targets stand on.
struct BaseFigure {
  std::string id;
  std::string title;
  std::string period;            // "2020"; of whom, if not the plan's unit.
  std::string unit;              // "%", "điểm", "hạng".
  std::optional<Decimal> value;  // Nothing: the plan's document does not give it.
  std::optional<Decimal> also;   // What the document says elsewhere.
};

struct RemediationTarget {
  std::string id;
  std::size_t area = 0;  // Of the plan's areas.
  std::string of;        // The criterion's code in its own set; "" for an index.
  std::string title;
  Aim aim;
  std::string unit;       // Of the aim: "%", "hồ sơ".
  std::size_t base = 0;   // Of the plan's bases; only if the aim needs one.
  std::string indicator;  // Of the figures that say whether it is reached; may be empty.
  std::string lead;
  std::vector<std::string> with;
  std::optional<Date> deadline;
  std::string when;  // What the document says of the time, where that is no day.
  Position at;
};

enum class BoundSense : std::uint8_t { kAtLeast, kAtMost, kAbove, kBelow };

// An aim as a number.
struct TargetBound {
  BoundSense sense = BoundSense::kAtLeast;
  Rational value;
  [[nodiscard]] bool Holds(const Rational& actual) const;
};

// Nothing for a requirement, and where the base has no value. `base` is null where the aim needs
// none.
[[nodiscard]] std::optional<TargetBound> Resolve(const Aim& aim, const BaseFigure* base);
// "≥ 86,4756 %"; the text of a requirement is the target's own.
[[nodiscard]] std::string TextOf(const TargetBound& bound, std::string_view unit,
                                 NumberStyle style);
// The steps from the base: "84,78 × (1 + 2/100) = 86,4756"; empty where there are none.
[[nodiscard]] std::string StepsOf(const Aim& aim, const BaseFigure* base, NumberStyle style);

enum class TargetState : std::uint8_t { kUnknown, kReached, kOnTheWay, kMissed };
[[nodiscard]] std::string_view Name(TargetState state);  // "on_the_way"
// On the way while its deadline is not over; a target without a day ends with `year`.
[[nodiscard]] TargetState StateOf(const TargetBound& bound, const Rational& actual,
                                  const std::optional<Date>& deadline, int year, const Date& on);

}  // namespace par::domain
