// Goal: what the other tests lean on holds: folders are their own and go away, the clock moves only
// when told, the matchers tell statuses apart.
// Method: each is used as a test would use it, and the matchers also where they must not match.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/domain/refusal.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

using ::testing::Eq;
using ::testing::Not;

TEST(TempDir, IsItsOwnAndGoesAwayWithItsFiles) {
  std::filesystem::path gone;
  {
    const TempDir one;
    const TempDir other;
    EXPECT_NE(one.path(), other.path());
    std::ofstream(one / "file") << "x";
    EXPECT_TRUE(std::filesystem::exists(one / "file"));
    gone = one.path();
  }
  EXPECT_FALSE(std::filesystem::exists(gone));
}

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock(1000);
  clock.Advance(5);
  clock.SetWall(10);
  EXPECT_EQ(clock.WallMicros(), 10);
  EXPECT_EQ(clock.MonotonicMicros(), 5);
}

TEST(StatusMatchers, TellStatusesApart) {
  const absl::Status refused = domain::Refusal(absl::StatusCode::kInvalidArgument, "text_empty",
                                               {{.name = "field", .value = "lý do"}});
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(refused, Not(IsOk()));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, Not(StatusIs(absl::StatusCode::kNotFound)));
  EXPECT_THAT(refused, ReasonIs("text_empty"));
  EXPECT_THAT(refused, ReasonIs(absl::StatusCode::kInvalidArgument, "text_empty"));
  EXPECT_THAT(refused, Not(ReasonIs(absl::StatusCode::kNotFound, "text_empty")));
  EXPECT_THAT(refused, Not(ReasonIs("text_too_long")));
  EXPECT_THAT(absl::StatusOr<int>(3), IsOkAndHolds(Eq(3)));
  EXPECT_THAT(absl::StatusOr<int>(refused), Not(IsOkAndHolds(Eq(3))));
  ASSERT_OK_AND_ASSIGN(const int value, absl::StatusOr<int>(7));
  EXPECT_EQ(value, 7);
}

}  // namespace
}  // namespace par::testing
