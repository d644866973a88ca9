// The two forms that nearly every handler method has: a command on a unit under one permission, and
// a query on a snapshot whose answer is the response. Included by *_handler.cc files only.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"

namespace par::services {

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Command(const rpc::CallPorts& calls, const HandlerPorts& ports,
                                  grpc::CallbackServerContext* context, const Request& request,
                                  Response* response, CommandKind kind,
                                  domain::Permission permission, std::string unit,
                                  std::string cycle) {
  return rpc::CommandCall(calls, context, request, response, kind,
                          [ports, permission, unit = std::move(unit), cycle = std::move(cycle)](
                              const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
                            rpc::CommandScope scope;
                            ASSIGN_OR_RETURN(scope.actor, ports.ActorFor(caller, permission, unit));
                            scope.unit = unit;
                            scope.cycle = cycle;
                            return scope;
                          });
}

// The same of a request whose entry makes what tells who acted (`tells_by`). Entries from before
// tell nobody, and make the same again.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* TellingCommand(const rpc::CallPorts& calls, const HandlerPorts& ports,
                                         grpc::CallbackServerContext* context,
                                         const Request& request, Response* response,
                                         CommandKind kind, domain::Permission permission,
                                         std::string unit) {
  return rpc::CommandCall(calls, context, request, response, kind,
                          [ports, permission, unit = std::move(unit), &request](
                              const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
                            rpc::CommandScope scope;
                            ASSIGN_OR_RETURN(scope.actor, ports.ActorFor(caller, permission, unit));
                            scope.unit = unit;
                            Request telling = request;
                            telling.set_tells_by(true);
                            scope.payload = telling.SerializeAsString();
                            return scope;
                          });
}

// `answer(state, caller)` returns StatusOr<Response>.
template <typename Response, typename Answer>
grpc::ServerUnaryReactor* Query(const rpc::CallPorts& calls, const HandlerPorts& ports,
                                grpc::CallbackServerContext* context, Response* response,
                                Answer answer) {
  return rpc::QueryCall(
      calls, context,
      [ports, response, answer = std::move(answer)](const rpc::Caller& caller) -> absl::Status {
        const std::unique_ptr<storage::Snapshot> state = ports.store.NewSnapshot();
        absl::StatusOr<Response> filled = answer(*state, caller);
        if (filled.ok()) *response = *std::move(filled);
        return filled.status();
      });
}

}  // namespace par::services
