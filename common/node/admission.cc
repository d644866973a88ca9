#include "common/node/admission.h"

#include <algorithm>

namespace par::node {
namespace {

constexpr std::uint64_t kLeastMs = 200;

}  // namespace

Admission::Admission(const Clock& clock, Random& random, std::size_t children)
    : clock_(clock),
      random_(random),
      spread_ms_(std::max<std::uint64_t>(1000, kSpreadMsPerChild * children)) {}

std::optional<std::uint64_t> Admission::Enter(std::string_view peer) {
  const std::int64_t now = clock_.MonotonicMicros();
  const std::uint64_t chance = random_.Uint64();
  const std::lock_guard lock(mutex_);
  if (inside_ >= kMostCatchingUp) return kLeastMs + chance % spread_ms_;
  const auto found = due_.find(peer);
  std::int64_t& due = found != due_.end() ? found->second : due_[std::string(peer)];
  due = std::max(due, now);
  if (due - now >= kHelloBurst * kMicrosPerHello) {
    return static_cast<std::uint64_t>(kMicrosPerHello / 1000) + chance % 1000;
  }
  due += kMicrosPerHello;
  ++inside_;
  return std::nullopt;
}

void Admission::Leave() {
  const std::lock_guard lock(mutex_);
  --inside_;
}

std::size_t Admission::inside() const {
  const std::lock_guard lock(mutex_);
  return inside_;
}

}  // namespace par::node
