#include "common/identity/signer_certificate.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <ctime>
#include <vector>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/identity/x509.h"

namespace par::identity {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
// 112 bits at least. Named, so that no other default of the library changes what a replay decides.
constexpr int kStrength = 2;

using StorePointer = Owned<X509_STORE, X509_STORE_free>;
using VerifyContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

absl::Status Refused(std::string_view reason, std::vector<domain::Parameter> parameters) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters));
}

// X509_V_OK, or why no chain leads from the certificate to one of the authorities at that time.
int ChainError(X509* certificate, std::string_view authorities_pem, std::int64_t at_micros) {
  const StorePointer store(X509_STORE_new());
  PAR_CHECK(store != nullptr);
  for (const x509::Cert& one : x509::CertsFromPem(authorities_pem)) {
    PAR_CHECK(X509_STORE_add_cert(store.get(), one.get()) == 1);
  }
  const VerifyContext context(X509_STORE_CTX_new());
  PAR_CHECK(context != nullptr &&
            X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) == 1);
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(how, static_cast<std::time_t>(at_micros / kMicros));
  X509_VERIFY_PARAM_set_auth_level(how, kStrength);
  const bool good = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return good ? X509_V_OK : error;
}

bool OfTime(int error) {
  return error == X509_V_ERR_CERT_NOT_YET_VALID || error == X509_V_ERR_CERT_HAS_EXPIRED;
}

bool OverKey(X509* certificate, std::string_view public_key) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr || !x509::IsEd25519(key)) return false;
  std::string raw(kPublicKeyBytes, '\0');
  std::size_t length = raw.size();
  PAR_CHECK(
      EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &length) == 1);
  return raw == public_key;
}

bool Names(const std::vector<std::string>& uris, std::string_view kind, std::string_view name) {
  return std::find(uris.begin(), uris.end(), std::string(kind) + std::string(name)) != uris.end();
}

}  // namespace

absl::Status CheckSigner(const SignerClaim& claim, std::string_view authorities_pem) {
  const std::string node(claim.node);
  if (claim.certificate.empty()) {
    return Refused("signer_certificate_missing", {{"node", node}});
  }
  const x509::Cert certificate = x509::CertFromDer(claim.certificate);
  if (certificate == nullptr) return Refused("signer_certificate_unreadable", {{"node", node}});
  const int error = ChainError(certificate.get(), authorities_pem, claim.at_micros);
  if (OfTime(error)) return Refused("signer_certificate_not_valid", {{"node", node}});
  if (error != X509_V_OK || !x509::HasExtendedUsage(certificate.get(), kDocumentSigning)) {
    return Refused("signer_certificate_untrusted",
                   {{"node", node},
                    {"cause", error == X509_V_OK ? "extended key usage"
                                                 : X509_verify_cert_error_string(error)}});
  }
  const std::vector<std::string> uris = x509::UrisOf(certificate.get());
  if (!OverKey(certificate.get(), claim.public_key) || !Names(uris, kSignerUri, claim.node)) {
    return Refused("signer_certificate_other_key", {{"node", node}});
  }
  if (!Names(uris, kUnitUri, claim.unit)) {
    return Refused("signer_certificate_other_unit",
                   {{"node", node}, {"unit", std::string(claim.unit)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadSignerCertificate(const std::filesystem::path& file) {
  if (file.empty()) return Refused("signer_certificate_missing", {{"node", ""}});
  ASSIGN_OR_RETURN(const std::string pem, ReadWholeFile(file, Secrecy::kPublic));
  const x509::Cert certificate = x509::CertFromPem(pem);
  if (certificate == nullptr) {
    ERR_clear_error();
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_unreadable");
  }
  return x509::ToDer(certificate.get());
}

}  // namespace par::identity
