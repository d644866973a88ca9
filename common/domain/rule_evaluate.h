// Evaluating a rule: exact, rounded once at the end.
//
// Pure: no state is kept between calls; safe to call from any thread. Without a trace, no text is
// made and nothing is allocated unless the outcome is an error or `not_scored`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"
#include "common/domain/rule.h"
#include "common/domain/rule_trace.h"

namespace par::domain {

// One unit of the level below, as aggregates see it. Views must outlive the call.
struct RuleChild {
  std::string_view unit = {};                             // For messages.
  std::span<const std::optional<Rational>> figures = {};  // By slot of the set's ChildFigures.
  std::optional<Rational> index = {};  // Reviewed converted percentage, 87.5 for 87.5 %.
  std::optional<Rational> score = {};  // Reviewed total.
};

struct RuleInputs {
  // By slot of the set's table of figures; a slot beyond the end is absent. Values as ParseFigure
  // gives them: a percent of 97.5 is 0.975.
  std::span<const std::optional<Rational>> figures = {};
  std::span<const std::optional<Rational>> previous = {};  // The same figures a year before.
  // Null: what the children have is not known yet, and a rule that asks is not scored.
  const std::vector<RuleChild>* children = nullptr;
  std::optional<Points> entered = {};  // The judged value, or the points given.
};

enum class OutcomeState : std::uint8_t { kScored, kNotApplicable, kNotScored };

inline constexpr int kNothingArisesCase = -1;

struct Outcome {
  OutcomeState state = OutcomeState::kNotScored;
  Points score;        // kScored.
  int taken_case = 0;  // Index of the case, or kNothingArisesCase.
  // kNotScored: what is absent, as the rule calls it: "a", "previous.a", "children",
  // "child.tthc.commune.resolved (xa-a)", "judged", "points".
  std::vector<std::string> missing;
};

// `maximum` is the leaf's; `places` (0 to 4) its rounding. `trace` may be null; otherwise it is
// filled from empty, also as far as an error got. INVALID_ARGUMENT:
//   rule_division_by_zero  {expression, values}
//   rule_no_case           no case applies {values}
//   rule_several_cases     several apply at once {cases, values}
//   rule_empty_aggregate   an average, least, most or share of no children {expression}
//   score_out_of_range     below 0 or above the maximum; never clipped {score, maximum, values}
//   judged_not_a_step      {value, steps}
[[nodiscard]] absl::StatusOr<Outcome> Evaluate(const Rule& rule, const RuleInputs& inputs,
                                               Points maximum, int places, Trace* trace = nullptr);

// The condition alone, for linters: nothing if an input is absent. Errors as above.
[[nodiscard]] absl::StatusOr<std::optional<bool>> Holds(const Expression& condition,
                                                        const RuleInputs& inputs, Points maximum);

// The expression's exact value, for linters: nothing if an input is absent. Errors as above.
[[nodiscard]] absl::StatusOr<std::optional<Rational>> ValueOf(const Expression& expression,
                                                              const RuleInputs& inputs,
                                                              Points maximum);

}  // namespace par::domain
