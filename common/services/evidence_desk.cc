#include "common/services/evidence_desk.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/services/document_use.h"
#include "common/services/kinds.h"

namespace par::services {

using domain::Refusal;
using evidence::v1::Document;

void EvidenceDesk::Register(CommandRouter& commands) {
  using evidence::v1::AddDocumentRequest;
  commands.OnMessages<AddDocumentRequest, evidence::v1::AddDocumentResponse>(
      Kind::kAddDocument, "evidence.add",
      [this](const ledger::Entry& entry, const AddDocumentRequest& request,
             ledger::Transaction& transaction) { return Add(entry, request, transaction); });
  RegisterEvidenceChecks(commands);
  RegisterLettingGo(commands);
}

absl::StatusOr<evidence::v1::AddDocumentResponse> EvidenceDesk::Add(
    const ledger::Entry& entry, const evidence::v1::AddDocumentRequest& request,
    ledger::Transaction& transaction) const {
  Document document = request.document();
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kFill,
                                 document.unit(), entry.time));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, document.unit()));
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  RETURN_IF_ERROR(CheckParticulars(document));
  document.set_id(DocumentId(sha256));
  ASSIGN_OR_RETURN(const auto there,
                   FindDocument(transaction, DocumentSide::kOwn, document.unit(), sha256));
  if (there.has_value()) {
    // Answers may name it by its file, so that stays; what is said of it is put right.
    document.set_file_name(there->file_name());
    document.set_media_type(there->media_type());
  }
  WriteDocument(transaction, DocumentSide::kOwn, document);
  evidence::v1::AddDocumentResponse response;
  *response.mutable_document() = std::move(document);
  return response;
}

absl::Status EvidenceDesk::CheckFile(const Document& document) const {
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  ASSIGN_OR_RETURN(const evidence::FileKind kind, KindOfDocument(document));
  RETURN_IF_ERROR(files_.Finish(sha256, document.size(), kind));
  ASSIGN_OR_RETURN(const std::uint64_t size, files_.SizeOf(sha256));
  if (size != document.size()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_size_differs",
                   {{"found", std::to_string(size)}, {"stated", std::to_string(document.size())}});
  }
  // A file that was here already may have come under a name of another kind.
  ASSIGN_OR_RETURN(const std::string beginning, files_.Read(sha256, 0, 4096));
  if (!evidence::LooksLike(kind, beginning)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_not_what_it_says",
                   {{"kind", std::string(evidence::MediaType(kind))}});
  }
  return absl::OkStatus();
}

absl::StatusOr<evidence::v1::ListedDocument> EvidenceDesk::Listed(const storage::Reader& state,
                                                                  DocumentSide side,
                                                                  Document document) const {
  evidence::v1::ListedDocument listed;
  if (document.sha256().empty()) {
    listed.set_standing(evidence::v1::FILE_STANDING_NO_FILE);
  } else {
    ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
    ASSIGN_OR_RETURN(const evidence::Intake intake, files_.Begin(sha256, document.size()));
    listed.set_bytes_here(intake.complete ? document.size() : intake.durable_offset);
    // A unit that lives on this node has no other machine from which its file could come.
    const bool here =
        side == DocumentSide::kOwn || units_.RequireHosted(state, document.unit()).ok();
    const bool missing = here || files_.IsLost(sha256);
    listed.set_standing(intake.complete ? evidence::v1::FILE_STANDING_HERE
                        : missing       ? evidence::v1::FILE_STANDING_MISSING
                                        : evidence::v1::FILE_STANDING_ON_ITS_WAY);
  }
  listed.set_received_at(document.received_at());
  *listed.mutable_document() = std::move(document);
  return listed;
}

absl::StatusOr<std::vector<evidence::v1::ListedDocument>> EvidenceDesk::ListAll(
    const storage::Reader& state, DocumentSide side, const domain::CriteriaSet* set,
    const std::vector<NamedDocument>& documents, domain::Language language) const {
  std::vector<evidence::v1::ListedDocument> list;
  EvidenceJudge judge(set, documents);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    ASSIGN_OR_RETURN(evidence::v1::ListedDocument listed,
                     Listed(state, side, documents[i].document));
    for (const evidence::v1::EvidencePin& pin : documents[i].pins) *listed.add_pins() = pin;
    ASSIGN_OR_RETURN(const std::vector<JudgedUse> uses, judge.Judge(state, i));
    for (const JudgedUse& use : uses) *listed.add_verdicts() = EncodeUse(use, language);
    list.push_back(std::move(listed));
  }
  return list;
}

