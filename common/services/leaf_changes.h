// What a unit declares of each criterion otherwise than it had handed in before: for whoever looks
// at what it corrected after its dossier was returned.
//
// Pure. Safe from any thread.
#pragma once

#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/unit_tree.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::services {

// A submission with its answers as they were read. What is referred to must outlive it.
struct ReadSubmission {
  const assessment::v1::Submission& submission;
  const domain::Answers& answers;
};

// By leaf of the set: whether the claim (ContentOf in claims.h) or a document that it rests on is
// another one. False for the leaves that a unit does not score itself.
[[nodiscard]] std::vector<bool> ChangedLeaves(const domain::CriteriaSet& set,
                                              const ReadSubmission& before,
                                              const ReadSubmission& now);

// The same leaves with what is other about them. One where nothing stands but the criterion and the
// marks is written otherwise and says the same. `tree` names the units below.
[[nodiscard]] dossier::v1::EarlierSubmission EarlierBeside(const domain::CriteriaSet& set,
                                                           const ReadSubmission& before,
                                                           const ReadSubmission& now,
                                                           const domain::UnitTree& tree);

}  // namespace par::services
