// Ranges of bytes as HTTP names them (RFC 9110, 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace par::gateway {

// Of "bytes=<first>-<last>", "bytes=<first>-" or "bytes=-<the last so many>".
struct AskedRange {
  std::optional<std::uint64_t> first;  // Absent: `last` counts from the end.
  std::optional<std::uint64_t> last;
};
// Nothing: no range, several, or none that can be read; then the whole file is the answer.
[[nodiscard]] std::optional<AskedRange> ReadRange(std::string_view text);

struct Piece {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
};
// What is asked of a file of `size` bytes; nothing: it has none of these.
[[nodiscard]] std::optional<Piece> PieceOf(const AskedRange& asked, std::uint64_t size);

// Of "bytes <first>-<last>/<size>".
struct SentRange {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
  std::uint64_t size = 0;
};
[[nodiscard]] std::optional<SentRange> ReadContentRange(std::string_view text);

}  // namespace par::gateway
