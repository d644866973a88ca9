// What a unit's result would lose if the year ended with the figures to date, and what would regain
// it: "cần thêm 437 hồ sơ". The rules themselves say so: every gain is found by evaluating them.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/refusal.h"
#include "common/domain/rule_trace.h"

namespace par::domain {

// A figure to date beyond the answers': a sum over the units of the level below.
struct ChildSum {
  std::optional<Rational> value;
  FigureDefinition definition;  // `part_of` is the number of another child figure.
};

struct FiguresToDate {
  Answers answers;  // Bound to the set.
  // By slot of the set's child_figures; where there is no value it is that of answers.children, if
  // all of them have it.
  std::vector<ChildSum> child_sums;
};

struct Gain {
  std::string figure;  // Id.
  std::string title;
  std::string unit;
  FigureKind kind = FigureKind::kCount;
  Rational from;
  Rational to;
  Points gained;  // On top of the leaf's points to date.
  // False: a better case of the rule, or the figure at its bound, short of the maximum.
  bool full = true;
};

enum class ForecastState : std::uint8_t {
  kFull,           // The maximum is reached.
  kLoses,          // Points will be lost.
  kNotApplicable,  // Or waived.
  kUnknown,        // Figures are missing.
  kEntered,        // Judged or given by someone: no figure moves it. Known if it was declared.
  kFailed,         // The rule fails on these figures: `error`.
};
[[nodiscard]] std::string_view Name(ForecastState state);  // "loses"

struct LeafForecast {
  LeafIndex leaf = 0;
  ForecastState state = ForecastState::kUnknown;
  bool known = false;  // Whether points and lost say something.
  Points points;       // To date.
  Points lost;
  std::vector<std::string> missing;  // kUnknown: as the rule calls it.
  absl::Status error;
  std::shared_ptr<const Trace> trace;
  std::vector<Gain> gains;  // kLoses: single figures, the others as they are.
};

struct Forecast {
  std::vector<LeafForecast> leaves;  // By leaf; bonus and penalty leaves are left out.
  Points points;                     // Of what is known.
  Points lost;
  Points unknown;  // Maxima of what is not.
};

// A figure is moved only as a unit can: up, unless its leaf says that it falls with it or it is a
// rank, a date or a yes/no; within its bounds, and not beyond the figure it is a part of.
[[nodiscard]] Forecast ForecastOf(const CriteriaSet& set, const FiguresToDate& figures);

// "cần thêm 437 hồ sơ: Số hồ sơ đúng hạn (17.310 → 17.747), được thêm 0,0369 điểm"
[[nodiscard]] std::string TextOf(const Gain& gain, Language language);

}  // namespace par::domain
