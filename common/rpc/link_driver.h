// Drives one exchange machine (common/exchange/link.h) from everything that happens around it: a
// line, the ledger's answers, the clock, changes of the store. The machine is stepped on a work
// pool, one input at a time and in order; it may read the store.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/link.h"
#include "common/rpc/calls.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/line.h"
#include "common/rpc/work_pool.h"

namespace par::rpc {

// A line waits with reading while so many of its commands are not yet answered.
inline constexpr std::size_t kMostAwaited = 8;

class LinkDriver final : public Line<exchange::v1::LinkMessage> {
 public:
  using Step = std::function<exchange::LinkActions(exchange::LinkInput)>;
  struct Ports {
    SubmitCommand submit;
    WorkPool* pool = nullptr;
    // Answers the action Dial: opens a line and gives it to the function. Absent at the upper end.
    std::function<void(const TakeLink&)> dial;
    // False while the node has as much from its lines under way as it takes. May be absent.
    std::function<bool()> has_room;
    // Told once when the line of an upper end is over and the driver can be forgotten.
    std::function<void()> ended;
  };

  LinkDriver(Step step, Ports ports)
      : Line(ports.pool), step_(std::move(step)), ports_(std::move(ports)) {}

 private:
  struct Awaited {
    std::uint64_t ticket;
    std::optional<absl::StatusOr<std::string>> answer;
  };

  void OnConnected() override { Run(exchange::Connected{}); }
  void OnMessage(exchange::v1::LinkMessage message) override {
    Run(exchange::MessageIn{std::move(message)});
  }
  void OnDisconnected(const absl::Status& why) override;
  void OnTick() override { Run(exchange::Tick{}); }
  void OnStateChanged() override { Run(exchange::StateChanged{}); }
  [[nodiscard]] bool HasRoom() override;

  void Run(exchange::LinkInput input);
  void CarryOut(exchange::LinkAction& action);
  void SubmitInOrder(std::uint64_t ticket, ledger::Command command);
  void TakeAnswer(std::uint64_t ticket, absl::StatusOr<std::string> answer);

  const Step step_;
  const Ports ports_;

  std::mutex answers_;          // Guards what follows.
  std::list<Awaited> awaited_;  // In the order of their submission.
};

}  // namespace par::rpc
