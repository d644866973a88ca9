// How anything here calls a node: the only place that makes channels and client contexts, so that
// every call has a deadline and carries its token. Includes gRPC; keep it out of headers.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/random.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/tls.h"

namespace par::rpc {

// 30 seconds and 1 second for each 8 kB: slow is not dead.
[[nodiscard]] absl::Duration DeadlineFor(std::size_t bytes);

// To another node's peer port, which must be node `expected_node` (and show a certificate that
// `admit` lets pass). Never fails at once: a line that
// is down shows in the calls (UNAVAILABLE). No two channels share a connection: evidence does not
// hold up events, and a new channel is a new beginning.
[[nodiscard]] std::shared_ptr<grpc::Channel> DialPeer(const std::string& address,
                                                      const TlsFiles& tls,
                                                      const std::string& expected_node,
                                                      AdmitCertificate admit = {});

// To a client port on this machine: unix:PATH or a loopback address.
[[nodiscard]] std::shared_ptr<grpc::Channel> DialLocal(const std::string& address);

// A context for one call. An empty token is not sent.
[[nodiscard]] std::unique_ptr<grpc::ClientContext> NewContext(absl::Duration deadline,
                                                              const std::string& token = {});
// For a stream that lives as long as the line; it watches its own progress.
[[nodiscard]] std::unique_ptr<grpc::ClientContext> NewStreamContext();

// 16 bytes for a request's `request_id`. Make it once per wish and keep it over repeats.
[[nodiscard]] std::string NewRequestId(Random& random = SystemRandom());

// One blocking unary call, for command lines and tests:
//   ASSIGN_OR_RETURN(const ListUnitsResponse units,
//                    Call(*stub, &UnitService::Stub::ListUnits, request, token));
// The status is the refusal that the server made.
template <typename Stub, typename Request, typename Response>
[[nodiscard]] absl::StatusOr<Response> Call(Stub& stub,
                                            grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                         const Request&, Response*),
                                            const Request& request, const std::string& token = {}) {
  Response response;
  const auto context = NewContext(DeadlineFor(request.ByteSizeLong()), token);
  const absl::Status status = FromGrpcStatus((stub.*method)(context.get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

}  // namespace par::rpc
