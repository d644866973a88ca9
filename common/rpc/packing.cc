#include "common/rpc/packing.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/base/zstd_frame.h"
#include "common/exchange/limits.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;
using exchange::v1::Packed;

bool MayBePacked(const LinkMessage& message) {
  return message.has_tail() || message.has_push() || message.has_down_push();
}

// What both sides of a line agreed on, by the answers to hellos that went by. It is set before the
// owner is told of the answer, or the other side sent it.
class Agreed {
 public:
  void Hear(const LinkMessage& message) {
    const exchange::v1::HelloAck& ack = message.hello_ack();
    if (!message.has_hello_ack() || ack.status() != exchange::v1::HELLO_STATUS_OK) return;
    packs_ = ack.protocol() >= exchange::kProtocolPacked;
  }
  [[nodiscard]] bool packs() const { return packs_; }

 private:
  std::atomic<bool> packs_ = false;
};

class PackingPipe final : public Pipe<LinkMessage> {
 public:
  PackingPipe(std::shared_ptr<Pipe<LinkMessage>> line, std::shared_ptr<Agreed> agreed)
      : line_(std::move(line)), agreed_(std::move(agreed)) {}

  void Send(LinkMessage message) override {
    agreed_->Hear(message);
    if (agreed_->packs()) {
      if (std::optional<LinkMessage> packed = Pack(message)) message = *std::move(packed);
    }
    line_->Send(std::move(message));
  }
  void Close(const absl::Status& why) override { line_->Close(why); }

 private:
  const std::shared_ptr<Pipe<LinkMessage>> line_;
  const std::shared_ptr<Agreed> agreed_;
};

}  // namespace

std::optional<LinkMessage> Pack(const LinkMessage& message) {
  if (!MayBePacked(message)) return std::nullopt;
  const std::size_t bytes = message.ByteSizeLong();
  if (bytes < kLeastPacked || bytes > exchange::kMaxMessageBytes) return std::nullopt;
  std::optional<std::string> frame = PackFrame(message.SerializeAsString(), bytes / 4 * 3);
  if (!frame.has_value()) return std::nullopt;
  std::optional<LinkMessage> packed(std::in_place);
  packed->mutable_packed()->set_unpacked_bytes(static_cast<std::uint32_t>(bytes));
  packed->mutable_packed()->set_frame(*std::move(frame));
  return packed;
}

std::optional<LinkMessage> Unpack(const Packed& packed) {
  const std::size_t bytes = packed.unpacked_bytes();
  if (bytes == 0 || bytes > exchange::kMaxMessageBytes) return std::nullopt;
  const std::optional<std::string> whole = UnpackFrame(packed.frame(), bytes);
  if (!whole.has_value()) return std::nullopt;
  std::optional<LinkMessage> message(std::in_place);
  if (!message->ParseFromString(*whole) || !MayBePacked(*message)) return std::nullopt;
  return message;
}

TakePipe<LinkMessage> Packing(TakePipe<LinkMessage> take) {
  return [take = std::move(take)](std::shared_ptr<Pipe<LinkMessage>> line) {
    auto agreed = std::make_shared<Agreed>();
    PipeEvents<LinkMessage> events = take(std::make_shared<PackingPipe>(std::move(line), agreed));
    events.received = [agreed, received = std::move(events.received)](LinkMessage message,
                                                                      std::function<void()> next) {
      agreed->Hear(message);
      if (message.has_packed() && agreed->packs()) {
        std::optional<LinkMessage> unpacked = Unpack(message.packed());
        if (unpacked.has_value()) message = *std::move(unpacked);
      }
      received(std::move(message), std::move(next));
    };
    return events;
  };
}

}  // namespace par::rpc
