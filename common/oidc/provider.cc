#include "common/oidc/provider.h"

#include <cjose/base64.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/https_url.h"
#include "common/base/owned.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/identity/sign_in_throttle.h"
#include "common/oidc/json.h"

namespace par::oidc {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kLongestError = 64;
constexpr std::size_t kLongestCode = 4096;
constexpr std::int64_t kSecond = 1'000'000;

absl::Status AnswerBad(std::string_view what) {
  return domain::Refusal(absl::StatusCode::kUnavailable, "provider_answer_bad",
                         {{"what", std::string(what)}});
}

absl::Status CodeRefused() {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, "provider_code_refused");
}

absl::Status NoSuchTrip() {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, "provider_trip_unknown");
}

// What the provider gives back with the code. It follows from the browser's own value, so that
// only this browser's return is taken, and not the other way round.
std::string StateOf(std::string_view trip) {
  return Sha256::Of("parnet state " + std::string(trip)).Hex();
}

bool IsSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string Base64Url(const std::string& bytes) {
  char* text = nullptr;
  std::size_t length = 0;
  cjose_err fault{};
  PAR_CHECK(cjose_base64url_encode(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   bytes.size(), &text, &length, &fault));
  const Owned<char, std::free> held(text);
  return {text, length};
}

// An error code of RFC 6749, for people; anything else that stands in its place is not repeated.
std::string ShownError(const std::string& error) {
  const bool plain = error.size() <= kLongestError &&
                     std::all_of(error.begin(), error.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return plain ? error : "?";
}

bool HasOne(const std::vector<std::string>& some, const std::vector<std::string>& of) {
  return std::any_of(some.begin(), some.end(), [&of](const std::string& one) {
    return std::find(of.begin(), of.end(), one) != of.end();
  });
}

}  // namespace

absl::StatusOr<std::string> ReadClientSecret(const std::string& file) {
  if (file.empty()) return std::string();
  auto secret = identity::ReadWholeFile(file, identity::Secrecy::kSecret);
  while (secret.ok() && (secret->ends_with('\n') || secret->ends_with('\r'))) secret->pop_back();
  // Without one the node would ask as a client that never had any.
  if (secret.ok() && !secret->empty()) return secret;
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "provider_secret_unusable");
}

absl::StatusOr<Departure> Provider::Begin(const std::string& account, std::string_view address) {
  ASSIGN_OR_RETURN(const Metadata provider, Describe());
  Departure leaving{.url = {}, .trip = ToHex(random_.Bytes(kSecretBytes))};
  const std::string state = StateOf(leaving.trip);
  Trip trip{.account = account,
            .network = identity::NetworkOf(address),
            .nonce = Base64Url(random_.Bytes(kSecretBytes)),
            .verifier = Base64Url(random_.Bytes(kSecretBytes))};
  const std::pair<std::string_view, std::string> arguments[] = {
      {"response_type", "code"},
      {"scope", "openid"},
      {"client_id", settings_.client_id},
      {"redirect_uri", settings_.redirect_uri},
      {"state", state},
      {"nonce", trip.nonce},
      {"code_challenge", Base64Url(Sha256::Of(trip.verifier).ToBytes())},
      {"code_challenge_method", "S256"}};
  leaving.url = provider.authorization;
  char before = leaving.url.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : arguments) {
    leaving.url += std::exchange(before, '&') + std::string(name) + "=" + FormEncoded(value);
  }
  trips_.Begin(state, std::move(trip));
  return leaving;
}

absl::StatusOr<Trip> Provider::Prove(const Return& back) {
  const std::string state = StateOf(back.trip);
  if (!IsSame(back.state, state)) return NoSuchTrip();
  std::optional<Trip> trip = trips_.Take(state, false);
  if (!trip.has_value()) return NoSuchTrip();
  if (!back.issuer.empty() && back.issuer != settings_.issuer) return TokenRefused("iss");
  if (!back.error.empty()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "provider_said_no",
                           {{"error", ShownError(back.error)}});
  }
  // Nothing that the provider could have given: it is not asked, and the attempt counts.
  if (back.code.empty() || back.code.size() > kLongestCode) return CodeRefused();
  ASSIGN_OR_RETURN(const Metadata provider, Describe());
  if (provider.says_issuer && back.issuer.empty()) return TokenRefused("iss");
  ASSIGN_OR_RETURN(const std::string token, Exchange(provider, back.code, trip->verifier));
  const TokenRules rules{.issuer = settings_.issuer,
                         .client_id = settings_.client_id,
                         .nonce = trip->nonce,
                         .begun_seconds = trip->begun_micros / kSecond,
                         .now_seconds = clock_.WallMicros() / kSecond};
  ASSIGN_OR_RETURN(Claims claims, Check(provider, token, rules));
  trip->subject = std::move(claims.subject);
  trip->two_factors = HasOne(claims.factors, settings_.two_factors);
  trips_.PutBack(state, *trip);
  return *std::move(trip);
}

absl::StatusOr<Trip> Provider::Take(const std::string& trip, std::string_view account) {
  std::optional<Trip> proven = trips_.Take(StateOf(trip), true);
  if (!proven.has_value() || proven->account != account) return NoSuchTrip();
  return *std::move(proven);
}

void Provider::PutBack(const std::string& trip, Trip proven) {
  trips_.PutBack(StateOf(trip), std::move(proven));
}

