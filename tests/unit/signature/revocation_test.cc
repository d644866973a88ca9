// Goal: a certificate that its authority has revoked counts from that moment on no more, and a list
// that is not what it must be counts for nothing and is said to. Method: one signed file, lists
// that the test makes, one fault each; the verdict is read where a person reads it.
#include "common/signature/revocation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/evidence_verdict.h"
#include "common/domain/refusal.h"
#include "common/signature/pdf_check.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::signature {
namespace {

using testing::InVietnam;
using testing::ReasonIs;
using testing::Withdrawal;

const std::int64_t kSigned = InVietnam("2023-10-19", 8, 30);
const std::int64_t kChecked = InVietnam("2024-01-05");

class RevocationTest : public ::testing::Test {
 protected:
  std::string SignedFile(testing::Signing how, const char* kind = "/ETSI.CAdES.detached") const {
    testing::PdfWriter pdf;
    pdf.Sign({.kind = kind}, office_.By(chairman_, how));
    return pdf.bytes();
  }
  domain::SignatureReport Check(const std::string& file, const std::string& lists) const {
    const auto anchors = Anchors::FromPem(office_.AnchorPem() + lists);
    EXPECT_OK(anchors);
    return CheckPdf(file, *anchors, kChecked);
  }
  static std::string Pem(const std::string& der) { return RevocationPem(der, "crl").value(); }
  std::string List(const std::vector<Withdrawal>& withdrawn,
                   const testing::ListTerms& terms = {}) const {
    return Pem(office_.RevocationList(withdrawn, terms));
  }
  // "sound: note, note", "invalid: finding".
  static std::string Said(const domain::SignatureReport& report) {
    const auto judged = domain::JudgeEvidence({}, report, {}, {});
    std::string text(domain::Name(judged.verdict));
    for (const absl::Status& one : judged.findings) text += " " + domain::ReasonOf(one);
    for (const absl::Status& one : judged.notes) {
      if (domain::ReasonOf(one) == "evidence_time_by_signer") continue;
      EXPECT_EQ(domain::TextOf(one, domain::Language::kVietnamese).find('{'), std::string::npos);
      text += " (" + domain::ReasonOf(one) + ")";
    }
    return text;
  }

