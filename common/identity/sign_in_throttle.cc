#include "common/identity/sign_in_throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"

namespace par::identity {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr int kDoublings = 10;  // 2^10 s is beyond the longest pause.

// Of fixed length, whatever was typed.
std::string AccountKey(std::string_view account) {
  return absl::StrCat("a", Sha256::Of(account).ToBytes());
}
std::string NetworkKey(std::string_view address) {
  return absl::StrCat("n", Sha256::Of(NetworkOf(address)).ToBytes());
}

}  // namespace

std::string NetworkOf(std::string_view address) {
  const std::string text(address.substr(0, INET6_ADDRSTRLEN));
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
    return ToHex(std::string_view(reinterpret_cast<const char*>(&four), 3));
  }
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  const std::string_view bytes(reinterpret_cast<const char*>(&six), sizeof six);
  // An IPv4 address as a socket for both kinds writes it.
  if (IN6_IS_ADDR_V4MAPPED(&six)) return ToHex(bytes.substr(12, 3));
  return ToHex(bytes.substr(0, 6));
}

SignInThrottle::Counted* SignInThrottle::Find(const std::string& key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  Counted& counted = *place->second;
  if (clock_.MonotonicMicros() - counted.last < kForgottenMicros) return &counted;
  order_.erase(place->second);
  places_.erase(place);
  return nullptr;
}

// However often somebody tries meanwhile: what was given back must not hold it up.
void SignInThrottle::Fade(Counted& counted) const {
  const std::int64_t now = clock_.MonotonicMicros();
  const std::int64_t steps = (now - counted.faded) / kFadeMicros;
  if (counted.failures <= steps) {
    counted.failures = 0;
    counted.faded = now;
  } else {
    counted.failures -= static_cast<int>(steps);
    counted.faded += steps * kFadeMicros;
  }
}

void SignInThrottle::Count(const std::string& key, int free, bool fades) {
  Counted* counted = Find(key);
  if (counted == nullptr) {
    if (order_.size() >= kMostKept) {
      places_.erase(order_.front().key);
      order_.pop_front();
    }
    order_.push_back({.key = key});
    places_[key] = std::prev(order_.end());
    counted = &order_.back();
  } else {
    order_.splice(order_.end(), order_, places_[key]);
  }
  if (fades) Fade(*counted);
  const std::int64_t now = clock_.MonotonicMicros();
  counted->last = now;
  ++counted->failures;
  if (counted->failures < free) return;
  const int doublings = std::min(counted->failures - free, kDoublings);
  counted->blocked_until = now + std::min(kSecond << doublings, kLongestPauseMicros);
}

absl::Status SignInThrottle::Admit(std::string_view account, std::string_view address) {
  const std::string keys[] = {AccountKey(account), NetworkKey(address)};
  const std::lock_guard lock(mutex_);
  std::int64_t pause = 0;
  for (const std::string& key : keys) {
    const Counted* counted = Find(key);
    if (counted == nullptr) continue;
    pause = std::max(pause, counted->blocked_until - clock_.MonotonicMicros());
  }
  if (pause > 0) {
    return domain::Refusal(absl::StatusCode::kResourceExhausted, "sign_in_too_often",
                           {{"seconds", absl::StrCat((pause + kSecond - 1) / kSecond)}});
  }
  Count(keys[0], kFreeForAccount, false);
  Count(keys[1], kFreeForNetwork, true);
  return absl::OkStatus();
}

// What nothing is counted of takes no room: otherwise attempts that cost nothing would push out
// what others are held up by.
void SignInThrottle::GiveBack(const std::string& key, bool all) {
  Counted* counted = Find(key);
  if (counted == nullptr) return;
  counted->failures = all ? 0 : std::max(0, counted->failures - 1);
  counted->blocked_until = 0;
  if (counted->failures != 0) return;
  const auto place = places_.find(key);
  order_.erase(place->second);
  places_.erase(place);
}

void SignInThrottle::Succeeded(std::string_view account, std::string_view address) {
  const std::lock_guard lock(mutex_);
  GiveBack(AccountKey(account), true);
  GiveBack(NetworkKey(address), false);
}

void SignInThrottle::TakeBack(std::string_view account, std::string_view address) {
  const std::lock_guard lock(mutex_);
  GiveBack(AccountKey(account), false);
  GiveBack(NetworkKey(address), false);
}

std::size_t SignInThrottle::kept() const {
  const std::lock_guard lock(mutex_);
  return order_.size();
}

}  // namespace par::identity
