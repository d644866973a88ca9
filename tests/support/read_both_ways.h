// What is read where it lies (common/codec/answers_in_place.h), beside what Protocol Buffers and
// Decode read of the same bytes: a node that reads the one way and a node that reads the other
// must come to the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/domain/criteria_set.h"

namespace par::testing {

// Nothing where the answers are not read in place; "" where they are read alike; else how not.
[[nodiscard]] std::optional<std::string> DifferenceInPlace(std::string_view answers,
                                                           const domain::CriteriaSet& set);

// The same for a whole submission, read as it is foreseen.
[[nodiscard]] std::optional<std::string> SubmissionDifference(std::string_view submission,
                                                              const domain::CriteriaSet& set);

}  // namespace par::testing
