// Goal: whatever is done to it, the RocksDB store answers as the memory store does.
// Method: the same random commits, guards, reads, snapshots and scans on both, with RocksDB closed
// and opened in between; the seed is printed when they differ.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "common/storage/memory_store.h"
#include "common/storage/rocks/rocks_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::storage {
namespace {

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) { Reopen(); }

  void Step() {
    switch (Below(20)) {
      case 0:
        return Reopen();
      case 1:
        rocks_snapshot_ = rocks_->NewSnapshot();
        model_snapshot_ = model_.NewSnapshot();
        return;
      case 2:
      case 3:
      case 4:
        return CompareScan(*rocks_, model_);
      case 5:
        if (rocks_snapshot_ != nullptr) CompareScan(*rocks_snapshot_, *model_snapshot_);
        return;
      case 6: {
        const std::string key = Key();
        const auto got = rocks_->Get(key);
        ASSERT_OK(got);
        EXPECT_EQ(*got, *model_.Get(key));
        return;
      }
      default:
        return Commit();
    }
  }

 private:
  std::size_t Below(std::size_t bound) { return random_() % bound; }
  std::string Key() {
    std::string key(1 + Below(2), '\0');
    for (char& c : key) c = static_cast<char>(250 + Below(10));  // Around the sign bit's wrap.
    return key;
  }

  void Reopen() {
    rocks_snapshot_.reset();
    model_snapshot_.reset();
    rocks_.reset();
    auto opened = RocksStore::Open(dir_ / "db");
    ASSERT_OK(opened);
    rocks_ = *std::move(opened);
    CompareScan(*rocks_, model_);
  }

  void Commit() {
    Batch batch;
    for (std::size_t i = Below(6); i > 0; --i) {
      Write write{Key(), std::string(Below(300), static_cast<char>('a' + Below(26)))};
      if (Below(3) == 0) write.value.reset();
      batch.push_back(std::move(write));
    }
    std::vector<Guard> guards;
    for (std::size_t i = Below(3); i > 0; --i) {
      const std::string key = Key();
      guards.push_back({key, Below(4) == 0 ? std::optional<std::string>("x") : *model_.Get(key)});
    }
    const Durability durability = Below(4) == 0 ? Durability::kSynced : Durability::kUnsynced;
    EXPECT_EQ(rocks_->Commit(batch, guards, durability), model_.Commit(batch, guards, durability));
  }

  void CompareScan(const Reader& rocks, const Reader& model) {
    const Range range{Below(2) == 0 ? "" : Key(), Below(2) == 0 ? "" : Key()};
    const PageLimit limit{.rows = 1 + Below(20), .bytes = 1 + Below(2000)};
    const auto got = rocks.Scan(range, limit);
    const auto want = model.Scan(range, limit);
    ASSERT_OK(got);
    EXPECT_EQ(got->rows, want->rows);
    EXPECT_EQ(got->resume, want->resume);
  }

  std::mt19937_64 random_;
  testing::TempDir dir_;
  MemoryStore model_;
  std::unique_ptr<RocksStore> rocks_;
  std::unique_ptr<Snapshot> rocks_snapshot_;
  std::unique_ptr<Snapshot> model_snapshot_;
};

TEST(StoreRandom, RocksAnswersAsTheModelDoes) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomRun run(seed);
  for (int i = 0; i < 600 && !::testing::Test::HasFailure(); ++i) run.Step();
}

}  // namespace
}  // namespace par::storage
