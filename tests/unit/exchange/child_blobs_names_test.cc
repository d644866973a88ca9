// Goal: items may name the same bytes in several ways, one of them wrongly; what becomes of one
// name takes nothing from another, and what is counted as waiting is what may still go.
// Method: as child_blobs_test.
#include <gtest/gtest.h>

#include <string>

#include "common/exchange/child_blobs.h"
#include "tests/unit/exchange/child_blobs_case.h"

namespace par::exchange {
namespace {

class ChildBlobsNamesTest : public testing::ChildBlobsTest {
 protected:
  static Blob AsPicture(Blob blob) {
    blob.media_type = "image/png";
    return blob;
  }
  static Blob Longer(Blob blob) {
    ++blob.size;
    return blob;
  }
  [[nodiscard]] bool OfferedLast(const Blob& blob) const {
    return !said_.empty() && said_.back().sha256() == blob.sha256.ToBytes() &&
           said_.back().size() == blob.size && said_.back().media_type() == blob.media_type;
  }
};

TEST_F(ChildBlobsNamesTest, ARefusedNameTakesNothingFromTheRightOne) {
  struct Row {
    const char* why;
    Blob wrong;
    bool wrong_first;
    bool here;  // When the items are received; otherwise it comes from below afterwards.
  };
  const auto named = [](const char* file) { return RefTo(file); };
  const Row rows[] = {
      {"another type, first", AsPicture(named("another type, first")), true, true},
      {"another type, last", AsPicture(named("another type, last")), false, true},
      {"another size, first", Longer(named("another size, first")), true, true},
      {"another type, before it came", AsPicture(named("another type, before it came")), true,
       false},
  };
  Connect();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const Blob right = RefTo(row.why);
    if (row.here) files_.Add(row.why);
    Refer(RelayOf("xa-2", "huyen"), row.wrong_first ? row.wrong : right);
    Refer(RelayOf("xa-2", "huyen"), row.wrong_first ? right : row.wrong);
    Step(BlobTick{});
    files_.Add(row.why);
    Step(BlobsChanged{});
    Step(BlobTick{});
    bool right_came = false;
    for (int answer = 0; answer < 2; ++answer) {
      const bool is_right = OfferedLast(right);
      right_came = right_came || is_right;
      if (!is_right) {
        EXPECT_TRUE(OfferedLast(row.wrong));
      }
      Answer(is_right ? "" : "evidence_not_what_it_says");
    }
    EXPECT_TRUE(right_came);
    EXPECT_EQ(machine_.Traffic().files_waiting, 0u);
    EXPECT_EQ(machine_.Traffic().bytes_waiting, 0u);
  }
  // Another machine may stand above: the right ones are told again, the wrong ones are done with.
  said_.clear();
  BreakForLong();
  (void)Offered();
  EXPECT_EQ(said_.size(), std::size(rows));
  for (const v1::BlobOffer& offer : said_) EXPECT_EQ(offer.media_type(), "application/pdf");
}

TEST_F(ChildBlobsNamesTest, AFileThatDoesNotComeByAWrongNameComesByTheRightOne) {
  const std::string file = "lost with the disk";
  Blob shorter = RefTo(file);
  --shorter.size;
  Refer(UpOf("huyen"), shorter);
  Refer(UpOf("huyen"), RefTo(file));
  Connect();
  machine_.FetchMissing();
  Step(BlobTick{});
  for (int answer = 0; answer < 2 && machine_.Loss().files_missing > 0; ++answer) {
    ASSERT_EQ(asked_, Hashes({file}));
    asked_.clear();
    Fetched(file);
  }
  EXPECT_TRUE(files_.Has(Sha256::Of(file)));
  EXPECT_EQ(machine_.Loss().files_missing, 0u) << "by whichever name";
  EXPECT_EQ(machine_.Loss().files_asked, 0u);
}

// It may have lost the item that names the file so, and will have it again.
TEST_F(ChildBlobsNamesTest, ANameThatTheNodeAboveDoesNotKnowIsOfferedAgain) {
  files_.Add("file");
  Append(UpOf("huyen"), "file");
  Connect();
  Answer("exchange_blob_differs");
  EXPECT_EQ(machine_.Traffic().files_waiting, 1u);
  said_.clear();
  clock_.Advance(kOfferAgainMicros);
  Step(BlobTick{});
  EXPECT_TRUE(OfferedLast(RefTo("file")));
  Answer();
  EXPECT_EQ(machine_.Traffic().files_waiting, 0u);
}

TEST_F(ChildBlobsNamesTest, WhatWaitsIsWhatMayStillGo) {
  struct Row {
    const char* reason;
    bool waits;
  };
  Connect();
  for (const Row& row : {Row{"evidence_kind_unknown", false}, Row{"evidence_hash_differs", true}}) {
    SCOPED_TRACE(row.reason);
    const std::string file = row.reason;
    files_.Add(file);
    Append(UpOf("huyen"), file);
    Step(BlobTick{});
    const auto refused_and_counted = [&] {
      Answer(file);
      EXPECT_EQ(machine_.Traffic().files_waiting, row.waits ? 1u : 0u);
      EXPECT_EQ(machine_.Traffic().bytes_waiting, row.waits ? file.size() : 0u);
    };
    refused_and_counted();
    for (int breaks = 0; breaks < 3; ++breaks) {
      Step(BlobDisconnected{});
      Step(BlobConnected{});
      if (row.waits) refused_and_counted();
      BreakForLong();
      if (row.waits) refused_and_counted();
      EXPECT_EQ(machine_.Traffic().bytes_waiting, row.waits ? file.size() : 0u);
    }
  }
}

}  // namespace
}  // namespace par::exchange