absl::StatusOr<evidence::v1::ListDocumentsResponse> EvidenceDesk::List(
    const storage::Reader& state, const DocumentsSeen& seen, domain::Language language) const {
  ASSIGN_OR_RETURN(std::vector<Document> documents, DocumentsOf(state, seen.side, seen.unit));
  std::vector<NamedDocument> named;
  for (Document& document : documents) named.push_back({std::move(document), {}});
  ASSIGN_OR_RETURN(const auto list, ListAll(state, seen.side, nullptr, named, language));
  evidence::v1::ListDocumentsResponse response;
  response.mutable_documents()->Add(list.begin(), list.end());
  return response;
}

absl::StatusOr<std::vector<evidence::v1::ListedDocument>> EvidenceDesk::ListNamed(
    const storage::Reader& state, const DocumentsSeen& seen, const Dossier& dossier,
    domain::Language language) const {
  return ListAll(state, seen.side, &dossier.set, NamedBy(dossier.answers, dossier.documents),
                 language);
}

absl::StatusOr<Document> EvidenceDesk::Find(const storage::Reader& state, const DocumentsSeen& seen,
                                            std::string_view sha256) const {
  ASSIGN_OR_RETURN(const Sha256 hash, ReadHash(sha256));
  ASSIGN_OR_RETURN(auto document, FindDocument(state, seen.side, seen.unit, hash));
  if (document.has_value()) return *std::move(document);
  return Refusal(absl::StatusCode::kNotFound, "evidence_document_unknown",
                 {{"unit", seen.unit}, {"sha256", hash.Hex()}});
}

absl::Status EvidenceDesk::Arrived(const storage::Reader& state, DocumentSide side,
                                   const Document& document) const {
  ASSIGN_OR_RETURN(const evidence::v1::ListedDocument listed, Listed(state, side, document));
  if (listed.standing() != evidence::v1::FILE_STANDING_ON_ITS_WAY) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "evidence_not_arrived",
                 {{"file", document.file_name()},
                  {"unit", document.unit()},
                  {"here", std::to_string(listed.bytes_here())},
                  {"size", std::to_string(document.size())}});
}

absl::StatusOr<evidence::v1::ReadDocumentResponse> EvidenceDesk::Read(const storage::Reader& state,
                                                                      const DocumentsSeen& seen,
                                                                      std::string_view sha256,
                                                                      std::uint64_t offset,
                                                                      std::size_t length) const {
  ASSIGN_OR_RETURN(const Document document, Find(state, seen, sha256));
  RETURN_IF_ERROR(Arrived(state, seen.side, document));
  evidence::v1::ReadDocumentResponse piece;
  piece.set_size(document.size());
  piece.set_file_name(document.file_name());
  if (offset >= document.size()) return piece;
  ASSIGN_OR_RETURN(*piece.mutable_data(),
                   files_.Read(Sha256::FromBytes(document.sha256()), offset, length));
  return piece;
}

absl::StatusOr<evidence::v1::VerifyDocumentResponse> EvidenceDesk::Verify(
    const storage::Reader& state, const DocumentsSeen& seen, std::string_view sha256,
    domain::Language language) const {
  ASSIGN_OR_RETURN(const Document document, Find(state, seen, sha256));
  RETURN_IF_ERROR(Arrived(state, seen.side, document));
  const absl::Status verified = files_.Verify(Sha256::FromBytes(document.sha256()));
  const bool bad = absl::IsDataLoss(verified) || absl::IsNotFound(verified);
  if (!verified.ok() && !bad) return verified;
  evidence::v1::VerifyDocumentResponse response;
  response.set_intact(verified.ok());
  if (bad) response.set_text(domain::TextOf(verified, language));
  return response;
}

}  // namespace par::services
