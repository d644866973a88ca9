#include "common/identity/x509.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <utility>

#include "common/base/certificate_serial.h"
#include "common/base/check.h"
#include "common/base/sha256.h"

namespace par::identity::x509 {
namespace {

using Bio = Owned<BIO, BIO_free_all>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

Bio Reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string Written(const Bio& bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

void SetTime(ASN1_TIME* time, std::int64_t seconds) {
  PAR_CHECK(ASN1_TIME_set(time, static_cast<std::time_t>(seconds)) != nullptr);
}

bool AddText(GENERAL_NAMES* names, int type, const std::string& text) {
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  PAR_CHECK(value != nullptr &&
            ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1);
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, value);
  return sk_GENERAL_NAME_push(names, name) > 0;
}

bool AddAddress(GENERAL_NAMES* names, const std::string& text) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(text.c_str());
  if (address == nullptr) return false;
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, GEN_IPADD, address);
  return sk_GENERAL_NAME_push(names, name) > 0;
}

// Letters, digits, dots, hyphens: nothing that could end a name early.
bool PlainHost(const std::string& host) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  return !host.empty() && host.size() <= 253 &&
         host.find_first_not_of(kAllowed) == std::string::npos;
}

// Nobody is asked for a pass phrase because a stranger's text says that it is encrypted.
int NoPassPhrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*given*/) { return -1; }

// Nothing where one of its times is none: OpenSSL takes any text for a time until it is read.
Cert WithTimes(Cert certificate) {
  std::tm when{};
  if (certificate == nullptr ||
      ASN1_TIME_to_tm(X509_get0_notBefore(certificate.get()), &when) != 1 ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &when) != 1) {
    return nullptr;
  }
  return certificate;
}

template <typename Visit>
void ForEachName(X509* certificate, const Visit& visit) {
  const GeneralNames names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    visit(*sk_GENERAL_NAME_value(names.get(), i));
  }
}

// Names of a type that is text: URIs, hosts.
std::vector<std::string> TextsOf(X509* certificate, int type) {
  std::vector<std::string> texts;
  ForEachName(certificate, [&](const GENERAL_NAME& name) {
    if (name.type != type) return;
    const ASN1_IA5STRING* text = name.d.ia5;
    texts.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       static_cast<std::size_t>(ASN1_STRING_length(text)));
  });
  return texts;
}

}  // namespace

Key NewP256Key() {
  Key key(EVP_EC_gen("P-256"));
  PAR_CHECK(key != nullptr);
  return key;
}

bool IsP256(EVP_PKEY* key) {
  char group[32] = {};
  std::size_t length = 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof(group), &length) == 1 &&
         std::string_view(group, length) == "prime256v1";
}

bool IsEd25519(EVP_PKEY* key) { return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519; }

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PAR_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) ==
            1);
  return Written(bio);
}

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PAR_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return Written(bio);
}

std::string ToPem(X509_REQ* request) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PAR_CHECK(PEM_write_bio_X509_REQ(bio.get(), request) == 1);
  return Written(bio);
}

Key KeyFromPem(std::string_view pem) {
  return Key(PEM_read_bio_PrivateKey(Reading(pem).get(), nullptr, nullptr, nullptr));
}

Cert CertFromPem(std::string_view pem) {
  return WithTimes(Cert(PEM_read_bio_X509(Reading(pem).get(), nullptr, NoPassPhrase, nullptr)));
}

Request RequestFromPem(std::string_view pem) {
  return Request(PEM_read_bio_X509_REQ(Reading(pem).get(), nullptr, NoPassPhrase, nullptr));
}

std::vector<Cert> CertsFromPem(std::string_view pem) {
  const Bio bio = Reading(pem);
  std::vector<Cert> all;
  while (Cert one{PEM_read_bio_X509(bio.get(), nullptr, NoPassPhrase, nullptr)}) {
    one = WithTimes(std::move(one));
    if (one != nullptr) all.push_back(std::move(one));
  }
  ERR_clear_error();  // The end is told as an error.
  return all;
}

