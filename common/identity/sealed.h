// Bytes that only the holder of a private key can read, sealed piece by piece, so that neither side
// holds more than a piece in memory: for backups, which lie on other people's disks. The node knows
// the public key alone. Format: docs/formats/backup.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/random.h"

namespace par::identity {

inline constexpr std::size_t kSealedPieceBytes = std::size_t{64} << 10u;

// An X25519 pair, PEM: PKCS #8 and SubjectPublicKeyInfo.
struct SealKeys {
  std::string private_pem;
  std::string public_pem;
};
[[nodiscard]] SealKeys MakeSealKeys(Random& random);

// The 32 bytes of a public key. INVALID_ARGUMENT seal_key_unreadable: not an X25519 public key.
[[nodiscard]] absl::StatusOr<std::string> ReadSealPublicKey(std::string_view pem);

// Takes what is to be written; an error of its own ends the sealing.
using SealSink = std::function<absl::Status(std::string_view)>;
// Gives at most that many bytes; fewer only at the end.
using SealSource = std::function<absl::StatusOr<std::string>(std::size_t)>;

// One thread.
class Sealer {
 public:
  // `public_key`: 32 bytes. INVALID_ARGUMENT seal_key_unreadable: a key that agrees with nothing.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Sealer>> Begin(std::string_view public_key,
                                                                     Random& random, SealSink sink);
  ~Sealer();
  [[nodiscard]] absl::Status Add(std::string_view bytes);
  // What was not finished is not sealed: the reader notices. Add nothing after it.
  [[nodiscard]] absl::Status Finish();

 private:
  struct State;
  explicit Sealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One thread.
class Unsealer {
 public:
  // DATA_LOSS sealed_unreadable: not a sealed file; PERMISSION_DENIED sealed_other_key: sealed for
  // another key; INVALID_ARGUMENT seal_key_unreadable: `private_pem` is none.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Unsealer>> Begin(std::string_view private_pem,
                                                                       SealSource source);
  ~Unsealer();
  // Exactly `length` bytes, each as it was sealed. DATA_LOSS sealed_damaged: altered, cut off, or
  // at its end.
  [[nodiscard]] absl::StatusOr<std::string> Read(std::size_t length);
  // OK if nothing follows.
  [[nodiscard]] absl::Status ExpectEnd();

 private:
  struct State;
  explicit Unsealer(std::unique_ptr<State> state);
  [[nodiscard]] absl::Status NextPiece();
  std::unique_ptr<State> state_;
};

}  // namespace par::identity
