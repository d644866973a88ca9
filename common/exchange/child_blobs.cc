#include "common/exchange/child_blobs.h"

#include <iterator>
#include <memory>
#include <utility>
#include <variant>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::exchange {
namespace {

// The other side took bytes or settled a file: the line is worth dialling again at once.
bool IsProgress(const v1::BlobMessage& message) {
  return message.has_ack() || message.has_done() || message.has_fetched() ||
         (message.has_state() && message.state().complete());
}

// evidence_hash_differs: the beginning may have come from somebody else; it was thrown away.
// exchange_blob_differs: it does not know the item yet (or not again) that names the file so.
bool MayChange(std::string_view reason) {
  return reason == "exchange_blob_not_wanted" || reason == "exchange_blob_differs" ||
         reason == "exchange_blob_unreadable" || reason == "evidence_missing" ||
         reason == "evidence_hash_differs";
}

}  // namespace

ChildBlobs::ChildBlobs(ChildBlobsConfig config, ChildBlobsPorts ports)
    : config_(std::move(config)),
      ports_(ports),
      sender_(ports.blobs, ports.clock),
      fetcher_(ports.blobs, ports.clock) {}

BlobActions ChildBlobs::Step(BlobInput input) {
  const std::int64_t now = ports_.clock.MonotonicMicros();
  if (std::holds_alternative<BlobsChanged>(input)) {
    changed_ = true;  // Looked at with the next tick: commits may come by the thousand.
    return {};
  }
  if (std::holds_alternative<BlobTick>(input)) {
    LookAgainAfterABreak(now);
    if (changed_) {
      changed_ = false;
      if (const absl::Status looked = Look(); !looked.ok()) last_error_ = looked;
    }
    if (!put_aside_.empty() && now >= offer_again_at_) OfferAgain();
  } else if (std::holds_alternative<BlobConnected>(input)) {
    phase_ = Phase::kUp;
    last_error_ = absl::OkStatus();
    not_got_.clear();
    OfferAgain();
  } else if (const auto* down = std::get_if<BlobDisconnected>(&input); down != nullptr) {
    phase_ = Phase::kDown;
    broken_ = true;
    dial_at_ = now + NextDelay(config_.retry, attempt_++, ports_.random);
    if (!down->why.ok()) last_error_ = down->why;
  } else if (IsProgress(std::get<BlobIn>(input).message)) {
    attempt_ = 0;
  }
  BlobActions fetching = fetcher_.Step(input);
  for (const BlobAction& action : fetching) NoteFetched(action);
  BlobActions actions = sender_.Step(std::move(input));
  for (const BlobAction& action : actions) Note(action);
  actions.insert(actions.end(), std::make_move_iterator(fetching.begin()),
                 std::make_move_iterator(fetching.end()));
  const bool work = sender_.waiting() > 0 || fetcher_.waiting() > 0;
  if (phase_ == Phase::kDown && work && now >= dial_at_) {
    phase_ = Phase::kDialling;
    actions.emplace_back(BlobDial{});
  }
  return actions;
}

// After a break another machine may stand above, with the streams of the old one and none of its
// files. Asking about each costs little, but a line that breaks all the time is for better things.
void ChildBlobs::LookAgainAfterABreak(std::int64_t now) {
  if (!looked_at_all_.has_value()) looked_at_all_ = now;
  if (!broken_ || now - *looked_at_all_ < kOfferAgainMicros) return;
  broken_ = false;
  looked_at_all_ = now;
  LookAgain();
}

void ChildBlobs::LookAgain() {
  references_ = BlobReferences(Side::kLower);
  ForgetOffered();
  changed_ = true;
}

void ChildBlobs::ForgetOffered() {
  told_lost_.clear();
  known_ = refused_;
  for (const auto& [reference, blob] : not_here_) known_.insert(reference);
  for (const Blob& blob : put_aside_) known_.insert(ReferenceOf(blob));
}

absl::Status ChildBlobs::Look() {
  const std::unique_ptr<storage::Snapshot> state = ports_.store.NewSnapshot();
  ASSIGN_OR_RETURN(const std::vector<std::string> hops,
                   HopsBetween(*state, ports_.topology, config_.node_id, config_.parent_node));
  std::vector<Blob> found;
  ASSIGN_OR_RETURN(const bool again, references_.Update(*state, hops, [&](Blob blob) {
    found.push_back(std::move(blob));
  }));
  // A node that lost the end of a stream may have lost files too: what the stream refers to is
  // offered again.
  if (again) ForgetOffered();
  for (auto& [reference, blob] : std::exchange(not_here_, {})) Offer(std::move(blob));
  for (Blob& blob : found) {
    if (known_.insert(ReferenceOf(blob)).second) Offer(std::move(blob));
  }
  return absl::OkStatus();
}

