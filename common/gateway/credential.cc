#include "common/gateway/credential.h"

#include <algorithm>

namespace par::gateway {
namespace {

constexpr std::size_t kLongestToken = 512;

}  // namespace

std::string TokenOf(const RequestHead& head) {
  constexpr std::string_view kBearer = "Bearer ";
  if (head.Count("Authorization") != 1) return {};
  std::string_view value = head.Find("Authorization");
  if (!value.starts_with(kBearer)) return {};
  value.remove_prefix(kBearer.size());
  // Metadata of gRPC takes visible ASCII; anything else is no token of ours.
  const bool visible =
      std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return visible && value.size() <= kLongestToken ? std::string(value) : std::string();
}

}  // namespace par::gateway
