// Both ends of a line within one process: for a unit hosted on the same node as its upper unit.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "common/rpc/pipe.h"

namespace par::rpc {

template <typename Message>
class LocalPipe final : public Pipe<Message>,
                        public std::enable_shared_from_this<LocalPipe<Message>> {
 public:
  // Joins two owners; both are told that the line is open.
  static void Join(const TakePipe<Message>& one, const TakePipe<Message>& other) {
    auto a = std::make_shared<LocalPipe>();
    auto b = std::make_shared<LocalPipe>();
    a->other_ = b;
    b->other_ = a;
    a->events_ = one(a);
    b->events_ = other(b);
    for (const auto& end : {a, b}) {
      end->self_ = end;
      if (end->events_.opened) end->events_.opened();
    }
    a->Deliver();
    b->Deliver();
  }

  void Send(Message message) override {
    const std::shared_ptr<LocalPipe> to = Other();
    if (to == nullptr) return;
    {
      const std::lock_guard lock(to->mutex_);
      if (to->closed_) return;
      to->incoming_.push_back(std::move(message));
    }
    to->Deliver();
  }

  void Close(const absl::Status& why) override {
    const std::shared_ptr<LocalPipe> to = Other();
    End(why);
    if (to != nullptr) to->End(why);
  }

 private:
  std::shared_ptr<LocalPipe> Other() {
    const std::lock_guard lock(mutex_);
    return closed_ ? nullptr : other_;
  }

  void Deliver() {
    std::unique_lock lock(mutex_);
    if (self_ == nullptr || closed_ || busy_ || incoming_.empty()) return;
    busy_ = true;
    Message message = std::move(incoming_.front());
    incoming_.pop_front();
    lock.unlock();
    events_.received(std::move(message), [end = this->shared_from_this()] {
      {
        const std::lock_guard again(end->mutex_);
        end->busy_ = false;
      }
      end->Deliver();
    });
  }

  void End(const absl::Status& why) {
    std::shared_ptr<LocalPipe> last;
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      closed_ = true;
      last = std::move(self_);
      other_.reset();
    }
    if (events_.closed) events_.closed(why);
  }

  std::mutex mutex_;
  std::shared_ptr<LocalPipe> self_;   // Until closed.
  std::shared_ptr<LocalPipe> other_;  // Until closed.
  PipeEvents<Message> events_;
  std::deque<Message> incoming_;
  bool busy_ = false;
  bool closed_ = false;
};

}  // namespace par::rpc
