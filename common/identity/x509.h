// OpenSSL's certificate objects with owners, and the few steps ca.cc is made of. Internal to
// common/identity.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/owned.h"

namespace par::identity::x509 {

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Cert = Owned<X509, X509_free>;
using Request = Owned<X509_REQ, X509_REQ_free>;

// A text's bytes as OpenSSL wants them.
[[nodiscard]] inline const unsigned char* Data(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] Key NewP256Key();
[[nodiscard]] bool IsP256(EVP_PKEY* key);
[[nodiscard]] bool IsEd25519(EVP_PKEY* key);

[[nodiscard]] std::string ToPem(EVP_PKEY* key);
[[nodiscard]] std::string ToPem(X509* certificate);
[[nodiscard]] std::string ToPem(X509_REQ* request);
// Null if `pem` is not one.
[[nodiscard]] Key KeyFromPem(std::string_view pem);
[[nodiscard]] Cert CertFromPem(std::string_view pem);
[[nodiscard]] Request RequestFromPem(std::string_view pem);
// Every certificate in `pem`, one after the other.
[[nodiscard]] std::vector<Cert> CertsFromPem(std::string_view pem);
// Null unless all of `der` is one certificate.
[[nodiscard]] Cert CertFromDer(std::string_view der);
[[nodiscard]] std::string ToDer(X509* certificate);
// A request to certify `key`, signed by it. Names are the authority's affair: it has none.
[[nodiscard]] std::string RequestPem(EVP_PKEY* key);

struct Names {
  std::string common_name;
  std::vector<std::string> uris;
  std::vector<std::string> dns;
  std::vector<std::string> ips;
};

// A version 3 certificate over `subject_key` with a random 127-bit serial; not yet signed.
[[nodiscard]] Cert NewCert(EVP_PKEY* subject_key, std::string_view common_name,
                           std::int64_t not_before_seconds, std::int64_t not_after_seconds);
// False if a name cannot be written into a certificate.
[[nodiscard]] bool AddNames(X509* certificate, const Names& names);
// `text` in the notation of openssl's x509v3_config; only our own constants are given.
void AddExtension(X509* certificate, X509* issuer, int nid, const char* text);
void Sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key);

[[nodiscard]] std::string SerialOf(X509* certificate);
[[nodiscard]] std::int64_t NotAfterSeconds(X509* certificate);
// The URI names, in their order.
[[nodiscard]] std::vector<std::string> UrisOf(X509* certificate);
// The DNS names, and the addresses as people write them.
[[nodiscard]] std::vector<std::string> HostsOf(X509* certificate);
[[nodiscard]] std::vector<std::string> AddressesOf(X509* certificate);
// `usage` as "1.3.6.1.…".
[[nodiscard]] bool HasExtendedUsage(X509* certificate, const char* usage);
[[nodiscard]] std::string KeyFingerprint(X509* certificate);

}  // namespace par::identity::x509
