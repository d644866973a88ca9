#include "tests/sim/shelf.h"

#include <utility>

#include "common/domain/refusal.h"

namespace par::sim {

using exchange::Blob;
using exchange::BlobPlace;

absl::StatusOr<BlobPlace> Shelf::Begin(const Blob& blob) {
  const File& file = files_[blob.sha256];
  return BlobPlace{.durable_offset = file.bytes.size(), .complete = file.complete};
}

absl::StatusOr<std::uint64_t> Shelf::Put(const Blob& blob, std::uint64_t offset,
                                         std::string_view data) {
  File& file = files_[blob.sha256];
  if (file.complete || offset != file.bytes.size()) {
    return absl::FailedPreconditionError("not the durable offset");
  }
  file.bytes.append(data);
  return file.bytes.size();
}

absl::Status Shelf::Finish(const Blob& blob) {
  File& file = files_[blob.sha256];
  if (file.bytes.size() == blob.size && Sha256::Of(file.bytes) == blob.sha256) {
    file.complete = true;
    return absl::OkStatus();
  }
  files_.erase(blob.sha256);
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "evidence_hash_differs",
                         {{"stated", blob.sha256.Hex()}, {"found", "?"}});
}

absl::StatusOr<std::string> Shelf::Read(const Blob& blob, std::uint64_t offset,
                                        std::size_t length) {
  const auto at = files_.find(blob.sha256);
  if (at == files_.end() || !at->second.complete) return absl::NotFoundError("no such file");
  return at->second.bytes.substr(offset, length);
}

void Shelf::Keep(std::string bytes) {
  const Sha256 sha256 = Sha256::Of(bytes);
  files_[sha256] = {.bytes = std::move(bytes), .complete = true};
}

bool Shelf::Has(const Sha256& sha256) const {
  const auto at = files_.find(sha256);
  return at != files_.end() && at->second.complete;
}

std::string Shelf::Damaged() const {
  for (const auto& [sha256, file] : files_) {
    if (file.complete && Sha256::Of(file.bytes) != sha256) return sha256.Hex();
  }
  return {};
}

}  // namespace par::sim
