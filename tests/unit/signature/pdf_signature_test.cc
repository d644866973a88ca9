// Goal: of every kind of signed PDF file it is found who signed, when and by whose word, what is
// covered and what was added. Method: files written by the test, one fault each.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "common/signature/pdf_check.h"
#include "common/signature/times.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::signature {
namespace {

using domain::Signature;
using domain::SignatureReport;
using domain::SignerTrust;
using domain::SigningTimeSource;
using testing::Certified;
using testing::InVietnam;
using testing::PdfWriter;
using testing::SigningOffice;

class PdfSignature : public ::testing::Test {
 protected:
  SignatureReport Check(const std::string& bytes) const {
    const auto anchors = Anchors::FromPem(office_.AnchorPem());
    EXPECT_OK(anchors);
    return CheckPdf(bytes, *anchors, InVietnam("2024-01-05"));
  }
  Signature CheckOnly(const std::string& bytes) const {
    const SignatureReport report = Check(bytes);
    EXPECT_EQ(report.refusal, "");
    EXPECT_EQ(report.signatures.size(), 1u);
    return report.signatures.empty() ? Signature() : report.signatures.front();
  }

  const SigningOffice office_;
  const Certified chairman_ = office_.Certify({});
  const std::int64_t signed_at_ = InVietnam("2023-10-19", 8, 30);
};

TEST_F(PdfSignature, SaysWhoSignedWhenAndThatTheWholeFileIsCovered) {
  PdfWriter pdf;
  pdf.Sign({.time = "D:20231019090000+07'00'"}, office_.By(chairman_, {.at = signed_at_}));
  const Signature found = CheckOnly(pdf.bytes());
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.field, "signature");
  EXPECT_EQ(found.signer, "UBND huyện Quảng Điền");
  EXPECT_EQ(found.issuer, "CA Chính phủ");
  EXPECT_EQ(found.valid_from, InVietnam("2022-01-01"));
  EXPECT_EQ(found.trust, SignerTrust::kTrusted);
  EXPECT_EQ(found.time_source, SigningTimeSource::kSigningTime);
  EXPECT_EQ(found.time, signed_at_ * kMicrosPerSecond);
  EXPECT_EQ(found.covered_end, pdf.bytes().size());
  EXPECT_EQ(Name(found.after), "nothing");
}

