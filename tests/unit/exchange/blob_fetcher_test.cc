// Goal: a machine that lost its files fetches those it may have, whole, however often the line is
// cut, and what the node above does not have or give is said and holds nothing up.
// Method: the fetcher and the upper end over a line in memory, both with real files
// (EvidenceStore).
#include "common/exchange/blob_fetcher.h"

#include <gtest/gtest.h>

#include <deque>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/domain/refusal.h"
#include "common/exchange/blob_receiver.h"
#include "common/exchange/limits.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/exchange/blob_site.h"

namespace par::exchange {
namespace {

using testing::BlobOf;
using testing::Pdf;
using testing::Site;

class BlobFetcherTest : public ::testing::Test {
 protected:
  BlobFetcherTest() : lost_(folder_ / "new-machine"), above_(folder_ / "above") {}

  void KeepAbove(const std::string& file) {
    const Blob blob = BlobOf(file);
    for (std::size_t at = 0; at < file.size(); at += kLargestChunk) {
      ASSERT_OK(above_.blobs.Put(blob, at, std::string_view(file).substr(at, kLargestChunk)));
    }
    ASSERT_OK(above_.blobs.Finish(blob));
    lent_.insert(blob.sha256);
  }
  void Act(BlobActions actions) {
    for (BlobAction& action : actions) {
      if (auto* send = std::get_if<BlobSend>(&action)) {
        line_.push_back(std::move(send->message));
      } else if (auto* settled = std::get_if<BlobSettled>(&action)) {
        settled_[settled->blob.sha256] = *settled;
      } else {
        closed_ = std::get<BlobClose>(action).why;
      }
    }
  }
  void Connect() { Act(fetcher_.Step(BlobConnected{})); }
  // Answers at most `limit` questions.
  void Run(int limit) { Run(limit, fetcher_); }
  void Run(int limit, BlobFetcher& fetcher) {
    for (; limit > 0 && !line_.empty(); --limit) {
      const v1::BlobMessage asked = std::move(line_.front());
      line_.pop_front();
      ++questions_;
      for (BlobAction& answer : upper_.Step(BlobIn{asked})) {
        v1::BlobMessage& message = std::get<BlobSend>(answer).message;
        if (spoil_ > 0 && --spoil_ == 0) message.mutable_fetched()->mutable_data()->at(0) ^= 1;
        Act(fetcher.Step(BlobIn{message}));
      }
    }
  }

