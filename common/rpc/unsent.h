// Messages given to a stream and not yet written to it, the first of them being written now.
#pragma once

#include <cstddef>
#include <list>
#include <utility>

namespace par::rpc {

// Beyond this a peer is not read any more until it has read: who does not listen is not answered.
// What an honest line has under way (exchange::kLineWindowBytes) is far less.
inline constexpr std::size_t kMostUnsentBytes = std::size_t{4} << 20u;

// Guarded by its owner.
template <typename Message>
class Unsent {
 public:
  void Add(Message message) {
    bytes_ += message.ByteSizeLong();
    messages_.push_back(std::move(message));
  }
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  [[nodiscard]] bool alone() const { return messages_.size() == 1; }
  [[nodiscard]] bool full() const { return bytes_ > kMostUnsentBytes; }
  [[nodiscard]] const Message& first() const { return messages_.front(); }
  void Remove() {
    bytes_ -= messages_.front().ByteSizeLong();
    messages_.pop_front();
  }

 private:
  std::list<Message> messages_;
  std::size_t bytes_ = 0;
};

}  // namespace par::rpc
