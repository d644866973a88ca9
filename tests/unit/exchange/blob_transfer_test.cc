// Goal: a file arrives whole however often the line is cut, sending again no more than a window,
// and on a slow line leaves room for what is more urgent. Method: both machines over a line in
// memory; the receiver writes real files (EvidenceStore).
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/exchange/blob_receiver.h"
#include "common/exchange/blob_sender.h"
#include "common/exchange/limits.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/exchange/blob_site.h"

namespace par::exchange {
namespace {

using par::testing::ManualClock;
using par::testing::TempDir;
using testing::BlobOf;
using testing::Pdf;
using testing::Site;

absl::Status Anything(const Blob&) { return absl::OkStatus(); }

class BlobTransfer : public ::testing::Test {
 protected:
  BlobTransfer() : here_(folder_.path() / "here"), there_(folder_.path() / "there") {}

  void Keep(const std::string& file) {
    const Blob blob = BlobOf(file);
    for (std::size_t at = 0; at < file.size(); at += kLargestChunk) {
      ASSERT_OK(here_.blobs.Put(blob, at, std::string_view(file).substr(at, kLargestChunk)));
    }
    ASSERT_OK(here_.blobs.Finish(blob));
  }
  void Act(BlobActions actions, bool from_sender) {
    for (BlobAction& action : actions) {
      if (auto* send = std::get_if<BlobSend>(&action)) {
        line_.emplace_back(from_sender, std::move(send->message));
      } else if (auto* settled = std::get_if<BlobSettled>(&action)) {
        (from_sender ? settled_ : arrived_)[settled->blob.sha256] = *settled;
      } else {
        closed_ = std::get<BlobClose>(action).why;
      }
    }
  }
  void Connect() {
    line_.clear();
    Act(receiver_->Step(BlobConnected{}), false);
    Act(sender_.Step(BlobConnected{}), true);
  }
  void Disconnect() {
    line_.clear();
    Act(receiver_->Step(BlobDisconnected{}), false);
    Act(sender_.Step(BlobDisconnected{}), true);
  }
  // At most `limit` messages; false when nothing is under way any more.
  bool Run(int limit) {
    for (int i = 0; i < limit; ++i) {
      if (line_.empty()) return false;
      auto [from_sender, message] = std::move(line_.front());
      line_.pop_front();
      clock_.Advance(1000);
      if (message.has_chunk()) chunk_bytes_ += message.chunk().data().size();
      if (message.has_chunk() && spoil_ > 0 && --spoil_ == 0) {
        message.mutable_chunk()->mutable_data()->at(0) ^= 1;
      }
      if (from_sender) {
        Act(receiver_->Step(BlobIn{message}), false);
      } else {
        Act(sender_.Step(BlobIn{message}), true);
      }
    }
    return !line_.empty();
  }

