#include "common/services/item_router.h"

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/ledger/overlay.h"

namespace par::services {
namespace {

// A refusal answers the item; anything else is a failure of the store.
bool IsAnswer(const absl::Status& status) {
  return !domain::ReasonOf(status).empty() && status.code() != absl::StatusCode::kDataLoss &&
         status.code() != absl::StatusCode::kInternal &&
         status.code() != absl::StatusCode::kUnavailable;
}

void Keep(ledger::Overlay& effect, ledger::Transaction& transaction) {
  effect.KeepStep();
  for (storage::Write& row : effect.TakeBatch()) {
    if (row.value.has_value()) {
      transaction.Put(std::move(row.key), *std::move(row.value));
    } else {
      transaction.Erase(std::move(row.key));
    }
  }
}

}  // namespace

void ItemRouter::On(ItemType type, ReceiveFunction receive) {
  PAR_CHECK(parts_.emplace(static_cast<std::uint32_t>(type), std::move(receive)).second);
}

void ItemRouter::OnSent(ItemType type, ReceiveFunction take_back) {
  PAR_CHECK(sent_back_.emplace(static_cast<std::uint32_t>(type), std::move(take_back)).second);
}

void ItemRouter::OnForeseen(ItemType type, ForeseeFunction foresee) {
  PAR_CHECK(foresee_.emplace(static_cast<std::uint32_t>(type), std::move(foresee)).second);
}

void ItemRouter::Foresee(const exchange::v1::Item& item, const Sha256& body_sha256,
                         const storage::Reader& state) const {
  const auto part = foresee_.find(item.type());
  if (part != foresee_.end()) part->second(item, body_sha256, state);
}

absl::StatusOr<exchange::Judgement> ItemRouter::Receive(const ledger::Entry& entry,
                                                        const exchange::Arrival& arrival,
                                                        ledger::Transaction& transaction) {
  const bool sent = arrival.restored && arrival.stream.direction == exchange::Direction::kDown;
  const auto& receivers = sent ? sent_back_ : parts_;
  const auto part = receivers.find(arrival.event.item().type());
  if (sent && part == receivers.end()) return exchange::Judgement::Applied();
  if (part == receivers.end()) {
    return exchange::Judgement::Rejected(
        domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_type_unknown",
                        {{"type", std::to_string(arrival.event.item().type())}}));
  }
  ledger::Overlay effect(transaction);
  const absl::Status status = part->second(entry, arrival, effect);
  if (IsAnswer(status)) return exchange::Judgement::Rejected(status);
  RETURN_IF_ERROR(status);
  Keep(effect, transaction);
  return exchange::Judgement::Applied();
}

absl::Status ItemRouter::BadBody(const exchange::Arrival& arrival) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "item_body_invalid",
                         {{"type", std::to_string(arrival.event.item().type())}});
}

}  // namespace par::services
