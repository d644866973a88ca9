#include "common/gateway/ranges.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace par::gateway {
namespace {

constexpr std::size_t kMostDigits = 18;

bool ReadCount(std::string_view text, std::uint64_t& count) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  return digits && !text.empty() && text.size() <= kMostDigits &&
         absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &count);
}

}  // namespace

std::optional<AskedRange> ReadRange(std::string_view text) {
  constexpr std::string_view kUnit = "bytes=";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  AskedRange range;
  std::uint64_t count = 0;
  if (dash > 0) {
    if (!ReadCount(text.substr(0, dash), count)) return std::nullopt;
    range.first = count;
  }
  const std::string_view rest = text.substr(dash + 1);
  if (!rest.empty()) {
    if (!ReadCount(rest, count)) return std::nullopt;
    range.last = count;
  }
  if (!range.first.has_value() && !range.last.has_value()) return std::nullopt;
  if (range.first.has_value() && range.last.has_value() && *range.last < *range.first) {
    return std::nullopt;
  }
  return range;
}

std::optional<Piece> PieceOf(const AskedRange& asked, std::uint64_t size) {
  if (!asked.first.has_value()) {
    const std::uint64_t bytes = std::min(*asked.last, size);
    if (bytes == 0) return std::nullopt;
    return Piece{.first = size - bytes, .bytes = bytes};
  }
  if (*asked.first >= size) return std::nullopt;
  const std::uint64_t last = std::min(asked.last.value_or(size - 1), size - 1);
  return Piece{.first = *asked.first, .bytes = last - *asked.first + 1};
}

std::optional<SentRange> ReadContentRange(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) {
    return std::nullopt;
  }
  SentRange range;
  std::uint64_t last = 0;
  if (!ReadCount(text.substr(0, dash), range.first) ||
      !ReadCount(text.substr(dash + 1, slash - dash - 1), last) ||
      !ReadCount(text.substr(slash + 1), range.size) || last < range.first || last >= range.size) {
    return std::nullopt;
  }
  range.bytes = last - range.first + 1;
  return range;
}

}  // namespace par::gateway
