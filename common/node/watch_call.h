// NodeService.Watch: one stream, one message under way at a time.
#pragma once

#include "common/node/changes.h"
#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "par/node/v1/node.grpc.pb.h"

namespace par::node {

// What is given outlives the call.
[[nodiscard]] grpc::ServerWriteReactor<v1::WatchResponse>* NewWatch(
    const rpc::CallPorts& calls, const services::HandlerPorts& ports, Changes& changes,
    grpc::CallbackServerContext* context, const v1::WatchRequest* request);

}  // namespace par::node
