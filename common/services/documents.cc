#include "common/services/documents.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/codec/answers_in_place.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/date.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/evidence/evidence_store.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using domain::Refusal;
using evidence::v1::Document;

constexpr std::size_t kLongestFileName = 255;
constexpr std::size_t kIdDigits = 16;  // Of the hash.

storage::KeyWriter KeyOf(DocumentSide side, std::string_view unit) {
  storage::KeyWriter key(side == DocumentSide::kOwn ? storage::Prefix::kOwnDocument
                                                    : storage::Prefix::kHeldDocument);
  key.Text(unit);
  return key;
}

absl::Status CheckText(std::string_view field, std::string_view text, std::size_t longest,
                       bool may_be_empty) {
  const bool good = text.size() <= longest && (may_be_empty || !text.empty()) &&
                    !FirstInvalidUtf8(text).has_value() && !FirstControlCharacter(text).has_value();
  if (good) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_field_invalid",
                 {{"field", std::string(field)}, {"maximum", std::to_string(longest)}});
}

// The documents by every name that answers may use for them.
class Names {
 public:
  explicit Names(const std::vector<Document>& documents) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      by_hash_[documents[i].sha256()].push_back(i);
      by_name_[documents[i].id()].push_back(i);
      by_name_[documents[i].file_name()].push_back(i);
    }
  }
  [[nodiscard]] std::vector<std::size_t> Find(const codec::EvidenceInPlace& use) const {
    const auto& index = use.sha256.empty() ? by_name_ : by_hash_;
    const auto found = index.find(std::string(use.sha256.empty() ? use.document : use.sha256));
    return found == index.end() ? std::vector<std::size_t>() : found->second;
  }

 private:
  std::unordered_map<std::string, std::vector<std::size_t>> by_hash_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
};

// Gathers where the documents are named, in the order of the answers.
class Naming {
 public:
  Naming(std::string_view unit, const std::vector<Document>& documents)
      : unit_(unit), documents_(documents), names_(documents) {}

  void Add(std::string_view criterion, const codec::EvidenceInPlace& use) {
    evidence::v1::EvidencePin where;
    where.set_criterion(std::string(criterion));
    where.set_section(std::string(use.section));
    where.set_page(use.page);
    const std::vector<std::size_t> found = names_.Find(use);
    for (const std::size_t i : found) Pin("#" + documents_[i].sha256(), documents_[i], where);
    if (!found.empty()) return;
    Document nothing;
    nothing.set_id(std::string(use.document));
    nothing.set_unit(std::string(unit_));
    Pin("@" + nothing.id(), nothing, where);
  }
  [[nodiscard]] std::vector<NamedDocument> Take() && { return std::move(named_); }

 private:
  void Pin(const std::string& key, const Document& document,
           const evidence::v1::EvidencePin& where) {
    const auto [place, added] = places_.emplace(key, named_.size());
    if (added) named_.push_back({.document = document, .pins = {}});
    named_[place->second].pins.push_back(where);
  }

  const std::string_view unit_;
  const std::vector<Document>& documents_;
  const Names names_;
  std::vector<NamedDocument> named_;
  std::unordered_map<std::string, std::size_t> places_;  // By hash, or by name where there is none.
};

// NamedBy the answers of the submission in `body`.
std::vector<NamedDocument> NamedIn(const std::string& body,
                                   const std::vector<Document>& documents) {
  const auto split = codec::SplitSubmission(body);
  const auto answers = split.has_value() ? codec::ReadInPlace(split->answers) : std::nullopt;
  if (!answers.has_value()) {
    assessment::v1::Submission whole;
    return whole.ParseFromString(body) ? NamedBy(whole.answers(), documents)
                                       : std::vector<NamedDocument>();
  }
  Naming naming(answers->unit, documents);
  for (const codec::DeclarationInPlace& declaration : answers->declarations) {
    for (std::size_t i = 0; i < declaration.evidence_count; ++i) {
      naming.Add(declaration.criterion, answers->evidence[declaration.first_evidence + i]);
    }
  }
  return std::move(naming).Take();
}

absl::Status CheckTaken(const Document& document, const assessment::v1::Submission& submission,
                        const exchange::v1::Item& item) {
  if (document.unit() != submission.unit()) {
    return codec::BadField("documents.unit", document.unit());
  }
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  RETURN_IF_ERROR(CheckParticulars(document));
  if (document.id() != DocumentId(sha256)) return codec::BadField("documents.id", document.id());
  for (const exchange::v1::BlobRef& blob : item.blobs()) {
    if (blob.sha256() == document.sha256() && blob.size() == document.size()) {
      return absl::OkStatus();
    }
  }
  return codec::BadField("documents.sha256", sha256.Hex());
}

}  // namespace

DocumentSide SideOf(const identity::Caller& caller, std::string_view unit) {
  return caller.unit.value() == unit ? DocumentSide::kOwn : DocumentSide::kHeld;
}

absl::StatusOr<Sha256> ReadHash(std::string_view bytes) {
  if (bytes.size() == Sha256().bytes.size()) return Sha256::FromBytes(bytes);
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_hash_invalid",
                 {{"bytes", std::to_string(bytes.size())}});
}

std::string DocumentId(const Sha256& sha256) { return "d-" + sha256.Hex().substr(0, kIdDigits); }

