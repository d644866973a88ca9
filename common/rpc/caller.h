// Who is calling. Nothing in a message says so: it comes from the account token that travels beside
// the call (client port and portal) or from the certificate (peer port). Denied unless proven.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"

namespace grpc {
class CallbackServerContext;
class ClientContext;
class ServerContextBase;
}  // namespace grpc

namespace par::rpc {

using Caller = identity::Caller;

// What the ledger records of a caller: with all of their roles, joined by commas, where the desk
// decides when the entry is carried out (services::Units::Require) ...
[[nodiscard]] ledger::Actor ActorOf(const Caller& caller);
// ... or acting in the one role that identity::RoleFor found.
[[nodiscard]] ledger::Actor ActorAs(const Caller& caller, domain::Role role);

// Decides whether an account token (a session of the portal or of parctl) is good. May block on the
// store: it is asked from the work pool only, by several threads at once.
class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // UNAUTHENTICATED with a reason of identity's catalogue where the token is not good now.
  [[nodiscard]] virtual absl::StatusOr<Caller> Verify(std::string_view token) = 0;
  // The same for what a page does by itself: a session is not used by it.
  [[nodiscard]] virtual absl::StatusOr<Caller> Look(std::string_view token) = 0;
};

// The token of `authorization: Bearer <token>`. UNAUTHENTICATED token_missing: there is none, there
// are several, or it is not of this form.
[[nodiscard]] absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& context);

// How the portal's gateway hands a caller's token to the services, which other ports reach too:
// with a secret of this process that never leaves it. `token` empty: nobody's call.
void SetGatewayProof(grpc::ClientContext& context, const std::string& secret,
                     const std::string& token);
// The token of a call, from wherever it came: what the gateway proves it has checked, else what
// BearerToken finds. UNAUTHENTICATED gateway_proof_wrong: it says that it comes from the gateway,
// and the secret is not `secret` (empty: this node has no gateway). token_missing.
[[nodiscard]] absl::StatusOr<std::string> CallToken(const grpc::ServerContextBase& context,
                                                    std::string_view secret);

// Where the person's machine is, for the audit trail and for counting guesses: "10.1.2.3", or
// "local" for what comes over a Unix socket. The gateway says it of those it speaks for
// (kAddressMetadata); from outside this process such metadata counts for nothing.
inline constexpr char kAddressMetadata[] = "parnet-address";
[[nodiscard]] std::string CallAddress(const grpc::CallbackServerContext& context);

// Whether a page makes this call by itself, with nobody before it: then the session is looked at
// and not used (kWatchingMetadata; whoever says so only ends his own session sooner).
inline constexpr char kWatchingMetadata[] = "parnet-watching";
[[nodiscard]] bool IsWatching(const grpc::ServerContextBase& context);

// The node id in the certificate's one URI SAN spiffe://parnet/node/<node id>. Neither the common
// name nor a DNS name counts. UNAUTHENTICATED peer_unknown: no certificate, no or several such
// names, or an id with other characters than A-Z a-z 0-9 . _ - (1 to 64 of them).
[[nodiscard]] absl::StatusOr<std::string> PeerNode(const grpc::ServerContextBase& context);
// The serial number of the certificate it showed. UNAUTHENTICATED peer_unknown.
[[nodiscard]] absl::StatusOr<std::string> PeerCertificateSerial(
    const grpc::ServerContextBase& context);

// The same rule on a list of URI SANs.
[[nodiscard]] absl::StatusOr<std::string> NodeOfUris(const std::vector<std::string>& uris);

}  // namespace par::rpc
