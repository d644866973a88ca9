// Sends evidence files one after the other; each goes on where the receiver's disk ends.
// How to drive it: common/exchange/blob.h. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <set>

#include "common/base/clock.h"
#include "common/exchange/blob.h"
#include "common/exchange/rate_meter.h"

namespace par::exchange {

class BlobSender {
 public:
  BlobSender(BlobStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // To be sent after what waits already; a reference that waits is not taken twice. Nothing here is
  // durable: after a start the owner offers again what its rows say is unsettled.
  void Offer(Blob blob);
  [[nodiscard]] BlobActions Step(BlobInput input);

  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  // What the receiver's disk holds of the file under way.
  [[nodiscard]] std::uint64_t durable() const { return queue_.empty() ? 0 : durable_; }

 private:
  enum class Phase { kDown, kIdle, kOffered, kSending, kSent };

  void OnMessage(const v1::BlobMessage& message, BlobActions& actions);
  void OnState(const v1::BlobState& state, BlobActions& actions);
  void OnAck(const v1::BlobAck& ack);
  void Settle(v1::BlobOutcome outcome, std::string reason, BlobActions& actions);
  void Pump(BlobActions& actions);
  void PumpChunks(BlobActions& actions);
  [[nodiscard]] std::size_t Window() const;

  BlobStore& store_;
  const Clock& clock_;
  Phase phase_ = Phase::kDown;
  std::deque<Blob> queue_;           // The first is under way.
  std::set<BlobReference> waiting_;  // Those in the queue.
  std::uint64_t sent_ = 0;
  std::uint64_t durable_ = 0;
  std::int64_t last_in_ = 0;
  RateMeter acked_;  // On this connection.
};

}  // namespace par::exchange
