// Evidence files from and to a peer that may say anything. Promised by the receiver, over a node's
// real folder: only a file with the bytes of its hash becomes visible, nothing grows beyond the
// size that was offered, and the file that an honest peer sends afterwards arrives. By the sender:
// never more under way than the window, and nothing sent that was not asked for.
#include <algorithm>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/exchange/blob_receiver.h"
#include "common/exchange/blob_sender.h"
#include "common/exchange/limits.h"
#include "common/node/evidence_blobs.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/targets.h"
#include "tests/sim/shelf.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

namespace par::fuzz {
namespace {

using exchange::Blob;
using exchange::BlobActions;
using exchange::BlobSend;
using exchange::v1::BlobMessage;

// Bits of Piece::how.
constexpr unsigned kFitFile = 0x01;   // Of the file under way, at its durable offset.
constexpr unsigned kChecksum = 0x02;  // Of what the chunk holds.
constexpr unsigned kBytes = 0x04;     // The piece's bytes are a file: offered under its own hash.
constexpr unsigned kBreak = 0x80;     // The connection breaks and comes back.

constexpr std::uint64_t kLargestHere = std::uint64_t{1} << 20u;

Blob BlobOf(std::string_view file) {
  return {.sha256 = Sha256::Of(file),
          .size = file.size(),
          .media_type = "application/pdf",
          .unit = "c"};
}

BlobMessage OfferOf(const Blob& blob) {
  BlobMessage message;
  message.mutable_offer()->set_sha256(blob.sha256.ToBytes());
  message.mutable_offer()->set_size(blob.size);
  message.mutable_offer()->set_media_type(blob.media_type);
  message.mutable_offer()->set_unit(blob.unit);
  return message;
}

absl::Status Anything(const Blob&) { return absl::OkStatus(); }

class Receiving {
 public:
  Receiving()
      : files_(*evidence::EvidenceStore::Open(folder_.path())),
        blobs_(files_, kLargestHere, "node C"),
        receiver_(blobs_, Anything) {}

  void Take(const Piece& piece) {
    if ((piece.how & kBreak) != 0) {
      Step(exchange::BlobDisconnected{absl::UnavailableError("broken")});
      return Step(exchange::BlobConnected{});
    }
    BlobMessage message;
    if ((piece.how & kBytes) != 0) {
      message = OfferOf(BlobOf(piece.bytes));
    } else if (!message.ParseFromArray(piece.bytes.data(), static_cast<int>(piece.bytes.size()))) {
      return;
    }
    if (message.has_chunk()) {
      exchange::v1::BlobChunk& chunk = *message.mutable_chunk();
      if ((piece.how & kFitFile) != 0) {
        chunk.set_sha256(offered_.sha256.ToBytes());
        chunk.set_offset(durable_);
      }
      if ((piece.how & kChecksum) != 0) chunk.set_crc32c(exchange::Crc32c(chunk.data()));
    }
    if (message.has_offer() && message.offer().sha256().size() == sizeof(Sha256::bytes)) {
      offered_.sha256 = Sha256::FromBytes(message.offer().sha256());
      offered_.size = message.offer().size();
    }
    Step(exchange::BlobIn{std::move(message)});
  }

  // Goes on where the receiver says; once more from the start where what came before was wrong.
  void HearAnHonestPeer() {
    const std::string file = "%PDF-1.7 the honest peer's file";
    const Blob blob = BlobOf(file);
    for (int attempt = 0; attempt < 2 && !files_.Has(blob.sha256); ++attempt) {
      Step(exchange::BlobConnected{});
      offered_ = blob;
      durable_ = 0;
      Step(exchange::BlobIn{OfferOf(blob)});
      if (durable_ >= file.size()) continue;
      BlobMessage message;
      message.mutable_chunk()->set_sha256(blob.sha256.ToBytes());
      message.mutable_chunk()->set_offset(durable_);
      message.mutable_chunk()->set_data(file.substr(durable_));
      message.mutable_chunk()->set_crc32c(exchange::Crc32c(message.chunk().data()));
      Step(exchange::BlobIn{std::move(message)});
    }
    PAR_CHECK(files_.Has(blob.sha256));
  }

