#include "common/rpc/packing.h"

#include <zstd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "common/base/check.h"
#include "common/exchange/limits.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;
using exchange::v1::Packed;

constexpr int kLevel = 1;
constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
// Of the byte behind it. One segment: the window is no larger than the content.
constexpr unsigned kOneSegment = 0x20;
constexpr unsigned kReservedOrDictionary = 0x0b;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context takes up to 570 KiB to pack and 94 KiB to unpack, and a node may have ten thousand
// lines: one for each thread that works, and none for a line.
ZSTD_CCtx* Packer() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
    std::unique_ptr<ZSTD_CCtx, FreeContext> made(ZSTD_createCCtx());
    PAR_CHECK(made != nullptr);
    PAR_CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel)) ==
              0);
    return made;
  }();
  return context.get();
}

ZSTD_DCtx* Unpacker() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  PAR_CHECK(context != nullptr);
  return context.get();
}

bool MayBePacked(const LinkMessage& message) {
  return message.has_tail() || message.has_push() || message.has_down_push();
}

// Looks at heads only: nothing is unpacked.
bool IsOneFrameOf(std::size_t unpacked, std::string_view frame) {
  if (frame.size() <= kMagic.size() || frame.substr(0, kMagic.size()) != kMagic) return false;
  const unsigned head = static_cast<unsigned char>(frame[kMagic.size()]);
  if ((head & (kOneSegment | kReservedOrDictionary)) != kOneSegment) return false;
  return ZSTD_getFrameContentSize(frame.data(), frame.size()) == unpacked &&
         ZSTD_findFrameCompressedSize(frame.data(), frame.size()) == frame.size();
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
  const std::string whole = message.SerializeAsString();
  std::string frame(bytes / 4 * 3, '\0');  // More is an error: it would not gain enough.
  const std::size_t size =
      ZSTD_compress2(Packer(), frame.data(), frame.size(), whole.data(), whole.size());
  if (ZSTD_isError(size) != 0) return std::nullopt;
  std::optional<LinkMessage> packed(std::in_place);
  packed->mutable_packed()->set_unpacked_bytes(static_cast<std::uint32_t>(bytes));
  packed->mutable_packed()->set_frame(frame.data(), size);  // It may wait: no byte too many.
  return packed;
}

std::optional<LinkMessage> Unpack(const Packed& packed) {
  const std::size_t bytes = packed.unpacked_bytes();
  if (bytes == 0 || bytes > exchange::kMaxMessageBytes) return std::nullopt;
  if (!IsOneFrameOf(bytes, packed.frame())) return std::nullopt;
  std::string whole(bytes, '\0');
  const std::size_t size = ZSTD_decompressDCtx(Unpacker(), whole.data(), whole.size(),
                                               packed.frame().data(), packed.frame().size());
  if (size != bytes) return std::nullopt;  // An error is a number beyond every size.
  std::optional<LinkMessage> message(std::in_place);
  if (!message->ParseFromString(whole) || !MayBePacked(*message)) return std::nullopt;
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
