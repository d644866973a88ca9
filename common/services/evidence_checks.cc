#include "common/services/evidence_checks.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/signature/report_bytes.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

std::string CheckKey(const Sha256& sha256) {
  return storage::KeyWriter(storage::Prefix::kEvidenceCheck).Text(sha256.ToBytes()).Take();
}
std::string TrustKey() { return storage::KeyWriter(storage::Prefix::kEvidenceTrust).Take(); }

absl::StatusOr<std::string> NoteCheck(const ledger::Entry& entry, record::v1::EvidenceCheck check,
                                      ledger::Transaction& transaction) {
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(check.sha256()));
  if (!signature::ReadReport(check.report()).has_value()) {
    return codec::BadField("report", sha256.Hex());
  }
  check.set_checked_at(entry.time);
  WriteRow(transaction, CheckKey(sha256), check);
  return std::string();
}

absl::StatusOr<std::string> NoteTrust(const record::v1::EvidenceTrust& trust,
                                      ledger::Transaction& transaction) {
  RETURN_IF_ERROR(ReadHash(trust.sha256()).status());
  WriteRow(transaction, TrustKey(), trust);
  return std::string();
}

template <typename Message>
absl::StatusOr<Message> PayloadOf(const ledger::Entry& entry) {
  Message message;
  if (message.ParseFromString(entry.command.payload)) return message;
  return codec::BadField("payload", std::to_string(entry.command.kind));
}

domain::EvidenceTerms TermsOf(const domain::CriteriaSet* set, std::string_view criterion) {
  if (set == nullptr) return {};
  const domain::LeafIndex leaf = set->FindLeaf(criterion);
  return leaf == domain::kNone ? domain::EvidenceTerms() : set->leaves[leaf].evidence_terms;
}

void EncodeRemarks(const std::vector<absl::Status>& statuses, domain::Language language,
                   google::protobuf::RepeatedPtrField<evidence::v1::EvidenceRemark>& remarks) {
  for (const absl::Status& status : statuses) {
    evidence::v1::EvidenceRemark& remark = *remarks.Add();
    remark.set_reason(domain::ReasonOf(status));
    remark.set_text(domain::TextOf(status, language));
  }
}

}  // namespace

void RegisterEvidenceChecks(CommandRouter& commands) {
  commands.On(Kind::kNoteEvidenceCheck, "evidence.check",
              [](const ledger::Entry& entry,
                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                ASSIGN_OR_RETURN(auto check, PayloadOf<record::v1::EvidenceCheck>(entry));
                return NoteCheck(entry, std::move(check), transaction);
              });
  commands.On(Kind::kNoteEvidenceTrust, "evidence.trust",
              [](const ledger::Entry& entry,
                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                ASSIGN_OR_RETURN(const auto trust, PayloadOf<record::v1::EvidenceTrust>(entry));
                return NoteTrust(trust, transaction);
              });
}

absl::StatusOr<std::optional<EvidenceCheck>> FindCheck(const storage::Reader& state,
                                                       const Sha256& sha256) {
  ASSIGN_OR_RETURN(const auto row, ReadRow<record::v1::EvidenceCheck>(state, CheckKey(sha256)));
  if (!row.has_value()) return std::optional<EvidenceCheck>();
  auto report = signature::ReadReport(row->report());
  if (!report.has_value() || row->sha256() != sha256.ToBytes()) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable",
                           {{"record", row->GetTypeName()}});
  }
  return EvidenceCheck{*std::move(report), row->checked_at()};
}

absl::StatusOr<std::string> TrustOfChecks(const storage::Reader& state) {
  ASSIGN_OR_RETURN(const auto row, ReadRow<record::v1::EvidenceTrust>(state, TrustKey()));
  return row.has_value() ? row->sha256() : std::string();
}

domain::DocumentParticulars ParticularsOf(const evidence::v1::Document& document) {
  return {document.number(), document.issuer(), domain::Date::Parse(document.issue_date())};
}

bool NeedsNoSignature(const evidence::v1::Document& document,
                      const domain::EvidenceJudgement& judgement) {
  return document.number().empty() && judgement.findings.size() == 1 &&
         domain::ReasonOf(judgement.findings.front()) == "pdf_not_pdf";
}

EvidenceJudge::EvidenceJudge(const domain::CriteriaSet* set,
                             const std::vector<NamedDocument>& documents)
    : set_(set), documents_(documents) {
  for (const NamedDocument& named : documents) {
    particulars_.push_back(ParticularsOf(named.document));
  }
}

absl::StatusOr<std::vector<JudgedUse>> EvidenceJudge::Judge(const storage::Reader& state,
                                                            std::size_t at) {
  std::vector<JudgedUse> uses;
  const NamedDocument& named = documents_[at];
  if (named.document.sha256().empty()) return uses;
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(named.document.sha256()));
  ASSIGN_OR_RETURN(const auto check, FindCheck(state, sha256));
  if (!check.has_value()) return uses;
  std::swap(particulars_.front(), particulars_[at]);  // The others are those behind it.
  const auto judge = [&](const std::string& criterion) {
    const domain::EvidenceTerms terms = TermsOf(set_, criterion);
    const auto others = std::span(particulars_).subspan(1);
    uses.push_back({criterion, terms,
                    domain::JudgeEvidence(particulars_.front(), check->report, terms, others)});
  };
  std::set<std::string> judged;
  for (const evidence::v1::EvidencePin& pin : named.pins) {
    if (judged.insert(pin.criterion()).second) judge(pin.criterion());
  }
  if (named.pins.empty()) judge({});
  std::swap(particulars_.front(), particulars_[at]);
  return uses;
}

evidence::v1::EvidenceVerdict EncodeUse(const JudgedUse& use, domain::Language language) {
  evidence::v1::EvidenceVerdict verdict;
  verdict.set_criterion(use.criterion);
  verdict.set_verdict(std::string(domain::Name(use.judgement.verdict)));
  if (use.terms.deadline.has_value()) verdict.set_deadline(use.terms.deadline->Iso());
  if (use.judgement.signed_on.has_value()) verdict.set_signed_on(use.judgement.signed_on->Iso());
  verdict.set_days_late(static_cast<std::uint32_t>(use.judgement.days_late));
  EncodeRemarks(use.judgement.findings, language, *verdict.mutable_findings());
  EncodeRemarks(use.judgement.notes, language, *verdict.mutable_notes());
  return verdict;
}

}  // namespace par::services
