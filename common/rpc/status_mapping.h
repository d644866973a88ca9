// Refusals across the wire. Code, reason and parameters travel in grpc-status-details-bin as
// par.error.v1.StatusDetails, so that a client rebuilds the refusal that the server made.
#pragma once

#include "absl/status/status.h"

namespace grpc {
class Status;
}
namespace par::error::v1 {
class ErrorDetail;
}

namespace par::rpc {

// The message of the result is the English text.
[[nodiscard]] grpc::Status ToGrpcStatus(const absl::Status& status);

// Reason, parameters and texts of a refusal.
void FillDetail(const absl::Status& refusal, error::v1::ErrorDetail& detail);

// The refusal as its maker gave it. A reason that this build's catalogue does not know (the peer is
// newer) becomes a plain status with the peer's own text, Vietnamese first.
[[nodiscard]] absl::Status FromGrpcStatus(const grpc::Status& status);

// RESOURCE_EXHAUSTED node_busy: the node has as much work as it takes; try again later.
[[nodiscard]] absl::Status NodeBusy();

}  // namespace par::rpc
