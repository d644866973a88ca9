// Goal: the pool does all that it takes, takes no more than its limit, and stops cleanly.
// Method: work that waits for the test holds the threads while the queue fills.
#include "common/rpc/work_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace par::rpc {
namespace {

TEST(WorkPool, RefusesWhenTheQueueIsFullAndTakesAgainLater) {
  WorkPool pool(1, 2);
  std::promise<void> started;
  std::promise<void> release;
  std::atomic<int> done = 0;
  ASSERT_TRUE(pool.TryPost([&, gate = release.get_future().share()] {
    started.set_value();
    gate.wait();
    ++done;
  }));
  started.get_future().wait();  // The one thread is taken; from here on work queues.
  EXPECT_TRUE(pool.TryPost([&] { ++done; }));
  EXPECT_TRUE(pool.TryPost([&] { ++done; }));
  EXPECT_FALSE(pool.TryPost([&] { ++done; }));
  release.set_value();
  pool.Stop();
  EXPECT_EQ(done, 3);
}

TEST(WorkPool, TakesNothingAfterStop) {
  WorkPool pool(2, 8);
  pool.Stop();
  pool.Stop();
  EXPECT_FALSE(pool.TryPost([] {}));
}

TEST(WorkPool, StopDoesWhatWasQueued) {
  std::atomic<int> done = 0;
  WorkPool pool(3, 1000);
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(pool.TryPost([&] { ++done; }));
  pool.Stop();
  EXPECT_EQ(done, 500);
}

}  // namespace
}  // namespace par::rpc
