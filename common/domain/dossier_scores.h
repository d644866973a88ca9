// From a reviewed dossier to scores and on to a line of the decision: which leaves are reviewed,
// what the review puts in place of the computed score, and what is published of the sheet.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/decision.h"
#include "common/domain/dossier_results.h"
#include "common/domain/review.h"
#include "common/domain/score_sheet.h"

namespace par::domain {

// The self-assessed leaves of the set, with the areas they lie in: DossierContext::leaves.
[[nodiscard]] std::vector<ReviewedLeaf> ReviewedLeavesOf(const CriteriaSet& set);

// The other leaves of the set: points that are given from outside.
[[nodiscard]] std::vector<ReviewedLeaf> GivenLeavesOf(const CriteriaSet& set);

// A computed score as the mark of a claim.
[[nodiscard]] Mark MarkOf(const LeafScore& score);

// What the outcomes put in place of computed scores. An outcome equal to the unit's own claim puts
// nothing in its place: the score is computed again. Outcomes of leaves that the set has not are
// left out.
[[nodiscard]] ScoreOverrides OverridesFrom(const CriteriaSet& set,
                                           const std::vector<LeafOutcome>& outcomes);

// The last correction of each leaf of GivenLeavesOf, in place of what was given.
void CorrectGiven(const CriteriaSet& set, const std::vector<Correction>& corrections,
                  ScoreOverrides& overrides);

// The leaves of a sheet as a decision states them, in the set's order.
[[nodiscard]] std::vector<DecisionLeaf> DecisionLeavesOf(const CriteriaSet& set,
                                                         const ScoreSheet& sheet);

// The unit's line, without rank; class by the sheet. `sheet` is of this set.
[[nodiscard]] DecisionLine LineFrom(const CriteriaSet& set, const ScoreSheet& sheet,
                                    const UnitId& unit, std::string name, std::string group);

// The sheet that a published line states; without traces. `line` is of this set.
[[nodiscard]] ScoreSheet SheetFrom(const CriteriaSet& set, const DecisionLine& line);

// Puts the set's id, version, places, ties, basis of ranks and classes into the decision.
void TakeFromSet(const CriteriaSet& set, const Sha256& set_hash, Decision& decision);

}  // namespace par::domain
