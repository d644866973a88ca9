#include "common/rpc/link_driver.h"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/check.h"

namespace par::rpc {
namespace {

template <typename... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Match(Cases...) -> Match<Cases...>;

}  // namespace

void LinkDriver::OnDisconnected(const absl::Status& why) {
  Run(exchange::Disconnected{why});
  if (ports_.ended) ports_.ended();
}

void LinkDriver::Run(exchange::LinkInput input) {
  exchange::LinkActions actions = AtRest([&] { return step_(std::move(input)); });
  for (exchange::LinkAction& action : actions) CarryOut(action);
}

bool LinkDriver::HasRoom() {
  if (ports_.has_room && !ports_.has_room()) return false;
  const std::lock_guard lock(answers_);
  return awaited_.size() < kMostAwaited;
}

void LinkDriver::CarryOut(exchange::LinkAction& action) {
  std::visit(Match{[this](const exchange::Dial&) {
                     PAR_CHECK(ports_.dial != nullptr);
                     ports_.dial(Dialled());
                   },
                   [this](exchange::Send& send) { Send(std::move(send.message)); },
                   [this](exchange::Submit& submit) {
                     SubmitInOrder(submit.ticket, std::move(submit.command));
                   },
                   [this](const exchange::Close& close) { Close(close.why); }},
             action);
}

void LinkDriver::SubmitInOrder(std::uint64_t ticket, ledger::Command command) {
  {
    const std::lock_guard lock(answers_);
    awaited_.push_back({.ticket = ticket, .answer = std::nullopt});
  }
  ports_.submit(
      std::move(command),
      [self = std::static_pointer_cast<LinkDriver>(shared_from_this()), ticket](
          absl::StatusOr<std::string> answer) { self->TakeAnswer(ticket, std::move(answer)); });
}

// The ledger refuses at once what it cannot take, before it answers what waits; the machine is
// promised answers in the order of its submissions.
void LinkDriver::TakeAnswer(std::uint64_t ticket, absl::StatusOr<std::string> answer) {
  std::vector<exchange::Committed> ready;
  {
    const std::lock_guard lock(answers_);
    for (Awaited& awaited : awaited_) {
      if (awaited.ticket == ticket) awaited.answer = std::move(answer);
    }
    while (!awaited_.empty() && awaited_.front().answer.has_value()) {
      ready.push_back(
          {.ticket = awaited_.front().ticket, .answer = *std::move(awaited_.front().answer)});
      awaited_.pop_front();
    }
  }
  for (exchange::Committed& committed : ready) {
    Post([this, committed = std::move(committed)]() mutable {
      Run(std::move(committed));
      ReadOn();
    });
  }
}

}  // namespace par::rpc
