// Whether an ID token (OpenID Connect Core 3.1.3.7) proves to this client, for this trip, who has
// signed in at the provider. Pure but for cjose's check of the signature; the time is given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/oidc/key_set.h"

namespace par::oidc {

// That the provider's clock may be off.
inline constexpr std::int64_t kLeewaySeconds = 60;
inline constexpr std::size_t kLongestToken = std::size_t{16} << 10u;
inline constexpr std::size_t kLongestSubject = 255;  // ASCII, as the standard says.

struct TokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  std::int64_t begun_seconds = 0;  // When the trip began: no token is older.
  std::int64_t now_seconds = 0;
};

struct Claims {
  std::string subject;
  std::vector<std::string> factors;  // How the person signed in there: acr and amr.
};

// UNAUTHENTICATED provider_token_refused {fault}: the first of form, alg, crit, signature, iss,
// aud, azp, exp, iat, nonce, sub that is not right. NOT_FOUND: signed with a key that `keys` has
// not; never told to anybody.
[[nodiscard]] absl::StatusOr<Claims> CheckIdToken(const std::string& token, const KeySet& keys,
                                                  const TokenRules& rules);

[[nodiscard]] absl::Status TokenRefused(std::string_view fault);

}  // namespace par::oidc
