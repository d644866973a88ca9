// Receipts: what the node above signs for each item that it holds (docs/formats/receipt.md).
//
// Pure. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/exchange/ports.h"
#include "common/exchange/rows.h"
#include "common/exchange/stream.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

inline constexpr std::string_view kReceiptFormat = "parnet/receipt/1";

// "up:25001-17": the receipt number a person can quote.
[[nodiscard]] std::string ReceiptNumber(const v1::Receipt& receipt);

// For the event `row` at `seq` of `stream`, signed by `node_id` at `now` (UTC microseconds).
[[nodiscard]] v1::Receipt MakeReceipt(const StreamId& stream, std::uint64_t seq,
                                      const record::EventRow& row, std::string_view node_id,
                                      const Signer& signer, std::int64_t now);

// FAILED_PRECONDITION exchange_receipt_wrong: one of them is not signed by `node`.
[[nodiscard]] absl::Status CheckReceipts(
    const google::protobuf::RepeatedPtrField<v1::Receipt>& receipts, std::string_view node,
    const Verifier& verifier);

// FAILED_PRECONDITION receipt_other_item: the receipt is not for this event, body included.
[[nodiscard]] absl::Status CheckReceiptIsFor(const v1::Receipt& receipt, const v1::Event& event);

}  // namespace par::exchange
