// The node a command speaks to: its address, the caller's token, and calls with a deadline.
// Whatever the node refuses is printed in the language of the run. Includes gRPC; for commands'
// files only.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/rpc/client.h"
#include "parctl/app.h"

namespace par::parctl {

// The line to the node, and the token that goes with every call.
struct NodeLine {
  std::string address;
  std::string token;
  std::shared_ptr<grpc::Channel> channel;
};

// The same line for the whole run. Null if the address is not on this machine or the
// token's file cannot be read, which is then printed.
// A usage error (MissingArgument) where no address was given.
[[nodiscard]] const NodeLine* LineOf(Session& session);

// Prints the refusal; exit code kUnreachable where the node did not answer, otherwise kFindings.
void PrintNodeRefusal(Session& session, const absl::Status& refusal);

// The id of the run's next change, 16 bytes: --request-id, so that a run may be repeated. Of
// several changes each after the first has an id made of the given one and of what it asks for,
// which is the same again although one before it is made no more, or only now. Random where none
// was given. A usage error as CheckRequestId.
[[nodiscard]] std::string NextRequestId(Session& session, const google::protobuf::Message& request);
// A usage error (BadArgument) if --request-id was given and is none.
void CheckRequestId(const Session& session);

// The unit that a change is made for: `given`, otherwise the unit of the caller's account. Nothing
// if the node does not say, which is then printed.
[[nodiscard]] std::optional<std::string> ActingUnit(Session& session, const std::string& given);

template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// One call. Nothing if it was refused, which is then printed.
template <typename Stub, typename Request, typename Response>
[[nodiscard]] std::optional<Response> Ask(Session& session, Method<Stub, Request, Response> method,
                                          const Request& request) {
  const NodeLine* line = LineOf(session);
  if (line == nullptr) return std::nullopt;
  Stub stub(line->channel);
  auto answer = rpc::Call(stub, method, request, line->token);
  if (answer.ok()) return *std::move(answer);
  PrintNodeRefusal(session, answer.status());
  return std::nullopt;
}

// Page after page to `take`. False once one was refused, which is then printed.
template <typename Stub, typename Request, typename Response, typename Take>
[[nodiscard]] bool EachPage(Session& session, Method<Stub, Request, Response> method,
                            Request request, const Take& take) {
  do {
    const auto page = Ask(session, method, request);
    if (!page.has_value()) return false;
    take(*page);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return true;
}

// The same for what changes something.
template <typename Stub, typename Request, typename Response>
[[nodiscard]] std::optional<Response> Change(Session& session,
                                             Method<Stub, Request, Response> method,
                                             Request request) {
  request.set_request_id(NextRequestId(session, request));
  return Ask(session, method, request);
}

}  // namespace par::parctl