// A unit's own file has no other place to come from.
bool ChildBlobs::Lost(const Blob& blob) const {
  if (ports_.blobs.IsLost(blob.sha256)) return true;
  const auto host = ports_.topology.NodeOf(ports_.store, blob.unit);
  return host.ok() && *host == config_.node_id;
}

void ChildBlobs::Offer(Blob blob) {
  if (!ports_.blobs.Has(blob.sha256)) {
    const bool to_tell = Lost(blob) && told_lost_.insert(ReferenceOf(blob)).second;
    not_here_.emplace(ReferenceOf(blob), blob);
    if (!to_tell) return;
  }
  const std::size_t before = sender_.waiting();
  const std::uint64_t size = blob.size;
  sender_.Offer(std::move(blob));
  if (sender_.waiting() > before) offered_bytes_ += size;
}

void ChildBlobs::OfferAgain() {
  for (Blob& blob : std::exchange(put_aside_, {})) {
    told_lost_.erase(ReferenceOf(blob));  // The node above did not take even that word.
    Offer(std::move(blob));
  }
}

void ChildBlobs::Note(const BlobAction& action) {
  if (const auto* send = std::get_if<BlobSend>(&action); send != nullptr) {
    sent_bytes_ += send->message.chunk().data().size();
    rate_.Add(ports_.clock.MonotonicMicros(), send->message.chunk().data().size());
  } else if (const auto* close = std::get_if<BlobClose>(&action); close != nullptr) {
    last_error_ = close->why;
  } else if (const auto* settled = std::get_if<BlobSettled>(&action); settled != nullptr) {
    NoteSettled(*settled);
  }
}

void ChildBlobs::NoteSettled(const BlobSettled& settled) {
  offered_bytes_ -= settled.blob.size;
  if (settled.outcome == v1::BLOB_OUTCOME_VERIFIED) return;
  // The node above has noted that the file will not come.
  if (settled.reason == "evidence_missing" && told_lost_.contains(ReferenceOf(settled.blob))) {
    return;
  }
  last_error_ =
      domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_blob_refused",
                      {{"sha256", settled.blob.sha256.Hex()}, {"reason", settled.reason}});
  if (!MayChange(settled.reason)) {
    refused_.insert(ReferenceOf(settled.blob));
    return;
  }
  put_aside_.push_back(settled.blob);
  offer_again_at_ = ports_.clock.MonotonicMicros() + kOfferAgainMicros;
}

void ChildBlobs::FetchMissing(const std::set<Sha256>* only) {
  if (ports_.clock.MonotonicMicros() >= fetch_again_at_) not_got_.clear();
  for (const auto& [reference, blob] : not_here_) {
    if (only != nullptr && !only->contains(blob.sha256)) continue;
    if (!not_got_.contains(reference)) fetcher_.Want(blob);
  }
}

void ChildBlobs::NoteFetched(const BlobAction& action) {
  const auto* settled = std::get_if<BlobSettled>(&action);
  if (settled == nullptr) return;
  if (settled->outcome == v1::BLOB_OUTCOME_VERIFIED) {
    // However items name it.
    const Sha256& sha256 = settled->blob.sha256;
    auto at = not_here_.lower_bound({.sha256 = sha256, .size = 0, .media_type = {}});
    while (at != not_here_.end() && at->first.sha256 == sha256) at = not_here_.erase(at);
    return;
  }
  not_got_.insert(ReferenceOf(settled->blob));
  fetch_again_at_ = ports_.clock.MonotonicMicros() + kOfferAgainMicros;
}

BlobLoss ChildBlobs::Loss() const {
  BlobLoss loss{.files_missing = not_here_.size(),
                .bytes_missing = 0,
                .files_asked = fetcher_.waiting(),
                .bytes_fetched = fetcher_.fetched_bytes(),
                .last_error = fetcher_.last_error()};
  for (const auto& [reference, blob] : not_here_) loss.bytes_missing += blob.size;
  return loss;
}

BlobTraffic ChildBlobs::Traffic() const {
  BlobTraffic traffic{.files_waiting = sender_.waiting() + put_aside_.size(),
                      .bytes_waiting = offered_bytes_ - sender_.durable(),
                      .bytes_moved = sent_bytes_,
                      .bytes_per_second = rate_.PerSecond(ports_.clock.MonotonicMicros()),
                      .last_error = not_got_.empty() ? last_error_ : fetcher_.last_error()};
  for (const Blob& blob : put_aside_) traffic.bytes_waiting += blob.size;
  return traffic;
}

}  // namespace par::exchange