  TempDir folder_;
  ManualClock clock_;
  Site here_, there_;
  BlobSender sender_{here_.blobs, clock_};
  std::optional<BlobReceiver> receiver_{std::in_place, there_.blobs, Anything};
  std::deque<std::pair<bool, v1::BlobMessage>> line_;
  std::map<Sha256, BlobSettled> settled_, arrived_;
  absl::Status closed_;
  std::uint64_t chunk_bytes_ = 0;
  int spoil_ = 0;
};

TEST_F(BlobTransfer, FilesArriveOneAfterTheOther) {
  for (const std::size_t size : {10u, 32768u, 32769u, 1500000u}) {
    const std::string file = Pdf(size);
    Keep(file);
    sender_.Offer(BlobOf(file));
    sender_.Offer(BlobOf(file));  // Twice is once.
  }
  EXPECT_EQ(sender_.waiting(), 4u);
  Connect();
  while (Run(1)) {
  }
  EXPECT_EQ(arrived_.size(), 4u);
  EXPECT_EQ(settled_.size(), 4u);
  for (const auto& [hash, settled] : settled_) {
    EXPECT_EQ(settled.outcome, v1::BLOB_OUTCOME_VERIFIED);
    EXPECT_OK(there_.files.Verify(hash));
  }
}

TEST_F(BlobTransfer, ALineCutAfterEveryFewMessagesSendsLittleAgain) {
  const std::string file = Pdf(1'000'000);
  Keep(file);
  sender_.Offer(BlobOf(file));
  for (int messages = 3; settled_.empty(); ++messages) {
    ASSERT_LT(messages, 100);
    Connect();
    (void)Run(messages);
    Disconnect();
  }
  EXPECT_EQ(settled_.begin()->second.outcome, v1::BLOB_OUTCOME_VERIFIED);
  EXPECT_OK(there_.files.Verify(Sha256::Of(file)));
}

TEST_F(BlobTransfer, AReceiverThatStartsAnewGoesOnAtItsDurableOffset) {
  const std::string file = Pdf(600'000);
  Keep(file);
  sender_.Offer(BlobOf(file));
  Connect();
  (void)Run(6);
  const std::uint64_t durable = there_.blobs.Begin(BlobOf(file))->durable_offset;
  ASSERT_GT(durable, 0u);
  Disconnect();
  receiver_.emplace(there_.blobs, Anything);
  chunk_bytes_ = 0;
  Connect();
  while (Run(1)) {
  }
  EXPECT_EQ(chunk_bytes_, file.size() - durable);
  EXPECT_TRUE(there_.files.Has(Sha256::Of(file)));
}

TEST_F(BlobTransfer, WhatIsThereAlreadyIsNotSent) {
  const std::string file = Pdf(100'000);
  Keep(file);
  ASSERT_OK(there_.blobs.Put(BlobOf(file), 0, file));
  ASSERT_OK(there_.blobs.Finish(BlobOf(file)));
  sender_.Offer(BlobOf(file));
  Connect();
  while (Run(1)) {
  }
  EXPECT_EQ(chunk_bytes_, 0u);
  EXPECT_EQ(settled_[Sha256::Of(file)].outcome, v1::BLOB_OUTCOME_VERIFIED);
}

TEST_F(BlobTransfer, AllBytesThereButNotVerifiedIsFinishedWithoutAChunk) {
  const std::string file = Pdf(100'000);
  Keep(file);
  ASSERT_OK(there_.blobs.Put(BlobOf(file), 0, file));
  sender_.Offer(BlobOf(file));
  Connect();
  while (Run(1)) {
  }
  EXPECT_EQ(chunk_bytes_, 0u);
  EXPECT_EQ(settled_[Sha256::Of(file)].outcome, v1::BLOB_OUTCOME_VERIFIED);
  EXPECT_TRUE(there_.files.Has(Sha256::Of(file)));
}

TEST_F(BlobTransfer, AChunkDamagedOnTheWayIsSentAgain) {
  const std::string file = Pdf(300'000);
  Keep(file);
  sender_.Offer(BlobOf(file));
  spoil_ = 3;
  Connect();
  while (Run(1)) {
  }
  EXPECT_GT(chunk_bytes_, file.size());
  EXPECT_LE(chunk_bytes_, file.size() * 2) << "once, whatever was under way behind it";
  EXPECT_OK(there_.files.Verify(Sha256::Of(file)));
}

TEST_F(BlobTransfer, AnotherFileUnderThisHashIsAMismatch) {
  const std::string file = Pdf(50'000);
  v1::BlobMessage message;
  message.mutable_offer()->set_sha256(Sha256::Of("something else").ToBytes());
  message.mutable_offer()->set_size(file.size());
  message.mutable_offer()->set_media_type("application/pdf");
  (void)receiver_->Step(BlobIn{message});
  v1::BlobMessage chunk;
  chunk.mutable_chunk()->set_sha256(Sha256::Of("something else").ToBytes());
  chunk.mutable_chunk()->set_data(file);
  chunk.mutable_chunk()->set_crc32c(Crc32c(file));
  const BlobActions actions = receiver_->Step(BlobIn{chunk});
  ASSERT_EQ(actions.size(), 2u);
  const v1::BlobMessage& done = std::get<BlobSend>(actions[1]).message;
  EXPECT_EQ(done.done().outcome(), v1::BLOB_OUTCOME_MISMATCH);
  EXPECT_FALSE(there_.files.Has(Sha256::Of("something else")));
}

TEST_F(BlobTransfer, WhatNothingRefersToIsRefusedAndTheNextFileGoesOn) {
  const std::string unwanted = Pdf(1000);
  const std::string wanted = Pdf(2000);
  Keep(unwanted);
  Keep(wanted);
  receiver_.emplace(there_.blobs, [&](const Blob& blob) {
    if (blob.size == 2000) return absl::OkStatus();
    return domain::Refusal(absl::StatusCode::kNotFound, "exchange_blob_not_wanted");
  });
  sender_.Offer(BlobOf(unwanted));
  sender_.Offer(BlobOf(wanted));
  Connect();
  while (Run(1)) {
  }
  EXPECT_EQ(settled_[Sha256::Of(unwanted)].reason, "exchange_blob_not_wanted");
  EXPECT_EQ(settled_[Sha256::Of(wanted)].outcome, v1::BLOB_OUTCOME_VERIFIED);
  EXPECT_FALSE(there_.files.Has(Sha256::Of(unwanted)));
}

TEST_F(BlobTransfer, ASilentReceiverIsGivenUp) {
  const std::string file = Pdf(1000);
  Keep(file);
  sender_.Offer(BlobOf(file));
  Connect();
  line_.clear();
  clock_.Advance(kSilenceMicros);
  EXPECT_TRUE(sender_.Step(BlobTick{}).empty());
  clock_.Advance(1);
  Act(sender_.Step(BlobTick{}), true);
  EXPECT_EQ(domain::ReasonOf(closed_), "exchange_silent");
  EXPECT_EQ(sender_.waiting(), 1u);
}

// A line with a bottleneck, in virtual time: bytes go up one after the other, answers come back.
class SlowBlobTransfer : public BlobTransfer {
 protected:
  static constexpr std::int64_t kOneWay = kSecond * 3 / 10;  // 600 ms there and back.
  static constexpr std::int64_t kPacketBytes = 1'400;
  static constexpr std::int64_t kSentAgainAfter = 3 * kOneWay;  // A round trip and then some.

  void Drain() {
    for (; !line_.empty(); line_.pop_front()) {
      auto& [from_sender, message] = line_.front();
      const auto bytes = static_cast<std::int64_t>(message.ByteSizeLong());
      travelling_.emplace(from_sender ? SendUp(bytes) : SendDown(),
                          std::pair(from_sender, std::move(message)));
    }
  }
  // When it arrives: packet after packet, each again until it comes through, and in order.
  std::int64_t SendUp(std::int64_t bytes) {
    for (std::int64_t sent = 0; sent < bytes; sent += kPacketBytes) {
      const std::int64_t packet = std::min(bytes - sent, kPacketBytes);
      const std::int64_t times = TimesSent();
      free_at_ = std::max(free_at_, clock_.MonotonicMicros()) + times * packet * kSecond / rate_;
      up_to_ = std::max(up_to_, free_at_ + kOneWay + (times - 1) * kSentAgainAfter);
    }
    return up_to_;
  }
  std::int64_t SendDown() {
    const std::int64_t again = (TimesSent() - 1) * kSentAgainAfter;
    return down_to_ = std::max(down_to_, clock_.MonotonicMicros() + kOneWay + again);
  }
  std::int64_t TimesSent() {
    std::int64_t times = 1;
    while (lost_percent_ != 0 && random_.Uint64() % 100 < lost_percent_) ++times;
    return times;
  }
  // Until `until`, or until nothing is under way any more. The longest that something put on the
  // line in that time would have waited there behind the file.
  std::int64_t Travel(std::int64_t until) {
    std::int64_t longest = 0;
    while (!travelling_.empty() && travelling_.begin()->first <= until) {
      const auto next = travelling_.begin();
      clock_.Advance(next->first - clock_.MonotonicMicros());
      const auto [from_sender, message] = std::move(next->second);
      travelling_.erase(next);
      if (from_sender) {
        Act(receiver_->Step(BlobIn{message}), false);
      } else {
        Act(sender_.Step(BlobIn{message}), true);
      }
      Drain();
      longest = std::max(longest, free_at_ - clock_.MonotonicMicros());
    }
    return longest;
  }
  void Begin(const std::string& file) {
    Keep(file);
    sender_.Offer(BlobOf(file));
    Act(receiver_->Step(BlobConnected{}), false);
    Act(sender_.Step(BlobConnected{}), true);
    Drain();
  }

  std::int64_t rate_ = 8'000;       // Bytes a second.
  std::uint64_t lost_percent_ = 0;  // Of the packets, either way.
  SeededRandom random_{7};
  std::int64_t free_at_ = 0;
  std::int64_t up_to_ = 0;  // All that was sent up so far is there.
  std::int64_t down_to_ = 0;
  std::multimap<std::int64_t, std::pair<bool, v1::BlobMessage>> travelling_;
};

constexpr std::int64_t kLongestWait = (kBlobWindowSeconds * 2 + 1) * kSecond / 2;

TEST_F(SlowBlobTransfer, AFileFillsTheLineAndYetAnItemWaitsSeconds) {
  struct Row {
    std::string_view why;
    std::int64_t rate;
    std::size_t size;
  };
  const Row rows[] = {{"64 kbit/s", 8'000, 400'000},
                      {"256 kbit/s", 32'000, 1'500'000},
                      {"1024 kbit/s", 128'000, 6'000'000}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    rate_ = row.rate;
    const std::string file = Pdf(row.size);
    const std::int64_t begun = clock_.MonotonicMicros();
    Begin(file);
    EXPECT_LE(Travel(INT64_MAX), kLongestWait);
    EXPECT_TRUE(settled_.contains(Sha256::Of(file)));
    const std::int64_t took = clock_.MonotonicMicros() - begun;
    const auto alone = static_cast<std::int64_t>(row.size) * kSecond / row.rate;
    EXPECT_LE(took * 6, alone * 10) << "60 % of the line's rate";
    Disconnect();
  }
}

// What is lost is sent again by TCP, and what comes after it waits: an answer takes seconds though
// the line is idle. A window after those answers' pace alone would never grow.
TEST_F(SlowBlobTransfer, AFileUsesALineThatLosesPackets) {
  struct Row {
    std::string_view why;
    std::int64_t rate;
    std::uint64_t lost_percent;
    std::size_t size;
  };
  const Row rows[] = {{"64 kbit/s, 5 %", 8'000, 5, 400'000},
                      {"64 kbit/s, 20 %", 8'000, 20, 300'000},
                      {"256 kbit/s, 20 %", 32'000, 20, 1'500'000},
                      {"1024 kbit/s, 1 %", 128'000, 1, 6'000'000},
                      {"1024 kbit/s, 20 %", 128'000, 20, 5'000'000}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    rate_ = row.rate;
    lost_percent_ = row.lost_percent;
    const std::string file = Pdf(row.size);
    const std::int64_t begun = clock_.MonotonicMicros();
    Begin(file);
    (void)Travel(INT64_MAX);
    EXPECT_TRUE(settled_.contains(Sha256::Of(file)));
    const std::int64_t took = clock_.MonotonicMicros() - begun;
    // A line that loses a fifth carries four fifths.
    const auto alone = static_cast<std::int64_t>(row.size) * kSecond / row.rate * 100 /
                       static_cast<std::int64_t>(100 - row.lost_percent);
    EXPECT_LE(took * 6, alone * 10) << "60 % of what the line carries";
    Disconnect();
  }
}

TEST_F(SlowBlobTransfer, ALineThatBecomesSlowIsNotOverfilledForLong) {
  rate_ = 128'000;
  Begin(Pdf(6'000'000));
  (void)Travel(20 * kSecond);
  rate_ = 8'000;
  (void)Travel(80 * kSecond);  // What was under way arrives.
  ASSERT_TRUE(settled_.empty());
  EXPECT_LE(Travel(140 * kSecond), kLongestWait);
}

TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);              // The CRC's own check value.
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);    // RFC 3720, B.4.
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);  // RFC 3720, B.4.
}

}  // namespace
}  // namespace par::exchange
