#include "common/base/zstd_frame.h"

#include <zstd.h>

#include <memory>

#include "common/base/check.h"

namespace par {
namespace {

constexpr int kLevel = 1;
constexpr int kWindowLog = 20;  // One segment up to 1 MiB; less is used for what is smaller.
constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
// Of the byte behind it. One segment: the window is no larger than the content.
constexpr unsigned kOneSegment = 0x20;
constexpr unsigned kReservedOrDictionary = 0x0b;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context takes up to 570 KiB to pack 512 KiB and 94 KiB to unpack, and a node may have ten
// thousand lines: one for each thread that works, and none for a line.
ZSTD_CCtx* Packer() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
    std::unique_ptr<ZSTD_CCtx, FreeContext> made(ZSTD_createCCtx());
    PAR_CHECK(made != nullptr);
    const std::size_t set[] = {ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel),
                               ZSTD_CCtx_setParameter(made.get(), ZSTD_c_windowLog, kWindowLog)};
    for (const std::size_t answer : set) PAR_CHECK(ZSTD_isError(answer) == 0);
    return made;
  }();
  return context.get();
}

ZSTD_DCtx* Unpacker() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  PAR_CHECK(context != nullptr);
  return context.get();
}

// Looks at heads only: nothing is unpacked.
bool IsOneFrameOf(std::size_t size, std::string_view frame) {
  if (frame.size() <= kMagic.size() || frame.substr(0, kMagic.size()) != kMagic) return false;
  const unsigned head = static_cast<unsigned char>(frame[kMagic.size()]);
  if ((head & (kOneSegment | kReservedOrDictionary)) != kOneSegment) return false;
  return ZSTD_getFrameContentSize(frame.data(), frame.size()) == size &&
         ZSTD_findFrameCompressedSize(frame.data(), frame.size()) == frame.size();
}

}  // namespace

std::optional<std::string> PackFrame(std::string_view bytes, std::size_t most) {
  std::string frame(most, '\0');
  const std::size_t size =
      ZSTD_compress2(Packer(), frame.data(), frame.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) return std::nullopt;
  return frame.substr(0, size);  // It may wait: no byte too many.
}

std::optional<std::string> UnpackFrame(std::string_view frame, std::size_t size) {
  if (!IsOneFrameOf(size, frame)) return std::nullopt;
  std::string bytes(size, '\0');
  const std::size_t unpacked =
      ZSTD_decompressDCtx(Unpacker(), bytes.data(), bytes.size(), frame.data(), frame.size());
  if (unpacked != size) return std::nullopt;  // An error is a number beyond every size.
  return bytes;
}

}  // namespace par
