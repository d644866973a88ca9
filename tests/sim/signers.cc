#include "tests/sim/signers.h"

#include <openssl/obj_mac.h>

#include <map>
#include <string_view>
#include <utility>

#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/x509.h"

namespace par::sim {
namespace {

namespace x509 = identity::x509;

constexpr std::int64_t kFrom = 946'684'800;  // 2000-01-01
constexpr std::int64_t kTo = 2'493'072'000;  // 2049-01-01

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Instead of x509::Sign: a serial number that is not drawn, and a signature that Ed25519 makes the
// same every time.
void SignAs(X509* certificate, X509* issuer, EVP_PKEY* key, long serial) {
  PAR_CHECK(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1);
  PAR_CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  PAR_CHECK(X509_sign(certificate, key, nullptr) > 0);
}

struct TestAuthority {
  x509::Key key;
  x509::Cert certificate;
  std::string pem;

  TestAuthority() {
    const std::string seed = Sha256::Of("authority").ToBytes();
    key.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()));
    certificate = x509::NewCert(key.get(), "authority", kFrom, kTo);
    X509* self = certificate.get();
    x509::AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    x509::AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
    x509::AddExtension(self, self, NID_subject_key_identifier, "hash");
    SignAs(self, self, key.get(), 1);
    pem = x509::ToPem(self);
  }
};

const TestAuthority& Authority() {
  static const TestAuthority authority;
  return authority;
}

std::string CertificateOver(const std::string& public_key, const std::string& node,
                            const std::string& unit) {
  const x509::Key subject(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const x509::Cert issued = x509::NewCert(subject.get(), node, kFrom, kTo);
  X509* issuer = Authority().certificate.get();
  PAR_CHECK(x509::AddNames(issued.get(), {.common_name = node,
                                          .uris = {std::string(identity::kSignerUri) + node,
                                                   std::string(identity::kUnitUri) + unit},
                                          .dns = {},
                                          .ips = {}}));
  x509::AddExtension(issued.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  x509::AddExtension(issued.get(), issuer, NID_key_usage, "critical,digitalSignature");
  x509::AddExtension(issued.get(), issuer, NID_ext_key_usage, identity::kDocumentSigning);
  x509::AddExtension(issued.get(), issuer, NID_subject_key_identifier, "hash");
  x509::AddExtension(issued.get(), issuer, NID_authority_key_identifier, "keyid:always");
  SignAs(issued.get(), issuer, Authority().key.get(), 2);
  return x509::ToDer(issued.get());
}

}  // namespace

const std::string& AuthorityPem() { return Authority().pem; }

const DecisionSigner& SignerOf(const std::string& node, const std::string& unit) {
  static std::map<std::pair<std::string, std::string>, DecisionSigner> signers;
  DecisionSigner& signer = signers[{node, unit}];
  if (signer.key == nullptr) {
    signer.key = identity::SigningKey::FromSeed(Sha256::Of(node + " " + unit).ToBytes());
    signer.certificate = CertificateOver(signer.key->public_key(), node, unit);
  }
  return signer;
}

}  // namespace par::sim
