#include "common/node/storage.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/file_mark.h"
#include "common/storage/rocks/rocks_store.h"

namespace par::node {
namespace {

absl::Status MakeOrRefuse(const std::filesystem::path& folder) {
  const std::error_code error = MakeFolders(folder);
  if (!error) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "folder_not_made",
                         {{"folder", folder.string()}, {"why", error.message()}});
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(const config::Config& config,
                                                          IfMissing missing) {
  return storage::RocksStore::Open(std::filesystem::path(config.data_directory) / "db",
                                   {.create_if_missing = missing == IfMissing::kMake});
}

}  // namespace

absl::StatusOr<NodeStorage> OpenStorage(const config::Config& config, IfMissing missing) {
  if (missing == IfMissing::kMake) {
    RETURN_IF_ERROR(MakeOrRefuse(config.data_directory));
    RETURN_IF_ERROR(MakeOrRefuse(config.mark_directory));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<storage::Store> store, OpenStore(config, missing));
  ASSIGN_OR_RETURN(std::unique_ptr<ledger::FileMark> mark,
                   ledger::FileMark::Open(MarkFile(config)));
  return NodeStorage{.store = std::move(store), .mark = std::move(mark)};
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(const config::Config& config) {
  return OpenStore(config, IfMissing::kRefuse);
}

std::filesystem::path MarkFile(const config::Config& config) {
  return std::filesystem::path(config.mark_directory) / "ledger.mark";
}

std::filesystem::path EvidenceFolder(const config::Config& config) {
  return std::filesystem::path(config.data_directory) / "evidence";
}

absl::StatusOr<evidence::EvidenceStore> OpenEvidence(const config::Config& config) {
  return evidence::EvidenceStore::Open(EvidenceFolder(config));
}

absl::Status CopyStore(const storage::Store& store, const std::string& folder) {
  const auto* rocks = dynamic_cast<const storage::RocksStore*>(&store);
  if (rocks == nullptr) return absl::UnimplementedError("only a RocksDB store can be copied");
  return rocks->Checkpoint(folder);
}

}  // namespace par::node
