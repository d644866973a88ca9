// A score sheet as it is sent and shown: every leaf's state, points and working in the reader's
// language, and what they add up to.
//
// Pure. Safe from any thread.
#pragma once

#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/dossier.h"
#include "common/domain/refusal.h"
#include "common/domain/review.h"
#include "common/domain/score_sheet.h"
#include "par/score/v1/score.pb.h"

namespace par::codec {

// `sheet` is of these answers under this set. Where the sheet was made without traces,
// working and what would reach the maximum are empty.
[[nodiscard]] score::v1::ScoreSheet Encode(const domain::CriteriaSet& set,
                                           const domain::Answers& answers,
                                           const domain::ScoreSheet& sheet,
                                           domain::Language language);

[[nodiscard]] score::v1::LeafState EncodeState(domain::LeafState state);

// The reviewed points beside the unit's own, with the reason of the opinion that made them. Nothing
// for leaves that are not reviewed yet.
void ShowReviews(const domain::Dossier& dossier, const std::vector<domain::ReviewedLeaf>& leaves,
                 score::v1::ScoreSheet& sheet);

}  // namespace par::codec
