// How often somebody may try a password: five times for an account and thirty times for a network
// without waiting, then after pauses that double up to a quarter of an hour. Nobody is locked out
// for good. An account's failures count until it is signed in or left alone for a day; one of a
// network's fades every five minutes, for there somebody mistypes every day. Names that do not
// exist are counted as those that do.
//
// Memory is bounded: of more than kMostKept names and networks those longest untouched are
// forgotten. Time is the monotonic clock's. Safe from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "common/base/clock.h"

namespace par::identity {

class SignInThrottle {
 public:
  static constexpr int kFreeForAccount = 5;
  static constexpr int kFreeForNetwork = 30;
  static constexpr std::int64_t kLongestPauseMicros = std::int64_t{15} * 60 * 1'000'000;
  static constexpr std::int64_t kForgottenMicros = std::int64_t{24} * 60 * 60 * 1'000'000;
  static constexpr std::int64_t kFadeMicros = std::int64_t{5} * 60 * 1'000'000;
  static constexpr std::size_t kMostKept = 20'000;

  explicit SignInThrottle(const Clock& clock) : clock_(clock) {}

  // Counts an attempt as failed before it is looked at, so that many at once are no way around.
  // RESOURCE_EXHAUSTED sign_in_too_often {seconds}: not before that; it was not counted.
  [[nodiscard]] absl::Status Admit(std::string_view account, std::string_view address);
  // It was right: the account begins anew, the network gets this attempt back.
  void Succeeded(std::string_view account, std::string_view address);
  // It was neither right nor wrong yet.
  void TakeBack(std::string_view account, std::string_view address);

  [[nodiscard]] std::size_t kept() const;

 private:
  struct Counted {
    std::string key;
    int failures = 0;
    std::int64_t last = 0;
    std::int64_t faded = 0;  // Until when failures have faded; of networks.
    std::int64_t blocked_until = 0;
  };
  using Order = std::list<Counted>;  // The longest untouched first.

  Counted* Find(const std::string& key);
  void Fade(Counted& counted) const;
  void Count(const std::string& key, int free, bool fades);
  void GiveBack(const std::string& key, bool all);

  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards what follows.
  Order order_;
  std::unordered_map<std::string, Order::iterator> places_;
};

// The network of an address: a /24 of IPv4, a /48 of IPv6, otherwise the text itself.
[[nodiscard]] std::string NetworkOf(std::string_view address);

}  // namespace par::identity
