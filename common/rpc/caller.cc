#include "common/rpc/caller.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <openssl/crypto.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"

namespace par::rpc {
namespace {

constexpr std::string_view kNodeUri = "spiffe://parnet/node/";
constexpr std::string_view kBearer = "Bearer ";
constexpr const char* kGatewayProof = "par-gateway-proof";
constexpr const char* kGatewayToken = "par-gateway-token";
constexpr std::size_t kLongestToken = 512;
constexpr std::size_t kLongestNodeId = 64;
constexpr std::size_t kLongestAddress = 64;

bool AllowedInNodeId(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

absl::Status UnknownPeer(std::string_view why) {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, "peer_unknown",
                         {{"why", std::string(why)}});
}

}  // namespace

ledger::Actor ActorOf(const Caller& caller) {
  std::string roles;
  for (const domain::Role role : caller.roles) {
    if (!roles.empty()) roles += ',';
    roles += domain::Name(role);
  }
  return {.unit = caller.unit.value(), .account = caller.account.value(), .role = roles};
}

ledger::Actor ActorAs(const Caller& caller, domain::Role role) {
  return {.unit = caller.unit.value(),
          .account = caller.account.value(),
          .role = std::string(domain::Name(role))};
}

absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto missing = domain::Refusal(absl::StatusCode::kUnauthenticated, "token_missing");
  if (metadata.count("authorization") != 1) return missing;
  const grpc::string_ref value = metadata.find("authorization")->second;
  std::string_view text(value.data(), value.size());
  if (text.substr(0, kBearer.size()) != kBearer) return missing;
  text.remove_prefix(kBearer.size());
  if (text.empty() || text.size() > kLongestToken) return missing;
  return std::string(text);
}

void SetGatewayProof(grpc::ClientContext& context, const std::string& secret,
                     const std::string& token) {
  context.AddMetadata(kGatewayProof, secret);
  if (!token.empty()) context.AddMetadata(kGatewayToken, token);
}

absl::StatusOr<std::string> CallToken(const grpc::ServerContextBase& context,
                                      std::string_view secret) {
  const auto& metadata = context.client_metadata();
  const std::size_t proofs = metadata.count(kGatewayProof);
  const std::size_t tokens = metadata.count(kGatewayToken);
  if (proofs == 0 && tokens == 0) return BearerToken(context);
  const auto proof = metadata.find(kGatewayProof);
  // As long whatever differs, so that nobody feels his way to it.
  if (proofs != 1 || tokens > 1 || secret.empty() || proof->second.size() != secret.size() ||
      CRYPTO_memcmp(proof->second.data(), secret.data(), secret.size()) != 0) {
    return domain::Refusal(absl::StatusCode::kUnauthenticated, "gateway_proof_wrong");
  }
  const auto token = metadata.find(kGatewayToken);
  if (tokens == 0 || token->second.empty() || token->second.size() > kLongestToken) {
    return domain::Refusal(absl::StatusCode::kUnauthenticated, "token_missing");
  }
  return std::string(token->second.data(), token->second.size());
}

std::string CallAddress(const grpc::CallbackServerContext& context) {
  const std::string peer = context.peer();
  const auto& metadata = context.client_metadata();
  // gRPC names no peer to a call from within the process, and one to every other.
  if (peer == "unknown" && metadata.count(kAddressMetadata) == 1) {
    const grpc::string_ref value = metadata.find(kAddressMetadata)->second;
    return std::string(value.data(), std::min(value.size(), kLongestAddress));
  }
  // "ipv4:10.1.2.3:4567", "ipv6:[::1]:4567" (the brackets may be written %5B and %5D).
  const std::size_t colon = peer.rfind(':');
  if (absl::StartsWith(peer, "ipv4:")) return peer.substr(5, colon - 5);
  if (!absl::StartsWith(peer, "ipv6:")) return "local";
  const std::size_t first = peer.find_first_of("[%") + (peer.find('[') == 5 ? 1 : 3);
  return peer.substr(first, peer.find_first_of("]%", first) - first);
}

bool IsWatching(const grpc::ServerContextBase& context) {
  return context.client_metadata().count(kWatchingMetadata) != 0;
}

absl::StatusOr<std::string> NodeOfUris(const std::vector<std::string>& uris) {
  if (uris.size() != 1) return UnknownPeer("the certificate must carry exactly one URI name");
  std::string_view id = uris.front();
  if (id.substr(0, kNodeUri.size()) != kNodeUri) return UnknownPeer(uris.front());
  id.remove_prefix(kNodeUri.size());
  if (id.empty() || id.size() > kLongestNodeId ||
      !std::all_of(id.begin(), id.end(), AllowedInNodeId)) {
    return UnknownPeer(uris.front());
  }
  return std::string(id);
}

absl::StatusOr<std::string> PeerNode(const grpc::ServerContextBase& context) {
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return UnknownPeer("no certificate");
  std::vector<std::string> uris;
  for (const grpc::string_ref& uri : auth->FindPropertyValues("peer_uri")) {
    uris.emplace_back(uri.data(), uri.size());
  }
  return NodeOfUris(uris);
}

absl::StatusOr<std::string> PeerCertificateSerial(const grpc::ServerContextBase& context) {
  const auto auth = context.auth_context();
  if (auth == nullptr) return UnknownPeer("no certificate");
  const auto pems = auth->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (pems.size() != 1) return UnknownPeer("no certificate");
  ASSIGN_OR_RETURN(const identity::Certificate shown,
                   identity::ReadCertificate(std::string_view(pems[0].data(), pems[0].size())));
  return shown.serial;
}

}  // namespace par::rpc
