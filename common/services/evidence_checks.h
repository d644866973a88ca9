// What this node's own pdf-check found in the files of documents: a row per file
// (docs/formats/evidence-check.md), entered by the node itself. Nothing here trusts another node's
// word; what a document is worth for a criterion is computed from the row when it is asked
// (common/domain/evidence_verdict.h).
//
// Functions of rows alone; safe from many threads, each on a reader of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/criteria_set.h"
#include "common/domain/evidence_verdict.h"
#include "common/domain/refusal.h"
#include "common/services/command_router.h"
#include "common/services/documents.h"
#include "par/evidence/v1/evidence.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

struct EvidenceCheck {
  domain::SignatureReport report;
  std::int64_t checked_at = 0;  // UTC microseconds, by this node's ledger.
};

// Commands kNoteEvidenceCheck and kNoteEvidenceTrust.
void RegisterEvidenceChecks(CommandRouter& commands);

// Nothing if the file was not checked here. DATA_LOSS row_unreadable.
[[nodiscard]] absl::StatusOr<std::optional<EvidenceCheck>> FindCheck(const storage::Reader& state,
                                                                     const Sha256& sha256);
// The SHA-256 of what was trusted when every file had last been checked; empty: never.
[[nodiscard]] absl::StatusOr<std::string> TrustOfChecks(const storage::Reader& state);

struct JudgedUse {
  std::string criterion;  // Empty: for none in particular.
  domain::EvidenceTerms terms;
  domain::EvidenceJudgement judgement;
};

// The documents of one dossier, held against each other.
class EvidenceJudge {
 public:
  // `set` says by when evidence is due, null where it is not known; `documents` in any order. All
  // of them must outlive the judge.
  EvidenceJudge(const domain::CriteriaSet* set, const std::vector<NamedDocument>& documents);

  // For each criterion that relies on document `at`, in the order of its pins, each once; for none
  // in particular where it has no pins. Nothing if its file was not checked here, or it has none.
  [[nodiscard]] absl::StatusOr<std::vector<JudgedUse>> Judge(const storage::Reader& state,
                                                             std::size_t at);

 private:
  const domain::CriteriaSet* const set_;
  const std::vector<NamedDocument>& documents_;
  std::vector<domain::DocumentParticulars> particulars_;  // Beside documents_.
};

[[nodiscard]] domain::DocumentParticulars ParticularsOf(const evidence::v1::Document& document);
// A picture or a spreadsheet without a number is no official document: nobody expects a signature.
[[nodiscard]] bool NeedsNoSignature(const evidence::v1::Document& document,
                                    const domain::EvidenceJudgement& judgement);
// As it is sent, worded in `language`.
[[nodiscard]] evidence::v1::EvidenceVerdict EncodeUse(const JudgedUse& use,
                                                      domain::Language language);

}  // namespace par::services
