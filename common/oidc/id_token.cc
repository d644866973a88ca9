#include "common/oidc/id_token.h"

#include <cjose/base64.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "common/base/owned.h"
#include "common/domain/refusal.h"
#include "common/oidc/json.h"

namespace par::oidc {
namespace {

constexpr std::size_t kMostFactors = 16;

// The header of a compact JWS; null if there is none that can be read.
Json HeaderOf(const std::string& token) {
  const std::size_t dot = token.find('.');
  if (token.size() > kLongestToken || dot == std::string::npos) return nullptr;
  std::uint8_t* bytes = nullptr;
  std::size_t count = 0;
  cjose_err fault{};
  if (!cjose_base64url_decode(token.data(), dot, &bytes, &count, &fault)) return nullptr;
  const Owned<std::uint8_t, std::free> held(bytes);
  return ReadObject({reinterpret_cast<const char*>(bytes), count});
}

bool IsSubject(const std::string& subject) {
  return !subject.empty() && subject.size() <= kLongestSubject &&
         std::all_of(subject.begin(), subject.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// Of one audience only: a token that others take too is not for us alone.
std::string_view FaultOfReceivers(const json_t* claims, const TokenRules& rules) {
  const auto audience = TextsIn(claims, "aud");
  if (!audience.has_value() || audience->size() != 1 || audience->front() != rules.client_id) {
    return "aud";
  }
  const bool says = json_object_get(claims, "azp") != nullptr;
  return says && TextIn(claims, "azp") != rules.client_id ? "azp" : "";
}

std::string_view FaultOfTimes(const json_t* claims, const TokenRules& rules) {
  const auto expires = SecondsIn(claims, "exp");
  if (!expires.has_value() || rules.now_seconds >= *expires + kLeewaySeconds) return "exp";
  const auto issued = SecondsIn(claims, "iat");
  const bool fits = issued.has_value() && *issued <= rules.now_seconds + kLeewaySeconds &&
                    *issued >= rules.begun_seconds - kLeewaySeconds;
  return fits ? "" : "iat";
}

std::string_view FaultOf(const json_t* claims, const TokenRules& rules) {
  if (TextIn(claims, "iss") != rules.issuer) return "iss";
  if (const auto fault = FaultOfReceivers(claims, rules); !fault.empty()) return fault;
  if (const auto fault = FaultOfTimes(claims, rules); !fault.empty()) return fault;
  if (TextIn(claims, "nonce") != rules.nonce) return "nonce";
  return IsSubject(TextIn(claims, "sub")) ? "" : "sub";
}

}  // namespace

absl::Status TokenRefused(std::string_view fault) {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, "provider_token_refused",
                         {{"fault", std::string(fault)}});
}

absl::StatusOr<Claims> CheckIdToken(const std::string& token, const KeySet& keys,
                                    const TokenRules& rules) {
  const Json header = HeaderOf(token);
  if (header == nullptr) return TokenRefused("form");
  const std::string algorithm = TextIn(header.get(), "alg");
  if (!IsAlgorithm(algorithm)) return TokenRefused("alg");
  if (json_object_get(header.get(), "crit") != nullptr) return TokenRefused("crit");
  std::string payload;
  switch (keys.Verify(token, algorithm, TextIn(header.get(), "kid"), payload)) {
    case KeySet::Found::kGood:
      break;
    case KeySet::Found::kUnknownKey:
      return absl::NotFoundError("a key that the set has not");
    case KeySet::Found::kWrong:
      return TokenRefused("signature");
  }
  const Json claims = ReadObject(payload);
  if (claims == nullptr) return TokenRefused("form");
  if (const auto fault = FaultOf(claims.get(), rules); !fault.empty()) return TokenRefused(fault);
  Claims proven{.subject = TextIn(claims.get(), "sub"), .factors = {}};
  for (const char* name : {"acr", "amr"}) {
    for (std::string& one : TextsIn(claims.get(), name).value_or(std::vector<std::string>())) {
      if (proven.factors.size() < kMostFactors) proven.factors.push_back(std::move(one));
    }
  }
  return proven;
}

}  // namespace par::oidc
