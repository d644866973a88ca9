// People on their way to the provider and back, in memory: what a trip was begun with, and what it
// proved. Each is begun once, proven once and used once, within ten minutes; a restart of the node
// forgets them. Time is what the wall clock or the monotonic clock says has passed, whichever is
// more. Safe from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace par::oidc {

inline constexpr std::int64_t kTripMicros = std::int64_t{10} * 60 * 1'000'000;
inline constexpr std::size_t kMostTrips = 10'000;        // One more ends the oldest;
inline constexpr std::size_t kMostTripsOfNetwork = 500;  // of one network, that network's oldest.

struct Trip {
  std::string account = {};  // Whose account is to be linked; empty: somebody signs in.
  std::string network = {};  // identity::NetworkOf the browser.
  std::string nonce = {};
  std::string verifier = {};  // PKCE (RFC 7636).
  std::string subject = {};   // Empty: not proven yet.
  bool two_factors = false;   // As the provider says and the configuration believes.
  std::int64_t begun_micros = 0;
  std::int64_t begun_monotonic = 0;
};

class TripBook {
 public:
  explicit TripBook(const Clock& clock) : clock_(clock) {}

  // Under the trip's state, which nobody else has.
  void Begin(const std::string& state, Trip trip);
  // Takes it out: whoever comes second finds none. Nothing: unknown, used, or too old; or it is
  // proven and an unproven one is wanted, or the other way round, and then it stays.
  [[nodiscard]] std::optional<Trip> Take(const std::string& state, bool proven);
  // As it is now; it does not grow younger.
  void PutBack(const std::string& state, Trip trip);
  [[nodiscard]] std::size_t size() const;

 private:
  [[nodiscard]] bool IsOver(const Trip& trip) const;
  void MakeRoom(const std::string& network);
  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::map<std::string, Trip> trips_;
};

}  // namespace par::oidc