  par::testing::TempDir folder_;
  par::testing::ManualClock clock_;
  Site lost_, above_;
  std::set<Sha256> lent_;
  BlobFetcher fetcher_{lost_.blobs, clock_};
  BlobReceiver upper_{above_.blobs, [](const Blob&) { return absl::OkStatus(); },
                      [this](const Sha256& sha256) {
                        return lent_.contains(sha256) ? absl::OkStatus()
                                                      : domain::Refusal(absl::StatusCode::kNotFound,
                                                                        "exchange_blob_not_wanted");
                      }};
  std::deque<v1::BlobMessage> line_;
  std::map<Sha256, BlobSettled> settled_;
  absl::Status closed_;
  int questions_ = 0;
  int spoil_ = 0;
};

TEST_F(BlobFetcherTest, FilesComeWholeOneAfterTheOther) {
  const std::string large = Pdf(3 * kLargestChunk + 17);
  const std::string small = Pdf(100);
  KeepAbove(large);
  KeepAbove(small);
  fetcher_.Want(BlobOf(large));
  fetcher_.Want(BlobOf(large));  // Once is enough.
  fetcher_.Want(BlobOf(small));
  EXPECT_EQ(fetcher_.waiting(), 2u);
  EXPECT_EQ(fetcher_.waiting_bytes(), large.size() + small.size());
  Connect();
  Run(100);
  EXPECT_EQ(questions_, 5);
  EXPECT_EQ(fetcher_.waiting(), 0u);
  EXPECT_EQ(fetcher_.fetched_bytes(), large.size() + small.size());
  for (const std::string& file : {large, small}) {
    EXPECT_TRUE(lost_.blobs.Has(Sha256::Of(file)));
    EXPECT_EQ(settled_[Sha256::Of(file)].outcome, v1::BLOB_OUTCOME_VERIFIED);
  }
}

TEST_F(BlobFetcherTest, ACutLineGoesOnWhereTheDiskEnds) {
  const std::string file = Pdf(4 * kLargestChunk);
  KeepAbove(file);
  fetcher_.Want(BlobOf(file));
  for (int cut = 0; cut < 4; ++cut) {
    Connect();
    Run(1);
    line_.clear();
    Act(fetcher_.Step(BlobDisconnected{}));
  }
  EXPECT_EQ(fetcher_.fetched_bytes(), file.size()) << "nothing was fetched twice";
  Connect();
  EXPECT_TRUE(lost_.blobs.Has(Sha256::Of(file)));
}

TEST_F(BlobFetcherTest, ADamagedPieceIsAskedForAgain) {
  const std::string file = Pdf(2 * kLargestChunk);
  KeepAbove(file);
  fetcher_.Want(BlobOf(file));
  spoil_ = 2;
  Connect();
  Run(100);
  EXPECT_EQ(questions_, 3);
  EXPECT_TRUE(lost_.blobs.Has(Sha256::Of(file)));
}

TEST_F(BlobFetcherTest, WhatIsNotThereOrNotForItHoldsNothingUp) {
  const std::string gone = Pdf(100);
  const std::string others = Pdf(200);
  const std::string good = Pdf(300);
  KeepAbove(others);
  KeepAbove(good);
  lent_.erase(Sha256::Of(others));
  lent_.insert(Sha256::Of(gone));
  for (const std::string& file : {gone, others, good}) fetcher_.Want(BlobOf(file));
  Connect();
  Run(100);
  EXPECT_EQ(settled_[Sha256::Of(gone)].outcome, v1::BLOB_OUTCOME_REFUSED);
  EXPECT_FALSE(settled_[Sha256::Of(gone)].reason.empty());
  EXPECT_EQ(settled_[Sha256::Of(others)].reason, "exchange_blob_not_wanted");
  EXPECT_FALSE(lost_.blobs.Has(Sha256::Of(others)));
  EXPECT_TRUE(lost_.blobs.Has(Sha256::Of(good)));
  EXPECT_EQ(fetcher_.waiting_bytes(), 0u);
}

TEST_F(BlobFetcherTest, AnotherFileUnderTheNameIsThrownAway) {
  const std::string file = Pdf(kLargestChunk + 5);
  KeepAbove(file);
  Blob wrong = BlobOf(file);
  wrong.size = kLargestChunk;  // As a wrong item would say.
  fetcher_.Want(wrong);
  Connect();
  Run(100);
  EXPECT_EQ(settled_[wrong.sha256].outcome, v1::BLOB_OUTCOME_REFUSED);
  EXPECT_FALSE(lost_.blobs.Has(wrong.sha256));
}

// A machine that stopped without warning: of a piece only its length came to the disk.
TEST_F(BlobFetcherTest, WhatAPowerCutToreIsFetchedAnew) {
  const std::string file = Pdf(2 * kLargestChunk);
  KeepAbove(file);
  const struct {
    const char* why;
    std::size_t torn;
    int questions;
  } rows[] = {{"a piece, noticed with the last", kLargestChunk, 3},
              {"all of them, noticed before a question", 2 * kLargestChunk, 2}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    Site site(folder_ / row.why);
    std::ofstream(folder_ / row.why / "intake" / (Sha256::Of(file).Hex() + ".part"))
        << std::string(row.torn, '\0');
    BlobFetcher fetcher{site.blobs, clock_};
    fetcher.Want(BlobOf(file));
    questions_ = 0;
    Act(fetcher.Step(BlobConnected{}));
    Run(100, fetcher);
    EXPECT_TRUE(site.blobs.Has(Sha256::Of(file)));
    EXPECT_EQ(questions_, row.questions);
  }
}

TEST_F(BlobFetcherTest, AReasonThatNobodyKnowsIsOnlyWords) {
  fetcher_.Want(BlobOf(Pdf(100)));
  Connect();
  v1::BlobMessage message;
  message.mutable_fetched()->set_sha256(Sha256::Of(Pdf(100)).ToBytes());
  message.mutable_fetched()->set_refused("no such reason");
  Act(fetcher_.Step(BlobIn{message}));
  EXPECT_EQ(settled_[Sha256::Of(Pdf(100))].reason, "no such reason");
}

TEST_F(BlobFetcherTest, ASilentNodeAboveEndsTheLine) {
  KeepAbove(Pdf(100));
  fetcher_.Want(BlobOf(Pdf(100)));
  Connect();
  clock_.Advance(kSilenceMicros + 1);
  Act(fetcher_.Step(BlobTick{}));
  EXPECT_THAT(closed_, par::testing::ReasonIs("exchange_silent"));
}

TEST_F(BlobFetcherTest, AnImpossibleQuestionEndsTheLineAbove) {
  const struct {
    const char* why;
    std::string sha256;
    std::uint32_t length;
  } rows[] = {{"no hash", "", 1},
              {"a short hash", std::string(31, 'x'), 1},
              {"nothing", std::string(32, 'x'), 0},
              {"more than a piece", std::string(32, 'x'), kLargestChunk + 1}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    v1::BlobMessage message;
    message.mutable_fetch()->set_sha256(row.sha256);
    message.mutable_fetch()->set_length(row.length);
    const BlobActions actions = upper_.Step(BlobIn{message});
    ASSERT_EQ(actions.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<BlobClose>(actions.front()));
  }
}

}  // namespace
}  // namespace par::exchange