// A failure is told to all who ask within the next moment: a provider that is down is not asked by
// everybody in turn.
absl::StatusOr<Provider::Metadata> Provider::Describe() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_.MonotonicMicros();
  if (metadata_.has_value() && now - described_at_ < kKeptMicros) return *metadata_;
  if (!failure_.ok() && now - failed_at_ < kFailurePauseMicros) return failure_;
  absl::StatusOr<Metadata> asked = AskDescription();
  failure_ = asked.status();
  failed_at_ = clock_.MonotonicMicros();
  if (!asked.ok()) return failure_;
  metadata_ = *asked;
  described_at_ = failed_at_;
  keys_.reset();
  return asked;
}

absl::StatusOr<Provider::Metadata> Provider::AskDescription() const {
  std::string base = settings_.issuer;
  if (base.ends_with('/')) base.pop_back();
  ASSIGN_OR_RETURN(const Reply reply,
                   Fetch({.url = base + "/.well-known/openid-configuration"}, limits_));
  if (reply.status != 200) return AnswerBad("discovery " + std::to_string(reply.status));
  return ReadDescription(reply.body);
}

absl::StatusOr<Provider::Metadata> Provider::ReadDescription(const std::string& json) const {
  const Json document = ReadObject(json);
  if (document == nullptr) return AnswerBad("discovery");
  const json_t* told = document.get();
  if (TextIn(told, "issuer") != settings_.issuer) return AnswerBad("issuer");
  Metadata provider{.authorization = TextIn(told, "authorization_endpoint"),
                    .token = TextIn(told, "token_endpoint"),
                    .jwks = TextIn(told, "jwks_uri")};
  for (const std::string* url : {&provider.authorization, &provider.token, &provider.jwks}) {
    if (!IsHttpsUrl(*url)) return AnswerBad("endpoints");
  }
  const auto methods = TextsIn(told, "code_challenge_methods_supported");
  if (!methods.has_value() || (!methods->empty() && !HasOne({"S256"}, *methods))) {
    return AnswerBad("code_challenge_methods_supported");
  }
  const auto ways = TextsIn(told, "token_endpoint_auth_methods_supported");
  if (!ways.has_value()) return AnswerBad("token_endpoint_auth_methods_supported");
  provider.basic = ways->empty() || HasOne({"client_secret_basic"}, *ways);
  provider.says_issuer =
      json_is_true(json_object_get(told, "authorization_response_iss_parameter_supported"));
  return provider;
}

absl::StatusOr<std::string> Provider::Exchange(const Metadata& provider, const std::string& code,
                                               const std::string& verifier) const {
  Question question{.url = provider.token,
                    .form = "grant_type=authorization_code&code=" + FormEncoded(code) +
                            "&redirect_uri=" + FormEncoded(settings_.redirect_uri) +
                            "&code_verifier=" + FormEncoded(verifier)};
  ASSIGN_OR_RETURN(const std::string secret, ReadClientSecret(settings_.client_secret_file));
  if (!secret.empty() && provider.basic) {
    question.user = FormEncoded(settings_.client_id);
    question.password = FormEncoded(secret);
  } else {
    question.form += "&client_id=" + FormEncoded(settings_.client_id);
    if (!secret.empty()) question.form += "&client_secret=" + FormEncoded(secret);
  }
  ASSIGN_OR_RETURN(const Reply reply, Fetch(question, limits_));
  const Json answer = ReadObject(reply.body);
  if (reply.status == 400 && answer != nullptr) {
    // Some say the one of a made-up code, some the other.
    const std::string error = TextIn(answer.get(), "error");
    if (error == "invalid_grant" || error == "invalid_request") return CodeRefused();
  }
  if (reply.status != 200 || answer == nullptr) {
    return AnswerBad("token " + std::to_string(reply.status));
  }
  std::string token = TextIn(answer.get(), "id_token");
  if (token.empty()) return AnswerBad("id_token");
  return token;
}

absl::StatusOr<Claims> Provider::Check(const Metadata& provider, const std::string& token,
                                       const TokenRules& rules) {
  const std::lock_guard lock(mutex_);
  if (!keys_.has_value() || clock_.MonotonicMicros() - keys_at_ >= kKeptMicros) {
    RETURN_IF_ERROR(ReadKeys(provider));
  }
  absl::StatusOr<Claims> claims = CheckIdToken(token, *keys_, rules);
  if (!absl::IsNotFound(claims.status())) return claims;
  const std::int64_t now = clock_.MonotonicMicros();
  if (now - asked_again_at_ < kKeysPauseMicros) return TokenRefused("kid");
  asked_again_at_ = now;
  RETURN_IF_ERROR(ReadKeys(provider));
  claims = CheckIdToken(token, *keys_, rules);
  return absl::IsNotFound(claims.status()) ? TokenRefused("kid") : claims;
}

absl::Status Provider::ReadKeys(const Metadata& provider) {
  ASSIGN_OR_RETURN(const Reply reply, Fetch({.url = provider.jwks}, limits_));
  if (reply.status != 200) return AnswerBad("jwks " + std::to_string(reply.status));
  ASSIGN_OR_RETURN(keys_, KeySet::Read(reply.body));
  keys_at_ = clock_.MonotonicMicros();
  return absl::OkStatus();
}

}  // namespace par::oidc
