// The documents of units as people ask for them: rows (common/services/documents.h) with the files
// of this node beside them. A file is looked at before its document enters the ledger (CheckFile);
// the entry only says what the document is, so that a replay needs no file.
//
// Safe from many threads after Register.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/evidence_store.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/documents.h"
#include "common/services/evidence_checks.h"
#include "common/services/units.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::services {

// A unit's documents as one side sees them.
struct DocumentsSeen {
  DocumentSide side = DocumentSide::kOwn;
  std::string unit;
};

class EvidenceDesk {
 public:
  EvidenceDesk(const Units& units, evidence::EvidenceStore& files) : units_(units), files_(files) {}
  void Register(CommandRouter& commands);

  // The whole file is here and is what the document says; makes it visible in the store. Reads the
  // file, so never on a thread that may not wait. INVALID_ARGUMENT evidence_hash_invalid,
  // evidence_kind_unknown, evidence_size_differs, and what EvidenceStore::Finish returns.
  [[nodiscard]] absl::Status CheckFile(const evidence::v1::Document& document) const;

  // In the order of their ids, with where each file is and what it is worth, for no criterion in
  // particular.
  [[nodiscard]] absl::StatusOr<evidence::v1::ListDocumentsResponse> List(
      const storage::Reader& state, const DocumentsSeen& seen, domain::Language language) const;

  struct Dossier {
    const assessment::v1::Answers& answers;
    const std::vector<evidence::v1::Document>& documents;  // All of one side.
    const domain::CriteriaSet& set;
  };
  // What the answers name, in their order, with what each is worth for the criteria that name it.
  [[nodiscard]] absl::StatusOr<std::vector<evidence::v1::ListedDocument>> ListNamed(
      const storage::Reader& state, const DocumentsSeen& seen, const Dossier& dossier,
      domain::Language language) const;

  // At most `length` bytes from `offset`, empty at the end, the whole size and the name.
  // INVALID_ARGUMENT evidence_hash_invalid; NOT_FOUND evidence_document_unknown: this side has no
  // document with this hash; FAILED_PRECONDITION evidence_not_arrived: ask again later; NOT_FOUND
  // evidence_missing: the file should be here and is not, call the administrator.
  [[nodiscard]] absl::StatusOr<evidence::v1::ReadDocumentResponse> Read(
      const storage::Reader& state, const DocumentsSeen& seen, std::string_view sha256,
      std::uint64_t offset, std::size_t length) const;

  // Reads the file again. A damaged or missing file is an answer (intact is false, text says why
  // in the language); an error is only evidence_hash_invalid, evidence_document_unknown and
  // evidence_not_arrived, as above, and a disk that cannot be read.
  [[nodiscard]] absl::StatusOr<evidence::v1::VerifyDocumentResponse> Verify(
      const storage::Reader& state, const DocumentsSeen& seen, std::string_view sha256,
      domain::Language language) const;

 private:
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION unit_not_hosted; INVALID_ARGUMENT
  // evidence_*: the first field that is wrong. The same file again with other particulars puts
  // those right and keeps the name it came under; what was handed in keeps the ones it was handed
  // in with.
  absl::StatusOr<evidence::v1::AddDocumentResponse> Add(
      const ledger::Entry& entry, const evidence::v1::AddDocumentRequest& request,
      ledger::Transaction& transaction) const;
  [[nodiscard]] absl::StatusOr<evidence::v1::Document> Find(const storage::Reader& state,
                                                            const DocumentsSeen& seen,
                                                            std::string_view sha256) const;
  [[nodiscard]] absl::StatusOr<evidence::v1::ListedDocument> Listed(
      const storage::Reader& state, DocumentSide side, evidence::v1::Document document) const;
  [[nodiscard]] absl::StatusOr<std::vector<evidence::v1::ListedDocument>> ListAll(
      const storage::Reader& state, DocumentSide side, const domain::CriteriaSet* set,
      const std::vector<NamedDocument>& documents, domain::Language language) const;
  // OK, or evidence_not_arrived.
  [[nodiscard]] absl::Status Arrived(const storage::Reader& state, DocumentSide side,
                                     const evidence::v1::Document& document) const;

  const Units& units_;
  evidence::EvidenceStore& files_;
};

}  // namespace par::services
