// A fixed number of threads and a bounded queue in front of them: where handlers put everything
// that may wait (the store, a password hash, a large computation), so that gRPC's own few threads
// never do.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace par::rpc {

class WorkPool {
 public:
  // 1 to 64 threads; at most `queue` pieces of work wait.
  WorkPool(std::size_t threads, std::size_t queue);
  // Does what is still queued, then ends the threads.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  // False if the queue is full or the pool is stopping: `work` will not run. Safe from any thread.
  [[nodiscard]] bool TryPost(std::function<void()> work);

  // Pieces that wait for a thread now.
  [[nodiscard]] std::size_t waiting() const;

  // Takes no more work, does what is queued and waits for it. Repeating it does nothing.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace par::rpc
