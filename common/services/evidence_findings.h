// What is wrong with the documents that a dossier rests on, by this node's own check of their
// files: shown to the unit before it submits and to the reviewer afterwards, by the same functions.
// Warnings: none of it keeps a dossier from being submitted, and what is rightly so (a decision of
// the province that stands in every commune) a person sees.
//
// Functions of rows and their arguments alone; safe from many threads.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/evidence_conflicts.h"
#include "common/domain/score_sheet.h"
#include "common/services/documents.h"
#include "common/services/evidence_checks.h"
#include "common/services/findings.h"

namespace par::services {

// A dossier as its documents are judged. What is referred to must outlive it.
struct DossierEvidence {
  std::string_view unit;
  const domain::CriteriaSet& set;
  const domain::ScoreSheet& sheet;               // The unit's own score: what is at stake.
  const std::vector<NamedDocument>& documents;   // As NamedBy finds them.
  const std::vector<domain::EvidenceUse>& uses;  // These and those that they are compared with.
};

// Adds one finding for each document, criterion and thing wrong with it, with the criterion's
// points, and one for each conflict (evidence_conflicts.h) that concerns the unit; then sorts all
// findings. A number given twice within the unit is said once, by the documents.
[[nodiscard]] absl::Status AddEvidenceFindings(const storage::Reader& state,
                                               const DossierEvidence& dossier,
                                               domain::Language language,
                                               std::vector<assessment::v1::Finding>& findings);

struct DocumentCounts {
  std::uint32_t doubtful = 0;   // At least one criterion relies on it in vain.
  std::uint32_t unchecked = 0;  // Not here yet, or not checked yet.
};
[[nodiscard]] absl::StatusOr<DocumentCounts> CountDocuments(
    const storage::Reader& state, const domain::CriteriaSet& set,
    const std::vector<NamedDocument>& documents);

// The criteria of which the unit says that the task did not arise.
[[nodiscard]] std::set<std::string> IdleCriteria(const assessment::v1::Answers& answers);
// Adds each place of `named` to `uses`; nothing for a paper, which has no file.
void AddUses(std::string_view unit, const std::set<std::string>& idle, const NamedDocument& named,
             std::vector<domain::EvidenceUse>& uses);

}  // namespace par::services
