#include "tests/support/signing_office.h"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/domain/date.h"

namespace par::testing {
namespace {

namespace x509 = identity::x509;

std::string Written(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

x509::Key NewKey(unsigned rsa_bits) {
  return rsa_bits > 0 ? x509::Key(EVP_RSA_gen(rsa_bits)) : x509::NewP256Key();
}

int SetTime(TS_resp_ctx*, void* seconds, long* at, long* micros) {
  *at = static_cast<long>(*static_cast<const std::int64_t*>(seconds));
  *micros = 0;
  return 1;
}

ASN1_INTEGER* NextSerial(TS_resp_ctx*, void*) {
  ASN1_INTEGER* const serial = ASN1_INTEGER_new();
  ASN1_INTEGER_set(serial, 7);
  return serial;
}

std::string RequestFor(const std::string& bytes) {
  const Owned<TS_REQ, TS_REQ_free> request(TS_REQ_new());
  const Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> imprint(TS_MSG_IMPRINT_new());
  const Owned<X509_ALGOR, X509_ALGOR_free> kind(X509_ALGOR_new());
  X509_ALGOR_set0(kind.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  TS_MSG_IMPRINT_set_algo(imprint.get(), kind.get());
  Sha256 hash = Sha256::Of(bytes);
  TS_MSG_IMPRINT_set_msg(imprint.get(), hash.bytes.data(), static_cast<int>(hash.bytes.size()));
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_cert_req(request.get(), 1);
  const Owned<BIO, BIO_free> out(BIO_new(BIO_s_mem()));
  PAR_CHECK(i2d_TS_REQ_bio(out.get(), request.get()) == 1);
  return Written(out.get());
}

void AddStamp(CMS_ContentInfo* cms, const SigningOffice& office, const Signing& how) {
  CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
  const ASN1_OCTET_STRING* const value = CMS_SignerInfo_get0_signature(signer);
  std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                    static_cast<std::size_t>(ASN1_STRING_length(value)));
  if (how.stamp_of_other) bytes += "other";
  const std::string token = office.Stamp(bytes, *how.stamped_at);
  PAR_CHECK(CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
                                          token.data(), static_cast<int>(token.size())) == 1);
}

}  // namespace

std::int64_t InVietnam(std::string_view day, int hour, int minute) {
  const auto date = domain::Date::Parse(day);
  PAR_CHECK(date.has_value());
  return std::int64_t{date->days()} * 86'400 + (hour - 7) * 3600 + minute * 60;
}

SigningOffice::SigningOffice(std::string_view name, const SigningOffice* above)
    : in_the_middle_(above != nullptr) {
  authority_.key = x509::NewP256Key();
  authority_.certificate =
      x509::NewCert(authority_.key.get(), name, InVietnam("2020-01-01"), InVietnam("2040-01-01"));
  X509* const own = authority_.certificate.get();
  const Certified& signer = above == nullptr ? authority_ : above->authority_;
  X509* const issuer = signer.certificate.get();
  x509::AddExtension(own, issuer, NID_basic_constraints, "critical,CA:TRUE");
  x509::AddExtension(own, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  x509::Sign(own, issuer, signer.key.get());
  stamps_ = Certify({.name = "Dịch vụ cấp dấu thời gian",
                     .usage = "critical,digitalSignature",
                     .extended = "critical,timeStamping"});
}

std::string SigningOffice::AnchorPem() const { return x509::ToPem(authority_.certificate.get()); }

Certified SigningOffice::Certify(const Certification& what) const {
  Certified made{.key = NewKey(what.rsa_bits), .certificate = {}};
  made.certificate =
      x509::NewCert(made.key.get(), what.name, InVietnam(what.from), InVietnam(what.to));
  X509* const authority = authority_.certificate.get();
  x509::AddExtension(made.certificate.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
  x509::AddExtension(made.certificate.get(), authority, NID_key_usage, what.usage);
  if (what.extended != nullptr) {
    x509::AddExtension(made.certificate.get(), authority, NID_ext_key_usage, what.extended);
  }
  x509::Sign(made.certificate.get(), authority, authority_.key.get());
  return made;
}

std::string SigningOffice::RevocationList(const std::vector<Withdrawal>& withdrawn,
                                          const ListTerms& terms) const {
  using Time = Owned<ASN1_TIME, ASN1_TIME_free>;
  const Owned<X509_CRL, X509_CRL_free> list(X509_CRL_new());
  X509* const authority = authority_.certificate.get();
  PAR_CHECK(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority));
  X509_CRL_set1_lastUpdate(list.get(), Time(ASN1_TIME_set(nullptr, terms.from)).get());
  X509_CRL_set1_nextUpdate(list.get(), Time(ASN1_TIME_set(nullptr, terms.until)).get());
  for (const Withdrawal& one : withdrawn) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509* const certificate = one.whose->certificate.get();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate));
    X509_REVOKED_set_revocationDate(entry, Time(ASN1_TIME_set(nullptr, one.at)).get());
    PAR_CHECK(X509_CRL_add0_revoked(list.get(), entry) == 1);
  }
  X509_CRL_sort(list.get());
  if (terms.extension != nullptr) {
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_issuing_distribution_point, terms.extension));
    PAR_CHECK(extension != nullptr && X509_CRL_add_ext(list.get(), extension.get(), -1) == 1);
  }
  const EVP_MD* const digest = EVP_get_digestbyname(terms.digest);
  PAR_CHECK(X509_CRL_sign(list.get(), authority_.key.get(), digest) > 0);
  const Owned<BIO, BIO_free> out(BIO_new(BIO_s_mem()));
  PAR_CHECK(i2d_X509_CRL_bio(out.get(), list.get()) == 1);
  return Written(out.get());
}

