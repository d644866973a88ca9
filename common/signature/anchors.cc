#include "common/signature/anchors.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "common/base/certificate_serial.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/signature/plain_text.h"
#include "common/signature/times.h"

namespace par::signature {
namespace {

using CertificateStore = Owned<X509_STORE, X509_STORE_free>;

constexpr int kStrength = 2;  // OpenSSL's level of 112 bits: RSA of 2048 bits, SHA-2.
constexpr int kLongestChain = 8;

std::string Entry(const X509_NAME* name, int nid) {
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return {};
  const ASN1_STRING* const data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, data);
  if (length < 0) return {};
  std::string plain =
      PlainText({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
  OPENSSL_free(text);
  return plain;
}

CertificateStore StoreOf(const std::vector<Certificate>& anchors, std::int64_t seconds) {
  CertificateStore store(X509_STORE_new());
  PAR_CHECK(store != nullptr);
  for (const Certificate& anchor : anchors) {
    PAR_CHECK(X509_STORE_add_cert(store.get(), anchor.get()) == 1);
  }
  X509_VERIFY_PARAM* const how = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(how, static_cast<std::time_t>(seconds));
  X509_VERIFY_PARAM_set_auth_level(how, kStrength);
  X509_VERIFY_PARAM_set_depth(how, kLongestChain);
  PAR_CHECK(X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN) == 1);
  return store;
}

std::int64_t Seconds(const ASN1_TIME* time) {
  return ReadAsn1Time(time).value_or(0) / kMicrosPerSecond;
}

}  // namespace

absl::StatusOr<Anchors> Anchors::FromPem(std::string_view pem) {
  const Owned<BIO, BIO_free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PAR_CHECK(bio != nullptr);
  Anchors anchors;
  while (X509* const one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    anchors.certificates_.emplace_back(one);
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (anchors.empty() || !at_end) return domain::Invalid("anchors_malformed", {});
  ASSIGN_OR_RETURN(anchors.lists_, ListsFromPem(pem, "PEM"));
  return anchors;
}

// A chain ends at the first anchor; of one in the middle its own authority may be known, too.
X509* Anchors::Above(X509* certificate) const {
  for (const Certificate& anchor : certificates_) {
    if (X509_cmp(anchor.get(), certificate) != 0 &&
        X509_check_issued(anchor.get(), certificate) == X509_V_OK &&
        X509_verify(certificate, X509_get0_pubkey(anchor.get())) == 1) {
      return anchor.get();
    }
  }
  return nullptr;
}

// Of the signer's own certificate, unless one above it is revoked: then the earliest of those.
RevocationWord Anchors::AskLists(const STACK_OF(X509) * chain, std::int64_t now) const {
  RevocationWord word;
  if (lists_.empty()) return word;
  word.revocation = domain::Revocation::kNoList;
  X509* certificate = sk_X509_value(chain, 0);
  for (int i = 0; i < kLongestChain; ++i) {
    X509* const issuer =
        i + 1 < sk_X509_num(chain) ? sk_X509_value(chain, i + 1) : Above(certificate);
    if (issuer == nullptr) break;
    const RevocationWord of_one = signature::AskLists(lists_, certificate, issuer, now);
    const bool revoked = of_one.revocation == domain::Revocation::kRevoked;
    const bool known = word.revocation == domain::Revocation::kRevoked;
    if (i == 0 || (revoked && (!known || of_one.revoked_at < word.revoked_at))) word = of_one;
    certificate = issuer;
  }
  ERR_clear_error();
  return word;
}

Anchors::Judgement Anchors::Judge(X509* signer, const STACK_OF(X509) * others,
                                  const Moments& moments, int purpose) const {
  using domain::SignerTrust;
  if (empty()) return {SignerTrust::kNotAsked, {}};
  const CertificateStore store = StoreOf(certificates_, moments.signed_at);
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  PAR_CHECK(context != nullptr);
  // It only reads them; its signature is older than const.
  auto* const untrusted = const_cast<STACK_OF(X509)*>(others);
  if (X509_STORE_CTX_init(context.get(), store.get(), signer, untrusted) != 1 ||
      X509_STORE_CTX_set_purpose(context.get(), purpose) != 1) {
    return {SignerTrust::kUnknown, {}};
  }
  if (X509_verify_cert(context.get()) == 1) {
    const RevocationWord word = AskLists(X509_STORE_CTX_get0_chain(context.get()), moments.now);
    const bool revoked =
        word.revocation == domain::Revocation::kRevoked && word.revoked_at <= moments.signed_at;
    return {revoked ? SignerTrust::kRevoked : SignerTrust::kTrusted, word};
  }
  switch (X509_STORE_CTX_get_error(context.get())) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {SignerTrust::kOutsideValidity, {}};
    case X509_V_ERR_INVALID_PURPOSE:
      return {SignerTrust::kNotForSigning, {}};
    default:
      return {SignerTrust::kUnknown, {}};
  }
}

Anchors::Judgement Anchors::JudgeSigner(X509* signer, const STACK_OF(X509) * others,
                                        const Moments& moments) const {
  // Where the certificate says nothing of its use, every use is meant.
  if ((X509_get_key_usage(signer) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
    return {domain::SignerTrust::kNotForSigning, {}};
  }
  return Judge(signer, others, moments, X509_PURPOSE_ANY);
}

Anchors::Judgement Anchors::JudgeStamp(X509* authority, const STACK_OF(X509) * others,
                                       const Moments& moments) const {
  return Judge(authority, others, moments, X509_PURPOSE_TIMESTAMP_SIGN);
}

void Describe(X509* certificate, domain::Signature& signature) {
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  signature.signer = Entry(subject, NID_commonName);
  signature.organisation = Entry(subject, NID_organizationName);
  signature.issuer = Entry(X509_get_issuer_name(certificate), NID_commonName);
  signature.serial = SerialText(X509_get0_serialNumber(certificate));
  signature.valid_from = Seconds(X509_get0_notBefore(certificate));
  signature.valid_to = Seconds(X509_get0_notAfter(certificate));
}

}  // namespace par::signature
