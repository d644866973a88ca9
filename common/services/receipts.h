// What a unit handed up and the receipts for it. At the unit's own node a receipt is the one that
// came; at the node directly above it is made anew from the stream, signed now: so a unit that lost
// its machine, or a node that lost the answer, gets it again.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/exchange/ports.h"
#include "common/services/units.h"
#include "par/receipt/v1/receipt.pb.h"

namespace par::services {

class Receipts {
 public:
  // All must outlive it.
  Receipts(std::string node_id, const Units& units, const exchange::EntryPayloads& payloads,
           const exchange::Signer& signer)
      : node_id_(std::move(node_id)), units_(units), payloads_(payloads), signer_(signer) {}

  // FAILED_PRECONDITION unit_not_hosted.
  [[nodiscard]] absl::StatusOr<receipt::v1::ListItemsResponse> List(
      const storage::Reader& state, const receipt::v1::ListItemsRequest& request) const;

  // `now`: UTC microseconds. NOT_FOUND receipt_unknown: no such number here. FAILED_PRECONDITION
  // receipt_not_yet.
  [[nodiscard]] absl::StatusOr<receipt::v1::GetReceiptResponse> Get(
      const storage::Reader& state, const receipt::v1::GetReceiptRequest& request,
      std::int64_t now) const;

 private:
  const std::string node_id_;
  const Units& units_;
  const exchange::EntryPayloads& payloads_;
  const exchange::Signer& signer_;
};

}  // namespace par::services
