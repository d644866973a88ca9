// The documents of the units on this node: one row per document, which names a file of the evidence
// store by its hash. The file is looked at before the command enters the ledger (CheckFile); the
// entry only says what the document is, so that a replay needs no file.
//
// Safe from many threads after Register.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/units.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::services {

// INVALID_ARGUMENT evidence_hash_invalid: not 32 bytes.
[[nodiscard]] absl::StatusOr<Sha256> ReadHash(std::string_view bytes);

class EvidenceDesk {
 public:
  EvidenceDesk(const Units& units, evidence::EvidenceStore& files) : units_(units), files_(files) {}
  void Register(CommandRouter& commands);

  // The whole file is here and is what the document says; makes it visible in the store. Reads the
  // file, so never on a thread that may not wait. INVALID_ARGUMENT evidence_hash_invalid,
  // evidence_kind_unknown, evidence_size_differs, and what EvidenceStore::Finish returns.
  [[nodiscard]] absl::Status CheckFile(const evidence::v1::Document& document) const;

  // In the order of their ids; complete_here says whether the file is on this node.
  [[nodiscard]] absl::StatusOr<evidence::v1::ListDocumentsResponse> List(
      const storage::Reader& state, std::string_view unit) const;

  // INVALID_ARGUMENT evidence_hash_invalid; NOT_FOUND evidence_document_unknown: the unit has no
  // document with this hash on this node.
  [[nodiscard]] absl::StatusOr<evidence::v1::Document> Find(const storage::Reader& state,
                                                            std::string_view unit,
                                                            std::string_view sha256) const;

  // Reads the file again. A damaged or missing file is an answer (intact is false, text says why
  // in the language); an error is only what Find refuses and a disk that cannot be read.
  [[nodiscard]] absl::StatusOr<evidence::v1::VerifyDocumentResponse> Verify(
      const storage::Reader& state, std::string_view unit, std::string_view sha256,
      domain::Language language) const;

 private:
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION unit_not_hosted; INVALID_ARGUMENT
  // evidence_*: the first field that is wrong; ALREADY_EXISTS evidence_document_exists: the same
  // file with other particulars. The same document again is answered as the first time.
  absl::StatusOr<evidence::v1::AddDocumentResponse> Add(
      const ledger::Entry& entry, const evidence::v1::AddDocumentRequest& request,
      ledger::Transaction& transaction) const;

  const Units& units_;
  evidence::EvidenceStore& files_;
};

}  // namespace par::services
