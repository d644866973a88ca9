#include "common/services/evidence_desk.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/domain/date.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using domain::Refusal;
using evidence::v1::Document;

constexpr std::size_t kLongestFileName = 255;
constexpr std::size_t kIdDigits = 16;  // Of the hash.

storage::KeyWriter DocumentsOf(std::string_view unit) {
  storage::KeyWriter key(storage::Prefix::kDocument);
  key.Text(unit);
  return key;
}

std::string IdOf(const Sha256& sha256) { return "d-" + sha256.Hex().substr(0, kIdDigits); }

std::string KeyOf(std::string_view unit, std::string_view id) {
  return DocumentsOf(unit).Text(id).Take();
}

absl::Status CheckText(std::string_view field, std::string_view text, std::size_t longest,
                       bool may_be_empty) {
  const bool good = text.size() <= longest && (may_be_empty || !text.empty()) &&
                    !FirstInvalidUtf8(text).has_value() && !FirstControlCharacter(text).has_value();
  if (good) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_field_invalid",
                 {{"field", std::string(field)}, {"maximum", std::to_string(longest)}});
}

absl::StatusOr<evidence::FileKind> KindOf(const Document& document) {
  const auto kind = evidence::KindOfName(document.file_name());
  if (kind.has_value() && evidence::KindOfMediaType(document.media_type()) == kind) return *kind;
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_kind_unknown",
                 {{"file", document.file_name()}});
}

// What can be judged without the file.
absl::Status CheckFields(const Document& document) {
  RETURN_IF_ERROR(CheckText("file_name", document.file_name(), kLongestFileName, false));
  if (document.file_name().find_first_of("/\\") != std::string::npos) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_file_name_path",
                   {{"file", document.file_name()}});
  }
  RETURN_IF_ERROR(KindOf(document).status());
  if (document.size() == 0) return Refusal(absl::StatusCode::kInvalidArgument, "evidence_empty");
  if (document.size() > evidence::kMaxFileBytes) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_too_large",
                   {{"bytes", std::to_string(document.size())},
                    {"maximum", std::to_string(evidence::kMaxFileBytes)}});
  }
  RETURN_IF_ERROR(CheckText("number", document.number(), domain::kLongestTitle, true));
  RETURN_IF_ERROR(CheckText("issuer", document.issuer(), domain::kLongestTitle, true));
  RETURN_IF_ERROR(CheckText("subject", document.subject(), domain::kLongestTitle, true));
  if (!document.issue_date().empty() && !domain::Date::Parse(document.issue_date()).has_value()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_date_invalid",
                   {{"value", document.issue_date()}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Sha256> ReadHash(std::string_view bytes) {
  if (bytes.size() == Sha256().bytes.size()) return Sha256::FromBytes(bytes);
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_hash_invalid",
                 {{"bytes", std::to_string(bytes.size())}});
}

void EvidenceDesk::Register(CommandRouter& commands) {
  using evidence::v1::AddDocumentRequest;
  commands.OnMessages<AddDocumentRequest, evidence::v1::AddDocumentResponse>(
      Kind::kAddDocument, "evidence.add",
      [this](const ledger::Entry& entry, const AddDocumentRequest& request,
             ledger::Transaction& transaction) { return Add(entry, request, transaction); });
}

absl::StatusOr<evidence::v1::AddDocumentResponse> EvidenceDesk::Add(
    const ledger::Entry& entry, const evidence::v1::AddDocumentRequest& request,
    ledger::Transaction& transaction) const {
  Document document = request.document();
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kFill,
                                 document.unit(), entry.time));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, document.unit()));
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  RETURN_IF_ERROR(CheckFields(document));
  document.set_id(IdOf(sha256));
  document.set_complete_here(false);  // Asked of the store at every listing, never stored.
  const std::string key = KeyOf(document.unit(), document.id());
  ASSIGN_OR_RETURN(const auto there, ReadRow<Document>(transaction, key));
  if (there.has_value() && there->SerializeAsString() != document.SerializeAsString()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "evidence_document_exists",
                   {{"unit", document.unit()}, {"document", document.id()}});
  }
  WriteRow(transaction, key, document);
  evidence::v1::AddDocumentResponse response;
  *response.mutable_document() = std::move(document);
  response.mutable_document()->set_complete_here(true);  // The handler looked before the entry.
  return response;
}

absl::Status EvidenceDesk::CheckFile(const Document& document) const {
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  ASSIGN_OR_RETURN(const evidence::FileKind kind, KindOf(document));
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

absl::StatusOr<evidence::v1::ListDocumentsResponse> EvidenceDesk::List(
    const storage::Reader& state, std::string_view unit) const {
  evidence::v1::ListDocumentsResponse response;
  RETURN_IF_ERROR(
      ForEachRow<Document>(state, DocumentsOf(unit).Take(),
                           [&](std::string_view, const Document& document) -> absl::Status {
                             ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
                             Document& listed = *response.add_documents();
                             listed = document;
                             listed.set_complete_here(files_.Has(sha256));
                             return absl::OkStatus();
                           }));
  return response;
}

absl::StatusOr<Document> EvidenceDesk::Find(const storage::Reader& state, std::string_view unit,
                                            std::string_view sha256) const {
  ASSIGN_OR_RETURN(const Sha256 hash, ReadHash(sha256));
  ASSIGN_OR_RETURN(auto document, ReadRow<Document>(state, KeyOf(unit, IdOf(hash))));
  if (document.has_value() && document->sha256() == sha256) return *std::move(document);
  return Refusal(absl::StatusCode::kNotFound, "evidence_document_unknown",
                 {{"unit", std::string(unit)}, {"sha256", hash.Hex()}});
}

absl::StatusOr<evidence::v1::VerifyDocumentResponse> EvidenceDesk::Verify(
    const storage::Reader& state, std::string_view unit, std::string_view sha256,
    domain::Language language) const {
  ASSIGN_OR_RETURN(const Document document, Find(state, unit, sha256));
  const absl::Status verified = files_.Verify(Sha256::FromBytes(document.sha256()));
  const bool bad = absl::IsDataLoss(verified) || absl::IsNotFound(verified);
  if (!verified.ok() && !bad) return verified;
  evidence::v1::VerifyDocumentResponse response;
  response.set_intact(verified.ok());
  if (bad) response.set_text(domain::TextOf(verified, language));
  return response;
}

}  // namespace par::services