std::string SigningOffice::Message(const Certified& signer, const std::string& covered,
                                   const Signing& how) const {
  const Owned<BIO, BIO_free> content(
      BIO_new_mem_buf(covered.data(), static_cast<int>(covered.size())));
  const unsigned detached = how.content_inside ? 0u : unsigned{CMS_DETACHED};
  const unsigned flags = CMS_BINARY | CMS_PARTIAL | detached;
  const Owned<CMS_ContentInfo, CMS_ContentInfo_free> cms(
      CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  unsigned attributes = CMS_NOSMIMECAP;
  if (!how.at.has_value()) attributes |= CMS_NOATTR;  // OpenSSL adds a time wherever it can.
  if (how.bound && how.at.has_value()) attributes |= CMS_CADES;
  if (!how.with_certificate) attributes |= CMS_NOCERTS;
  CMS_SignerInfo* const info =
      CMS_add1_signer(cms.get(), signer.certificate.get(), signer.key.get(),
                      EVP_get_digestbyname(how.digest), flags | attributes);
  PAR_CHECK(info != nullptr);
  if (in_the_middle_) PAR_CHECK(CMS_add1_cert(cms.get(), authority_.certificate.get()) == 1);
  if (how.at.has_value()) {
    const Owned<ASN1_TIME, ASN1_TIME_free> time(ASN1_TIME_set(nullptr, *how.at));
    PAR_CHECK(
        CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1);
  }
  PAR_CHECK(CMS_final(cms.get(), content.get(), nullptr, flags) == 1);
  if (how.stamped_at.has_value()) AddStamp(cms.get(), *this, how);
  const Owned<BIO, BIO_free> out(BIO_new(BIO_s_mem()));
  PAR_CHECK(i2d_CMS_bio(out.get(), cms.get()) == 1);
  return Written(out.get());
}

std::function<std::string(const std::string&)> SigningOffice::By(const Certified& signer,
                                                                 Signing how) const {
  return [this, &signer, how](const std::string& covered) { return Message(signer, covered, how); };
}

std::string SigningOffice::Stamp(const std::string& bytes, std::int64_t seconds) const {
  const Owned<TS_RESP_CTX, TS_RESP_CTX_free> context(TS_RESP_CTX_new());
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> policy(OBJ_txt2obj("1.3.6.1.4.1.55555.1", 1));
  PAR_CHECK(TS_RESP_CTX_set_signer_cert(context.get(), stamps_.certificate.get()) == 1);
  PAR_CHECK(TS_RESP_CTX_set_signer_key(context.get(), stamps_.key.get()) == 1);
  PAR_CHECK(TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1);
  PAR_CHECK(TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256()) == 1);
  PAR_CHECK(TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1);
  PAR_CHECK(TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1);
  TS_RESP_CTX_set_serial_cb(context.get(), NextSerial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), SetTime, &seconds);
  const std::string request = RequestFor(bytes);
  const Owned<BIO, BIO_free> in(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
  const Owned<TS_RESP, TS_RESP_free> answer(TS_RESP_create_response(context.get(), in.get()));
  PAR_CHECK(answer != nullptr && TS_RESP_get_token(answer.get()) != nullptr);
  const Owned<BIO, BIO_free> out(BIO_new(BIO_s_mem()));
  PAR_CHECK(i2d_PKCS7_bio(out.get(), TS_RESP_get_token(answer.get())) == 1);
  return Written(out.get());
}

}  // namespace par::testing
