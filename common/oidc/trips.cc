#include "common/oidc/trips.h"

#include <algorithm>
#include <utility>

namespace par::oidc {

bool TripBook::IsOver(const Trip& trip) const {
  return std::max(clock_.WallMicros() - trip.begun_micros,
                  clock_.MonotonicMicros() - trip.begun_monotonic) >= kTripMicros;
}

void TripBook::MakeRoom(const std::string& network) {
  std::erase_if(trips_, [this](const auto& entry) { return IsOver(entry.second); });
  std::size_t count = 0;
  auto oldest = trips_.end();
  auto oldest_there = trips_.end();
  const auto older = [this](auto a, auto b) {
    return b == trips_.end() || a->second.begun_monotonic < b->second.begun_monotonic;
  };
  for (auto at = trips_.begin(); at != trips_.end(); ++at) {
    if (older(at, oldest)) oldest = at;
    if (at->second.network != network) continue;
    ++count;
    if (older(at, oldest_there)) oldest_there = at;
  }
  if (count >= kMostTripsOfNetwork) {
    trips_.erase(oldest_there);
  } else if (trips_.size() >= kMostTrips) {
    trips_.erase(oldest);
  }
}

void TripBook::Begin(const std::string& state, Trip trip) {
  trip.begun_micros = clock_.WallMicros();
  trip.begun_monotonic = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  MakeRoom(trip.network);
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
