// What a unit's own answers give beside what a document published for it: the same statistics as of
// a reviewed dossier (common/domain/review_quality.h), where nothing but files is at hand.
//
// Pure. Safe to call from any thread.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/published_table.h"
#include "common/domain/review_quality.h"
#include "common/domain/score_sheet.h"

namespace par::domain {

// Adds a case for each printed criterion of the table, or for an area that is printed without any.
// What the table states no score or maximum for is left out. `sheet` is of these answers.
// INVALID_ARGUMENT published_criterion_unknown: the set has no such criterion or area;
// points_too_fine, points_out_of_range.
[[nodiscard]] absl::Status AddPublished(const CriteriaSet& set, const Answers& answers,
                                        const ScoreSheet& sheet, const PublishedTable& table,
                                        std::vector<QualityCase>& cases);

}  // namespace par::domain
