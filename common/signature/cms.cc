#include "common/signature/cms.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "common/signature/strength.h"
#include "common/signature/times.h"

namespace par::signature {

std::string_view BytesOf(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

namespace {

bool IsStrong(CMS_SignerInfo* signer) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(signer, &key, &certificate, &digest, nullptr);
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, digest);
  return key != nullptr && EVP_PKEY_get_security_bits(key) >= kLeastStrength &&
         IsStrongDigest(OBJ_obj2nid(name));
}

bool IsPadding(std::string_view rest) {
  return rest.find_first_not_of('\0') == std::string_view::npos;
}

// Null if it is not one message, padded or not.
CMS_ContentInfo* Parse(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  CMS_ContentInfo* const cms = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size()));
  if (cms == nullptr) return nullptr;
  const std::string_view rest(reinterpret_cast<const char*>(at),
                              static_cast<std::size_t>(end - at));
  if (IsPadding(rest) && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed) return cms;
  CMS_ContentInfo_free(cms);
  return nullptr;
}

// Where it should be: elsewhere when `detached`, in the message when not.
bool ContentIsInPlace(CMS_ContentInfo* cms, bool detached) {
  ASN1_OCTET_STRING** const content = CMS_get0_content(cms);
  return content != nullptr && (*content == nullptr) == detached;
}

std::string_view FaultOf(SignedMessage& message, BIO* detached, BIO* content) {
  CMS_ContentInfo* const cms = message.cms.get();
  if (cms == nullptr || !ContentIsInPlace(cms, detached != nullptr)) return "signature_malformed";
  message.certificates.reset(CMS_get1_certs(cms));
  STACK_OF(CMS_SignerInfo)* const signers = CMS_get0_SignerInfos(cms);
  if (sk_CMS_SignerInfo_num(signers) != 1) return "signature_one_signer";
  message.signer = sk_CMS_SignerInfo_value(signers, 0);
  if (CMS_set1_signers_certs(cms, nullptr, 0) != 1) return "signature_malformed";
  CMS_SignerInfo_get0_algs(message.signer, nullptr, &message.certificate, nullptr, nullptr);
  if (!IsStrong(message.signer)) return "signature_weak";
  constexpr unsigned kHow = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  const bool verified = CMS_verify(cms, nullptr, nullptr, detached, content, kHow) == 1;
  return verified ? std::string_view() : "signature_broken";
}

// The only value of a signed attribute of this kind; null if there is none or there are several.
const ASN1_TYPE* SignedAttribute(const SignedMessage& message, int nid) {
  const int at = CMS_signed_get_attr_by_NID(message.signer, nid, -1);
  if (at < 0 || CMS_signed_get_attr_by_NID(message.signer, nid, at) >= 0) return nullptr;
  X509_ATTRIBUTE* const attribute = CMS_signed_get_attr(message.signer, at);
  if (X509_ATTRIBUTE_count(attribute) != 1) return nullptr;
  return X509_ATTRIBUTE_get0_type(attribute, 0);
}

}  // namespace

SignedMessage CheckMessage(std::string_view der, BIO* detached, BIO* content) {
  SignedMessage message;
  message.cms.reset(Parse(der));
  message.fault = FaultOf(message, detached, content);
  ERR_clear_error();
  return message;
}

bool IsBoundToCertificate(const SignedMessage& message) {
  const Owned<STACK_OF(X509), FreeCertificates> chain(sk_X509_new_null());
  sk_X509_push(chain.get(), message.certificate);
  for (int i = 0; i < sk_X509_num(message.certificates.get()); ++i) {
    X509* const other = sk_X509_value(message.certificates.get(), i);
    if (X509_cmp(other, message.certificate) != 0) sk_X509_push(chain.get(), other);
  }
  const ASN1_TYPE* const old_form = SignedAttribute(message, NID_id_smime_aa_signingCertificate);
  const ASN1_TYPE* const new_form = SignedAttribute(message, NID_id_smime_aa_signingCertificateV2);
  Owned<ESS_SIGNING_CERT, ESS_SIGNING_CERT_free> first;
  Owned<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free> second;
  if (old_form != nullptr && old_form->type == V_ASN1_SEQUENCE) {
    const unsigned char* at = old_form->value.sequence->data;
    first.reset(d2i_ESS_SIGNING_CERT(nullptr, &at, old_form->value.sequence->length));
  }
  if (new_form != nullptr && new_form->type == V_ASN1_SEQUENCE) {
    const unsigned char* at = new_form->value.sequence->data;
    second.reset(d2i_ESS_SIGNING_CERT_V2(nullptr, &at, new_form->value.sequence->length));
  }
  const bool bound = OSSL_ESS_check_signing_certs(first.get(), second.get(), chain.get(), 1) == 1;
  ERR_clear_error();
  return bound;
}

std::optional<std::int64_t> SigningTimeOf(const SignedMessage& message) {
  const ASN1_TYPE* const value = SignedAttribute(message, NID_pkcs9_signingTime);
  if (value == nullptr) return std::nullopt;
  if (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME) return std::nullopt;
  return ReadAsn1Time(value->value.asn1_string);
}

std::string_view StampOf(const SignedMessage& message) {
  const int at = CMS_unsigned_get_attr_by_NID(message.signer, NID_id_smime_aa_timeStampToken, -1);
  if (at < 0) return {};
  X509_ATTRIBUTE* const attribute = CMS_unsigned_get_attr(message.signer, at);
  const ASN1_TYPE* const value = X509_ATTRIBUTE_get0_type(attribute, 0);
  if (value == nullptr || value->type != V_ASN1_SEQUENCE) return {};
  return BytesOf(value->value.sequence);
}

std::string_view ValueOf(const SignedMessage& message) {
  return BytesOf(CMS_SignerInfo_get0_signature(message.signer));
}

}  // namespace par::signature
