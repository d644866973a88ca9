// Goal: of files that a node has lost, the node above learns once that they will not come, whatever
// it first answers; and fetching them back comes to an end, with the true reason for each that did
// not come.
// Method: rows written as the exchange writes them and real files; the test speaks as the node
// above.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/exchange/child_blobs.h"
#include "common/storage/memory_store.h"
#include "tests/sim/country_topology.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/exchange/blob_site.h"
#include "tests/unit/exchange/referring_rows.h"

namespace par::exchange {
namespace {

using testing::BlobOf;
using testing::Pdf;

class ChildBlobsLossTest : public ::testing::Test {
 protected:
  // One more item of the unit's own, received above, that refers to `file`.
  void Refer(const std::string& file) {
    const storage::Batch rows = testing::EventReferringTo(*store_.NewSnapshot(), UpOf("c"),
                                                          BlobOf(file), v1::VERDICT_APPLIED);
    ASSERT_EQ(store_.Commit(rows, {}, storage::Durability::kSynced), storage::Outcome::kOk);
    Step(BlobsChanged{});
    Step(BlobTick{});
  }
  void Step(BlobInput input) {
    for (const BlobAction& action : machine_.Step(std::move(input))) {
      const auto* send = std::get_if<BlobSend>(&action);
      if (send == nullptr) continue;
      if (send->message.has_offer()) offers_.push_back(send->message.offer());
      if (send->message.has_fetch()) asked_.push_back(send->message.fetch().sha256());
    }
  }
  void Connect() {
    Step(BlobTick{});
    Step(BlobConnected{});
  }
  // How many files the node above was told are lost; it answers each with `refused`.
  std::size_t ToldLost(const std::string& refused) {
    std::size_t told = 0;
    for (; !offers_.empty(); ++told) {
      const v1::BlobOffer offer = offers_.front();
      offers_.erase(offers_.begin());
      EXPECT_TRUE(offer.lost());
      v1::BlobMessage message;
      message.mutable_state()->set_sha256(offer.sha256());
      message.mutable_state()->set_refused(refused);
      Step(BlobIn{message});
    }
    return told;
  }
  // As the command does that a person watches.
  BlobLoss Poll() {
    machine_.FetchMissing();
    BlobLoss loss = machine_.Loss();
    Step(BlobTick{});
    return loss;
  }
  // Answers every question that is open: with the file, or with `refused` where it is not given.
  void AnswerQuestions(const std::vector<std::string>& above, const std::string& refused) {
    while (!asked_.empty()) {
      v1::BlobMessage message;
      v1::BlobFetched& fetched = *message.mutable_fetched();
      fetched.set_sha256(asked_.front());
      asked_.erase(asked_.begin());
      for (const std::string& file : above) {
        if (Sha256::Of(file).ToBytes() == fetched.sha256()) fetched.set_data(file);
      }
      fetched.set_crc32c(Crc32c(fetched.data()));
      if (fetched.data().empty()) fetched.set_refused(refused);
      Step(BlobIn{message});
    }
  }