Cert CertFromDer(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == end ? WithTimes(std::move(certificate)) : nullptr;
}

std::string ToDer(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  PAR_CHECK(length > 0);
  const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return bytes;
}

std::string RequestPem(EVP_PKEY* key) {
  const Request request(X509_REQ_new());
  PAR_CHECK(X509_REQ_set_version(request.get(), 0) == 1);
  PAR_CHECK(X509_REQ_set_pubkey(request.get(), key) == 1);
  // Ed25519 hashes by itself and takes no digest.
  PAR_CHECK(X509_REQ_sign(request.get(), key, IsEd25519(key) ? nullptr : EVP_sha256()) > 0);
  return ToPem(request.get());
}

Cert NewCert(EVP_PKEY* subject_key, std::string_view common_name, std::int64_t not_before_seconds,
             std::int64_t not_after_seconds) {
  Cert certificate(X509_new());
  PAR_CHECK(certificate != nullptr && X509_set_version(certificate.get(), 2) == 1);
  const Owned<BIGNUM, BN_free> serial(BN_new());
  PAR_CHECK(BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get()));
  SetTime(X509_getm_notBefore(certificate.get()), not_before_seconds);
  SetTime(X509_getm_notAfter(certificate.get()), not_after_seconds);
  PAR_CHECK(X509_set_pubkey(certificate.get(), subject_key) == 1);
  PAR_CHECK(X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                                       MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common_name.data()),
                                       static_cast<int>(common_name.size()), -1, 0) == 1);
  return certificate;
}

bool AddNames(X509* certificate, const Names& names) {
  const GeneralNames all(GENERAL_NAMES_new());
  bool good = true;
  for (const std::string& uri : names.uris) good = good && AddText(all.get(), GEN_URI, uri);
  for (const std::string& host : names.dns) {
    good = good && PlainHost(host) && AddText(all.get(), GEN_DNS, host);
  }
  for (const std::string& address : names.ips) good = good && AddAddress(all.get(), address);
  return good && X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0,
                                   X509V3_ADD_DEFAULT) == 1;
}

void AddExtension(X509* certificate, X509* issuer, int nid, const char* text) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, text));
  PAR_CHECK(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void Sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  PAR_CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  PAR_CHECK(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
}

std::string SerialOf(X509* certificate) { return SerialText(X509_get0_serialNumber(certificate)); }

std::int64_t NotAfterSeconds(X509* certificate) {
  std::tm when{};
  PAR_CHECK(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &when) == 1);
  return static_cast<std::int64_t>(timegm(&when));
}

std::vector<std::string> UrisOf(X509* certificate) { return TextsOf(certificate, GEN_URI); }

std::vector<std::string> HostsOf(X509* certificate) { return TextsOf(certificate, GEN_DNS); }

std::vector<std::string> AddressesOf(X509* certificate) {
  std::vector<std::string> addresses;
  ForEachName(certificate, [&](const GENERAL_NAME& name) {
    if (name.type != GEN_IPADD) return;
    const ASN1_OCTET_STRING* bytes = name.d.iPAddress;
    const int length = ASN1_STRING_length(bytes);
    if (length != sizeof(in_addr) && length != sizeof(in6_addr)) return;
    char text[INET6_ADDRSTRLEN];
    const int family = length == sizeof(in_addr) ? AF_INET : AF_INET6;
    if (inet_ntop(family, ASN1_STRING_get0_data(bytes), text, sizeof(text)) != nullptr) {
      addresses.emplace_back(text);
    }
  });
  return addresses;
}

bool HasExtendedUsage(X509* certificate, const char* usage) {
  const Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usages(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> wanted(OBJ_txt2obj(usage, 1));
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (OBJ_cmp(sk_ASN1_OBJECT_value(usages.get(), i), wanted.get()) == 0) return true;
  }
  return false;
}

std::string KeyFingerprint(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  PAR_CHECK(length > 0);
  const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return Sha256::Of(bytes).Hex();
}

}  // namespace par::identity::x509
