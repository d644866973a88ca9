// Goal: a file that nothing relies on has its 30 days, whatever the clock does, whatever a stop
// left, and anew whenever somebody brings it again. Method: unused_files_world.h; a start is a new
// process over the same folder.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "common/node/unused_files.h"
#include "tests/support/patience.h"
#include "tests/unit/node/unused_files_world.h"

namespace par::node {
namespace {

TEST_F(UnusedFilesTest, WhoBringsItAgainHasThirtyDaysAgain) {
  const Sha256 file = Bring("tải lên lần hai");
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_->Has(file));
  Bring("tải lên lần hai");
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_->Has(file));
  Look(2);
  EXPECT_FALSE(files_->Has(file));
}

// What was brought before a start is known to the process before it alone.
TEST_F(UnusedFilesTest, NoStartTakesAwayWhatWasBroughtJustBeforeIt) {
  const Sha256 file = Bring("tải lên lại rồi máy khởi động lại");
  Add(file);
  Look(kLooksUntilItGoes);
  clock_.Advance(kPause / 2);
  unused_->Look();  // An hour is left.
  Bring("tải lên lại rồi máy khởi động lại");
  Start();
  unused_->Look();
  clock_.Advance(kPause / 2);
  unused_->Look();
  EXPECT_TRUE(IsADocument(file));
  Look(2);
  EXPECT_FALSE(IsADocument(file)) << "nobody came again";
}

TEST_F(UnusedFilesTest, WhoBringsItAgainAfterAStartHasThirtyDaysAgain) {
  const Sha256 file = Bring("tải lên ngay sau khi khởi động");
  Look(kLooksUntilItGoes);
  Start();
  Bring("tải lên ngay sau khi khởi động");
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_->Has(file));
  Look(1);
  EXPECT_FALSE(files_->Has(file));
}

TEST_F(UnusedFilesTest, WhatWentAndCameAgainHasThirtyDaysAgain) {
  const Sha256 file = Bring("gỡ rồi lại tải lên");
  Look(kLooksUntilItGoes + 1);
  ASSERT_FALSE(files_->Has(file));
  Bring("gỡ rồi lại tải lên");
  Start();
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_->Has(file));
}

TEST_F(UnusedFilesTest, AStopOnTheWayLeavesTheFile) {
  const Sha256 file = Bring("dừng máy");
  bool stopped = false;
  store_.before_snapshot = [&] {
    if (files_->Has(file)) return;
    stopped = true;
    unused_->Stop();
  };
  LookUntilItGoes();
  EXPECT_TRUE(stopped);
  EXPECT_OK(files_->Verify(file));
}

TEST_F(UnusedFilesTest, NoJumpOfAClockLetsAFileGo) {
  const Sha256 file = Bring("năm 2031");
  constexpr std::int64_t kFiveYears = std::int64_t{5} * 365 * 24 * 3600 * 1'000'000;
  Look(1);
  clock_.SetWall(clock_.WallMicros() + kFiveYears);
  Look(1);
  clock_.Advance(kFiveYears);  // The machine slept, and its monotonic clock did not.
  Look(1);
  EXPECT_TRUE(files_->Has(file));
  Look(kLooksUntilItGoes - 3);
  EXPECT_TRUE(files_->Has(file)) << "one look counts for two hours at most";
  Look(1);
  EXPECT_FALSE(files_->Has(file));
}

TEST_F(UnusedFilesTest, TheDaysOutliveAStopAndBeginAnewWhereTheyCannotBeRead) {
  const Sha256 file = Bring("khởi động lại");
  Look(kLooksUntilItGoes / 2 + 1);
  Start();
  Look(kLooksUntilItGoes / 2);
  EXPECT_TRUE(files_->Has(file)) << "while the node stood still no time passed";
  std::fstream(folder_ / "unused-files", std::ios::in | std::ios::out).seekp(30).put('~');
  Start();
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_->Has(file));
  Look(1);
  EXPECT_FALSE(files_->Has(file));
}

TEST_F(UnusedFilesTest, ATickLooksOnceAnHour) {
  const Sha256 file = Bring("một giờ một lần");
  std::atomic<int> looks = 0;
  store_.before_snapshot = [&] { ++looks; };
  unused_->Tick();
  ASSERT_TRUE(par::testing::Eventually([&] { return unused_->waiting().files == 1; }));
  unused_->Tick();
  unused_->Stop();
  EXPECT_EQ(looks, 1);
  EXPECT_TRUE(files_->Has(file));
}

}  // namespace
}  // namespace par::node
