// Ed25519: how a node signs what it originates (items, receipts, decisions), and how anyone checks
// it. The key is the node's own and not that of its TLS certificate; a certificate of its own says
// whose it is (signer_certificate.h).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/random.h"

namespace par::identity {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;

// Something that signs; its public key says with what.
class Signer {
 public:
  virtual ~Signer() = default;
  // 64 bytes; the same message always gets the same signature. Safe from many threads.
  [[nodiscard]] virtual std::string Sign(std::string_view message) const = 0;
  [[nodiscard]] virtual const std::string& public_key() const = 0;  // 32 bytes.
};

// True only if `signature` was made over exactly `message` with the key's private half. Keys and
// signatures of the wrong length are simply not good.
[[nodiscard]] bool SignatureHolds(std::string_view public_key, std::string_view message,
                                  std::string_view signature);

// The public key (32 bytes) that SigningKey::Request asks a certificate for. INVALID_ARGUMENT
// certificate_request_unreadable: not a request for an Ed25519 key, or not signed by it.
[[nodiscard]] absl::StatusOr<std::string> SigningKeyOfRequest(std::string_view request_pem);

class SigningKey final : public Signer {
 public:
  [[nodiscard]] static std::unique_ptr<SigningKey> Generate(Random& random);
  // The key in `file` (PKCS #8 PEM, mode 0600); made and written if there is none.
  // DATA_LOSS key_file_unreadable; and what ReadWholeFile and WriteFileDurably refuse.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<SigningKey>> OpenOrMake(
      const std::filesystem::path& file, Random& random);
  // From 32 secret bytes.
  [[nodiscard]] static std::unique_ptr<SigningKey> FromSeed(std::string_view seed);

  // For Authority::IssueSigner: asks, in PEM, for a certificate over this key.
  [[nodiscard]] std::string Request() const;

  ~SigningKey() override;
  [[nodiscard]] std::string Sign(std::string_view message) const override;
  [[nodiscard]] const std::string& public_key() const override { return public_key_; }

 private:
  struct Key;
  explicit SigningKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
  std::string public_key_;
};

}  // namespace par::identity