  par::testing::TempDir folder_;
  par::testing::ManualClock clock_;
  testing::Site here_{folder_ / "files"};
  storage::MemoryStore store_;
  sim::CountryTopology topology_{sim::Country({{"p", "", "P"}, {"c", "p", "C"}})};
  SeededRandom random_{1};
  ChildBlobs machine_{{.node_id = "C", .parent_node = "P", .retry = {}},
                      {.store = store_,
                       .topology = topology_,
                       .blobs = here_.blobs,
                       .clock = clock_,
                       .random = random_}};
  std::vector<v1::BlobOffer> offers_;
  std::vector<std::string> asked_;
};

TEST_F(ChildBlobsLossTest, WhatIsNotAboveHoldsTheFetchingUpOnlyOnce) {
  const std::string gone = Pdf(100);
  const std::string kept = Pdf(200);
  Refer(gone);
  Refer(kept);
  Connect();
  EXPECT_EQ(ToldLost("evidence_missing"), 2u);
  EXPECT_EQ(Poll().files_asked, 2u);
  AnswerQuestions({kept}, "evidence_missing");
  EXPECT_TRUE(here_.files.Has(Sha256::Of(kept)));
  const auto ended = [&] {
    for (int second = 0; second < 3; ++second) {
      const BlobLoss loss = Poll();
      EXPECT_EQ(loss.files_asked, 0u) << "nothing is under way any more";
      EXPECT_EQ(loss.files_missing, 1u);
      EXPECT_EQ(loss.bytes_missing, gone.size());
      EXPECT_THAT(loss.last_error, par::testing::ReasonIs("exchange_blob_not_above"));
      EXPECT_TRUE(asked_.empty());
    }
  };
  ended();
  const struct {
    const char* why;
    std::function<void()> happens;
  } rows[] = {
      {"another machine may stand above now",
       [&] {
         Step(BlobDisconnected{});
         Connect();
       }},
      {"the node above may have got it meanwhile", [&] { clock_.Advance(kOfferAgainMicros); }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    row.happens();
    EXPECT_EQ(Poll().files_asked, 1u);
    EXPECT_EQ(asked_.size(), 1u);
    AnswerQuestions({}, "evidence_missing");
    ended();
  }
}

TEST_F(ChildBlobsLossTest, AnErrorOfOurOwnDiskIsNotTheNodeAbovesWord) {
  const std::string file = Pdf(20);  // Less than what a folder says is its size.
  std::filesystem::create_directory(folder_ / "files" / "intake" /
                                    (Sha256::Of(file).Hex() + ".part"));
  Refer(file);
  Connect();
  EXPECT_EQ(Poll().files_asked, 1u);
  AnswerQuestions({file}, {});
  EXPECT_THAT(machine_.Loss().last_error, par::testing::ReasonIs("evidence_disk"));
  EXPECT_EQ(Poll().files_asked, 0u) << "whoever waits for it is not kept waiting";
}

TEST_F(ChildBlobsLossTest, ALossThatTheNodeAboveHasNotedIsDoneWith) {
  Refer(Pdf(100));
  Connect();
  EXPECT_EQ(ToldLost("evidence_missing"), 1u);
  const BlobTraffic traffic = machine_.Traffic();
  EXPECT_OK(traffic.last_error) << "nothing was refused";
  EXPECT_EQ(traffic.files_waiting, 0u) << "it waits for nothing";
  EXPECT_EQ(traffic.bytes_waiting, 0u);
  EXPECT_EQ(machine_.Loss().files_missing, 1u);
  clock_.Advance(kOfferAgainMicros);
  Step(BlobTick{});
  EXPECT_TRUE(offers_.empty());
}

TEST_F(ChildBlobsLossTest, ALossThatTheNodeAboveDidNotNoteIsToldAgain) {
  Refer(Pdf(100));
  Connect();
  const struct {
    const char* why;
    std::function<void()> happens;
  } rows[] = {
      {"the line begins anew", [&] { Connect(); }},
      {"some minutes pass",
       [&] {
         clock_.Advance(kOfferAgainMicros);
         Step(BlobTick{});
       }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(ToldLost("exchange_blob_not_wanted"), 1u) << "it knows no item yet that names it";
    for (int commit = 0; commit < 3; ++commit) Refer(Pdf(100));
    EXPECT_TRUE(offers_.empty()) << "not with every commit";
    EXPECT_EQ(machine_.Traffic().files_waiting, 1u);
    row.happens();
  }
  EXPECT_EQ(ToldLost("evidence_missing"), 1u);
  EXPECT_EQ(machine_.Traffic().files_waiting, 0u);
  Connect();
  EXPECT_TRUE(offers_.empty());
}

}  // namespace
}  // namespace par::exchange
