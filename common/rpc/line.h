// One end of a line and whoever works it: everything that happens around it reaches its owner on a
// work pool, one thing at a time and in order, whatever thread brought it. A line that breaks may
// be opened again; what belongs to an earlier connection is passed over.
//
// Safe from many threads. Held by shared_ptr: pipes may answer after Stop.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "common/rpc/line_error.h"
#include "common/rpc/pipe.h"
#include "common/rpc/work_pool.h"

namespace par::rpc {

template <typename Message>
class Line : public std::enable_shared_from_this<Line<Message>> {
 public:
  virtual ~Line() = default;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // This end of a line that the other side opened: to be given to its pipe. Connected at once.
  [[nodiscard]] TakePipe<Message> Accept();
  // At least once a second.
  void Tick();
  // Rows were committed, or files came. Several at once count as one.
  void StateChanged();
  // Closes the line; the owner is told nothing any more.
  void Stop();
  // Closes a line that was accepted as if the other side had; the owner is told why. One that is
  // not yet given to its pipe is closed when it is. `why` is no OK.
  void End(const absl::Status& why);
  // Reads what `read` says of the owner between two of its steps.
  void Inspect(const std::function<void()>& read) {
    const std::lock_guard lock(stepping_);
    read();
  }

 protected:
  explicit Line(WorkPool* pool) : pool_(pool) {}

  // On the pool, one at a time.
  virtual void OnConnected() = 0;
  virtual void OnMessage(Message message) = 0;
  virtual void OnDisconnected(const absl::Status& why) = 0;
  virtual void OnTick() = 0;
  virtual void OnStateChanged() = 0;
  // False while the owner has as much under way as it wants: the next message is not read until it
  // says ReadOn.
  [[nodiscard]] virtual bool HasRoom() { return true; }
  // On the pool.
  void ReadOn() {
    if (held_next_ == nullptr || !HasRoom()) return;
    std::exchange(held_next_, nullptr)();
  }

  // This end of a line that is being opened from here: connected when the other side answers.
  [[nodiscard]] TakePipe<Message> Dialled();
  void Post(std::function<void()> job);
  // Nothing happens where no line is open.
  void Send(Message message) {
    if (const auto pipe = Current()) pipe->Send(std::move(message));
  }
  void Close(const absl::Status& why) {
    if (const auto pipe = Current()) pipe->Close(why);
  }
  // Runs `step` so that Inspect does not see the middle of it.
  template <typename Step>
  auto AtRest(Step step) {
    const std::lock_guard lock(stepping_);
    return step();
  }

 private:
  static constexpr int kJobsAtOnce = 32;  // Then other lines have their turn on the pool.

  std::uint64_t Take(std::shared_ptr<Pipe<Message>> pipe) {
    const std::lock_guard lock(mutex_);
    pipe_ = std::move(pipe);
    return ++connection_;
  }
  bool IsCurrent(std::uint64_t connection) {
    const std::lock_guard lock(mutex_);
    return connection_ == connection;
  }
  std::shared_ptr<Pipe<Message>> Current() {
    const std::lock_guard lock(mutex_);
    return pipe_;
  }
  PipeEvents<Message> EventsOf(std::uint64_t connection, bool dialled);
  void CloseIfEnded();
  void Once(bool& waits, void (Line::*what)());
  void Schedule();
  void Drain();

  WorkPool* const pool_;
  std::mutex mutex_;  // Guards what follows; never held while calling out.
  // A list here and in what a line has: an empty deque takes half a kilobyte, ten thousand times.
  std::list<std::function<void()>> jobs_;
  bool scheduled_ = false;
  bool stopped_ = false;
  bool tick_waits_ = false;
  bool change_waits_ = false;
  std::shared_ptr<Pipe<Message>> pipe_;  // Of connection_, once it was taken.
  std::uint64_t connection_ = 0;         // Events of older lines are passed over.
  absl::Status end_;                     // Why it was ended; OK while it was not.

