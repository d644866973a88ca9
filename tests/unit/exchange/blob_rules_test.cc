// Goal: whatever a peer offers or sends, a file becomes visible only whole and true, what is
// durable stays, and each broken rule has its answer. Method: a receiver over a real folder is
// spoken to by hand; each row spoils one thing of a message that would otherwise be taken.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

#include "common/domain/refusal.h"
#include "common/exchange/blob_receiver.h"
#include "common/exchange/limits.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/exchange/blob_site.h"

namespace par::exchange {
namespace {

class BlobRules : public ::testing::Test {
 protected:
  par::testing::TempDir folder_;
  testing::Site there_{folder_.path() / "there"};
  BlobReceiver receiver_{there_.blobs, [](const Blob&) { return absl::OkStatus(); }};
};

// An offer and a chunk as an honest sender makes them; each row of the tables below spoils one.
v1::BlobMessage OfferOf(const Blob& blob) {
  v1::BlobMessage message;
  message.mutable_offer()->set_sha256(blob.sha256.ToBytes());
  message.mutable_offer()->set_size(blob.size);
  message.mutable_offer()->set_media_type(blob.media_type);
  message.mutable_offer()->set_unit(blob.unit);
  return message;
}
v1::BlobMessage ChunkOf(const std::string& file, std::size_t offset, std::size_t bytes) {
  v1::BlobMessage message;
  message.mutable_chunk()->set_sha256(Sha256::Of(file).ToBytes());
  message.mutable_chunk()->set_offset(offset);
  message.mutable_chunk()->set_data(file.substr(offset, bytes));
  message.mutable_chunk()->set_crc32c(Crc32c(message.chunk().data()));
  return message;
}

TEST_F(BlobRules, AWrongOfferIsRefusedOrEndsTheLine) {
  struct Row {
    std::string_view why;
    std::function<void(v1::BlobOffer&)> spoil;
    std::string_view refused;  // To the sender; empty: the line ends.
  };
  const Row rows[] = {
      {"a hash too short", [](v1::BlobOffer& o) { o.set_sha256(std::string(31, 'x')); }, ""},
      {"no hash", [](v1::BlobOffer& o) { o.clear_sha256(); }, ""},
      {"a unit's name beyond all names",
       [](v1::BlobOffer& o) { o.set_unit(std::string(kMaxNameBytes + 1, 'x')); }, ""},
      {"a media type beyond all names",
       [](v1::BlobOffer& o) { o.set_media_type(std::string(kMaxNameBytes + 1, 'x')); }, ""},
      {"an empty file", [](v1::BlobOffer& o) { o.set_size(0); }, "evidence_empty"},
      {"one byte above 200 MiB", [](v1::BlobOffer& o) { o.set_size(evidence::kMaxFileBytes + 1); },
       "evidence_too_large"},
      {"the largest size there is", [](v1::BlobOffer& o) { o.set_size(UINT64_MAX); },
       "evidence_too_large"},
      {"a kind that is not kept", [](v1::BlobOffer& o) { o.set_media_type("text/html"); },
       "evidence_kind_unknown"},
      {"a name that is a path", [](v1::BlobOffer& o) { o.set_media_type("../../etc/passwd"); },
       "evidence_kind_unknown"},
  };
  const std::string file = testing::Pdf(1000);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    v1::BlobMessage offer = OfferOf(testing::BlobOf(file));
    row.spoil(*offer.mutable_offer());
    const BlobActions actions = receiver_.Step(BlobIn{offer});
    ASSERT_EQ(actions.size(), 1u);
    if (row.refused.empty()) {
      EXPECT_EQ(domain::ReasonOf(std::get<BlobClose>(actions[0]).why), "exchange_malformed");
    } else {
      EXPECT_EQ(std::get<BlobSend>(actions[0]).message.state().refused(), row.refused);
    }
    EXPECT_TRUE(receiver_.Step(BlobIn{ChunkOf(file, 0, 10)}).empty()) << "nothing is under way";
    EXPECT_EQ(there_.blobs.Begin(testing::BlobOf(file))->durable_offset, 0u);
  }
}

TEST_F(BlobRules, AWrongChunkKeepsWhatIsDurable) {
  struct Row {
    std::string_view why;
    std::function<void(v1::BlobChunk&)> spoil;
    bool asks;  // Says where to go on; otherwise it says nothing.
  };
  const Row rows[] = {
      {"overlaps what is here", [](v1::BlobChunk& c) { c.set_offset(399); }, true},
      {"the first bytes again", [](v1::BlobChunk& c) { c.set_offset(0); }, true},
      {"leaves a gap", [](v1::BlobChunk& c) { c.set_offset(401); }, true},
      {"bytes changed on the way", [](v1::BlobChunk& c) { c.mutable_data()->at(5) ^= 1; }, true},
      {"no checksum", [](v1::BlobChunk& c) { c.clear_crc32c(); }, true},
      {"of another file", [](v1::BlobChunk& c) { c.set_sha256(Sha256::Of("x").ToBytes()); }, false},
      {"of no file", [](v1::BlobChunk& c) { c.clear_sha256(); }, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    std::string file = testing::Pdf(1000);
    file += row.why;  // Another file in each row.
    const Blob blob = testing::BlobOf(file);
    (void)receiver_.Step(BlobIn{OfferOf(blob)});
    (void)receiver_.Step(BlobIn{ChunkOf(file, 0, 400)});
    v1::BlobMessage chunk = ChunkOf(file, 400, 100);
    row.spoil(*chunk.mutable_chunk());
    const BlobActions actions = receiver_.Step(BlobIn{chunk});
    ASSERT_EQ(actions.size(), row.asks ? 1u : 0u);
    if (row.asks) {
      const v1::BlobState& state = std::get<BlobSend>(actions[0]).message.state();
      EXPECT_EQ(state.durable_offset(), 400u);
      EXPECT_FALSE(state.complete());
    }
    EXPECT_EQ(there_.blobs.Begin(blob)->durable_offset, 400u);
    // The chunk that was spoiled is taken when nobody spoils it, and the file arrives.
    (void)receiver_.Step(BlobIn{ChunkOf(file, 400, 100)});
    (void)receiver_.Step(BlobIn{ChunkOf(file, 500, file.size())});
    EXPECT_OK(there_.files.Verify(blob.sha256));
  }
}

TEST_F(BlobRules, WhatHasTheWrongBytesOrKindLeavesNothingBehind) {
  struct Row {
    std::string_view why;
    std::string came;
    std::string expected;
    v1::BlobOutcome outcome;
  };
  const Row rows[] = {
      {"other bytes", testing::Pdf(1000), std::string(1000, 'y'), v1::BLOB_OUTCOME_MISMATCH},
      {"no PDF", std::string(1000, 'z'), std::string(1000, 'z'), v1::BLOB_OUTCOME_REFUSED},
      {"a program called a PDF",
       "\x7f"
       "ELF" +
           std::string(996, '0'),
       "\x7f"
       "ELF" +
           std::string(996, '0'),
       v1::BLOB_OUTCOME_REFUSED},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const Blob blob = testing::BlobOf(row.expected);
    (void)receiver_.Step(BlobIn{OfferOf(blob)});
    v1::BlobMessage chunk = ChunkOf(row.came, 0, 1000);
    chunk.mutable_chunk()->set_sha256(blob.sha256.ToBytes());
    const BlobActions actions = receiver_.Step(BlobIn{chunk});
    ASSERT_EQ(actions.size(), 2u);
    EXPECT_EQ(std::get<BlobSend>(actions[1]).message.done().outcome(), row.outcome);
    EXPECT_FALSE(there_.files.Has(blob.sha256));
    for (const auto& left :
         std::filesystem::recursive_directory_iterator(folder_.path() / "there")) {
      EXPECT_TRUE(left.is_directory()) << left.path();
    }
  }
}

TEST_F(BlobRules, WhatOnlyAReceiverSaysEndsTheLine) {
  v1::BlobMessage rows[4];
  rows[0].mutable_state();
  rows[1].mutable_ack();
  rows[2].mutable_done();  // The last says nothing at all.
  for (const v1::BlobMessage& message : rows) {
    const BlobActions actions = receiver_.Step(BlobIn{message});
    ASSERT_EQ(actions.size(), 1u);
    EXPECT_EQ(domain::ReasonOf(std::get<BlobClose>(actions[0]).why), "exchange_unexpected");
  }
}

TEST_F(BlobRules, ChunksBeyondTheFileEndTheLine) {
  struct Row {
    std::string_view why;
    std::uint64_t offset;
    std::size_t bytes;
  };
  const Row rows[] = {{"ends beyond the size", 900, 101},
                      {"begins beyond the size", 1001, 1},
                      {"an offset that would overflow", UINT64_MAX, 2},
                      {"an offset of 2^63", std::uint64_t{1} << 63u, 1},
                      {"nothing in it", 0, 0},
                      {"larger than any chunk", 0, kLargestChunk + 1}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string hash = Sha256::Of(std::string(row.why)).ToBytes();
    v1::BlobMessage message;
    message.mutable_offer()->set_sha256(hash);
    message.mutable_offer()->set_size(1000);
    message.mutable_offer()->set_media_type("application/pdf");
    (void)receiver_.Step(BlobIn{message});
    v1::BlobMessage chunk;
    chunk.mutable_chunk()->set_sha256(hash);
    chunk.mutable_chunk()->set_offset(row.offset);
    chunk.mutable_chunk()->set_data(std::string(row.bytes, 'x'));
    chunk.mutable_chunk()->set_crc32c(Crc32c(chunk.chunk().data()));
    const BlobActions actions = receiver_.Step(BlobIn{chunk});
    ASSERT_EQ(actions.size(), 1u);
    EXPECT_EQ(domain::ReasonOf(std::get<BlobClose>(actions[0]).why), "exchange_malformed");
  }
}

}  // namespace
}  // namespace par::exchange
