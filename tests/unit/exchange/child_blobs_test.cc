// Goal: the lower end of a line offers exactly the files that items received above refer to and
// that are here, dials only for them, and tries again what may change.
// Method: rows written as the exchange writes them, files in memory; the test answers offers as the
// node above would.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/refusal.h"
#include "common/exchange/child_blobs.h"
#include "tests/unit/exchange/child_blobs_case.h"

namespace par::exchange {
namespace {

using testing::ChildBlobsTest;

TEST_F(ChildBlobsTest, OffersWhatReceivedItemsReferTo) {
  struct Row {
    const char* why;
    StreamId stream;
    v1::Verdict result, below;
    bool here, offered;
  };
  const auto none = v1::VERDICT_UNSPECIFIED;
  const auto applied = v1::VERDICT_APPLIED;
  const auto rejected = v1::VERDICT_REJECTED;
  const Row rows[] = {
      {"the unit's own", UpOf("huyen"), applied, none, true, true},
      {"handed on from below", RelayOf("xa-2", "huyen"), applied, applied, true, true},
      {"the node above did not count it", UpOf("huyen"), rejected, none, true, false},
      {"the first receiver did not count it", RelayOf("xa-2", "huyen"), none, rejected, true,
       false},
      {"the file is not here yet", RelayOf("xa-2", "huyen"), applied, applied, false, false},
      {"of a line within the node", UpOf("xa-1"), applied, none, true, false},
      {"what came down refers to nothing that goes up", DownOf("huyen"), applied, none, true,
       false},
  };
  std::vector<std::string> want;
  for (const Row& row : rows) {
    if (row.here) files_.Add(row.why);
    Append(row.stream, row.why, row.result, row.below);
    if (row.offered) want.emplace_back(row.why);
  }
  Connect();
  EXPECT_EQ(Offered(), Hashes(want));
  files_.Add(rows[4].why);  // It has come from below.
  Step(BlobsChanged{});
  EXPECT_EQ(Offered(), Hashes({rows[4].why}));
  Append(UpOf("huyen"), rows[0].why);
  EXPECT_EQ(Offered(), Hashes({})) << "a file is offered once, whoever refers to it";
}

// A disk was lost: nobody else has a unit's own file, and nobody above should wait for it.
TEST_F(ChildBlobsTest, SaysOfALostFileThatItWillNotCome) {
  Append(UpOf("huyen"), "lost here");
  Append(RelayOf("xa-2", "huyen"), "still below");
  Append(RelayOf("xa-2", "huyen"), "lost below");
  files_.NoteLost(Sha256::Of("lost below"));
  Connect();
  EXPECT_EQ(lost_, Hashes({"lost here"}));
  Answer("evidence_missing");
  EXPECT_EQ(lost_, Hashes({"lost here", "lost below"}));
  Answer("evidence_missing");
  EXPECT_EQ(offers_, Hashes({"lost here", "lost below"}));
  files_.Add("lost here");  // From a backup.
  Step(BlobDisconnected{absl::OkStatus()});
  Connect();
  clock_.Advance(kOfferAgainMicros);
  lost_.clear();
  Step(BlobTick{});
  Answer();
  EXPECT_FALSE(lost_.contains(Sha256::Of("lost here").ToBytes()));
}

// Both sides of a loss: nobody above shall wait for the file, and whoever has it above is asked.
TEST_F(ChildBlobsTest, ALostFileIsToldOncePerLossAndMissingUntilItIsBack) {
  const std::string file = "lost with the disk";
  const std::set<std::string> none, it = Hashes({file});
  const struct {
    const char* why;
    std::function<void()> happens;
    std::set<std::string> told, asked;
    std::uint64_t missing;
  } steps[] = {
      {"received above, and not here",
       [&] {
         Append(UpOf("huyen"), file);
         Connect();
       },
       it, none, 1},
      {"the node above has heard it", [&] { Answer("evidence_missing"); }, none, none, 1},
      {"another item refers to it",
       [&] {
         Append(UpOf("huyen"), file);
         Step(BlobTick{});
       },
       none, none, 1},
      {"what was refused is tried again",
       [&] {
         clock_.Advance(kOfferAgainMicros);
         Step(BlobTick{});
       },
       none, none, 1},
      {"it is to be fetched",
       [&] {
         machine_.FetchMissing();
         Step(BlobTick{});
       },
       none, it, 1},
      {"it is not above", [&] { Fetched(file, "evidence_missing"); }, none, none, 1},
      {"it is asked for once more",
       [&] {
         clock_.Advance(kOfferAgainMicros);
         machine_.FetchMissing();
         Step(BlobTick{});
       },
       none, it, 1},
      {"it has come", [&] { Fetched(file); }, none, none, 0},
      {"all is looked at anew, and it is here",
       [&] {
         BreakForLong();
         Answer();
       },
       none, none, 0},
      {"it is lost again",
       [&] {
         files_.Lose(file);
         BreakForLong();
       },
       it, none, 1},
  };
  for (const auto& step : steps) {
    SCOPED_TRACE(step.why);
    step.happens();
    EXPECT_EQ(std::exchange(lost_, {}), step.told);
    EXPECT_EQ(std::exchange(asked_, {}), step.asked);
    EXPECT_EQ(machine_.Loss().files_missing, step.missing);
    EXPECT_EQ(machine_.Loss().bytes_missing, step.missing * file.size());
  }
}

TEST_F(ChildBlobsTest, DialsOnlyForFilesAndAfterGrowingPauses) {
  for (int second = 0; second < 10; ++second) {
    clock_.Advance(kSecond);
    Step(BlobTick{});
  }
  EXPECT_EQ(dials_, 0);
  files_.Add("file");
  Append(UpOf("huyen"), "file");
  Step(BlobTick{});
  EXPECT_EQ(dials_, 1);
  Step(BlobTick{});
  EXPECT_EQ(dials_, 1) << "one is under way";
  const auto seconds_to_dial = [this] {
    const int before = dials_;
    int seconds = 0;
    for (; dials_ == before && seconds < 2000; ++seconds) {
      clock_.Advance(kSecond);
      Step(BlobTick{});
    }
    return seconds;
  };
  int longest = 0;
  for (int attempt = 0; attempt < 12; ++attempt) {
    Step(BlobDisconnected{absl::UnavailableError("nobody is there")});
    longest = std::max(longest, seconds_to_dial());
  }
  EXPECT_GT(longest, 60);
  EXPECT_LE(longest, 901);
  Step(BlobConnected{});
  v1::BlobMessage ack;  // The other disk took a piece: the line is good.
  ack.mutable_ack()->set_sha256(under_way_);
  Step(BlobIn{ack});
  Step(BlobDisconnected{absl::UnavailableError("cut")});
  EXPECT_EQ(machine_.Traffic().last_error.message(), "cut");
  EXPECT_LE(seconds_to_dial(), 2);
}

TEST_F(ChildBlobsTest, OnlyRefusalsThatMayChangeAreTriedAgain) {
  struct Row {
    const char* reason;
    bool again;
  };
  for (const Row& row : {Row{"exchange_blob_not_wanted", true}, Row{"evidence_too_large", false},
                         Row{"evidence_kind_unknown", false}}) {
    SCOPED_TRACE(row.reason);
    files_.Add(row.reason);
    Append(UpOf("huyen"), row.reason);
    Connect();
    Step(BlobTick{});
    Answer(row.reason);
    offers_.clear();
    EXPECT_EQ(domain::ReasonOf(machine_.Traffic().last_error), "exchange_blob_refused");
    EXPECT_EQ(machine_.Traffic().files_waiting, row.again ? 1u : 0u);
    clock_.Advance(kOfferAgainMicros - 1);
    Step(BlobTick{});
    EXPECT_TRUE(offers_.empty());
    clock_.Advance(1);
    Step(BlobTick{});
    EXPECT_EQ(offers_.count(Sha256::Of(row.reason).ToBytes()), row.again ? 1u : 0u)
        << "after ten minutes";
    if (!row.again) continue;
    Answer(row.reason);
    offers_.clear();
    Step(BlobDisconnected{});
    Connect();
    EXPECT_EQ(offers_.size(), 1u) << "with the next connection";
    Answer();
    EXPECT_EQ(machine_.Traffic().files_waiting, 0u);
    EXPECT_EQ(machine_.Traffic().bytes_waiting, 0u);
  }
}

// Somebody else may have sent its beginning, and sent it wrong: what came was thrown away.
TEST_F(ChildBlobsTest, AFileThatCameWrongAboveIsOfferedAgain) {
  files_.Add("file");
  Append(UpOf("huyen"), "file");
  Connect();
  Step(BlobTick{});
  Answer("evidence_hash_differs");
  EXPECT_EQ(machine_.Traffic().files_waiting, 1u);
  offers_.clear();
  clock_.Advance(kOfferAgainMicros);
  Step(BlobTick{});
  EXPECT_EQ(offers_, Hashes({"file"}));
}

TEST_F(ChildBlobsTest, WhatAStreamRefersToIsOfferedAgainWhenTheNodeAboveLostItsEnd) {
  files_.Add("first");
  files_.Add("second");
  Append(UpOf("huyen"), "first");
  Append(UpOf("huyen"), "second");
  Connect();
  EXPECT_EQ(Offered(), Hashes({"first", "second"}));
  Cut(UpOf("huyen"));
  Append(UpOf("huyen"), "second");
  Append(UpOf("huyen"), "first");
  EXPECT_EQ(Offered(), Hashes({"first", "second"}));
}

// The streams of a machine that took over are those of the one before it; its files are not.
TEST_F(ChildBlobsTest, AfterABreakAllFilesAreOfferedAgainButNotAtEveryBreak) {
  files_.Add("first");
  Append(UpOf("huyen"), "first");
  Connect();
  EXPECT_EQ(Offered(), Hashes({"first"}));
  clock_.Advance(kOfferAgainMicros);
  EXPECT_EQ(Offered(), Hashes({})) << "the line did not break";
  for (const bool again : {true, false}) {
    Step(BlobDisconnected{});
    const int dials = dials_;
    for (int second = 0; second < 20; ++second) {
      clock_.Advance(kSecond);
      Step(BlobTick{});
    }
    EXPECT_EQ(dials_ - dials, again ? 1 : 0);
    Step(BlobConnected{});
    EXPECT_EQ(Offered(), again ? Hashes({"first"}) : Hashes({}));
  }
}

}  // namespace
}  // namespace par::exchange
