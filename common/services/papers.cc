#include "common/services/papers.h"

#include <string>
#include <utility>

#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/document/decision_document.h"
#include "common/document/docx.h"
#include "common/document/receipt_document.h"
#include "common/domain/decision_file.h"
#include "common/domain/refusal.h"
#include "common/exchange/hash.h"
#include "common/exchange/receipt.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "common/services/file_findings.h"

namespace par::services {

absl::StatusOr<document::v1::MadeDocument> MakePaper(document::DocumentKind kind,
                                                     std::string_view particulars,
                                                     DraftPaper draft) {
  const document::ParticularsFile read = document::ReadParticulars(particulars, kind, "");
  document::v1::MadeDocument made;
  for (const domain::Finding& one : read.findings) {
    *made.add_findings() = FileFindingOf(one.at, one.refusal);
  }
  if (!read.particulars.has_value()) return made;
  ASSIGN_OR_RETURN(const document::OfficialDocument paper, draft(*read.particulars));
  ASSIGN_OR_RETURN(std::string docx, document::DocxOf(paper));
  if (docx.size() > kMostDocumentBytes) {
    return domain::Refusal(
        absl::StatusCode::kFailedPrecondition, "document_too_large",
        {{"bytes", std::to_string(docx.size())}, {"maximum", std::to_string(kMostDocumentBytes)}});
  }
  made.set_sha256(Sha256::Of(docx).Hex());
  made.set_docx(std::move(docx));
  return made;
}

OfficialDocumentOr DecisionPaper(std::string_view canonical,
                                 const document::Particulars& particulars) {
  ASSIGN_OR_RETURN(const domain::Decision decision, domain::ReadDecisionFile(canonical));
  const std::vector<absl::Status> problems = domain::OwnProblems(decision);
  if (!problems.empty()) return problems.front();
  return document::DecisionDocument(decision, particulars);
}

std::vector<absl::Status> ReceiptProblems(const receipt::v1::SignedReceipt& file,
                                          std::string_view authorities) {
  const exchange::v1::Receipt& receipt = file.receipt();
  std::vector<absl::Status> problems;
  const auto add = [&](absl::Status status) {
    if (!status.ok()) problems.push_back(std::move(status));
  };
  add(exchange::CheckReceiptIsFor(receipt, file.event()));
  if (!identity::SignatureHolds(receipt.signer_key(), exchange::SignedBytes(receipt),
                                receipt.signature())) {
    add(domain::Refusal(absl::StatusCode::kFailedPrecondition, "receipt_signature_wrong",
                        {{"number", exchange::ReceiptNumber(receipt)}}));
  }
  add(identity::CheckSigner({.certificate = file.signer_certificate(),
                             .public_key = receipt.signer_key(),
                             .node = receipt.node_id(),
                             .unit = file.received_by(),
                             .at_micros = receipt.signed_at()},
                            authorities));
  return problems;
}

document::OfficialDocument ReceiptPaper(const receipt::v1::SignedReceipt& file,
                                        const document::Particulars& particulars) {
  const exchange::v1::Receipt& receipt = file.receipt();
  const exchange::v1::Item& item = file.event().item();
  return document::ReceiptDocument({.number = exchange::ReceiptNumber(receipt),
                                    .unit = item.unit(),
                                    .receiver = file.received_by(),
                                    .author = item.author(),
                                    .received_at = receipt.received_at(),
                                    .signed_at = receipt.signed_at(),
                                    .submission = ToHex(receipt.submission_id()),
                                    .sha256 = Sha256::Of(item.body()).Hex(),
                                    .files = item.blobs_size(),
                                    .signer = receipt.node_id(),
                                    .signer_key = ToHex(receipt.signer_key())},
                                   particulars);
}

absl::Status CheckPlanPaper(const domain::RemediationPlan& plan,
                            const document::Particulars& particulars) {
  if (!plan.number.empty() && plan.number != particulars.number) {
    return domain::Invalid("remediation_other_paper",
                           {{"value", particulars.number}, {"wanted", plan.number}});
  }
  if (plan.issued.has_value() && *plan.issued != particulars.date) {
    return domain::Invalid("remediation_other_paper",
                           {{"value", particulars.date.Iso()}, {"wanted", plan.issued->Iso()}});
  }
  return absl::OkStatus();
}

}  // namespace par::services
