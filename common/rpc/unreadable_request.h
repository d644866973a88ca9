// gRPC answers a request whose bytes are no message of its type (a text that is not UTF-8, most of
// all) with UNIMPLEMENTED and no word. This gives such a call a refusal with a reason.
#pragma once

#include <memory>

#include "absl/status/status.h"

namespace grpc::experimental {
class ServerInterceptorFactoryInterface;
}

namespace par::rpc {

// INVALID_ARGUMENT request_unreadable.
[[nodiscard]] absl::Status RequestUnreadable();

// Unary calls that cannot be read are answered INVALID_ARGUMENT request_unreadable; nothing else is
// touched.
[[nodiscard]] std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
NewUnreadableRequests();

}  // namespace par::rpc
