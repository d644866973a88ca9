// A score sheet as it is sent and shown: every leaf's state, points and working in the reader's
// language, and what they add up to.
//
// Pure. Safe from any thread.
#pragma once

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "par/score/v1/score.pb.h"

namespace par::codec {

// `sheet` is of these answers under this set. Where the sheet was made without traces,
// working and what would reach the maximum are empty.
[[nodiscard]] score::v1::ScoreSheet Encode(const domain::CriteriaSet& set,
                                           const domain::Answers& answers,
                                           const domain::ScoreSheet& sheet,
                                           domain::Language language);

}  // namespace par::codec
