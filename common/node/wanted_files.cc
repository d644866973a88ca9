#include "common/node/wanted_files.h"

#include <memory>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::node {
namespace {

std::string ReferenceTo(const exchange::Blob& blob) {
  return blob.sha256.ToBytes() + std::to_string(blob.size) + " " + blob.media_type;
}

}  // namespace

absl::Status WantedFiles::Update() {
  const std::unique_ptr<storage::Snapshot> state = ports_.store.NewSnapshot();
  ASSIGN_OR_RETURN(const std::vector<std::string> hops,
                   exchange::HopsBetween(*state, ports_.topology, peer_, node_));
  return references_
      .Update(*state, hops,
              [this](const exchange::Blob& blob) {
                named_.Add(blob.sha256.ToBytes());
                const bool added = wanted_.Add(ReferenceTo(blob));
                if (added && !ports_.blobs.Has(blob.sha256)) {
                  missing_.emplace(blob.sha256, blob.size);
                }
              })
      .status();
}

absl::Status WantedFiles::Check(const exchange::Blob& blob) {
  const std::lock_guard lock(mutex_);
  const std::string reference = ReferenceTo(blob);
  if (wanted_.Contains(reference)) return absl::OkStatus();
  RETURN_IF_ERROR(Update());
  if (wanted_.Contains(reference)) return absl::OkStatus();
  if (!named_.Contains(blob.sha256.ToBytes())) {
    return domain::Refusal(absl::StatusCode::kNotFound, "exchange_blob_not_wanted");
  }
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_blob_differs");
}

absl::Status WantedFiles::MayHave(const Sha256& sha256) {
  const std::lock_guard lock(mutex_);
  if (named_.Contains(sha256.ToBytes())) return absl::OkStatus();
  RETURN_IF_ERROR(Update());
  if (named_.Contains(sha256.ToBytes())) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kNotFound, "exchange_blob_not_wanted");
}

void WantedFiles::Came(const exchange::Blob& blob) {
  const std::lock_guard lock(mutex_);
  missing_.erase(blob.sha256);
  taken_bytes_ += blob.size;
}

void WantedFiles::Note(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  rate_.Add(ports_.clock.MonotonicMicros(), bytes);
}

exchange::BlobTraffic WantedFiles::Traffic() {
  const std::lock_guard lock(mutex_);
  exchange::BlobTraffic traffic;
  traffic.last_error = Update();
  // What came over another line.
  std::erase_if(missing_, [this](const auto& file) { return ports_.blobs.Has(file.first); });
  for (const auto& [sha256, size] : missing_) traffic.bytes_waiting += size;
  traffic.files_waiting = missing_.size();
  traffic.bytes_moved = taken_bytes_;
  traffic.bytes_per_second = rate_.PerSecond(ports_.clock.MonotonicMicros());
  return traffic;
}

}  // namespace par::node
