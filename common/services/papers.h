// Official documents (docs/formats/document.md) that a node makes of its records for whoever may
// read them, and the facts of them that parctl takes from files: both make the same bytes of the
// same records and particulars.
//
// Pure. Safe to call from any thread; one of 140 communes takes some tenths of a second.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "common/domain/remediation.h"
#include "par/document/v1/document.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/receipt/v1/receipt.pb.h"

namespace par::services {

// Below what one answer of a node may hold (common/rpc/server.cc).
inline constexpr std::size_t kMostDocumentBytes = std::size_t{960} << 10u;

using OfficialDocumentOr = absl::StatusOr<document::OfficialDocument>;
using DraftPaper = absl::FunctionRef<OfficialDocumentOr(const document::Particulars&)>;

// `particulars`: a text of docs/formats/document.md; what is wrong with it is said in the answer.
// The refusals of `draft` and of document::DocxOf; FAILED_PRECONDITION document_too_large: make it
// with parctl.
[[nodiscard]] absl::StatusOr<document::v1::MadeDocument> MakePaper(document::DocumentKind kind,
                                                                   std::string_view particulars,
                                                                   DraftPaper draft);

// `canonical` as in SignedDecision. The first thing that does not agree in the decision itself.
[[nodiscard]] OfficialDocumentOr DecisionPaper(std::string_view canonical,
                                               const document::Particulars& particulars);

// Everything that keeps a receipt from being believed by who trusts these certificates (PEM);
// empty: it holds. docs/formats/receipt.md.
[[nodiscard]] std::vector<absl::Status> ReceiptProblems(const receipt::v1::SignedReceipt& file,
                                                        std::string_view authorities);
// Of a receipt that holds.
[[nodiscard]] document::OfficialDocument ReceiptPaper(const receipt::v1::SignedReceipt& file,
                                                      const document::Particulars& particulars);

// FAILED_PRECONDITION minutes_not_settled, minutes_do_not_add_up; INVALID_ARGUMENT for what no node
// would send (a file may hold anything).
[[nodiscard]] OfficialDocumentOr MinutesPaper(const dossier::v1::OpenDossierResponse& dossier,
                                              const document::Particulars& particulars);

// The plan's own number and day, where it has them, are the paper's. INVALID_ARGUMENT
// remediation_other_paper.
[[nodiscard]] absl::Status CheckPlanPaper(const domain::RemediationPlan& plan,
                                          const document::Particulars& particulars);

}  // namespace par::services
