// The claims a unit's answers make: one for each leaf that is reviewed. Both sides of a submission
// compute them from the same answers with this one function.
//
// Pure. Safe from any thread.
#pragma once

#include <vector>

#include "common/base/sha256.h"
#include "common/codec/answers_in_place.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/review.h"
#include "common/domain/score_sheet.h"

namespace par::services {

// In the set's order. `sheet` is of these answers; it needs no traces.
[[nodiscard]] std::vector<domain::LeafClaim> ClaimsOf(const domain::CriteriaSet& set,
                                                      const domain::Answers& answers,
                                                      const domain::ScoreSheet& sheet);
// The same of answers read where they lie; `bound` is bound from `answers`.
[[nodiscard]] std::vector<domain::LeafClaim> ClaimsOf(const domain::CriteriaSet& set,
                                                      const codec::AnswersInPlace& answers,
                                                      const codec::BoundAnswers& bound,
                                                      const domain::ScoreSheet& sheet);

// Hash over everything declared for the leaf: the figures its rule reads, the declaration with its
// explanation and evidence, and the units below where the rule reads them. Points are not in it: a
// claim is what was declared.
[[nodiscard]] Sha256 ContentOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                               domain::LeafIndex leaf);

}  // namespace par::services
