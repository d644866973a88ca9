#include "common/exchange/blob_fetcher.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"

namespace par::exchange {

void BlobFetcher::Want(Blob blob) {
  if (!wanted_.insert(ReferenceOf(blob)).second) return;
  waiting_bytes_ += blob.size;
  queue_.push_back(std::move(blob));
}

BlobActions BlobFetcher::Step(const BlobInput& input) {
  BlobActions actions;
  if (std::holds_alternative<BlobConnected>(input)) {
    up_ = true;
    asked_at_.reset();
  } else if (std::holds_alternative<BlobDisconnected>(input)) {
    up_ = false;
  } else if (const auto* in = std::get_if<BlobIn>(&input); in != nullptr) {
    if (in->message.has_fetched()) OnFetched(in->message.fetched(), actions);
  }
  if (!up_) return actions;
  if (asked_at_.has_value() && clock_.MonotonicMicros() - *asked_at_ > kSilenceMicros) {
    asked_at_.reset();
    last_error_ = domain::Refusal(absl::StatusCode::kUnavailable, "exchange_silent",
                                  {{"seconds", std::to_string(kSilenceMicros / kSecond)}});
    actions.emplace_back(BlobClose{last_error_});
    return actions;
  }
  while (!asked_at_.has_value() && !queue_.empty()) Ask(actions);
  return actions;
}

// Where the disk ends; a file of which all has come is verified first.
absl::StatusOr<BlobPlace> BlobFetcher::PlaceOf(const Blob& blob) {
  ASSIGN_OR_RETURN(BlobPlace place, store_.Begin(blob));
  if (place.complete || place.durable_offset < blob.size) return place;
  const absl::Status finished = store_.Finish(blob);
  if (!finished.ok() && !absl::IsFailedPrecondition(finished)) return finished;
  // It is here; or a power cut had torn it, and it begins anew.
  ASSIGN_OR_RETURN(place, store_.Begin(blob));
  if (place.complete || place.durable_offset < blob.size) return place;
  return finished;
}

// Asks for the next piece of the first file; a file that needs nothing more is settled.
void BlobFetcher::Ask(BlobActions& actions) {
  const Blob& blob = queue_.front();
  const auto place = PlaceOf(blob);
  if (!place.ok() || place->complete) return Settle(place.status(), actions);
  offset_ = place->durable_offset;
  asked_at_ = clock_.MonotonicMicros();
  BlobSend ask;
  ask.message.mutable_fetch()->set_sha256(blob.sha256.ToBytes());
  ask.message.mutable_fetch()->set_offset(offset_);
  ask.message.mutable_fetch()->set_length(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(kLargestChunk, blob.size - offset_)));
  actions.emplace_back(std::move(ask));
}

void BlobFetcher::OnFetched(const v1::BlobFetched& fetched, BlobActions& actions) {
  if (!asked_at_.has_value() || queue_.empty() || fetched.offset() != offset_ ||
      fetched.sha256() != queue_.front().sha256.ToBytes()) {
    return;  // About an earlier question.
  }
  asked_at_.reset();
  if (!fetched.refused().empty()) {
    const absl::Status not_above =
        domain::Refusal(absl::StatusCode::kNotFound, "exchange_blob_not_above",
                        {{"sha256", queue_.front().sha256.Hex()}, {"reason", fetched.refused()}});
    return SettleWith(not_above, fetched.refused(), actions);
  }
  const Blob& blob = queue_.front();
  if (fetched.data().empty() || fetched.data().size() > blob.size - offset_) {
    return Settle(domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_blob_differs"),
                  actions);
  }
  if (Crc32c(fetched.data()) != fetched.crc32c()) return;  // Asked for again.
  const auto durable = store_.Put(blob, offset_, fetched.data());
  if (durable.ok()) {
    fetched_bytes_ += fetched.data().size();
  } else if (!absl::IsFailedPrecondition(durable.status()) && !absl::IsAborted(durable.status())) {
    Settle(durable.status(), actions);
  }
}

void BlobFetcher::Settle(const absl::Status& status, BlobActions& actions) {
  const std::string reason = domain::ReasonOf(status);
  SettleWith(status, status.ok() || !reason.empty() ? reason : "exchange_blob_unreadable", actions);
}

// OK: the file is here. Otherwise `reason` is the other side's word, or ours.
void BlobFetcher::SettleWith(const absl::Status& status, std::string reason, BlobActions& actions) {
  if (!status.ok()) last_error_ = status;
  Blob blob = std::move(queue_.front());
  queue_.pop_front();
  wanted_.erase(ReferenceOf(blob));
  waiting_bytes_ -= blob.size;
  const v1::BlobOutcome outcome =
      status.ok() ? v1::BLOB_OUTCOME_VERIFIED : v1::BLOB_OUTCOME_REFUSED;
  actions.emplace_back(
      BlobSettled{.blob = std::move(blob), .outcome = outcome, .reason = std::move(reason)});
}

}  // namespace par::exchange
