#include "common/identity/sealed.h"

#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/x509.h"

namespace par::identity {
namespace {

constexpr std::string_view kMagic = "parnet sealed 1\n";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kNonceBytes = 12;

using Context = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Agreement = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Bytes = Owned<BIO, BIO_free_all>;

using x509::Data;
unsigned char* Data(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

absl::Status BadKey() {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "seal_key_unreadable");
}
absl::Status Damaged() { return domain::Refusal(absl::StatusCode::kDataLoss, "sealed_damaged"); }

std::string PublicBytes(EVP_PKEY* key) {
  std::string raw(kKeyBytes, '\0');
  std::size_t length = raw.size();
  PAR_CHECK(EVP_PKEY_get_raw_public_key(key, Data(raw), &length) == 1 && length == kKeyBytes);
  return raw;
}

x509::Key PrivateFrom(std::string_view seed) {
  x509::Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, Data(seed), seed.size()));
  PAR_CHECK(key != nullptr);
  return key;
}

// The secret that both sides reach; empty for a public key of low order.
std::string Agree(EVP_PKEY* own, std::string_view public_key) {
  const x509::Key peer(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, Data(public_key), public_key.size()));
  const Agreement agreement(EVP_PKEY_CTX_new(own, nullptr));
  std::string secret(kKeyBytes, '\0');
  std::size_t length = secret.size();
  if (peer == nullptr || EVP_PKEY_derive_init(agreement.get()) != 1 ||
      EVP_PKEY_derive_set_peer(agreement.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(agreement.get(), Data(secret), &length) != 1) {
    return {};
  }
  return secret;
}

// HKDF-SHA-256 over the secret, salted with both public keys: the key of this one file.
std::string FileKey(std::string_view secret, std::string_view recipient,
                    std::string_view ephemeral) {
  const std::string salt = std::string(recipient) + std::string(ephemeral);
  const Agreement derive(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr));
  std::string key(kKeyBytes, '\0');
  std::size_t length = key.size();
  PAR_CHECK(EVP_PKEY_derive_init(derive.get()) == 1);
  PAR_CHECK(EVP_PKEY_CTX_set_hkdf_md(derive.get(), EVP_sha256()) == 1);
  PAR_CHECK(EVP_PKEY_CTX_set1_hkdf_salt(derive.get(), Data(salt), static_cast<int>(salt.size())) ==
            1);
  PAR_CHECK(
      EVP_PKEY_CTX_set1_hkdf_key(derive.get(), Data(secret), static_cast<int>(secret.size())) == 1);
  PAR_CHECK(EVP_PKEY_CTX_add1_hkdf_info(derive.get(), Data(kMagic),
                                        static_cast<int>(kMagic.size())) == 1);
  PAR_CHECK(EVP_PKEY_derive(derive.get(), Data(key), &length) == 1);
  return key;
}

// A key seals one file, so a counter is never used twice with it; the last byte says which piece
// is the last, so that a file cut off between two pieces is noticed.
std::array<unsigned char, kNonceBytes> Nonce(std::uint64_t number, bool last) {
  std::array<unsigned char, kNonceBytes> nonce{};
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[kNonceBytes - 2 - i] = static_cast<unsigned char>(number >> (8 * i));
  }
  nonce[kNonceBytes - 1] = last ? 1 : 0;
  return nonce;
}

std::string SealPiece(std::string_view key, std::uint64_t number, bool last,
                      std::string_view plain) {
  const Context context(EVP_CIPHER_CTX_new());
  std::string sealed(plain.size() + kTagBytes, '\0');
  int length = 0;
  PAR_CHECK(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Data(key),
                               Nonce(number, last).data()) == 1);
  PAR_CHECK(EVP_EncryptUpdate(context.get(), Data(sealed), &length, Data(plain),
                              static_cast<int>(plain.size())) == 1);
  PAR_CHECK(EVP_EncryptFinal_ex(context.get(), Data(sealed) + length, &length) == 1);
  PAR_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                                Data(sealed) + plain.size()) == 1);
  return sealed;
}

absl::StatusOr<std::string> OpenPiece(std::string_view key, std::uint64_t number, bool last,
                                      std::string_view sealed) {
  if (sealed.size() < kTagBytes) return Damaged();
  const std::string_view body = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(body.size()));
  const Context context(EVP_CIPHER_CTX_new());
  std::string plain(body.size() + 1, '\0');  // Never without an address.
  int length = 0;
  PAR_CHECK(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Data(key),
                               Nonce(number, last).data()) == 1);
  PAR_CHECK(EVP_DecryptUpdate(context.get(), Data(plain), &length, Data(body),
                              static_cast<int>(body.size())) == 1);
  PAR_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), Data(plain) + length, &length) != 1) return Damaged();
  plain.resize(body.size());
  return plain;
}

}  // namespace

SealKeys MakeSealKeys(Random& random) {
  const x509::Key key = PrivateFrom(random.Bytes(kKeyBytes));
  const Bytes out(BIO_new(BIO_s_mem()));
  PAR_CHECK(PEM_write_bio_PUBKEY(out.get(), key.get()) == 1);
  char* start = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &start);
  return {.private_pem = x509::ToPem(key.get()),
          .public_pem = std::string(start, static_cast<std::size_t>(length))};
}

