// Fetches evidence files from the node above, one after the other and a piece at a time: for a
// machine that has the entries back and not the files. Each goes on where this disk ends.
// How to drive it: common/exchange/blob.h. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/exchange/blob.h"

namespace par::exchange {

class BlobFetcher {
 public:
  BlobFetcher(BlobStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // After what is asked for already; nothing is asked for twice at a time.
  void Want(Blob blob);
  // BlobSettled tells each end: the file is here; the node above does not give it; or it could not
  // be kept here.
  [[nodiscard]] BlobActions Step(const BlobInput& input);

  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  [[nodiscard]] std::uint64_t waiting_bytes() const { return waiting_bytes_; }
  [[nodiscard]] std::uint64_t fetched_bytes() const { return fetched_bytes_; }
  // Why a file did not come, or the line was closed: NOT_FOUND exchange_blob_not_above, UNAVAILABLE
  // exchange_silent, or what the store said.
  [[nodiscard]] const absl::Status& last_error() const { return last_error_; }

 private:
  void OnFetched(const v1::BlobFetched& fetched, BlobActions& actions);
  void Ask(BlobActions& actions);
  [[nodiscard]] absl::StatusOr<BlobPlace> PlaceOf(const Blob& blob);
  void Settle(const absl::Status& status, BlobActions& actions);
  void SettleWith(const absl::Status& status, std::string reason, BlobActions& actions);

  BlobStore& store_;
  const Clock& clock_;
  bool up_ = false;
  std::optional<std::int64_t> asked_at_;  // Monotonic, of the question that is open.
  std::uint64_t offset_ = 0;              // Of the question.
  std::deque<Blob> queue_;                // The first is under way.
  std::set<BlobReference> wanted_;        // Those in the queue.
  std::uint64_t waiting_bytes_ = 0;
  std::uint64_t fetched_bytes_ = 0;
  absl::Status last_error_;
};

}  // namespace par::exchange
