// Goal: what people began and forgot holds nobody up for long, and takes nothing from those who go
// on. Method: a clock that the test moves, real files in a folder of the test's own; only the limit
// itself is in evidence_store_test.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "common/evidence/evidence_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::evidence {
namespace {

using par::testing::ManualClock;
using par::testing::ReasonIs;
using par::testing::TempDir;

// A browser forgets what was cancelled: the store must not hold it against its unit for a week.
TEST(EvidenceRoom, WhatWasAbandonedMakesRoomAndNothingElse) {
  const TempDir folder;
  ManualClock clock;
  ASSERT_OK_AND_ASSIGN(EvidenceStore store, EvidenceStore::Open(folder.path() / "evidence", clock));
  const auto put = [&store](std::string_view name, std::uint64_t offset,
                            std::string_view sender = "unit a") {
    return store.Put(Sha256::Of(name), kMaxFileBytes, offset, "%PDF", sender).status();
  };
  const auto have = [&store](std::string_view name) {
    return store.Begin(Sha256::Of(name), kMaxFileBytes)->durable_offset;
  };
  for (const char* name : {"longest", "goes on", "third"}) {
    ASSERT_OK(put(name, 0));
    clock.Advance(1);
  }
  ASSERT_OK(put("of b", 0, "unit b"));
  clock.Advance(kAbandonedMicros - 4);
  ASSERT_OK(put("goes on", 4));
  EXPECT_THAT(put("new", 0), ReasonIs("evidence_many_unfinished")) << "a moment too early";
  EXPECT_EQ(have("longest"), 4u);
  clock.Advance(10);
  ASSERT_OK(put("new", 0));
  EXPECT_EQ(have("longest"), 0u);
  EXPECT_EQ(have("goes on"), 8u);
  EXPECT_EQ(have("third"), 4u) << "only as many as are needed";
  EXPECT_EQ(have("of b"), 4u) << "another's";
  EXPECT_THAT(put("longest", 4), ReasonIs("evidence_offset")) << "it begins anew";
}

TEST(EvidenceRoom, AWholeFileThatWaitsForItsNameMakesRoomLast) {
  const TempDir folder;
  ManualClock clock;
  ASSERT_OK_AND_ASSIGN(EvidenceStore store, EvidenceStore::Open(folder.path() / "evidence", clock));
  const auto put = [&store](int number, std::uint64_t size) {
    return store.Put(Sha256::Of(std::to_string(number)), size, 0, "%PDF", "unit a").status();
  };
  for (std::size_t i = 0; i < kMostUnfinishedFiles; ++i) {
    ASSERT_OK(put(static_cast<int>(i), i + 1 == kMostUnfinishedFiles ? 5 : 4));
    clock.Advance(1);
  }
  clock.Advance(kAbandonedMicros);
  const int last = static_cast<int>(kMostUnfinishedFiles) - 1;
  ASSERT_OK(put(100, 4));
  EXPECT_EQ(store.Begin(Sha256::Of("0"), 4)->durable_offset, 4u);
  EXPECT_EQ(store.Begin(Sha256::Of(std::to_string(last)), 5)->durable_offset, 0u);
  ASSERT_OK(put(101, 4));
  EXPECT_EQ(store.Begin(Sha256::Of("0"), 4)->durable_offset, 0u);
}

}  // namespace
}  // namespace par::evidence
