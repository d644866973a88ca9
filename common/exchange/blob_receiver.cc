#include "common/exchange/blob_receiver.h"

#include <utility>

#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

std::string ReasonOr(const absl::Status& status, std::string_view otherwise) {
  const std::string reason = domain::ReasonOf(status);
  return reason.empty() ? std::string(otherwise) : reason;
}

}  // namespace

BlobActions BlobReceiver::Step(BlobInput input) {
  BlobActions actions;
  const auto* in = std::get_if<BlobIn>(&input);
  if (in == nullptr) {
    if (std::holds_alternative<BlobConnected>(input) ||
        std::holds_alternative<BlobDisconnected>(input)) {
      current_.reset();
    }
    return actions;
  }
  if (in->message.has_offer()) {
    OnOffer(in->message.offer(), actions);
  } else if (in->message.has_chunk()) {
    OnChunk(in->message.chunk(), actions);
  } else if (in->message.has_fetch()) {
    OnFetch(in->message.fetch(), actions);
  } else {
    actions.emplace_back(
        BlobClose{domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_unexpected",
                                  {{"message", std::to_string(in->message.message_case())}})});
  }
  return actions;
}

void BlobReceiver::OnOffer(const v1::BlobOffer& offer, BlobActions& actions) {
  current_.reset();
  if (offer.sha256().size() != sizeof(Sha256::bytes) || offer.unit().size() > kMaxNameBytes ||
      offer.media_type().size() > kMaxNameBytes) {
    actions.emplace_back(BlobClose{Malformed("offer")});
    return;
  }
  const Blob blob{.sha256 = Sha256::FromBytes(offer.sha256()),
                  .size = offer.size(),
                  .media_type = offer.media_type(),
                  .unit = offer.unit()};
  if (const absl::Status wanted = wanted_(blob); !wanted.ok()) {
    v1::BlobMessage message;
    message.mutable_state()->set_sha256(offer.sha256());
    message.mutable_state()->set_refused(ReasonOr(wanted, "exchange_blob_not_wanted"));
    actions.emplace_back(BlobSend{std::move(message)});
    return;
  }
  if (offer.lost() && !store_.Has(blob.sha256)) {
    store_.NoteLost(blob.sha256);
    v1::BlobMessage message;
    message.mutable_state()->set_sha256(offer.sha256());
    message.mutable_state()->set_refused("evidence_missing");
    actions.emplace_back(BlobSend{std::move(message)});
    actions.emplace_back(BlobSettled{
        .blob = blob, .outcome = v1::BLOB_OUTCOME_REFUSED, .reason = "evidence_missing"});
    return;
  }
  SendState(blob, actions);
}

// Nothing is remembered between two pieces: who asks keeps count.
void BlobReceiver::OnFetch(const v1::BlobFetch& fetch, BlobActions& actions) {
  if (fetch.sha256().size() != sizeof(Sha256::bytes) || fetch.length() == 0 ||
      fetch.length() > kLargestChunk) {
    actions.emplace_back(BlobClose{Malformed("fetch")});
    return;
  }
  const Blob blob{
      .sha256 = Sha256::FromBytes(fetch.sha256()), .size = 0, .media_type = {}, .unit = {}};
  v1::BlobMessage message;
  v1::BlobFetched& fetched = *message.mutable_fetched();
  fetched.set_sha256(fetch.sha256());
  fetched.set_offset(fetch.offset());
  absl::Status refusal =
      lent_ ? lent_(blob.sha256)
            : domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_blob_not_wanted");
  if (refusal.ok()) {
    auto data = store_.Read(blob, fetch.offset(), fetch.length());
    refusal = data.status();
    if (data.ok()) {
      fetched.set_crc32c(Crc32c(*data));
      fetched.set_data(*std::move(data));
    }
  }
  if (!refusal.ok()) fetched.set_refused(ReasonOr(refusal, "exchange_blob_unreadable"));
  actions.emplace_back(BlobSend{std::move(message)});
}

void BlobReceiver::SendState(const Blob& blob, BlobActions& actions) {
  const auto place = store_.Begin(blob);
  current_.reset();
  v1::BlobMessage message;
  v1::BlobState& state = *message.mutable_state();
  state.set_sha256(blob.sha256.ToBytes());
  if (!place.ok()) {
    if (!absl::IsInvalidArgument(place.status())) {
      actions.emplace_back(BlobClose{place.status()});  // Our own disk: later, perhaps.
      return;
    }
    state.set_refused(ReasonOr(place.status(), "exchange_blob_not_wanted"));
  } else if (place->complete) {
    state.set_durable_offset(blob.size);
    state.set_complete(true);
  } else {
    current_ = blob;
    // All of it came, but it was not verified any more: no chunk will come to start that.
    if (place->durable_offset == blob.size) return Finish(actions);
    state.set_durable_offset(place->durable_offset);
    told_ = place->durable_offset;
  }
  actions.emplace_back(BlobSend{std::move(message)});
}

void BlobReceiver::OnChunk(const v1::BlobChunk& chunk, BlobActions& actions) {
  // Chunks that were under way when a file was settled or refused.
  if (!current_.has_value() || chunk.sha256() != current_->sha256.ToBytes()) return;
  const Blob blob = *current_;
  if (chunk.data().empty() || chunk.data().size() > kLargestChunk || chunk.offset() > blob.size ||
      chunk.data().size() > blob.size - chunk.offset()) {
    current_.reset();
    actions.emplace_back(BlobClose{Malformed("chunk")});
    return;
  }
  if (told_.has_value() && chunk.offset() != *told_) return;
  told_.reset();
  if (Crc32c(chunk.data()) != chunk.crc32c()) return SendState(blob, actions);
  const auto durable = store_.Put(blob, chunk.offset(), chunk.data());
  // Another line, or a person, puts the same file at this moment: go on where they are.
  if (absl::IsFailedPrecondition(durable.status()) || absl::IsAborted(durable.status())) {
    return SendState(blob, actions);
  }
  if (!durable.ok()) {
    current_.reset();
    actions.emplace_back(BlobClose{durable.status()});
    return;
  }
  v1::BlobMessage message;
  message.mutable_ack()->set_sha256(chunk.sha256());
  message.mutable_ack()->set_durable_offset(*durable);
  actions.emplace_back(BlobSend{std::move(message)});
  if (*durable == blob.size) Finish(actions);
}

void BlobReceiver::Finish(BlobActions& actions) {
  const Blob blob = *std::exchange(current_, std::nullopt);
  const absl::Status finished = store_.Finish(blob);
  if (!finished.ok() && !absl::IsInvalidArgument(finished)) {
    actions.emplace_back(BlobClose{finished});
    return;
  }
  v1::BlobMessage message;
  v1::BlobDone& done = *message.mutable_done();
  done.set_sha256(blob.sha256.ToBytes());
  const std::string reason = domain::ReasonOf(finished);
  done.set_outcome(finished.ok()                       ? v1::BLOB_OUTCOME_VERIFIED
                   : reason == "evidence_hash_differs" ? v1::BLOB_OUTCOME_MISMATCH
                                                       : v1::BLOB_OUTCOME_REFUSED);
  done.set_reason(reason);
  if (finished.ok()) {
    actions.emplace_back(BlobSettled{.blob = blob, .outcome = done.outcome(), .reason = {}});
  }
  actions.emplace_back(BlobSend{std::move(message)});
}

}  // namespace par::exchange
