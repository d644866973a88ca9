#include "common/oidc/trips.h"

#include <algorithm>
#include <utility>

namespace par::oidc {

bool TripBook::IsOver(const Trip& trip) const {
  return std::max(clock_.WallMicros() - trip.begun_micros,
                  clock_.MonotonicMicros() - trip.begun_monotonic) >= kTripMicros;
}

void TripBook::Begin(const std::string& state, Trip trip) {
  trip.begun_micros = clock_.WallMicros();
  trip.begun_monotonic = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  if (trips_.size() >= kMostTrips) {
    std::erase_if(trips_, [this](const auto& entry) { return IsOver(entry.second); });
  }
  if (trips_.size() >= kMostTrips) {
    trips_.erase(std::min_element(trips_.begin(), trips_.end(), [](const auto& a, const auto& b) {
      return a.second.begun_monotonic < b.second.begun_monotonic;
    }));
  }
  trips_[state] = std::move(trip);
}

std::optional<Trip> TripBook::Take(const std::string& state, bool proven) {
  const std::lock_guard lock(mutex_);
  const auto at = trips_.find(state);
  if (at == trips_.end() || at->second.subject.empty() == proven) return std::nullopt;
  Trip trip = std::move(at->second);
  trips_.erase(at);
  if (IsOver(trip)) return std::nullopt;
  return trip;
}

void TripBook::PutBack(const std::string& state, Trip trip) {
  const std::lock_guard lock(mutex_);
  trips_[state] = std::move(trip);
}

std::size_t TripBook::size() const {
  const std::lock_guard lock(mutex_);
  return trips_.size();
}

}  // namespace par::oidc
