// Goal: whoever watches hears once of every entry since its position, in order, or that there were
// too many to tell; nothing is read for nobody. Method: a ledger on a memory store whose entries
// are written by hand; the pool has one thread, and is waited for.
#include "common/node/changes.h"

#include <gtest/gtest.h>

#include <future>

#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/must.h"
#include "tests/support/status_matchers.h"

namespace par::node {
namespace {

enum class NoteKind : std::uint32_t { kWrite = 200 };

class CountingWatcher final : public Changes::Watcher {
 public:
  void Told(bool sign_of_life) override { ++(sign_of_life ? signs : told); }
  void Stopped() override { ++stopped; }
  int told = 0;
  int signs = 0;
  int stopped = 0;
};

class ChangesTest : public ::testing::Test {
 protected:
  ChangesTest() {
    router_.On(NoteKind::kWrite, "note.write",
               [](const ledger::Entry&, ledger::Transaction&) { return std::string(); });
    auto opened = ledger::Ledger::Open(store_, mark_, router_, clock_);
    par::testing::Must(opened.status());
    ledger_ = *std::move(opened);
  }
  // What is under way on the pool uses everything here.
  ~ChangesTest() override {
    changes_.Stop();
    pool_.Stop();
  }
  // `count` more entries of units u1, u2 … in turn.
  void Write(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string number = std::to_string(1000000 + ++written_);
      ledger_->Submit({.id = "id-of-16-" + number,
                       .actor = {.unit = "u", .account = "lan", .role = "clerk"},
                       .unit = "u" + std::to_string(written_ % 3),
                       .cycle = "c",
                       .kind = CommandKindNumber(),
                       .payload = {}},
                      [](const auto& answer) { EXPECT_OK(answer); });
    }
    ledger_->CommitWaiting();
    changes_.Committed();
    Settle();
  }
  void Settle() {
    std::promise<void> done;
    ASSERT_TRUE(pool_.TryPost([&done] { done.set_value(); }));
    done.get_future().wait();
  }
  static std::uint32_t CommandKindNumber() {
    return services::CommandKind(NoteKind::kWrite).number();
  }

  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  services::CommandRouter router_;
  par::testing::ManualClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  rpc::WorkPool pool_{1, 100};
  Changes changes_{{.store = store_, .commands = router_, .pool = pool_, .head = [this] {
                      return ledger_->head().number;
                    }}};
  int written_ = 0;
};

TEST_F(ChangesTest, TellsWhatChangedSinceOnce) {
  Write(2);
  const auto watcher = std::make_shared<CountingWatcher>();
  std::uint64_t position = 0;
  ASSERT_TRUE(changes_.Add(watcher, 0, &position));
  EXPECT_EQ(position, 2u);
  Settle();
  const int before = watcher->told;
  Write(2);
  EXPECT_GT(watcher->told, before);
  const ChangesSince since = changes_.Since(position);
  EXPECT_EQ(since.position, 4u);
  EXPECT_EQ(since.changes, (std::set<Change>{{"note", "u0", "c"}, {"note", "u1", "c"}}));
  EXPECT_FALSE(since.all);
  EXPECT_TRUE(changes_.Since(since.position).changes.empty());
  // Many of one unit are one change.
  Write(9);
  EXPECT_EQ(changes_.Since(since.position).changes.size(), 3u);
  changes_.SignOfLife();
  Settle();
  EXPECT_EQ(watcher->signs, 1);
  changes_.Remove(watcher);
  const int told = watcher->told;
  Write(1);
  EXPECT_EQ(watcher->told, told);
}

TEST_F(ChangesTest, WhoComesBackHearsWhatWasMissedOrThatItWasTooMuch) {
  Write(5);
  std::uint64_t position = 0;
  const auto early = std::make_shared<CountingWatcher>();
  ASSERT_TRUE(changes_.Add(early, 3, &position));
  Settle();
  EXPECT_EQ(position, 3u);
  EXPECT_EQ(changes_.Since(position).changes.size(), 2u);
  changes_.Remove(early);

  Write(static_cast<int>(Changes::kKept) + 10);
  const auto late = std::make_shared<CountingWatcher>();
  ASSERT_TRUE(changes_.Add(late, 3, &position));
  Settle();
  EXPECT_TRUE(changes_.Since(position).all);
  EXPECT_EQ(changes_.Since(position).position, ledger_->head().number);
  // A position that is yet to come is from another ledger: it begins at the end.
  ASSERT_TRUE(changes_.Add(early, 1u << 30u, &position));
  EXPECT_EQ(position, ledger_->head().number);
  // More at once than is kept, while somebody watches.
  const std::uint64_t behind = ledger_->head().number;
  Write(2 * static_cast<int>(Changes::kKept));
  EXPECT_TRUE(changes_.Since(behind).all);
  EXPECT_FALSE(changes_.Since(ledger_->head().number - 5).all);
}

TEST_F(ChangesTest, TakesOnlySoManyAndNoneOnceTheNodeStops) {
  std::uint64_t position = 0;
  std::vector<std::shared_ptr<CountingWatcher>> watchers;
  for (std::size_t i = 0; i < Changes::kMostWatchers; ++i) {
    watchers.push_back(std::make_shared<CountingWatcher>());
    ASSERT_TRUE(changes_.Add(watchers.back(), 0, &position));
  }
  EXPECT_FALSE(changes_.Add(std::make_shared<CountingWatcher>(), 0, &position));
  changes_.Remove(watchers.back());
  changes_.Stop();
  EXPECT_EQ(watchers.front()->stopped, 1);
  EXPECT_FALSE(changes_.Add(watchers.back(), 0, &position));
}

}  // namespace
}  // namespace par::node
