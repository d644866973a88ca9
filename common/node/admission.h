// Who may begin a session now. After a restart of this node all its children come back together,
// each perhaps with a backlog: so many are let in at once, the others are told when to ask again.
// And one child may say hello only so often, whatever it does.
//
// Safe from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/exchange/ports.h"

namespace par::node {

// Sessions beginning or catching up at one time; each may have exchange::kLineWindowBytes under
// way.
inline constexpr std::size_t kMostCatchingUp = 64;
// Children that come back at once, to a node that was away or one that told them to wait, are
// spread over so much for each of them.
inline constexpr std::uint64_t kSpreadMsPerChild = 3;
// Hellos of one peer: so many at once, then one every so often.
inline constexpr std::int64_t kHelloBurst = 20;
inline constexpr std::int64_t kMicrosPerHello = 2'000'000;

class Admission final : public exchange::Admission {
 public:
  // `children`: how many nodes may come; they are asked back spread over kSpreadMsPerChild for
  // each, at least a second.
  Admission(const Clock& clock, Random& random, std::size_t children);

  [[nodiscard]] std::optional<std::uint64_t> Enter(std::string_view peer) override;
  void Leave() override;

  [[nodiscard]] std::size_t inside() const;

 private:
  const Clock& clock_;
  Random& random_;
  const std::uint64_t spread_ms_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::size_t inside_ = 0;
  // By the peer: when its next hello would be due if it had always said them one by one.
  std::map<std::string, std::int64_t, std::less<>> due_;
};

}  // namespace par::node