absl::StatusOr<evidence::FileKind> KindOfDocument(const Document& document) {
  const auto kind = evidence::KindOfName(document.file_name());
  if (kind.has_value() && evidence::KindOfMediaType(document.media_type()) == kind) return *kind;
  return Refusal(absl::StatusCode::kInvalidArgument, "evidence_kind_unknown",
                 {{"file", document.file_name()}});
}

absl::Status CheckParticulars(const Document& document) {
  RETURN_IF_ERROR(CheckText("file_name", document.file_name(), kLongestFileName, false));
  if (document.file_name().find_first_of("/\\") != std::string::npos) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_file_name_path",
                   {{"file", document.file_name()}});
  }
  RETURN_IF_ERROR(KindOfDocument(document).status());
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

absl::StatusOr<std::optional<Document>> FindDocument(const storage::Reader& state,
                                                     DocumentSide side, std::string_view unit,
                                                     const Sha256& sha256) {
  ASSIGN_OR_RETURN(auto document,
                   ReadRow<Document>(state, KeyOf(side, unit).Text(DocumentId(sha256)).Take()));
  if (document.has_value() && document->sha256() != sha256.ToBytes()) document.reset();
  return document;
}

absl::StatusOr<std::vector<Document>> DocumentsOf(const storage::Reader& state, DocumentSide side,
                                                  std::string_view unit) {
  std::vector<Document> documents;
  RETURN_IF_ERROR(ForEachRow<Document>(state, KeyOf(side, unit).Take(),
                                       [&](std::string_view, const Document& document) {
                                         documents.push_back(document);
                                         return absl::OkStatus();
                                       }));
  return documents;
}

void WriteDocument(ledger::Transaction& transaction, DocumentSide side, const Document& document) {
  WriteRow(transaction, KeyOf(side, document.unit()).Text(document.id()).Take(), document);
}

void EraseDocument(ledger::Transaction& transaction, DocumentSide side, const Document& document) {
  transaction.Erase(KeyOf(side, document.unit()).Text(document.id()).Take());
}

std::vector<NamedDocument> NamedBy(const assessment::v1::Answers& answers,
                                   const std::vector<Document>& documents) {
  Naming naming(answers.unit(), documents);
  for (const assessment::v1::Declaration& declaration : answers.declarations()) {
    for (const assessment::v1::EvidenceUse& use : declaration.evidence()) {
      naming.Add(declaration.criterion(), {.document = use.document(),
                                           .section = use.section(),
                                           .sha256 = use.sha256(),
                                           .page = use.page()});
    }
  }
  return std::move(naming).Take();
}

namespace {

void DropPlaces(Document& document, const std::string& cycle) {
  auto& places = *document.mutable_places();
  places.erase(std::remove_if(places.begin(), places.end(),
                              [&](const auto& place) { return place.cycle() == cycle; }),
               places.end());
}

// What is held of the unit says where this submission relies on it, instead of the last one of its
// cycle.
absl::Status PlaceHeld(const assessment::v1::Submission& submission, const std::string& body,
                       std::int64_t received_at, ledger::Transaction& transaction) {
  const DocumentSide side = DocumentSide::kHeld;
  std::map<std::string, Document> rows;
  ASSIGN_OR_RETURN(const auto held, DocumentsOf(transaction, side, submission.unit()));
  if (held.empty() && submission.documents().empty()) return absl::OkStatus();
  std::map<std::string, std::string> before;
  for (const Document& document : held) {
    rows[document.id()] = document;
    before[document.id()] = document.SerializeAsString();
  }
  for (const Document& document : submission.documents()) {
    Document& row = rows[document.id()];
    // Its file has been on its way since it was first named.
    const std::int64_t since = row.received_at() != 0 ? row.received_at() : received_at;
    auto places = std::move(*row.mutable_places());
    row = document;
    *row.mutable_places() = std::move(places);
    row.set_received_at(since);
  }
  for (auto& [id, row] : rows) DropPlaces(row, submission.cycle());
  const std::vector<Document> named_ones(submission.documents().begin(),
                                         submission.documents().end());
  for (const NamedDocument& named : NamedIn(body, named_ones)) {
    const auto row = rows.find(named.document.id());
    if (row == rows.end()) continue;
    for (evidence::v1::EvidencePin pin : named.pins) {
      pin.set_cycle(submission.cycle());
      *row->second.add_places() = std::move(pin);
    }
  }
  for (const auto& [id, row] : rows) {
    if (before[id] != row.SerializeAsString()) WriteDocument(transaction, side, row);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeDocuments(const assessment::v1::Submission& submission,
                           const exchange::v1::Item& item, DocumentSide side,
                           std::int64_t received_at, ledger::Transaction& transaction) {
  std::set<std::string> ids;
  for (const Document& document : submission.documents()) {
    RETURN_IF_ERROR(CheckTaken(document, submission, item));
    if (!ids.insert(document.id()).second) return codec::BadField("documents.id", document.id());
  }
  if (side == DocumentSide::kHeld) {
    return PlaceHeld(submission, item.body(), received_at, transaction);
  }
  for (const Document& document : submission.documents()) {
    WriteDocument(transaction, side, document);
  }
  return absl::OkStatus();
}

}  // namespace par::services
