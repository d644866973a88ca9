// Goal: the RocksDB store keeps the promises of every engine, refuses a second owner, and makes
// copies that are stores of their own.
// Method: the conformance suite on real files; a lock held by another process; copies opened.
#include "common/storage/rocks/rocks_store.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/support/temp_dir.h"
#include "tests/unit/storage/store_conformance.h"

namespace par::storage {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;

std::unique_ptr<RocksStore> OpenOrDie(const std::filesystem::path& path) {
  auto store = RocksStore::Open(path);
  EXPECT_OK(store);
  if (!store.ok()) std::abort();
  return *std::move(store);
}

class RocksEngine final : public Engine {
 public:
  Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    store_ = OpenOrDie(dir_ / "db");
  }

 private:
  testing::TempDir dir_;
  std::unique_ptr<RocksStore> store_ = OpenOrDie(dir_ / "db");
};

INSTANTIATE_TEST_SUITE_P(Rocks, StoreConformance,
                         ::testing::Values([] { return std::make_unique<RocksEngine>(); }));

TEST(RocksStore, IsOwnedOnce) {
  const testing::TempDir dir;
  const auto owner = OpenOrDie(dir / "db");
  EXPECT_THAT(RocksStore::Open(dir / "db"),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "store_locked"));
}

TEST(RocksStore, RefusesAStoreThatAnotherProcessHolds) {
  const testing::TempDir dir;
  OpenOrDie(dir / "db").reset();
  const std::string lock = (dir / "db" / "LOCK").string();
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = fork();
  if (child == 0) {  // Holds the lock as RocksDB would, until the parent closes its pipe.
    close(done[1]);
    struct flock region{};
    region.l_type = F_WRLCK;
    region.l_whence = SEEK_SET;
    const int file = open(lock.c_str(), O_RDWR);
    char byte = fcntl(file, F_SETLK, &region) == 0 ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1) _exit(1);
    _exit(read(done[0], &byte, 1) == 0 ? 0 : 1);
  }
  char held = 0;
  ASSERT_EQ(read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  EXPECT_THAT(RocksStore::Open(dir / "db"), ReasonIs("store_locked"));
  for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_OK(RocksStore::Open(dir / "db"));
}

TEST(RocksStore, RefusesWhatIsNoStore) {
  const testing::TempDir dir;
  EXPECT_THAT(RocksStore::Open(dir / "none" / "db"),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "store_unreadable"));
  EXPECT_THAT(RocksStore::Open(dir / "absent", {.create_if_missing = false}),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "store_unreadable"));
  OpenOrDie(dir / "db").reset();
  std::ofstream(dir / "db" / "CURRENT") << "rubbish";
  EXPECT_THAT(RocksStore::Open(dir / "db"),
              ReasonIs(absl::StatusCode::kDataLoss, "store_unreadable"));
}

TEST(RocksStore, DoesNotBeginAnewInAFolderThatHoldsAnotherDatabase) {
  const testing::TempDir dir;
  ASSERT_EQ(OpenOrDie(dir / "db")->Commit({{"a", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  const auto files = [&] {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir / "db")) {
      names.insert(entry.path().filename().string());
    }
    return names;
  };
  std::filesystem::rename(dir / "db" / "CURRENT", dir / "CURRENT");
  const std::set<std::string> before = files();
  EXPECT_THAT(RocksStore::Open(dir / "db"),
              ReasonIs(absl::StatusCode::kDataLoss, "store_unreadable"));
  EXPECT_EQ(files(), before) << "what is left is left to whoever recovers it";
  std::filesystem::rename(dir / "CURRENT", dir / "db" / "CURRENT");
  EXPECT_THAT(OpenOrDie(dir / "db")->Get("a"), IsOkAndHolds(::testing::Optional(std::string("1"))));
}

// While one lives, no file of this process grows beyond `bytes`: writes fail as on a broken disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    const struct rlimit limit{bytes, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &before_), 0);
    (void)std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  struct rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(RocksStore, AfterAFailedWriteNothingIsTakenUntilItIsReopened) {
  const testing::TempDir dir;
  auto store = OpenOrDie(dir / "db");
  ASSERT_EQ(store->Commit({{"a", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  {
    const FileSizeLimit limit(10'000);
    const std::string large(100'000, 'v');
    EXPECT_EQ(store->Commit({{"b", large}}, {}, Durability::kSynced), Outcome::kUnknown);
  }
  EXPECT_EQ(store->Commit({{"c", "1"}}, {}, Durability::kSynced), Outcome::kUnknown)
      << "the disk is well again, but what it lost meanwhile nobody knows";
  EXPECT_EQ(store->Commit({{"c", "1"}}, {{"a", "1"}}, Durability::kUnsynced), Outcome::kUnknown);
  EXPECT_THAT(store->Get("a"), IsOkAndHolds(::testing::Optional(std::string("1"))));
  store.reset();
  store = OpenOrDie(dir / "db");
  EXPECT_THAT(store->Get("a"), IsOkAndHolds(::testing::Optional(std::string("1"))));
  EXPECT_THAT(store->Get("c"), IsOkAndHolds(::testing::Eq(std::nullopt)));
  EXPECT_EQ(store->Commit({{"c", "1"}}, {}, Durability::kSynced), Outcome::kOk);
}

TEST(RocksStore, ACopyHoldsWhatWasCommittedBefore) {
  const testing::TempDir dir;
  const auto store = OpenOrDie(dir / "db");
  ASSERT_EQ(store->Commit({{"a", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  ASSERT_EQ(store->Commit({{"b", "1"}}, {}, Durability::kUnsynced), Outcome::kOk);
  ASSERT_OK(store->Checkpoint(dir / "copy"));
  ASSERT_EQ(store->Commit({{"a", "2"}}, {}, Durability::kSynced), Outcome::kOk);
  EXPECT_THAT(store->Checkpoint(dir / "copy"),
              ReasonIs(absl::StatusCode::kUnavailable, "store_copy_failed"))
      << "a copy is never written over";
  const auto copy = OpenOrDie(dir / "copy");
  EXPECT_THAT(copy->Get("a"), IsOkAndHolds(::testing::Optional(std::string("1"))));
  EXPECT_THAT(copy->Get("b"), IsOkAndHolds(::testing::Optional(std::string("1"))));
  ASSERT_EQ(copy->Commit({{"a", "3"}}, {}, Durability::kSynced), Outcome::kOk);
  EXPECT_THAT(store->Get("a"), IsOkAndHolds(::testing::Optional(std::string("2"))));
}

TEST(RocksStore, ASnapshotMayOutliveTheStore) {
  const testing::TempDir dir;
  auto store = OpenOrDie(dir / "db");
  ASSERT_EQ(store->Commit({{"a", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  auto snapshot = store->NewSnapshot();
  store.reset();
  EXPECT_THAT(snapshot->Get("a"), IsOkAndHolds(::testing::Optional(std::string("1"))));
  snapshot.reset();
  EXPECT_OK(RocksStore::Open(dir / "db"));
}

}  // namespace
}  // namespace par::storage
