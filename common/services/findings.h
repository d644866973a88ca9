// What is open in a unit's own answers: shown to the unit before it submits and to the reviewer
// afterwards, by this one function.
//
// Pure. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/points.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/domain/unit_tree.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::services {

// The leaves the unit scores itself, the most points first; criteria, figures and the units below
// (of `tree`) go by their names:
//   finding_input_missing     the leaf is not scored; its maximum is at stake
//   finding_evidence_missing  the set requires evidence and none is named; the points are at stake
//   the reason of the leaf's error
[[nodiscard]] std::vector<assessment::v1::Finding> FindingsOf(const domain::CriteriaSet& set,
                                                              const domain::Answers& answers,
                                                              const domain::ScoreSheet& sheet,
                                                              const domain::UnitTree& tree,
                                                              domain::Language language);

// "3.4.1 “Tỷ lệ hồ sơ giải quyết đúng hạn”"
[[nodiscard]] std::string CriterionName(const domain::Node& node);

// What keeps the dossier from being submitted, then the most points first; otherwise as they stood.
void SortFindings(std::vector<assessment::v1::Finding>& findings);

[[nodiscard]] assessment::v1::Finding MakeFinding(std::string criterion,
                                                  const absl::Status& refusal,
                                                  domain::Points at_stake,
                                                  domain::Language language);

}  // namespace par::services
