// Takes evidence files that the other end of a line offers. Nothing is acknowledged before it is on
// the disk. How to drive it: common/exchange/blob.h. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "common/exchange/blob.h"

namespace par::exchange {

class BlobReceiver {
 public:
  // `wanted` refuses files that nothing refers to, or that this peer has no business sending; its
  // reason goes back to the sender. It is asked at every offer.
  using Wanted = std::function<absl::Status(const Blob&)>;

  // Refuses a file that this peer may not ask for. None: it may ask for nothing.
  using Lent = std::function<absl::Status(const Sha256&)>;

  BlobReceiver(BlobStore& store, Wanted wanted, Lent lent = {})
      : store_(store), wanted_(std::move(wanted)), lent_(std::move(lent)) {}

  [[nodiscard]] BlobActions Step(BlobInput input);

 private:
  void OnOffer(const v1::BlobOffer& offer, BlobActions& actions);
  void OnFetch(const v1::BlobFetch& fetch, BlobActions& actions);
  void OnChunk(const v1::BlobChunk& chunk, BlobActions& actions);
  void SendState(const Blob& blob, BlobActions& actions);
  void Finish(BlobActions& actions);

  BlobStore& store_;
  Wanted wanted_;
  Lent lent_;
  std::optional<Blob> current_;  // Offered and not settled.
  // Where the sender was told to go on. What was under way before it heard that is passed over: an
  // answer to each would have it send all of it again for each.
  std::optional<std::uint64_t> told_;
};

}  // namespace par::exchange
