// What every handler is made of. A method that changes the state is one CommandCall; a method that
// reads is one QueryCall (docs/handlers.md shows how to add either). Both return at once: the work
// is done on the bounded pool and in the ledger, never on a gRPC thread.
//
// Both refuse before any work: INVALID_ARGUMENT deadline_missing (every call has one),
// DEADLINE_EXCEEDED deadline_passed, RESOURCE_EXHAUSTED node_busy (the pool is full: try again
// later, with growing pauses).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/state_machine.h"
#include "common/rpc/caller.h"
#include "common/services/command_kind.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc
namespace google::protobuf {
class Message;
}
namespace par::identity {
struct SignInState;
}
namespace par::oidc {
class Provider;
}

namespace par::rpc {

class WorkPool;

// The largest request that may become a command.
inline constexpr std::size_t kLargestRequest = std::size_t{512} << 10u;
inline constexpr std::size_t kRequestIdBytes = 16;

// Takes a command into the ledger; `done` is called exactly once, from the committer's thread, with
// the stored answer or the refusal. Thread-safe, returns at once.
using SubmitDone = std::function<void(absl::StatusOr<std::string>)>;
using SubmitCommand = std::function<void(ledger::Command, SubmitDone)>;

// What a node's handlers share. Everything must outlive the server.
struct CallPorts {
  TokenVerifier* tokens = nullptr;
  SubmitCommand submit;
  WorkPool* pool = nullptr;
  std::string gateway_secret = {};  // Of CallToken; empty: no gateway.
  // For whatever hashes a password: as many threads as may hash at once. Nothing else waits for it.
  WorkPool* hashing = nullptr;
  identity::SignInState* sign_in = nullptr;
  // For whatever asks a server outside parnet: it may wait for seconds, and nothing else for it.
  WorkPool* outbound = nullptr;
  oidc::Provider* provider = nullptr;  // Of sign-ins; null: none.
};

// What an authorised command is about.
struct CommandScope {
  // Who acts, in which role; by default ActorOf(caller).
  std::optional<ledger::Actor> actor = {};
  std::string unit = {};   // The unit whose affair it is.
  std::string cycle = {};  // Empty where no cycle is concerned.
  // What the ledger keeps and the apply function sees; by default the serialized request. Set it
  // where the request holds what must not be stored (a password) or where time or randomness must
  // be decided before the entry.
  std::optional<std::string> payload = {};
  // Runs after the commit with the stored answer parsed into the response: fills in what must be
  // told once and never stored (a new token). Must not block.
  std::function<void()> finish = {};
};

// For methods of other forms, which begin with these two. INVALID_ARGUMENT deadline_missing,
// DEADLINE_EXCEEDED deadline_passed.
[[nodiscard]] absl::Status CheckDeadline(const grpc::CallbackServerContext& context);
// Who calls; on the pool. What CallToken and the verifier refuse.
[[nodiscard]] absl::StatusOr<Caller> CallerOf(const CallPorts& ports,
                                              const grpc::CallbackServerContext& context);

// Whether this caller may do this, and in which role; reads what it needs. PERMISSION_DENIED if
// not. On the pool.
using Authorise = std::function<absl::StatusOr<CommandScope>(const Caller&)>;
// Fills the response, which the caller of QueryCall captured. On the pool.
using Query = std::function<absl::Status(const Caller&)>;

// Verifies the caller, authorises, submits command `kind` under the request's `bytes request_id`
// (16 bytes made by the client; the same id again gets the same answer), and finishes after the
// synced commit with the answer that the apply function returned, parsed into `response`.
// INVALID_ARGUMENT request_id_invalid, request_too_large.
[[nodiscard]] grpc::ServerUnaryReactor* CommandCall(const CallPorts& ports,
                                                    grpc::CallbackServerContext* context,
                                                    const google::protobuf::Message& request,
                                                    google::protobuf::Message* response,
                                                    services::CommandKind kind,
                                                    Authorise authorise);

[[nodiscard]] grpc::ServerUnaryReactor* QueryCall(const CallPorts& ports,
                                                  grpc::CallbackServerContext* context,
                                                  Query query);

// The same without a caller: signing in, what the public may read. `prepare` must set the actor.
[[nodiscard]] grpc::ServerUnaryReactor* OpenCommandCall(
    const CallPorts& ports, grpc::CallbackServerContext* context,
    const google::protobuf::Message& request, google::protobuf::Message* response,
    services::CommandKind kind, std::function<absl::StatusOr<CommandScope>()> prepare);
[[nodiscard]] grpc::ServerUnaryReactor* OpenQueryCall(const CallPorts& ports,
                                                      grpc::CallbackServerContext* context,
                                                      std::function<absl::Status()> query);

}  // namespace par::rpc
