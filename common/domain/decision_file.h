// A decision as one piece of bytes that travels and is kept: the whole that is signed, followed by
// the lines whose root stands in it (docs/formats/decision.md, "File").
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/decision.h"

namespace par::domain {

// Of a decision that is published: some 48 bytes for each criterion of each unit, so 200 communes
// of 100 criteria, more than a province has. An answer of a node carries it whole (docs/limits.md).
inline constexpr std::size_t kMostDecisionFileBytes = 1'000'000;

[[nodiscard]] std::string DecisionFile(const Decision& decision);

// INVALID_ARGUMENT decision_file_malformed: it is not exactly what DecisionFile makes of the
// decision read from it (cut, altered, lines that do not belong to the root). Does not say that its
// numbers agree: VerifyDecision does.
[[nodiscard]] absl::StatusOr<Decision> ReadDecisionFile(std::string_view bytes);

}  // namespace par::domain
