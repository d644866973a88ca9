#include "common/exchange/blob_sender.h"

#include <algorithm>
#include <utility>

#include "common/domain/refusal.h"
#include "common/exchange/limits.h"

namespace par::exchange {

void BlobSender::Offer(Blob blob) {
  if (waiting_.insert(ReferenceOf(blob)).second) queue_.push_back(std::move(blob));
}

BlobActions BlobSender::Step(BlobInput input) {
  BlobActions actions;
  if (std::holds_alternative<BlobConnected>(input)) {
    phase_ = Phase::kIdle;
    last_in_ = clock_.MonotonicMicros();
    acked_ = {};
  } else if (std::holds_alternative<BlobDisconnected>(input)) {
    phase_ = Phase::kDown;
  } else if (const auto* in = std::get_if<BlobIn>(&input); in != nullptr) {
    OnMessage(in->message, actions);
  }
  Pump(actions);
  return actions;
}

void BlobSender::OnMessage(const v1::BlobMessage& message, BlobActions& actions) {
  if (phase_ == Phase::kDown) return;
  last_in_ = clock_.MonotonicMicros();
  if (phase_ == Phase::kIdle) return;  // About a file that is settled already.
  const std::string under_way = queue_.front().sha256.ToBytes();
  if (message.has_state() && message.state().sha256() == under_way) {
    OnState(message.state(), actions);
  } else if (message.has_ack() && message.ack().sha256() == under_way) {
    OnAck(message.ack());
  } else if (message.has_done() && message.done().sha256() == under_way) {
    Settle(message.done().outcome(), message.done().reason(), actions);
  }
}

void BlobSender::OnState(const v1::BlobState& state, BlobActions& actions) {
  if (state.complete()) return Settle(v1::BLOB_OUTCOME_VERIFIED, {}, actions);
  if (!state.refused().empty()) {
    return Settle(v1::BLOB_OUTCOME_REFUSED, state.refused(), actions);
  }
  // At the start, or because a chunk did not fit: go on where the other disk ends.
  durable_ = std::min(state.durable_offset(), queue_.front().size);
  sent_ = durable_;
  phase_ = Phase::kSending;
}

void BlobSender::OnAck(const v1::BlobAck& ack) {
  if (phase_ == Phase::kOffered || ack.durable_offset() <= durable_) return;
  if (ack.durable_offset() > sent_) return;  // More than was sent: not about this connection.
  acked_.Add(clock_.MonotonicMicros(), ack.durable_offset() - durable_);
  durable_ = ack.durable_offset();
}

void BlobSender::Settle(v1::BlobOutcome outcome, std::string reason, BlobActions& actions) {
  waiting_.erase(ReferenceOf(queue_.front()));
  durable_ = 0;
  actions.emplace_back(BlobSettled{
      .blob = std::move(queue_.front()), .outcome = outcome, .reason = std::move(reason)});
  queue_.pop_front();
  phase_ = Phase::kIdle;
}

// Where more can travel than is under way, more is acknowledged in the time than that: it grows
// with the line, and shrinks with it. The best second counts: where packets are lost, answers stay
// away for seconds though the line is idle, and then come together.
std::size_t BlobSender::Window() const {
  return std::clamp<std::uint64_t>(
      kBlobWindowSeconds * acked_.MostInASecond(clock_.MonotonicMicros()), kSmallestBlobWindow,
      kLargestBlobWindow);
}

void BlobSender::PumpChunks(BlobActions& actions) {
  const Blob& blob = queue_.front();
  const std::size_t window = Window();
  const std::size_t largest = std::clamp(window / 8, kSmallestChunk, kLargestChunk);
  while (sent_ < blob.size && sent_ - durable_ + largest <= window) {
    auto data = store_.Read(blob, sent_, largest);
    if (!data.ok() || data->empty()) {
      const std::string reason = domain::ReasonOf(data.status());
      return Settle(v1::BLOB_OUTCOME_REFUSED, reason.empty() ? "exchange_blob_unreadable" : reason,
                    actions);
    }
    v1::BlobMessage message;
    v1::BlobChunk& chunk = *message.mutable_chunk();
    chunk.set_sha256(blob.sha256.ToBytes());
    chunk.set_offset(sent_);
    chunk.set_crc32c(Crc32c(*data));
    sent_ += data->size();
    chunk.set_data(*std::move(data));
    actions.emplace_back(BlobSend{std::move(message)});
  }
  if (sent_ >= blob.size) phase_ = Phase::kSent;
}

void BlobSender::Pump(BlobActions& actions) {
  if (phase_ == Phase::kDown) return;
  const std::int64_t now = clock_.MonotonicMicros();
  if (phase_ != Phase::kIdle && now - last_in_ > kSilenceMicros) {
    phase_ = Phase::kDown;
    actions.emplace_back(
        BlobClose{domain::Refusal(absl::StatusCode::kUnavailable, "exchange_silent",
                                  {{"seconds", std::to_string(kSilenceMicros / kSecond)}})});
    return;
  }
  if (phase_ == Phase::kSending) PumpChunks(actions);
  if (phase_ != Phase::kIdle || queue_.empty()) return;
  const Blob& blob = queue_.front();
  v1::BlobMessage message;
  message.mutable_offer()->set_sha256(blob.sha256.ToBytes());
  message.mutable_offer()->set_size(blob.size);
  message.mutable_offer()->set_media_type(blob.media_type);
  message.mutable_offer()->set_unit(blob.unit);
  message.mutable_offer()->set_lost(!store_.Has(blob.sha256));
  last_in_ = now;  // The waiting begins here.
  phase_ = Phase::kOffered;
  actions.emplace_back(BlobSend{std::move(message)});
}

}  // namespace par::exchange
