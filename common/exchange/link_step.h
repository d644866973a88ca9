// What one step of a machine works with: its time, one snapshot of the state, and the actions so
// far.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "common/exchange/link.h"

namespace par::exchange {

class LinkStep {
 public:
  explicit LinkStep(const LinkPorts& ports) : ports_(ports), now_(ports.clock.MonotonicMicros()) {}

  [[nodiscard]] std::int64_t now() const { return now_; }
  // Taken at its first use, so that it shows everything committed before.
  [[nodiscard]] const storage::Reader& state() {
    if (snapshot_ == nullptr) snapshot_ = ports_.store.NewSnapshot();
    return *snapshot_;
  }
  void Act(LinkAction action) { actions_.push_back(std::move(action)); }
  // `set` fills in the message's part.
  template <typename Set>
  void SendMessage(Set set) {
    v1::LinkMessage message;
    set(message);
    Act(Send{std::move(message)});
  }
  [[nodiscard]] LinkActions Take() { return std::move(actions_); }

 private:
  const LinkPorts& ports_;
  std::int64_t now_;
  std::unique_ptr<storage::Snapshot> snapshot_;
  LinkActions actions_;
};

}  // namespace par::exchange