TEST_F(PdfSignature, TheBestWordAboutTheTimeIsTaken) {
  struct Row {
    const char* why;
    const char* entry;
    testing::Signing how;
    SigningTimeSource source;
    std::int64_t time;
  };
  const std::int64_t stamped = InVietnam("2023-10-20", 9);
  const std::int64_t entry = InVietnam("2023-10-18", 14, 5);
  const Row rows[] = {
      {"a time stamp beats the signer's word",
       "D:20231018140500+07'00'",
       {.at = signed_at_, .stamped_at = stamped},
       SigningTimeSource::kTimestamp,
       stamped},
      {"a stamp over other bytes is no stamp",
       "",
       {.at = signed_at_, .stamped_at = stamped, .stamp_of_other = true},
       SigningTimeSource::kSigningTime,
       signed_at_},
      {"the entry /M where the message says nothing",
       "D:20231018140500+07'00'",
       {},
       SigningTimeSource::kEntry,
       entry},
      {"an entry without a zone is Vietnam's",
       "D:202310181405",
       {},
       SigningTimeSource::kEntry,
       entry},
      {"an entry that is no time", "D:20231318", {}, SigningTimeSource::kNotSaid, 0},
      {"no word at all", "", {}, SigningTimeSource::kNotSaid, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    PdfWriter pdf;
    pdf.Sign({.kind = "/adbe.pkcs7.detached", .time = row.entry}, office_.By(chairman_, row.how));
    const Signature found = CheckOnly(pdf.bytes());
    EXPECT_EQ(found.fault, "");
    EXPECT_EQ(Name(found.time_source), Name(row.source));
    EXPECT_EQ(found.time, row.time * kMicrosPerSecond);
    EXPECT_EQ(Name(found.trust), "trusted");
  }
}

TEST_F(PdfSignature, AStampOfAnUnknownAuthorityIsNoWord) {
  const SigningOffice stranger("CA lạ");
  const auto message = [&](const std::string& covered) {
    return stranger.Message(chairman_, covered,
                            {.at = signed_at_, .stamped_at = signed_at_ - 86'400});
  };
  PdfWriter pdf;
  pdf.Sign({}, message);
  EXPECT_EQ(Name(CheckOnly(pdf.bytes()).time_source), "signing_time");
}

TEST_F(PdfSignature, TheSignerIsTracedToTheAnchorsAtTheTimeOfSigning) {
  const SigningOffice stranger("CA lạ");
  struct Row {
    const char* why;
    Certified signer;
    std::string_view want;
  };
  const Row rows[] = {
      {"certified by the anchor", office_.Certify({}), "trusted"},
      {"expired since, valid then", office_.Certify({.to = "2023-10-20"}), "trusted"},
      {"expired before it was used", office_.Certify({.to = "2023-10-18"}), "outside_validity"},
      {"not yet valid", office_.Certify({.from = "2023-10-20"}), "outside_validity"},
      {"another authority's", stranger.Certify({}), "unknown"},
      {"made for encrypting", office_.Certify({.usage = "critical,keyEncipherment"}),
       "not_for_signing"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    PdfWriter pdf;
    pdf.Sign({}, office_.By(row.signer, {.at = signed_at_}));
    const Signature found = CheckOnly(pdf.bytes());
    EXPECT_EQ(found.fault, "");
    EXPECT_EQ(Name(found.trust), row.want);
    const SignatureReport unasked = CheckPdf(pdf.bytes(), Anchors(), InVietnam("2024-01-05"));
    ASSERT_EQ(unasked.signatures.size(), 1u);
    const bool unfit = row.want == "not_for_signing";
    EXPECT_EQ(Name(unasked.signatures[0].trust), unfit ? "not_for_signing" : "not_asked");
  }
}

TEST_F(PdfSignature, AMessageWithAFaultProvesNothing) {
  const Certified weak = office_.Certify({.rsa_bits = 1024});
  const auto garbage = [](const std::string&) { return std::string("\x30\x03\x02\x01\x05"); };
  const auto two = [&](const std::string& covered) {
    return office_.Message(chairman_, covered, {.at = signed_at_}) + "more";
  };
  struct Row {
    const char* why;
    const char* kind;
    std::function<std::string(const std::string&)> sign;
    const char* fault;
  };
  const Row rows[] = {
      {"not a message", "/ETSI.CAdES.detached", garbage, "signature_malformed"},
      {"bytes behind the message", "/ETSI.CAdES.detached", two, "signature_malformed"},
      {"without the certificate", "/adbe.pkcs7.detached",
       office_.By(chairman_, {.at = signed_at_, .with_certificate = false}), "signature_malformed"},
      {"with a content of its own", "/adbe.pkcs7.detached",
       office_.By(chairman_, {.at = signed_at_, .content_inside = true}), "signature_malformed"},
      {"SHA-1", "/adbe.pkcs7.detached", office_.By(chairman_, {.at = signed_at_, .digest = "SHA1"}),
       "signature_weak"},
      {"an RSA key of 1024 bits", "/adbe.pkcs7.detached", office_.By(weak, {.at = signed_at_}),
       "signature_weak"},
      {"PAdES without signing-certificate", "/ETSI.CAdES.detached",
       office_.By(chairman_, {.at = signed_at_, .bound = false}), "signature_not_bound"},
      {"over other bytes", "/ETSI.CAdES.detached",
       [&](const std::string& covered) {
         return office_.Message(chairman_, covered + " ", {.at = signed_at_});
       },
       "signature_broken"},
      {"an old kind", "/adbe.x509.rsa_sha1", office_.By(chairman_, {.at = signed_at_}),
       "signature_kind"},
      {"a time stamp where a signature should be", "/adbe.pkcs7.detached",
       [&](const std::string& covered) { return office_.Stamp(covered, signed_at_); },
       "signature_malformed"},
      {"a signature where a time stamp should be", "/ETSI.RFC3161",
       office_.By(chairman_, {.at = signed_at_, .content_inside = true}), "signature_stamp_broken"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    PdfWriter pdf;
    pdf.Sign({.kind = row.kind}, row.sign);
    EXPECT_EQ(CheckOnly(pdf.bytes()).fault, row.fault);
    EXPECT_TRUE(domain::IsSignatureFault(row.fault));
  }
}

TEST_F(PdfSignature, EveryCoveredByteThatIsChangedIsNoticed) {
  PdfWriter pdf("ngay 13/01/2023");
  pdf.Sign({}, office_.By(chairman_, {.at = signed_at_}));
  for (const char* const what : {"13/01/2023", "MediaBox", "/Type /Sig"}) {
    std::string bytes = pdf.bytes();
    const std::size_t at = bytes.find(what);
    ASSERT_NE(at, std::string::npos);
    bytes[at + 1] ^= 1;
    const SignatureReport report = Check(bytes);
    ASSERT_EQ(report.signatures.size(), 1u) << what << report.refusal;
    EXPECT_EQ(report.signatures[0].fault, "signature_broken") << what;
  }
}

TEST_F(PdfSignature, AByteRangeThatLiesIsRefused) {
  PdfWriter pdf;
  pdf.Sign({}, office_.By(chairman_, {.at = signed_at_}));
  const std::string& good = pdf.bytes();
  const std::size_t at = good.find("/ByteRange [") + 11;
  const std::size_t length = good.find(" /Contents <") - at;
  const std::size_t gap = good.find('<', good.find("/Contents <") + 1);
  const std::size_t behind = good.find('>', gap) + 1;
  const auto text = [](std::size_t n) { return std::to_string(n); };
  const std::string rest = text(good.size() - behind);
  struct Row {
    const char* why;
    std::string range;
    const char* fault;
  };
  const Row rows[] = {
      {"not from the first byte", "[1 " + text(gap) + " " + text(behind) + " " + rest + "]",
       "signature_range"},
      {"three numbers", "[0 " + text(gap) + " " + text(behind) + "]", "signature_range"},
      {"a number that is none", "[0 /A " + text(behind) + " " + rest + "]", "signature_range"},
      {"negative", "[0 " + text(gap) + " -5 " + rest + "]", "signature_range"},
      {"beyond the file", "[0 " + text(gap) + " " + text(behind) + " " + rest + "9]",
       "signature_range"},
      {"backwards", "[0 " + text(behind) + " " + text(gap) + " " + rest + "]", "signature_range"},
      {"a gap that is wider", "[0 " + text(gap) + " " + text(behind + 1) + " 9]", "signature_gap"},
      {"a gap that begins earlier", "[0 " + text(gap - 1) + " " + text(behind) + " " + rest + "]",
       "signature_gap"},
      {"a gap elsewhere", "[0 20 30 " + rest + "]", "signature_gap"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    std::string range = row.range;
    ASSERT_LE(range.size(), length);
    range.resize(length, ' ');
    EXPECT_EQ(CheckOnly(std::string(good).replace(at, length, range)).fault, row.fault);
  }
}

TEST_F(PdfSignature, AFileWithoutSignaturesHasNone) {
  PdfWriter pdf;
  pdf.Write();
  const SignatureReport report = Check(pdf.bytes());
  EXPECT_EQ(report.refusal, "");
  EXPECT_TRUE(report.signatures.empty());
}

TEST_F(PdfSignature, ATimeStampOverTheFileIsSaidToBeOne) {
  PdfWriter pdf;
  pdf.Sign({}, office_.By(chairman_, {.at = signed_at_}));
  pdf.Sign({.name = "stamp", .kind = "/ETSI.RFC3161"}, [&](const std::string& covered) {
    return office_.Stamp(covered, InVietnam("2023-10-21"));
  });
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_FALSE(report.signatures[0].document_timestamp);
  EXPECT_EQ(Name(report.signatures[0].after), "signatures");
  EXPECT_TRUE(report.signatures[1].document_timestamp);
  EXPECT_EQ(report.signatures[1].fault, "");
  EXPECT_EQ(report.signatures[1].signer, "Dịch vụ cấp dấu thời gian");
  EXPECT_EQ(report.signatures[1].time, InVietnam("2023-10-21") * kMicrosPerSecond);
  EXPECT_EQ(Name(report.signatures[1].trust), "trusted");
}

TEST(AnchorFile, WhatIsNoCertificateIsRefused) {
  const std::string good = SigningOffice().AnchorPem();
  EXPECT_OK(Anchors::FromPem("Root of the Government\n" + good + good));
  for (const std::string& bad : {std::string(), std::string("text"), good.substr(0, 300),
                                 good + "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    EXPECT_THAT(Anchors::FromPem(bad), testing::ReasonIs("anchors_malformed")) << bad;
  }
}

}  // namespace
}  // namespace par::signature
