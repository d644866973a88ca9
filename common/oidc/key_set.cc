#include "common/oidc/key_set.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <utility>

#include "common/base/owned.h"
#include "common/domain/refusal.h"
#include "common/oidc/json.h"

namespace par::oidc {
namespace {

constexpr std::size_t kMostKeys = 64;
// Of the modulus in base64url: 2048 and 8192 bits.
constexpr std::size_t kShortestModulus = 342;
constexpr std::size_t kLongestModulus = 1366;
constexpr std::size_t kLongestExponent = 6;

// The kind of key ("kty") that an algorithm needs.
std::string_view KindFor(std::string_view algorithm) { return algorithm == "ES256" ? "EC" : "RSA"; }

bool IsForSigning(const json_t* key) {
  const std::string use = TextIn(key, "use");
  if (!use.empty() && use != "sig") return false;
  const std::string kind = TextIn(key, "kty");
  if (kind == "EC") return TextIn(key, "crv") == "P-256";
  const std::size_t modulus = TextIn(key, "n").size();
  return kind == "RSA" && modulus >= kShortestModulus && modulus <= kLongestModulus &&
         TextIn(key, "e").size() <= kLongestExponent;
}

}  // namespace

struct KeySet::Key {
  Owned<cjose_jwk_t, cjose_jwk_release> key;
  std::string id;
  std::string kind;
  std::string algorithm;  // Empty: it does not say.
};

KeySet::KeySet() = default;
KeySet::~KeySet() = default;
KeySet::KeySet(KeySet&&) noexcept = default;
KeySet& KeySet::operator=(KeySet&&) noexcept = default;

bool IsAlgorithm(std::string_view name) {
  return name == "RS256" || name == "PS256" || name == "ES256";
}

absl::StatusOr<KeySet> KeySet::Read(std::string_view json) {
  const Json document = ReadObject(json);
  const json_t* list = document == nullptr ? nullptr : json_object_get(document.get(), "keys");
  if (!json_is_array(list) || json_array_size(list) > kMostKeys) {
    return domain::Refusal(absl::StatusCode::kUnavailable, "provider_answer_bad",
                           {{"what", "jwks"}});
  }
  KeySet set;
  for (std::size_t i = 0; i < json_array_size(list); ++i) {
    json_t* one = json_array_get(list, i);
    if (!json_is_object(one) || !IsForSigning(one)) continue;
    cjose_err fault{};
    auto key = std::make_unique<Key>();
    // cjose's header is a json_t (cjose_jwk_import_json).
    key->key.reset(cjose_jwk_import_json(reinterpret_cast<cjose_header_t*>(one), &fault));
    if (key->key == nullptr) continue;
    key->id = TextIn(one, "kid");
    key->kind = TextIn(one, "kty");
    key->algorithm = TextIn(one, "alg");
    set.keys_.push_back(std::move(key));
  }
  return set;
}

KeySet::Found KeySet::Verify(const std::string& compact, std::string_view algorithm,
                             std::string_view id, std::string& payload) const {
  const Key* chosen = nullptr;
  for (const auto& key : keys_) {
    if (key->kind != KindFor(algorithm)) continue;
    if (!key->algorithm.empty() && key->algorithm != algorithm) continue;
    if (!id.empty() && key->id != id) continue;
    if (chosen != nullptr) return Found::kWrong;  // Which of them cannot be told.
    chosen = key.get();
  }
  if (chosen == nullptr) return Found::kUnknownKey;
  cjose_err fault{};
  const Owned<cjose_jws_t, cjose_jws_release> jws(
      cjose_jws_import(compact.data(), compact.size(), &fault));
  if (jws == nullptr || !cjose_jws_verify(jws.get(), chosen->key.get(), &fault)) {
    return id.empty() ? Found::kUnknownKey : Found::kWrong;
  }
  std::uint8_t* bytes = nullptr;
  std::size_t count = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &count, &fault)) return Found::kWrong;
  payload.assign(reinterpret_cast<const char*>(bytes), count);
  return Found::kGood;
}

}  // namespace par::oidc