 private:
  void Step(exchange::BlobInput input) {
    const BlobActions actions = receiver_.Step(std::move(input));
    PAR_CHECK(actions.size() <= 3);  // An acknowledgement, a file that is here, its end.
    for (const exchange::BlobAction& action : actions) {
      if (const auto* send = std::get_if<BlobSend>(&action)) {
        PAR_CHECK(send->message.ByteSizeLong() < 1024);
        if (send->message.has_state()) durable_ = send->message.state().durable_offset();
        if (send->message.has_ack()) durable_ = send->message.ack().durable_offset();
        if (send->message.has_ack()) PAR_CHECK(durable_ <= offered_.size);
      }
      const auto* settled = std::get_if<exchange::BlobSettled>(&action);
      if (settled != nullptr) PAR_CHECK(files_.Verify(settled->blob.sha256).ok());
    }
  }

  const testing::TempDir folder_;
  evidence::EvidenceStore files_;
  node::EvidenceBlobs blobs_;
  exchange::BlobReceiver receiver_;
  Blob offered_;
  std::uint64_t durable_ = 0;
};

class Sending {
 public:
  Sending() : sender_(shelf_, clock_) {
    clock_.Advance(exchange::kSecond);
    for (const std::size_t size : {std::size_t{100}, std::size_t{300} << 10u}) {
      const std::string file = "%PDF-1.7 " + std::string(size, 'x');
      sizes_.push_back(file.size());
      shelf_.Keep(file);
      sender_.Offer(BlobOf(file));
    }
    Step(exchange::BlobConnected{});
  }

  void Take(const Piece& piece) {
    clock_.Advance(static_cast<std::int64_t>(piece.how & 0x7fu) * 1000);
    if ((piece.how & kBreak) != 0) {
      Step(exchange::BlobDisconnected{absl::UnavailableError("broken")});
      return Step(exchange::BlobConnected{});
    }
    BlobMessage message;
    if (!message.ParseFromArray(piece.bytes.data(), static_cast<int>(piece.bytes.size()))) {
      return Step(exchange::BlobTick{});
    }
    if ((piece.how & kFitFile) != 0) {
      if (message.has_state()) message.mutable_state()->set_sha256(offered_);
      if (message.has_ack()) message.mutable_ack()->set_sha256(offered_);
      if (message.has_done()) message.mutable_done()->set_sha256(offered_);
    }
    Step(exchange::BlobIn{std::move(message)});
  }

 private:
  void Step(exchange::BlobInput input) {
    std::uint64_t chunks = 0;
    for (const exchange::BlobAction& action : sender_.Step(std::move(input))) {
      if (std::holds_alternative<exchange::BlobSettled>(action)) ++settled_;
      const auto* send = std::get_if<BlobSend>(&action);
      if (send == nullptr) continue;
      if (send->message.has_offer()) offered_ = send->message.offer().sha256();
      if (!send->message.has_chunk()) continue;
      const exchange::v1::BlobChunk& chunk = send->message.chunk();
      PAR_CHECK(chunk.sha256() == offered_);
      PAR_CHECK(chunk.offset() + chunk.data().size() <=
                *std::max_element(sizes_.begin(), sizes_.end()));
      chunks += chunk.data().size();
    }
    PAR_CHECK(chunks <= exchange::kLargestBlobWindow + exchange::kLargestChunk);
    PAR_CHECK(settled_ + sender_.waiting() == sizes_.size());
  }

  testing::ManualClock clock_;
  sim::Shelf shelf_;
  exchange::BlobSender sender_;
  std::vector<std::uint64_t> sizes_;
  std::string offered_;
  std::size_t settled_ = 0;
};

}  // namespace

void FuzzBlobReceiver(std::string_view input) {
  Receiving receiving;
  Feed(input, receiving);
  receiving.HearAnHonestPeer();
}

void FuzzBlobSender(std::string_view input) {
  Sending sending;
  Feed(input, sending);
}

}  // namespace par::fuzz
