#include "common/services/receipts.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/services/deliveries.h"
#include "common/services/handler_ports.h"
#include "common/services/kinds.h"
#include "common/services/people.h"

namespace par::services {
namespace {

using domain::Language;
using exchange::Side;
using exchange::StreamView;

constexpr std::uint64_t kPage = 100;

std::string NameOfType(std::uint32_t type) {
  switch (static_cast<ItemType>(type)) {
    case ItemType::kSubmission:
      return "submission";
    case ItemType::kAction:
      return "action";
    case ItemType::kFigures:
      return "figures";
    case ItemType::kDecisionCopy:
    case ItemType::kPackedDecisionCopy:
      return "decision_copy";
    case ItemType::kCertificateRequest:
      return "certificate_request";
    default:
      return "other";
  }
}

// The author is one of this node's people: only what its own units handed up is listed.
absl::Status Describe(const storage::Reader& state, const exchange::v1::Item& item,
                      const exchange::ItemStanding& standing, Language language,
                      receipt::v1::ListedItem& shown) {
  const std::string name = NameOfType(item.type());
  shown.set_submission_id(item.submission_id());
  shown.set_what(name);
  shown.set_what_text(domain::TextOf(
      domain::Refusal(absl::StatusCode::kFailedPrecondition, "item_" + name), language));
  shown.set_author(item.author());
  shown.set_made_at(item.wall_time());
  shown.set_standing(DeliveryName(standing));
  shown.set_standing_text(DeliveryText(standing, language));
  shown.set_receipt_number(ReceiptNumberOf(standing));
  shown.set_received_at(standing.result.received_at());
  ASSIGN_OR_RETURN(const dossier::v1::Person author, PersonOf(state, item.author()));
  shown.set_author_name(author.full_name());
  shown.set_author_position(author.position());
  return absl::OkStatus();
}

// "up:la-ha-17" of unit la-ha, or "17"; nothing if it is neither.
std::optional<std::uint64_t> SeqOf(std::string_view number, std::string_view unit) {
  const std::string prefix = "up:" + std::string(unit) + "-";
  if (number.substr(0, prefix.size()) == prefix) number.remove_prefix(prefix.size());
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seq);
  if (error != std::errc() || end != number.data() + number.size() || seq == 0) return std::nullopt;
  return seq;
}

// Adds what waits, from the number `from` on, and says where the next page begins; 0: that was all.
absl::StatusOr<std::uint64_t> AddWaiting(const storage::Reader& state, const StreamView& view,
                                         std::uint64_t from, Language language,
                                         receipt::v1::ListItemsResponse& response) {
  for (std::uint64_t left = kPage; left > 0;) {
    ASSIGN_OR_RETURN(const std::vector<exchange::Staged> waiting, view.StagedFrom(from, left));
    if (waiting.empty()) return 0;
    for (const exchange::Staged& staged : waiting) {
      const exchange::v1::Item& item = staged.item.item();
      ASSIGN_OR_RETURN(const exchange::ItemStanding standing,
                       exchange::StandingOf(state, view.stream().unit, item.submission_id()));
      RETURN_IF_ERROR(Describe(state, item, standing, language, *response.add_items()));
    }
    from = waiting.back().number + 1;
    left -= waiting.size();
  }
  return from;
}

absl::Status Unknown(const receipt::v1::GetReceiptRequest& request) {
  return domain::Refusal(absl::StatusCode::kNotFound, "receipt_unknown",
                         {{"unit", request.unit()}, {"number", request.number()}});
}

}  // namespace

absl::StatusOr<receipt::v1::ListItemsResponse> Receipts::List(
    const storage::Reader& state, const receipt::v1::ListItemsRequest& request) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.unit()));
  const Language language = LanguageOf(request.language());
  receipt::v1::ListItemsResponse response;
  const StreamView view(state, Side::kLower, exchange::UpOf(request.unit()));
  if (request.before() == 0) {
    ASSIGN_OR_RETURN(const std::uint64_t next_waiting,
                     AddWaiting(state, view, request.waiting(), language, response));
    response.set_next_waiting(next_waiting);
    if (next_waiting != 0) return response;
  }
  ASSIGN_OR_RETURN(const exchange::Position end, view.End());
  std::uint64_t seq =
      request.before() == 0 ? end.length : std::min(request.before() - 1, end.length);
  for (std::uint64_t shown = 0; seq > 0 && shown < kPage; --seq, ++shown) {
    ASSIGN_OR_RETURN(const auto event, view.Event(seq));
    if (!event.has_value()) {
      seq = 0;  // `verify` says what is missing; asking for it again would give no more.
      break;
    }
    ASSIGN_OR_RETURN(const exchange::ItemStanding standing,
                     exchange::StandingOf(state, request.unit(), event->item().submission_id()));
    RETURN_IF_ERROR(Describe(state, event->item(), standing, language, *response.add_items()));
  }
  if (seq > 0) response.set_next(seq + 1);
  return response;
}

absl::StatusOr<receipt::v1::GetReceiptResponse> Receipts::Get(
    const storage::Reader& state, const receipt::v1::GetReceiptRequest& request,
    std::int64_t now) const {
  const std::optional<std::uint64_t> seq = SeqOf(request.number(), request.unit());
  if (!seq.has_value()) return Unknown(request);
  ASSIGN_OR_RETURN(const auto parent, units_.ParentOf(state, request.unit()));
  if (!parent.has_value()) return Unknown(request);
  const exchange::StreamId stream = exchange::UpOf(request.unit());
  const bool above = units_.RequireHosted(state, *parent).ok();
  const Side side = above ? Side::kUpper : Side::kLower;
  ASSIGN_OR_RETURN(auto event, exchange::ReadEvent(state, payloads_, side, stream, *seq));
  if (!event.has_value()) return Unknown(request);
  receipt::v1::GetReceiptResponse response;
  receipt::v1::SignedReceipt& file = *response.mutable_receipt();
  file.set_format(std::string(exchange::kReceiptFormat));
  file.set_received_by(*parent);
  if (above) {
    ASSIGN_OR_RETURN(const auto row, StreamView(state, side, stream).Event(*seq));
    *file.mutable_receipt() = exchange::MakeReceipt(stream, *seq, *row, node_id_, signer_, now);
    file.set_signer_certificate(signer_.Certificate());
  } else {
    ASSIGN_OR_RETURN(exchange::ItemStanding standing,
                     exchange::StandingOf(state, request.unit(), event->item().submission_id()));
    if (standing.receipt.seq() == 0) {
      return domain::Refusal(absl::StatusCode::kFailedPrecondition, "receipt_not_yet",
                             {{"unit", request.unit()}, {"number", request.number()}});
    }
    *file.mutable_receipt() = std::move(standing.receipt);
    file.set_signer_certificate(std::move(standing.receipt_certificate));
  }
  *file.mutable_event() = *std::move(event);
  return response;
}

}  // namespace par::services