  const testing::SigningOffice office_;
  const testing::Certified chairman_ = office_.Certify({});
  const testing::Certified other_ = office_.Certify({.name = "Người khác"});
};

TEST_F(RevocationTest, EachListSaysWhatItMay) {
  const testing::SigningOffice namesake;  // The same name, another key.
  const testing::SigningOffice stranger("CA lạ");
  const std::vector<Withdrawal> before = {{&chairman_, kSigned - 1}};
  const std::vector<Withdrawal> after = {{&chairman_, kSigned + 1}, {&other_, kSigned - 9}};
  const std::string file = SignedFile({.at = kSigned});
  const struct {
    const char* why;
    std::string lists;
    const char* want;
  } rows[] = {
      {"no list: nobody asks", "", "sound"},
      {"revoked a second before", List(before), "invalid evidence_certificate_revoked"},
      {"revoked in the moment of signing", List({{&chairman_, kSigned}}),
       "invalid evidence_certificate_revoked"},
      {"revoked a second later", List(after), "sound (evidence_revoked_later)"},
      {"somebody else's is", List({{&other_, kSigned - 9}}), "sound"},
      {"nobody's is", List({}), "sound"},
      {"of another authority", Pem(stranger.RevocationList(before, {})),
       "sound (evidence_revocation_no_list)"},
      {"of one that only has its name", Pem(namesake.RevocationList(before, {})),
       "sound (evidence_revocation_broken)"},
      {"by SHA-1", List(before, {.digest = "SHA1"}), "sound (evidence_revocation_broken)"},
      {"ended today", List(before, {.until = kChecked}), "sound (evidence_revocation_outdated)"},
      {"in force until a second from now", List(before, {.until = kChecked + 1}),
       "invalid evidence_certificate_revoked"},
      {"in force for ever", List(before, {.until = 253'402'300'799}),
       "invalid evidence_certificate_revoked"},
      {"begins tomorrow", List(before, {.from = kChecked + 86'400}),
       "sound (evidence_revocation_outdated)"},
      {"for some reasons only", List({}, {.extension = "critical,onlysomereasons:keyCompromise"}),
       "sound (evidence_revocation_broken)"},
      {"of other authorities too", List({}, {.extension = "critical,indirectCRL:TRUE"}),
       "sound (evidence_revocation_broken)"},
      {"for authorities only, and silent", List({}, {.extension = "critical,onlyCA:TRUE"}),
       "sound (evidence_revocation_no_list)"},
      {"for people only, and silent", List({}, {.extension = "critical,onlyuser:TRUE"}), "sound"},
      {"a part of all, and silent", List({}, {.extension = "critical,fullname:URI:http://a/1.crl"}),
       "sound (evidence_revocation_no_list)"},
      {"a part of all that names it",
       List(before, {.extension = "critical,fullname:URI:http://a/1.crl"}),
       "invalid evidence_certificate_revoked"},
      {"an outdated one beside a good one", List({}, {.until = kChecked}) + List(before),
       "invalid evidence_certificate_revoked"},
      {"a stranger's beside a good one", Pem(stranger.RevocationList(before, {})) + List({}),
       "sound"},
      {"one that says revoked and one that does not", List(before) + List({}),
       "invalid evidence_certificate_revoked"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Said(Check(file, row.lists)), row.want);
  }
}

TEST_F(RevocationTest, AnAuthorityInTheMiddleThatIsRevokedCertifiesNobody) {
  const testing::SigningOffice middle("CA chuyên dùng", &office_);
  const testing::Certified signer = middle.Certify({});
  testing::PdfWriter pdf;
  pdf.Sign({.kind = "/ETSI.CAdES.detached"}, middle.By(signer, {.at = kSigned}));
  const std::string top = office_.AnchorPem();
  const std::string both = top + middle.AnchorPem();
  const std::string nobodys = Pem(middle.RevocationList({}, {}));
  const std::string before = List({{&middle.authority(), kSigned - 1}});
  const struct {
    const char* why;
    std::string trust;
    const char* want;
  } rows[] = {
      {"nobody is revoked", top + nobodys + List({}), "sound"},
      {"by the time of signing", top + nobodys + before, "invalid evidence_certificate_revoked"},
      {"its own list says nothing", top + before, "invalid evidence_certificate_revoked"},
      {"a second later", top + nobodys + List({{&middle.authority(), kSigned + 1}}),
       "sound (evidence_revoked_later)"},
      {"an anchor itself, below one that takes it back", both + nobodys + before,
       "invalid evidence_certificate_revoked"},
      {"the only anchor: nobody above it is known", middle.AnchorPem() + nobodys + before, "sound"},
      {"one that revokes itself", both + Pem(middle.RevocationList({{&middle.authority(), 1}}, {})),
       "sound"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Said(CheckPdf(pdf.bytes(), Anchors::FromPem(row.trust).value(), kChecked)), row.want);
  }
}

TEST_F(RevocationTest, TheTimeThatIsTrustedMostDecides) {
  // The signer's computer says October; a stamp says December, when it had been revoked.
  const std::string stamped = SignedFile({.at = kSigned, .stamped_at = InVietnam("2023-12-01")});
  const std::string november = List({{&chairman_, InVietnam("2023-11-01")}});
  EXPECT_EQ(Said(Check(stamped, november)), "invalid evidence_certificate_revoked");
  EXPECT_EQ(Said(Check(SignedFile({.at = kSigned}), november)), "sound (evidence_revoked_later)");
  // A stamp by one whose certificate had been revoked is none: October again.
  EXPECT_EQ(Said(Check(stamped, november + List({{&office_.stamps(), kSigned}}))),
            "sound (evidence_revoked_later)");
  // Nobody says when: it counts as signed when it is checked.
  EXPECT_EQ(Said(Check(SignedFile({.at = {}}, "/adbe.pkcs7.detached"), november)),
            "invalid evidence_certificate_revoked evidence_time_not_said");
}

TEST_F(RevocationTest, WhatIsNoListIsRefused) {
  const std::string der = office_.RevocationList({}, {});
  const std::string pem = Pem(der);
  EXPECT_EQ(Pem(pem), pem);
  const std::string broken = pem.substr(0, 60) + "!" + pem.substr(61);
  for (const std::string& bytes : {std::string(), std::string("x"), der + "x",
                                   der.substr(0, der.size() - 1), broken, office_.AnchorPem()}) {
    EXPECT_THAT(RevocationPem(bytes, "crl"), ReasonIs("revocation_list_malformed"));
  }
  std::string mislabelled = office_.AnchorPem();
  for (std::size_t at = 0; (at = mislabelled.find("CERTIFICATE", at)) != std::string::npos;) {
    mislabelled.replace(at, 11, "X509 CRL");
  }
  EXPECT_THAT(Anchors::FromPem(office_.AnchorPem() + mislabelled).status(),
              ReasonIs("revocation_list_malformed"));
  EXPECT_THAT(Anchors::FromPem(pem).status(), ReasonIs("anchors_malformed"));
}

}  // namespace
}  // namespace par::signature
