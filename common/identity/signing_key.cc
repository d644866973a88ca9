#include "common/identity/signing_key.h"

#include <openssl/evp.h>

#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/identity/x509.h"

namespace par::identity {
namespace {

constexpr std::size_t kSeedBytes = 32;

using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

}  // namespace

struct SigningKey::Key {
  x509::Key evp;
  // Copied for each signature: OpenSSL looks for the method anew at each EVP_DigestSignInit.
  DigestContext begun;
};

SigningKey::SigningKey(std::unique_ptr<Key> key) : key_(std::move(key)) {
  std::size_t length = kPublicKeyBytes;
  public_key_.resize(length);
  PAR_CHECK(EVP_PKEY_get_raw_public_key(key_->evp.get(),
                                        reinterpret_cast<unsigned char*>(public_key_.data()),
                                        &length) == 1);
  PAR_CHECK(length == kPublicKeyBytes);
  key_->begun.reset(EVP_MD_CTX_new());
  PAR_CHECK(EVP_DigestSignInit(key_->begun.get(), nullptr, nullptr, nullptr, key_->evp.get()) == 1);
}

SigningKey::~SigningKey() = default;

std::unique_ptr<SigningKey> SigningKey::FromSeed(std::string_view seed) {
  PAR_CHECK(seed.size() == kSeedBytes);
  auto key = std::make_unique<Key>();
  key->evp.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, x509::Data(seed), seed.size()));
  PAR_CHECK(key->evp != nullptr);
  return std::unique_ptr<SigningKey>(new SigningKey(std::move(key)));
}

std::unique_ptr<SigningKey> SigningKey::Generate(Random& random) {
  return FromSeed(random.Bytes(kSeedBytes));
}

absl::StatusOr<std::unique_ptr<SigningKey>> SigningKey::OpenOrMake(
    const std::filesystem::path& file, Random& random) {
  ASSIGN_OR_RETURN(const bool there, IsThere(file));
  if (!there) {
    std::unique_ptr<SigningKey> made = Generate(random);
    RETURN_IF_ERROR(WriteFileDurably(file, x509::ToPem(made->key_->evp.get()), Secrecy::kSecret));
    return made;
  }
  ASSIGN_OR_RETURN(const std::string pem, ReadWholeFile(file, Secrecy::kSecret));
  auto key = std::make_unique<Key>();
  key->evp = x509::KeyFromPem(pem);
  if (key->evp == nullptr || !x509::IsEd25519(key->evp.get())) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "key_file_unreadable",
                           {{"file", file.string()}});
  }
  return std::unique_ptr<SigningKey>(new SigningKey(std::move(key)));
}

std::string SigningKey::Request() const { return x509::RequestPem(key_->evp.get()); }

std::string SigningKey::Sign(std::string_view message) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t length = signature.size();
  PAR_CHECK(EVP_MD_CTX_copy_ex(context.get(), key_->begun.get()) == 1);
  PAR_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                           &length, x509::Data(message), message.size()) == 1);
  PAR_CHECK(length == kSignatureBytes);
  return signature;
}

absl::StatusOr<std::string> SigningKeyOfRequest(std::string_view request_pem) {
  const x509::Request request = x509::RequestFromPem(request_pem);
  const x509::Key key(request == nullptr ? nullptr : X509_REQ_get_pubkey(request.get()));
  std::string raw(kPublicKeyBytes, '\0');
  std::size_t length = raw.size();
  if (key == nullptr || !x509::IsEd25519(key.get()) ||
      X509_REQ_verify(request.get(), key.get()) != 1 ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                  &length) != 1 ||
      length != raw.size()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_request_unreadable");
  }
  return raw;
}

bool SignatureHolds(std::string_view public_key, std::string_view message,
                    std::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  const x509::Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, x509::Data(public_key),
                                                  public_key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), x509::Data(signature), signature.size(),
                          x509::Data(message), message.size()) == 1;
}

}  // namespace par::identity
