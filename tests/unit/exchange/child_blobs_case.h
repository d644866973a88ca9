// The lower end of a line's Blob stream, on rows written as the exchange writes them and files in
// memory; the test answers as the node above would.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/exchange/child_blobs.h"
#include "common/exchange/rows.h"
#include "common/storage/memory_store.h"
#include "tests/sim/country_topology.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/exchange/referring_rows.h"

namespace par::exchange::testing {

// A node's files as the sender needs them, and as a fetcher does that gets each in one piece.
class FilesHere final : public BlobStore {
 public:
  void Add(const std::string& file) { files_[Sha256::Of(file)] = file; }
  void Lose(const std::string& file) { files_.erase(Sha256::Of(file)); }
  absl::StatusOr<BlobPlace> Begin(const Blob& blob) override {
    return BlobPlace{.durable_offset = 0, .complete = Has(blob.sha256)};
  }
  absl::StatusOr<std::uint64_t> Put(const Blob& /*blob*/, std::uint64_t /*offset*/,
                                    std::string_view data) override {
    Add(std::string(data));
    lost_.erase(Sha256::Of(data));
    return data.size();
  }
  bool Has(const Sha256& sha256) const override { return files_.contains(sha256); }
  void NoteLost(const Sha256& sha256) override { lost_.insert(sha256); }
  bool IsLost(const Sha256& sha256) const override { return lost_.contains(sha256); }
  absl::Status Finish(const Blob& /*blob*/) override { return absl::OkStatus(); }
  absl::StatusOr<std::string> Read(const Blob& blob, std::uint64_t offset,
                                   std::size_t length) override {
    return files_.at(blob.sha256).substr(offset, length);
  }

 private:
  std::map<Sha256, std::string> files_;
  std::set<Sha256> lost_;
};

class ChildBlobsTest : public ::testing::Test {
 protected:
  // One more event of a stream of the lower side, which refers to `file`.
  void Append(const StreamId& stream, const std::string& file,
              v1::Verdict result = v1::VERDICT_APPLIED,
              v1::Verdict below = v1::VERDICT_UNSPECIFIED) {
    Refer(stream, RefTo(file), result, below);
  }
  void Refer(const StreamId& stream, Blob blob, v1::Verdict result = v1::VERDICT_APPLIED,
             v1::Verdict below = v1::VERDICT_UNSPECIFIED) {
    blob.unit = stream.unit;
    Commit(EventReferringTo(*store_.NewSnapshot(), stream, blob, result, below));
  }
  // As an item names it that is right about it.
  static Blob RefTo(const std::string& file) {
    return {.sha256 = Sha256::Of(file),
            .size = file.size(),
            .media_type = "application/pdf",
            .unit = {}};
  }
  // The node above had lost its end: the stream is cut to nothing.
  void Cut(const StreamId& stream) {
    const auto state = store_.NewSnapshot();
    Commit({{StreamView(*state, Side::kLower, stream).RowKey(), EncodeRow(record::StreamRow())}});
  }
  void Commit(const storage::Batch& batch) {
    ASSERT_EQ(store_.Commit(batch, {}, storage::Durability::kSynced), storage::Outcome::kOk);
    Step(BlobsChanged{});
  }

  void Step(BlobInput input) {
    for (BlobAction& action : machine_.Step(std::move(input))) {
      if (std::holds_alternative<BlobDial>(action)) ++dials_;
      if (const auto* send = std::get_if<BlobSend>(&action); send != nullptr) {
        if (send->message.has_offer()) {
          under_way_ = send->message.offer().sha256();
          said_.push_back(send->message.offer());
          offers_.insert(under_way_);
          if (send->message.offer().lost()) lost_.insert(under_way_);
        }
        if (send->message.has_fetch()) asked_.insert(send->message.fetch().sha256());
      }
    }
  }
  void Connect() {
    Step(BlobTick{});
    Step(BlobConnected{});
  }
  // The node above says of the file under way that it has it, or why it does not take it.
  void Answer(const std::string& refused = {}) {
    v1::BlobMessage message;
    message.mutable_state()->set_sha256(under_way_);
    message.mutable_state()->set_complete(refused.empty());
    message.mutable_state()->set_refused(refused);
    Step(BlobIn{message});
  }
  // The node above gives the file that it was asked for, or says why not.
  void Fetched(const std::string& file, const std::string& refused = {}) {
    v1::BlobMessage message;
    message.mutable_fetched()->set_sha256(Sha256::Of(file).ToBytes());
    message.mutable_fetched()->set_refused(refused);
    if (refused.empty()) message.mutable_fetched()->set_data(file);
    message.mutable_fetched()->set_crc32c(Crc32c(message.fetched().data()));
    Step(BlobIn{message});
  }
  // The line breaks and is dialled again after so long that everything is looked at anew.
  void BreakForLong() {
    Step(BlobDisconnected{});
    clock_.Advance(kOfferAgainMicros);
    Connect();
  }
  // All that is offered until now, each answered with "is here".
  std::set<std::string> Offered() {
    Step(BlobTick{});
    for (std::size_t waiting = machine_.Traffic().files_waiting; waiting > 0; --waiting) Answer();
    return std::exchange(offers_, {});
  }
  static std::set<std::string> Hashes(const std::vector<std::string>& files) {
    std::set<std::string> hashes;
    for (const std::string& file : files) hashes.insert(Sha256::Of(file).ToBytes());
    return hashes;
  }

  storage::MemoryStore store_;
  sim::CountryTopology topology_{sim::Country({{"tinh", "", "nut-tinh"},
                                               {"huyen", "tinh", "nut-huyen"},
                                               {"xa-1", "huyen", "nut-huyen"},
                                               {"xa-2", "huyen", "nut-xa"}})};
  FilesHere files_;
  par::testing::ManualClock clock_;
  SeededRandom random_{1};
  ChildBlobs machine_{{.node_id = "nut-huyen", .parent_node = "nut-tinh", .retry = {}},
                      {.store = store_,
                       .topology = topology_,
                       .blobs = files_,
                       .clock = clock_,
                       .random = random_}};
  int dials_ = 0;
  std::string under_way_;
  std::vector<v1::BlobOffer> said_;  // Every offer, in order.
  std::set<std::string> offers_;
  std::set<std::string> lost_;
  std::set<std::string> asked_;
};

}  // namespace par::exchange::testing
