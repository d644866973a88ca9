// Goal: every damaged file is found within one round, whatever is wrong with it, and no whole file
// is touched; a round is made of small steps and the next waits a week. Method: a store on the disk
// with files of several sizes, some of them flipped, cut, grown or exchanged; steps by hand on a
// clock that stands still.
#include "common/evidence/evidence_sweep.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::evidence {
namespace {

using par::testing::IsOk;
using par::testing::ManualClock;
using par::testing::TempDir;

class EvidenceSweepTest : public ::testing::Test {
 protected:
  EvidenceSweepTest() {
    auto store = EvidenceStore::Open(folder_.path() / "evidence", clock_);
    EXPECT_OK(store);
    store_ = std::make_unique<EvidenceStore>(*std::move(store));
    sweep_ = std::make_unique<EvidenceSweep>(*store_, clock_);
  }

  Sha256 Bring(std::size_t bytes, int seed) {
    std::string file = "%PDF-1.7 " + std::to_string(seed) + "\n";
    file.resize(bytes, 'x');
    const Sha256 sha256 = Sha256::Of(file);
    for (std::size_t at = 0; at < bytes; at += kMaxPieceBytes) {
      EXPECT_OK(store_->Put(sha256, bytes, at, std::string_view(file).substr(at, kMaxPieceBytes)));
    }
    EXPECT_THAT(store_->Finish(sha256, bytes, FileKind::kPdf), IsOk());
    return sha256;
  }
  // How many steps until a round has ended.
  int Round() {
    const std::int64_t before = sweep_->last_round_at();
    int steps = 0;
    while (sweep_->last_round_at() == before && steps < 1000) {
      sweep_->Step();
      clock_.Advance(1'000'000);
      ++steps;
    }
    return steps;
  }

  const TempDir folder_;
  ManualClock clock_;
  std::unique_ptr<EvidenceStore> store_;
  std::unique_ptr<EvidenceSweep> sweep_;
};

TEST_F(EvidenceSweepTest, OneRoundFindsEveryDamage) {
  struct Row {
    std::string why;
    std::size_t bytes;
    std::function<void(const std::filesystem::path&)> damage;
  };
  const auto put = [](std::size_t at) {
    return [at](const std::filesystem::path& path) {
      std::fstream(path, std::ios::in | std::ios::out)
          .seekp(static_cast<std::streamoff>(at))
          .put('~');
    };
  };
  const auto resized = [](std::size_t to) {
    return [to](const std::filesystem::path& path) { std::filesystem::resize_file(path, to); };
  };
  const std::vector<Row> rows = {
      {"the first byte", 1000, put(0)},
      {"the last byte of the last piece", 3 * kSweepBytes + 17, put(3 * kSweepBytes + 16)},
      {"a byte of a file that ends with a step", kSweepBytes, put(kSweepBytes / 2)},
      {"cut to nothing", 2000, resized(0)},
      {"cut between two steps", 2 * kSweepBytes, resized(kSweepBytes)},
      {"grown", 3000, resized(4000)},
  };
  std::set<Sha256> whole;
  for (int i = 0; i < 150; ++i) whole.insert(Bring(500 + static_cast<std::size_t>(i), i));
  whole.insert(Bring(2 * kSweepBytes, 1000));
  whole.insert(Bring(2 * kSweepBytes + 1, 1001));
  std::set<Sha256> damaged;
  std::map<Sha256, std::string> why;
  int seed = 2000;
  for (const Row& row : rows) {
    const Sha256 sha256 = Bring(row.bytes, seed++);
    row.damage(store_->PathOf(sha256));
    damaged.insert(sha256);
    why[sha256] = row.why;
  }
  // Exchanged with each other: each is a whole file, of another name.
  const Sha256 one = Bring(800, seed++);
  const Sha256 other = Bring(900, seed++);
  std::filesystem::copy_file(store_->PathOf(other), folder_.path() / "other");
  std::filesystem::rename(store_->PathOf(one), store_->PathOf(other));
  std::filesystem::rename(folder_.path() / "other", store_->PathOf(one));
  damaged.insert({one, other});

  const int steps = Round();
  EXPECT_GE(steps, 10) << "a step reads at most " << kSweepBytes << " bytes";
  for (const auto& [sha256, what] : why) EXPECT_FALSE(store_->Has(sha256)) << what;
  EXPECT_EQ(store_->Damaged(), damaged);
  for (const Sha256& sha256 : whole) EXPECT_TRUE(store_->Has(sha256)) << sha256.Hex();
}

TEST_F(EvidenceSweepTest, TheNextRoundBeginsAWeekLater) {
  const Sha256 sha256 = Bring(1000, 1);
  EXPECT_EQ(sweep_->last_round_at(), 0);
  Round();
  EXPECT_GT(sweep_->last_round_at(), 0);
  std::fstream(store_->PathOf(sha256), std::ios::in | std::ios::out).seekp(500).put('~');
  clock_.Advance(kSweepPauseMicros - 10'000'000);
  sweep_->Step();
  EXPECT_TRUE(store_->Has(sha256)) << "not yet a week";
  clock_.Advance(20'000'000);
  sweep_->Step();
  EXPECT_FALSE(store_->Has(sha256));
}

TEST_F(EvidenceSweepTest, ARoundInWhichTheDiskGaveAFileNotIsNoWholeOne) {
  const Sha256 sha256 = Bring(1000, 1);
  const std::filesystem::path path = store_->PathOf(sha256);
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);  // Is there, and cannot be read.
  for (int i = 0; i < 5; ++i) sweep_->Step();
  EXPECT_EQ(sweep_->last_round_at(), 0);
  EXPECT_TRUE(store_->Damaged().empty()) << "it may be whole";
}

TEST_F(EvidenceSweepTest, AFileThatGoesMeanwhileIsPassedOver) {
  const Sha256 large = Bring(3 * kSweepBytes, 1);
  sweep_->Step();
  std::filesystem::remove(store_->PathOf(large));
  const Sha256 next = Bring(1000, 2);
  Round();
  EXPECT_TRUE(store_->Damaged().empty());
  EXPECT_TRUE(store_->Has(next));
}

}  // namespace
}  // namespace par::evidence