  std::mutex stepping_;
  std::function<void()> held_next_;  // Touched on the pool only. Null: asked for already.
};

template <typename Message>
TakePipe<Message> Line<Message>::Accept() {
  return [self = this->shared_from_this()](std::shared_ptr<Pipe<Message>> pipe) {
    auto events = self->EventsOf(self->Take(std::move(pipe)), /*dialled=*/false);
    self->Post([line = self.get()] { line->OnConnected(); });
    self->CloseIfEnded();
    return events;
  };
}

template <typename Message>
TakePipe<Message> Line<Message>::Dialled() {
  return [self = this->shared_from_this()](std::shared_ptr<Pipe<Message>> pipe) {
    return self->EventsOf(self->Take(std::move(pipe)), /*dialled=*/true);
  };
}

template <typename Message>
PipeEvents<Message> Line<Message>::EventsOf(std::uint64_t connection, bool dialled) {
  PipeEvents<Message> events;
  if (dialled) {
    events.opened = [self = this->shared_from_this(), connection] {
      self->Post([line = self.get(), connection] {
        if (line->IsCurrent(connection)) line->OnConnected();
      });
    };
  }
  events.received = [self = this->shared_from_this(), connection](Message message,
                                                                  std::function<void()> next) {
    self->Post([line = self.get(), connection, message = std::move(message),
                next = std::move(next)]() mutable {
      if (!line->IsCurrent(connection)) return;
      line->OnMessage(std::move(message));
      line->held_next_ = std::move(next);
      line->ReadOn();
    });
  };
  events.closed = [self = this->shared_from_this(), connection](const absl::Status& why) {
    self->Post([line = self.get(), connection, why] {
      {
        const std::lock_guard lock(line->mutex_);
        if (line->connection_ != connection) return;
        line->pipe_ = nullptr;
        ++line->connection_;
      }
      line->held_next_ = nullptr;
      line->OnDisconnected(why);
    });
  };
  return events;
}

template <typename Message>
void Line<Message>::End(const absl::Status& why) {
  {
    const std::lock_guard lock(mutex_);
    if (end_.ok()) end_ = why;
  }
  CloseIfEnded();
}

template <typename Message>
void Line<Message>::CloseIfEnded() {
  absl::Status why;
  {
    const std::lock_guard lock(mutex_);
    why = end_;
  }
  if (!why.ok()) Close(why);
}

template <typename Message>
void Line<Message>::Tick() {
  Once(tick_waits_, &Line::OnTick);
}

template <typename Message>
void Line<Message>::StateChanged() {
  Once(change_waits_, &Line::OnStateChanged);
}

template <typename Message>
void Line<Message>::Once(bool& waits, void (Line::*what)()) {
  {
    const std::lock_guard lock(mutex_);
    if (waits) return Schedule();  // The pool may have been full when it was posted.
    waits = true;
  }
  Post([this, &waits, what] {
    {
      const std::lock_guard lock(mutex_);
      waits = false;
    }
    (this->*what)();
    ReadOn();  // There may be room again.
  });
}

template <typename Message>
void Line<Message>::Stop() {
  std::shared_ptr<Pipe<Message>> pipe;
  std::list<std::function<void()>> dropped;  // Let go outside the lock.
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    pipe.swap(pipe_);
    dropped.swap(jobs_);
  }
  if (pipe != nullptr) pipe->Close(NodeStopping());
}

template <typename Message>
void Line<Message>::Post(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  jobs_.push_back(std::move(job));
  Schedule();
}

// With the lock held. A full pool is tried again with the next input, at the latest with a tick.
template <typename Message>
void Line<Message>::Schedule() {
  if (scheduled_ || stopped_ || jobs_.empty()) return;
  scheduled_ = pool_->TryPost([self = this->shared_from_this()] { self->Drain(); });
}

template <typename Message>
void Line<Message>::Drain() {
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

}  // namespace par::rpc
