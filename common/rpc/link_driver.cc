#include "common/rpc/link_driver.h"

#include <utility>
#include <variant>

#include "common/base/check.h"

namespace par::rpc {
namespace {

constexpr int kJobsAtOnce = 32;  // Then other links have their turn on the pool.

template <typename... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Match(Cases...) -> Match<Cases...>;

}  // namespace

TakeLink LinkDriver::Accept() {
  return [self = shared_from_this()](std::shared_ptr<LinkPipe> pipe) {
    std::uint64_t connection = 0;
    {
      const std::lock_guard lock(self->mutex_);
      connection = ++self->connection_;
      self->pipe_ = std::move(pipe);
    }
    auto events = self->EventsOf(connection, /*open=*/false);
    self->Post([self = self.get()] { self->Run(exchange::Connected{}); });
    return events;
  };
}

PipeEvents<exchange::v1::LinkMessage> LinkDriver::EventsOf(std::uint64_t connection, bool open) {
  const auto current = [](LinkDriver& self, std::uint64_t which) {
    const std::lock_guard lock(self.mutex_);
    return self.connection_ == which;
  };
  PipeEvents<exchange::v1::LinkMessage> events;
  if (open) {
    events.opened = [self = shared_from_this(), connection, current] {
      self->Post([self = self.get(), connection, current] {
        if (current(*self, connection)) self->Run(exchange::Connected{});
      });
    };
  }
  events.received = [self = shared_from_this(), connection, current](
                        exchange::v1::LinkMessage message, std::function<void()> next) {
    self->Post([self = self.get(), connection, current, message = std::move(message),
                next = std::move(next)]() mutable {
      if (!current(*self, connection)) return;
      self->Run(exchange::MessageIn{std::move(message)});
      next();
    });
  };
  events.closed = [self = shared_from_this(), connection](const absl::Status& why) {
    self->Post([self = self.get(), connection, why] {
      {
        const std::lock_guard lock(self->mutex_);
        if (self->connection_ != connection) return;
        self->pipe_ = nullptr;
        ++self->connection_;
      }
      self->Run(exchange::Disconnected{std::string(why.message())});
      if (self->ports_.ended) self->ports_.ended();
    });
  };
  return events;
}

void LinkDriver::Tick() {
  {
    const std::lock_guard lock(mutex_);
    if (tick_waits_) return Schedule();  // The pool may have been full when it was posted.
    tick_waits_ = true;
  }
  Post([this] {
    {
      const std::lock_guard lock(mutex_);
      tick_waits_ = false;
    }
    Run(exchange::Tick{});
  });
}

void LinkDriver::StateChanged() {
  {
    const std::lock_guard lock(mutex_);
    if (change_waits_) return;
    change_waits_ = true;
  }
  Post([this] {
    {
      const std::lock_guard lock(mutex_);
      change_waits_ = false;
    }
    Run(exchange::StateChanged{});
  });
}

void LinkDriver::Stop() {
  std::shared_ptr<LinkPipe> pipe;
  std::deque<std::function<void()>> dropped;  // Let go outside the lock.
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    pipe.swap(pipe_);
    dropped.swap(jobs_);
  }
  if (pipe != nullptr) pipe->Close(absl::UnavailableError("the node is stopping"));
}

void LinkDriver::Inspect(const std::function<void()>& read) {
  const std::lock_guard lock(stepping_);
  read();
}

void LinkDriver::Post(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  jobs_.push_back(std::move(job));
  Schedule();
}

// With the lock held. A full pool is tried again with the next input, at the latest with a tick.
void LinkDriver::Schedule() {
  if (scheduled_ || stopped_ || jobs_.empty()) return;
  scheduled_ = ports_.pool->TryPost([self = shared_from_this()] { self->Drain(); });
}

void LinkDriver::Drain() {
  for (int i = 0; i < kJobsAtOnce; ++i) {
    std::function<void()> job;
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.empty()) break;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
  const std::lock_guard lock(mutex_);
  scheduled_ = false;
  Schedule();
}

void LinkDriver::Run(exchange::LinkInput input) {
  exchange::LinkActions actions;
  {
    const std::lock_guard lock(stepping_);
    actions = step_(std::move(input));
  }
  for (exchange::LinkAction& action : actions) CarryOut(action);
}

void LinkDriver::CarryOut(exchange::LinkAction& action) {
  const auto pipe = [this] {
    const std::lock_guard lock(mutex_);
    return pipe_;
  };
  std::visit(Match{[this](const exchange::Dial&) {
                     PAR_CHECK(ports_.dial != nullptr);
                     ports_.dial([this](std::shared_ptr<LinkPipe> line) {
                       std::uint64_t connection = 0;
                       {
                         const std::lock_guard lock(mutex_);
                         connection = ++connection_;
                         pipe_ = std::move(line);
                       }
                       return EventsOf(connection, /*open=*/true);
                     });
                   },
                   [&pipe](exchange::Send& send) {
                     if (const auto line = pipe()) line->Send(std::move(send.message));
                   },
                   [this](exchange::Submit& submit) {
                     SubmitInOrder(submit.ticket, std::move(submit.command));
                   },
                   [&pipe](const exchange::Close& close) {
                     if (const auto line = pipe()) line->Close(close.why);
                   }},
             action);
}

void LinkDriver::SubmitInOrder(std::uint64_t ticket, ledger::Command command) {
  {
    const std::lock_guard lock(mutex_);
    awaited_.push_back({.ticket = ticket, .answer = std::nullopt});
  }
  ports_.submit(std::move(command),
                [self = shared_from_this(), ticket](absl::StatusOr<std::string> answer) {
                  self->TakeAnswer(ticket, std::move(answer));
                });
}

// The ledger refuses at once what it cannot take, before it answers what waits; the machine is
// promised answers in the order of its submissions.
void LinkDriver::TakeAnswer(std::uint64_t ticket, absl::StatusOr<std::string> answer) {
  std::deque<exchange::Committed> ready;
  {
    const std::lock_guard lock(mutex_);
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
    Post([this, committed = std::move(committed)]() mutable { Run(std::move(committed)); });
  }
}

}  // namespace par::rpc
