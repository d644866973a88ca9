// Where a node keeps what it knows: the database in the data folder and the high-water mark in a
// folder outside it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/evidence/evidence_store.h"
#include "common/ledger/mark.h"
#include "common/storage/store.h"

namespace par::node {

struct NodeStorage {
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<ledger::HighWaterMark> mark;
};

enum class IfMissing { kMake, kRefuse };

// RocksDB in <data_directory>/db, the mark in <mark_directory>/ledger.mark. kRefuse is for looking
// at a node that must already be there. What RocksStore::Open and FileMark::Open return;
// FAILED_PRECONDITION folder_not_made.
[[nodiscard]] absl::StatusOr<NodeStorage> OpenStorage(const config::Config& config,
                                                      IfMissing missing);

// The database alone, which must be there; as OpenStorage.
[[nodiscard]] absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(
    const config::Config& config);
[[nodiscard]] std::filesystem::path MarkFile(const config::Config& config);

[[nodiscard]] std::filesystem::path EvidenceFolder(const config::Config& config);
// The evidence files in <data_directory>/evidence, made where missing. A node opens them once: that
// two do not write one file at a time is known to the object alone. As EvidenceStore::Open.
[[nodiscard]] absl::StatusOr<evidence::EvidenceStore> OpenEvidence(const config::Config& config);

// A consistent copy of a RocksDB store in a new folder. UNIMPLEMENTED for other engines.
[[nodiscard]] absl::Status CopyStore(const storage::Store& store, const std::string& folder);

}  // namespace par::node
