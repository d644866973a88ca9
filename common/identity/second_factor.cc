#include "common/identity/second_factor.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "common/base/check.h"
#include "common/base/owned.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/enrolment.h"
#include "common/identity/secret_file.h"

namespace par::identity {
namespace {

constexpr std::size_t kFactorBytes = 20;  // As long as what HMAC-SHA-1 puts out.
constexpr std::size_t kRecoveryBytes = 10;

// RFC 4648, without padding.
std::string Base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned int bits = 0;
  unsigned int held = 0;
  for (const char byte : bytes) {
    bits = ((bits << 8u) | static_cast<unsigned char>(byte)) & 0xfffu;
    for (held += 8; held >= 5; held -= 5) text.push_back(kDigits[(bits >> (held - 5)) & 31u]);
  }
  if (held > 0) text.push_back(kDigits[(bits << (5 - held)) & 31u]);
  return text;
}

bool SameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The public half of an X25519 private key.
absl::StatusOr<std::string> PublicPemOf(const std::string& private_pem) {
  const auto unreadable = [] {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "seal_key_unreadable");
  };
  const Owned<BIO, BIO_free_all> in(
      BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())));
  const Owned<EVP_PKEY, EVP_PKEY_free> key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_X25519) return unreadable();
  const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PUBKEY(out.get(), key.get()) != 1) return unreadable();
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);  // NOLINT: OpenSSL's type.
  return std::string(data, static_cast<std::size_t>(length));
}

}  // namespace

std::string CodeOf(std::string_view secret, std::int64_t step, int digits) {
  PAR_CHECK(digits >= 6 && digits <= 8);
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter.at(7 - i) = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  PAR_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
                 counter.size(), mac.data(), &length) != nullptr);
  const std::size_t at = mac.at(length - 1) & 0x0fu;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8u) | mac.at(at + i);
  number &= 0x7fffffffu;
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit) {
    *digit = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return code;
}

std::optional<std::int64_t> StepOf(std::string_view secret, std::string_view code,
                                   std::int64_t now_micros, std::int64_t last_step) {
  const std::int64_t now = now_micros / kStepMicros;
  std::optional<std::int64_t> found;
  for (std::int64_t step = now - kStepsOff; step <= now + kStepsOff; ++step) {
    const bool same = SameText(CodeOf(secret, step), code);
    if (same && step > last_step && !found.has_value()) found = step;
  }
  return found;
}

Secret MakeFactorSecret(Random& random) { return Secret(random.Bytes(kFactorBytes)); }

// Names of accounts and nodes need no escaping.
Secret FactorUri(std::string_view secret, std::string_view account, std::string_view node) {
  const std::string issuer = "parnet%20" + std::string(node);
  return Secret("otpauth://totp/" + issuer + ":" + std::string(account) + "?secret=" +
                Base32(secret) + "&issuer=" + issuer + "&algorithm=SHA1&digits=6&period=30");
}

std::vector<Secret> MakeRecoveryCodes(Random& random) {
  std::vector<Secret> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) codes.emplace_back(MakeCode(random, kRecoveryBytes));
  return codes;
}

absl::StatusOr<SealKeys> OpenOrMakeFactorKey(const std::filesystem::path& file, Random& random) {
  ASSIGN_OR_RETURN(const bool there, IsThere(file));
  if (!there) {
    SealKeys made = MakeSealKeys(random);
    RETURN_IF_ERROR(WriteFileDurably(file, made.private_pem, Secrecy::kSecret));
    return made;
  }
  SealKeys keys;
  ASSIGN_OR_RETURN(keys.private_pem, ReadWholeFile(file, Secrecy::kSecret));
  ASSIGN_OR_RETURN(keys.public_pem, PublicPemOf(keys.private_pem));
  return keys;
}

absl::StatusOr<std::string> SealFactor(const SealKeys& keys, const Secret& secret, Random& random) {
  ASSIGN_OR_RETURN(const std::string key, ReadSealPublicKey(keys.public_pem));
  std::string sealed;
  ASSIGN_OR_RETURN(const std::unique_ptr<Sealer> sealer,
                   Sealer::Begin(key, random, [&sealed](std::string_view bytes) {
                     sealed += bytes;
                     return absl::OkStatus();
                   }));
  RETURN_IF_ERROR(sealer->Add(secret.Reveal()));
  RETURN_IF_ERROR(sealer->Finish());
  return sealed;
}

absl::StatusOr<Secret> UnsealFactor(const SealKeys& keys, std::string_view sealed) {
  const auto read = [&]() -> absl::StatusOr<std::string> {
    std::string_view rest = sealed;
    ASSIGN_OR_RETURN(const std::unique_ptr<Unsealer> unsealer,
                     Unsealer::Begin(keys.private_pem, [&rest](std::size_t most) {
                       const std::string_view piece = rest.substr(0, most);
                       rest.remove_prefix(piece.size());
                       return absl::StatusOr<std::string>(std::string(piece));
                     }));
    ASSIGN_OR_RETURN(std::string secret, unsealer->Read(kFactorBytes));
    RETURN_IF_ERROR(unsealer->ExpectEnd());
    return secret;
  };
  absl::StatusOr<std::string> secret = read();
  if (secret.ok()) return Secret(*std::move(secret));
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "second_factor_unreadable");
}

}  // namespace par::identity
