// A two-way line of messages, whatever carries it: a gRPC stream on either side of the network, or
// two ends in one process for a unit that is hosted where its upper unit is.
//
// Messages arrive in order, one at a time: the next is read only after the owner asks for it, so a
// slow owner slows the sender and nothing piles up. Safe from many threads.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"

namespace par::rpc {

template <typename Message>
class Pipe {
 public:
  virtual ~Pipe() = default;
  // Sends after what was given before. Nothing happens on a closed pipe.
  virtual void Send(Message message) = 0;
  // Ends the line; `closed` follows. What was not sent yet is lost. Repeating it does nothing.
  virtual void Close(const absl::Status& why) = 0;
};

// What the owner of an end is told; from any thread, none of it may block.
template <typename Message>
struct PipeEvents {
  std::function<void()> opened;  // The other side has answered; at most once.
  // Call `next` (from anywhere, once) to be given the following message.
  std::function<void(Message, std::function<void()> next)> received;
  std::function<void(absl::Status why)> closed;  // The last event; exactly once.
};

// Takes one end of a new line; the events are used from then on.
template <typename Message>
using TakePipe = std::function<PipeEvents<Message>(std::shared_ptr<Pipe<Message>>)>;

}  // namespace par::rpc
