#include "common/gateway/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/domain/refusal.h"

namespace par::gateway {
namespace {

constexpr int kGzip = 15 + 16;  // Window bits; 16 more ask for gzip's frame.
constexpr int kQuick = 1;       // Level: the answer waits for it.
constexpr std::size_t kStep = std::size_t{16} << 10u;

Bytef* Input(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

std::string Packed(std::string_view bytes) {
  z_stream stream{};
  PAR_CHECK(deflateInit2(&stream, kQuick, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = Input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  PAR_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

absl::StatusOr<std::string> Unpacked(std::string_view packed, std::size_t most) {
  z_stream stream{};
  PAR_CHECK(inflateInit2(&stream, kGzip) == Z_OK);
  stream.next_in = Input(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string bytes;
  int result = Z_OK;
  while (result == Z_OK && bytes.size() <= most) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(before + kStep, most + 1));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    stream.avail_out = static_cast<uInt>(bytes.size() - before);
    result = inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (bytes.size() > most) {
    return domain::Refusal(
        absl::StatusCode::kInvalidArgument, "request_too_large",
        {{"size", "> " + std::to_string(most)}, {"maximum", std::to_string(most)}});
  }
  if (!whole) return domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_not_gzip");
  return bytes;
}

}  // namespace par::gateway