absl::StatusOr<std::string> ReadSealPublicKey(std::string_view pem) {
  const Bytes in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const x509::Key key(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr));
  if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_X25519) return BadKey();
  return PublicBytes(key.get());
}

struct Sealer::State {
  SealSink sink;
  std::string key;
  std::string waiting;
  std::uint64_t number = 0;

  absl::Status Put(std::string_view plain, bool last) {
    return sink(SealPiece(key, number++, last, plain));
  }
};

Sealer::Sealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sealer::~Sealer() = default;

absl::StatusOr<std::unique_ptr<Sealer>> Sealer::Begin(std::string_view public_key, Random& random,
                                                      SealSink sink) {
  if (public_key.size() != kKeyBytes) return BadKey();
  const x509::Key own = PrivateFrom(random.Bytes(kKeyBytes));
  const std::string ephemeral = PublicBytes(own.get());
  const std::string secret = Agree(own.get(), public_key);
  if (secret.empty()) return BadKey();
  auto state = std::make_unique<State>();
  state->sink = std::move(sink);
  state->key = FileKey(secret, public_key, ephemeral);
  RETURN_IF_ERROR(state->sink(std::string(kMagic) + std::string(public_key) + ephemeral));
  return std::unique_ptr<Sealer>(new Sealer(std::move(state)));
}

absl::Status Sealer::Add(std::string_view bytes) {
  std::string& waiting = state_->waiting;
  while (!bytes.empty()) {
    // A full piece waits until it is known whether it is the last.
    if (waiting.size() == kSealedPieceBytes) {
      RETURN_IF_ERROR(state_->Put(waiting, false));
      waiting.clear();
    }
    const std::size_t some = std::min(bytes.size(), kSealedPieceBytes - waiting.size());
    waiting.append(bytes.substr(0, some));
    bytes.remove_prefix(some);
  }
  return absl::OkStatus();
}

absl::Status Sealer::Finish() { return state_->Put(state_->waiting, true); }

struct Unsealer::State {
  SealSource source;
  std::string key;
  std::string ahead;  // Sealed bytes read and not yet opened.
  std::string plain;
  std::size_t used = 0;  // Of `plain`.
  std::uint64_t number = 0;
  bool ended = false;
};

Unsealer::Unsealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Unsealer::~Unsealer() = default;

absl::StatusOr<std::unique_ptr<Unsealer>> Unsealer::Begin(std::string_view private_pem,
                                                          SealSource source) {
  const x509::Key own = x509::KeyFromPem(private_pem);
  if (own == nullptr || EVP_PKEY_get_base_id(own.get()) != EVP_PKEY_X25519) return BadKey();
  ASSIGN_OR_RETURN(const std::string header, source(kMagic.size() + 2 * kKeyBytes));
  if (header.size() != kMagic.size() + 2 * kKeyBytes || !header.starts_with(kMagic)) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "sealed_unreadable");
  }
  const std::string recipient = header.substr(kMagic.size(), kKeyBytes);
  const std::string ephemeral = header.substr(kMagic.size() + kKeyBytes);
  if (recipient != PublicBytes(own.get())) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "sealed_other_key");
  }
  const std::string secret = Agree(own.get(), ephemeral);
  if (secret.empty()) return Damaged();
  auto state = std::make_unique<State>();
  state->source = std::move(source);
  state->key = FileKey(secret, recipient, ephemeral);
  return std::unique_ptr<Unsealer>(new Unsealer(std::move(state)));
}

absl::Status Unsealer::NextPiece() {
  State& state = *state_;
  if (state.ended) return Damaged();
  constexpr std::size_t kWhole = kSealedPieceBytes + kTagBytes;
  // One byte beyond the piece tells whether it is the last.
  if (state.ahead.size() <= kWhole) {
    ASSIGN_OR_RETURN(const std::string more, state.source(kWhole + 1 - state.ahead.size()));
    state.ahead += more;
  }
  const bool last = state.ahead.size() <= kWhole;
  const std::size_t length = std::min(state.ahead.size(), kWhole);
  ASSIGN_OR_RETURN(state.plain, OpenPiece(state.key, state.number++, last,
                                          std::string_view(state.ahead).substr(0, length)));
  state.ahead.erase(0, length);
  state.used = 0;
  state.ended = last;
  return absl::OkStatus();
}

absl::StatusOr<std::string> Unsealer::Read(std::size_t length) {
  std::string out;
  while (out.size() < length) {
    if (state_->used == state_->plain.size()) {
      RETURN_IF_ERROR(NextPiece());
      if (state_->plain.empty()) return Damaged();
    }
    const std::size_t some = std::min(length - out.size(), state_->plain.size() - state_->used);
    out.append(state_->plain, state_->used, some);
    state_->used += some;
  }
  return out;
}

absl::Status Unsealer::ExpectEnd() {
  if (!state_->ended && state_->used == state_->plain.size()) RETURN_IF_ERROR(NextPiece());
  if (state_->used != state_->plain.size() || !state_->ended) return Damaged();
  return absl::OkStatus();
}

}  // namespace par::identity
