// The provider's public keys (JWK Set, RFC 7517), and a signature checked with one of them by
// cjose. Only what an ID token may be signed with here: RS256 and PS256 with RSA of 2048 to 8192
// bits, ES256 with P-256. Keys of other kinds are passed over. Safe from many threads once made.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace par::oidc {

class KeySet {
 public:
  KeySet();
  ~KeySet();
  KeySet(KeySet&&) noexcept;
  KeySet& operator=(KeySet&&) noexcept;

  // UNAVAILABLE provider_answer_bad {what}: it is no key set, or one of too many keys.
  [[nodiscard]] static absl::StatusOr<KeySet> Read(std::string_view json);

  enum class Found { kGood, kUnknownKey, kWrong };
  // Whether `compact` (a JWS in its compact form, whose header says `algorithm` and `id`) is signed
  // with the key of that id; without an id, with the only key for the algorithm, and then what
  // does not fit is kUnknownKey: it may be signed with a newer one. On kGood, `payload` is what
  // was signed.
  [[nodiscard]] Found Verify(const std::string& compact, std::string_view algorithm,
                             std::string_view id, std::string& payload) const;

 private:
  struct Key;
  std::vector<std::unique_ptr<Key>> keys_;
};

// "RS256", "PS256", "ES256": whatever else a token says, none above all, is refused.
[[nodiscard]] bool IsAlgorithm(std::string_view name);

}  // namespace par::oidc
