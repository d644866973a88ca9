// Drives one exchange machine (common/exchange/link.h) from everything that happens around it: a
// pipe, the ledger's answers, the clock, changes of the store. The machine is stepped on a work
// pool, one input at a time and in order, whatever thread brought it; it may read the store.
//
// Safe from many threads. Held by shared_ptr: pipes and the ledger may answer after Stop.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/link.h"
#include "common/rpc/calls.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/work_pool.h"

namespace par::rpc {

class LinkDriver : public std::enable_shared_from_this<LinkDriver> {
 public:
  using Step = std::function<exchange::LinkActions(exchange::LinkInput)>;
  struct Ports {
    SubmitCommand submit;
    WorkPool* pool = nullptr;
    // Answers the action Dial: opens a line and gives it to the function. Absent at the upper end.
    std::function<void(const TakeLink&)> dial;
    // Told once when the line of an upper end is over and the driver can be forgotten.
    std::function<void()> ended;
  };

  LinkDriver(Step step, Ports ports) : step_(std::move(step)), ports_(std::move(ports)) {}

  // The upper end of a line that a lower node opened: to be given to its pipe.
  [[nodiscard]] TakeLink Accept();

  // At least once a second.
  void Tick();
  // Rows were committed. Several at once count as one.
  void StateChanged();
  // Closes the line; the machine is not stepped any more.
  void Stop();

  // Reads what `read` says of the machine between two steps.
  void Inspect(const std::function<void()>& read);

 private:
  struct Awaited {
    std::uint64_t ticket;
    std::optional<absl::StatusOr<std::string>> answer;
  };

  PipeEvents<exchange::v1::LinkMessage> EventsOf(std::uint64_t connection, bool open);
  void Post(std::function<void()> job);
  void Schedule();
  void Drain();
  void Run(exchange::LinkInput input);
  void CarryOut(exchange::LinkAction& action);
  void SubmitInOrder(std::uint64_t ticket, ledger::Command command);
  void TakeAnswer(std::uint64_t ticket, absl::StatusOr<std::string> answer);

  const Step step_;
  const Ports ports_;

  std::mutex mutex_;  // Guards what follows; never held while stepping or calling out.
  std::deque<std::function<void()>> jobs_;
  bool scheduled_ = false;
  bool stopped_ = false;
  bool tick_waits_ = false;
  bool change_waits_ = false;
  std::shared_ptr<LinkPipe> pipe_;  // Of connection_, once it was taken.
  std::uint64_t connection_ = 0;    // Events of older lines are passed over.
  std::deque<Awaited> awaited_;     // In the order of their submission.

  std::mutex stepping_;  // Held for one step, so that Inspect sees the machine at rest.
};

}  // namespace par::rpc
