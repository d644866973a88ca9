// The rows of documents (tài liệu kiểm chứng), kept by side: a unit's own are those it added; held
// ones are those it handed up with a submission, as a unit above was told. A row says what the
// document is and names its file by the hash; where the file is, common/services/evidence_desk.h
// says. The same particulars are checked on both sides.
//
// Functions of rows alone; safe from many threads, each on a reader of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/evidence/file_kind.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/evidence/v1/evidence.pb.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::services {

enum class DocumentSide : std::uint8_t { kOwn, kHeld };

// What somebody who may see the unit's dossier gets to see: the unit's own people its own
// documents, everybody else only what was handed up, also where both live on one node.
[[nodiscard]] DocumentSide SideOf(const identity::Caller& caller, std::string_view unit);

// INVALID_ARGUMENT evidence_hash_invalid: not 32 bytes.
[[nodiscard]] absl::StatusOr<Sha256> ReadHash(std::string_view bytes);
// "d-" and the first 16 hexadecimal digits.
[[nodiscard]] std::string DocumentId(const Sha256& sha256);
// INVALID_ARGUMENT evidence_kind_unknown: not kept, or the media type is not the name's.
[[nodiscard]] absl::StatusOr<evidence::FileKind> KindOfDocument(
    const evidence::v1::Document& document);
// What can be judged without the file, INVALID_ARGUMENT: the first field that is wrong. The id is
// not looked at.
[[nodiscard]] absl::Status CheckParticulars(const evidence::v1::Document& document);

[[nodiscard]] absl::StatusOr<std::optional<evidence::v1::Document>> FindDocument(
    const storage::Reader& state, DocumentSide side, std::string_view unit, const Sha256& sha256);
// In the order of their ids.
[[nodiscard]] absl::StatusOr<std::vector<evidence::v1::Document>> DocumentsOf(
    const storage::Reader& state, DocumentSide side, std::string_view unit);
// Under the document's unit and id.
void WriteDocument(ledger::Transaction& transaction, DocumentSide side,
                   const evidence::v1::Document& document);

// The same row.
void EraseDocument(ledger::Transaction& transaction, DocumentSide side,
                   const evidence::v1::Document& document);

// A document and where answers rely on it. Answers name a document by its hash, by its id or by its
// file's name (every document of that name). What they name and `documents` has not stands as a
// document of that id without a hash: a paper, or a file that was never added.
struct NamedDocument {
  evidence::v1::Document document;
  std::vector<evidence::v1::EvidencePin> pins;  // In the order of the answers.
};
// In the order in which the answers first name them.
[[nodiscard]] std::vector<NamedDocument> NamedBy(
    const assessment::v1::Answers& answers, const std::vector<evidence::v1::Document>& documents);

// A submission's documents: they become rows of `side`, over older ones of the same file. The
// submission is the item's body; its answers are read there, `submission` may lack them. Held ones
// say where the submission relies on them, and that their files have been on their way since
// `received_at` (UTC microseconds; not used for own ones), or since they were first named.
// INVALID_ARGUMENT, and nothing written: what CheckParticulars refuses, evidence_hash_invalid;
// message_field_invalid: another unit's, a wrong id, one document twice, or a file that is not
// among the item's.
[[nodiscard]] absl::Status TakeDocuments(const assessment::v1::Submission& submission,
                                         const exchange::v1::Item& item, DocumentSide side,
                                         std::int64_t received_at,
                                         ledger::Transaction& transaction);

}  // namespace par::services
