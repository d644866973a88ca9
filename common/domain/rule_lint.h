// Finds what is wrong in the rule of one leaf before any unit is scored with it, each with figures
// that show it ("a = 18, b = 12").
//
// How: the rule is evaluated on sampled figures. Each figure takes the bounds of its kind and
// range, the small numbers, powers of ten and every critical point (critical_points.h) that the
// figures chosen before it give, with the values one step below and above. Wholes are chosen before
// their parts, and among them multiples of 100 and 1,000, so that thresholds of a ratio written
// with up to three decimals are hit exactly. For conditions on one figure this is a proof: between
// two critical points nothing changes. For two figures and more it is a sample, and a rule that is
// not faulted may still have a fault elsewhere. Rules that aggregate the level below are tried with
// none, one and two units below (rule_child_samples.h), for the failures of evaluating alone:
// whether their scores stay within the maximum is seen only where they read nothing but the index.
// Whether the level below declares a figure is not known here; what a child lacks is named when it
// is scored.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/figure_kind.h"
#include "common/domain/points.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"

namespace par::domain {

// An error refuses the set; a warning explains what the official text does.
enum class LintSeverity : std::uint8_t { kError, kWarning };

struct RuleFinding {
  LintSeverity severity = LintSeverity::kError;
  std::string_view reason;  // In the catalogue; the same for every leaf.
  int case_index = -1;      // The case it is about; -1: the rule as a whole.
  std::vector<Parameter> parameters;
};

struct RuleLintInput {
  const Rule* rule = nullptr;
  Points maximum;
  int places = 4;
  std::span<const FigureRange> ranges = {};      // By slot of the set's table of figures.
  std::span<const std::string> falls_with = {};  // Local names meant to lower the score.
};

// In the order of the checks, each fault once with its first witness:
//   lint_case_repeated       error    the same condition stands twice
//   lint_cases_overlap       error    two cases apply at once
//   lint_no_case             error    no case applies
//   lint_division_by_zero    error    and nothing_arises or a case does not take it
//   lint_out_of_range        error    a score below 0 or above the maximum; a warning where it was
//                                     seen only with parts (part_of) that add up to more than
//                                     their whole, which may or may not exclude each other
//   lint_step_beyond_maximum error    a judged step above the maximum
//   lint_finer_than_rounding error    the maximum or a judged step has more places than a leaf is
//                                     rounded to
//   lint_empty_aggregate     warning  an average, least, most or share of no units below
//   lint_case_never          warning  no sampled figures take the case
//   lint_falls               warning  more of what a ratio counts (x of x/y) lowers the score
//   lint_jump                warning  one step of one figure crosses into another case, where the
//                                     score depends on figures, and moves it by a tenth of the
//                                     maximum or more
//   lint_never_maximum       warning  no sampled figures reach the maximum
[[nodiscard]] std::vector<RuleFinding> LintRule(const RuleLintInput& input);

}  // namespace par::domain
