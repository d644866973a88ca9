#include "common/rpc/calls.h"

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/work_pool.h"

namespace par::rpc {

absl::Status CheckDeadline(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "deadline_missing");
  }
  if (context.IsCancelled() || deadline <= std::chrono::system_clock::now()) {
    return domain::Refusal(absl::StatusCode::kDeadlineExceeded, "deadline_passed");
  }
  return absl::OkStatus();
}

absl::StatusOr<Caller> CallerOf(const CallPorts& ports,
                                const grpc::CallbackServerContext& context) {
  ASSIGN_OR_RETURN(const std::string token, CallToken(context, ports.gateway_secret));
  return IsWatching(context) ? ports.tokens->Look(token) : ports.tokens->Verify(token);
}

namespace {

// Every request that changes the state has the field; a message without it is our own mistake.
absl::StatusOr<std::string> RequestId(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  PAR_CHECK(field != nullptr && field->type() == google::protobuf::FieldDescriptor::TYPE_BYTES);
  std::string id = request.GetReflection()->GetString(request, field);
  if (id.size() != kRequestIdBytes) {
    return domain::Refusal(
        absl::StatusCode::kInvalidArgument, "request_id_invalid",
        {{"length", std::to_string(id.size())}, {"required", std::to_string(kRequestIdBytes)}});
  }
  return id;
}

absl::Status CheckSize(const google::protobuf::Message& request) {
  const std::size_t size = request.ByteSizeLong();
  if (size <= kLargestRequest) return absl::OkStatus();
  return domain::Refusal(
      absl::StatusCode::kInvalidArgument, "request_too_large",
      {{"size", std::to_string(size)}, {"maximum", std::to_string(kLargestRequest)}});
}

// The context, the request and the response live until the reactor is finished, so work may point
// to them.
grpc::ServerUnaryReactor* OnPool(const CallPorts& ports, grpc::CallbackServerContext* context,
                                 std::function<void(grpc::ServerUnaryReactor*)> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (absl::Status late = CheckDeadline(*context); !late.ok()) {
    reactor->Finish(ToGrpcStatus(late));
    return reactor;
  }
  const bool taken = ports.pool->TryPost([context, reactor, work = std::move(work)] {
    // It may have waited long; nobody needs the answer to a call that is over.
    if (absl::Status late = CheckDeadline(*context); !late.ok()) {
      reactor->Finish(ToGrpcStatus(late));
    } else {
      work(reactor);
    }
  });
  if (!taken) {
    reactor->Finish(ToGrpcStatus(NodeBusy()));
  }
  return reactor;
}

struct Prepared {
  ledger::Command command;
  std::function<void()> finish;
};

Prepared Prepare(std::string id, const google::protobuf::Message& request,
                 services::CommandKind kind, CommandScope scope) {
  PAR_CHECK(scope.actor.has_value());
  std::string payload =
      scope.payload.has_value() ? *std::move(scope.payload) : request.SerializeAsString();
  return {.command = {.id = std::move(id),
                      .actor = *std::move(scope.actor),
                      .unit = std::move(scope.unit),
                      .cycle = std::move(scope.cycle),
                      .kind = kind.number(),
                      .payload = std::move(payload)},
          .finish = std::move(scope.finish)};
}

void Submit(const CallPorts& ports, Prepared prepared, google::protobuf::Message* response,
            grpc::ServerUnaryReactor* reactor) {
  ports.submit(
      std::move(prepared.command),
      [response, reactor, finish = std::move(prepared.finish)](absl::StatusOr<std::string> answer) {
        if (!answer.ok()) {
          reactor->Finish(ToGrpcStatus(answer.status()));
          return;
        }
        if (!response->ParseFromString(*answer)) {
          reactor->Finish(ToGrpcStatus(
              domain::Refusal(absl::StatusCode::kAlreadyExists, "request_id_used_elsewhere")));
          return;
        }
        if (finish) finish();
        reactor->Finish(grpc::Status::OK);
      });
}

using PrepareCommand = std::function<absl::StatusOr<CommandScope>()>;

grpc::ServerUnaryReactor* RunCommand(const CallPorts& ports, grpc::CallbackServerContext* context,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message* response,
                                     services::CommandKind kind, PrepareCommand prepare) {
  return OnPool(ports, context,
                [&ports, &request, response, kind,
                 prepare = std::move(prepare)](grpc::ServerUnaryReactor* reactor) {
                  auto command = [&]() -> absl::StatusOr<Prepared> {
                    RETURN_IF_ERROR(CheckSize(request));
                    ASSIGN_OR_RETURN(std::string id, RequestId(request));
                    ASSIGN_OR_RETURN(CommandScope scope, prepare());
                    return Prepare(std::move(id), request, kind, std::move(scope));
                  }();
                  if (command.ok()) {
                    Submit(ports, *std::move(command), response, reactor);
                  } else {
                    reactor->Finish(ToGrpcStatus(command.status()));
                  }
                });
}

}  // namespace

grpc::ServerUnaryReactor* CommandCall(const CallPorts& ports, grpc::CallbackServerContext* context,
                                      const google::protobuf::Message& request,
                                      google::protobuf::Message* response,
                                      services::CommandKind kind, Authorise authorise) {
  auto prepare = [&ports, context,
                  authorise = std::move(authorise)]() -> absl::StatusOr<CommandScope> {
    ASSIGN_OR_RETURN(const Caller caller, CallerOf(ports, *context));
    ASSIGN_OR_RETURN(CommandScope scope, authorise(caller));
    if (!scope.actor.has_value()) scope.actor = ActorOf(caller);
    return scope;
  };
  return RunCommand(ports, context, request, response, kind, std::move(prepare));
}

grpc::ServerUnaryReactor* OpenCommandCall(const CallPorts& ports,
                                          grpc::CallbackServerContext* context,
                                          const google::protobuf::Message& request,
                                          google::protobuf::Message* response,
                                          services::CommandKind kind,
                                          std::function<absl::StatusOr<CommandScope>()> prepare) {
  return RunCommand(ports, context, request, response, kind, std::move(prepare));
}

grpc::ServerUnaryReactor* QueryCall(const CallPorts& ports, grpc::CallbackServerContext* context,
                                    Query query) {
  return OpenQueryCall(ports, context,
                       [&ports, context, query = std::move(query)]() -> absl::Status {
                         ASSIGN_OR_RETURN(const Caller caller, CallerOf(ports, *context));
                         return query(caller);
                       });
}

grpc::ServerUnaryReactor* OpenQueryCall(const CallPorts& ports,
                                        grpc::CallbackServerContext* context,
                                        std::function<absl::Status()> query) {
  return OnPool(ports, context, [query = std::move(query)](grpc::ServerUnaryReactor* reactor) {
    reactor->Finish(ToGrpcStatus(query()));
  });
}

}  // namespace par::rpc
