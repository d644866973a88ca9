// Goal: each thing that can be wrong with a document is found, and the worst one is its verdict.
// Method: one sound document; rows change one thing, some two, so that swapping two rules fails.
#include "common/domain/evidence_verdict.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/domain/catalogue.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

Date D(std::string_view text) { return *Date::Parse(text); }
// In the morning in Vietnam.
std::int64_t Morning(std::string_view day) { return D(day).EndInVietnam() - 15ll * 3600'000'000; }

Signature SignedOn(std::string_view day) {
  Signature signature;
  signature.field = "signature";
  signature.trust = SignerTrust::kTrusted;
  signature.signer = "UBND huyện Quảng Điền";
  signature.issuer = "CA Chính phủ";
  signature.time_source = SigningTimeSource::kTimestamp;
  signature.time = Morning(day);
  return signature;
}

struct OneDocument {
  DocumentParticulars document{"12/KH-UBND", "UBND huyện Quảng Điền", D("2023-01-13")};
  SignatureReport report{.refusal = {}, .file_bytes = 9, .signatures = {SignedOn("2023-01-13")}};
  EvidenceTerms terms{.deadline = D("2023-01-31")};
  std::vector<DocumentParticulars> others;

  Signature& signature() { return report.signatures.back(); }
};

std::function<void(OneDocument&)> Refused(const char* reason) {
  return [reason](OneDocument& c) {
    c.report.signatures.clear();
    c.report.refusal = reason;
  };
}

std::function<void(OneDocument&)> WithRevocation(Revocation revocation) {
  return [revocation](OneDocument& c) { c.signature().revocation = revocation; };
}

struct VerdictRow {
  const char* why;
  std::function<void(OneDocument&)> change;
  const char* verdict;
  std::vector<std::string> findings;
  std::vector<std::string> notes;
};

std::vector<std::string> ReasonsOf(const std::vector<absl::Status>& statuses) {
  std::vector<std::string> reasons;
  for (const absl::Status& status : statuses) {
    reasons.push_back(ReasonOf(status));
    EXPECT_EQ(TextOf(status, Language::kVietnamese).find('{'), std::string::npos) << status;
  }
  return reasons;
}

void CheckRows(const std::vector<VerdictRow>& rows) {
  for (const VerdictRow& row : rows) {
    SCOPED_TRACE(row.why);
    OneDocument one;
    row.change(one);
    const EvidenceJudgement judgement =
        JudgeEvidence(one.document, one.report, one.terms, one.others);
    EXPECT_EQ(Name(judgement.verdict), row.verdict);
    EXPECT_EQ(ReasonsOf(judgement.findings), row.findings);
    EXPECT_EQ(ReasonsOf(judgement.notes), row.notes);
  }
}

TEST(EvidenceVerdict, TimeAgainstDateAndDeadline) {
  CheckRows({
      {"nothing wrong", [](OneDocument&) {}, "on_time", {}, {}},
      {"without a deadline it is only sound",
       [](OneDocument& c) { c.terms.deadline.reset(); },
       "sound",
       {},
       {}},
      {"signed on the last day",
       [](OneDocument& c) { c.terms.deadline = D("2023-01-13"); },
       "on_time",
       {},
       {}},
      {"reports signed 10 days late (Quảng Điền, 6.3.1)",
       [](OneDocument& c) {
         c.document.issued = D("2023-02-10");
         c.signature() = SignedOn("2023-02-10");
       },
       "signed_late",
       {"evidence_signed_late"},
       {}},
      {"a plan dated in time and signed on 19/10/2023 (Quảng Điền, 1.7): back-dated and late",
       [](OneDocument& c) { c.signature() = SignedOn("2023-10-19"); },
       "back_dated",
       {"evidence_back_dated", "evidence_signed_late"},
       {}},
      {"one day later than dated, where none is allowed",
       [](OneDocument& c) { c.signature() = SignedOn("2023-01-14"); },
       "back_dated",
       {"evidence_back_dated"},
       {}},
      {"one day later than dated, where one is allowed",
       [](OneDocument& c) {
         c.terms.days_to_sign = 1;
         c.signature() = SignedOn("2023-01-14");
       },
       "on_time",
       {},
       {}},
      {"signed before its date",
       [](OneDocument& c) { c.signature() = SignedOn("2023-01-11"); },
       "on_time",
       {},
       {"evidence_dated_ahead"}},
      {"no date stated: only the deadline is held against it",
       [](OneDocument& c) {
         c.document.issued.reset();
         c.signature() = SignedOn("2023-02-05");
       },
       "signed_late",
       {"evidence_signed_late"},
       {}},
      {"the signer's own word about the time",
       [](OneDocument& c) { c.signature().time_source = SigningTimeSource::kSigningTime; },
       "on_time",
       {},
       {"evidence_time_by_signer"}},
      {"no word about the time",
       [](OneDocument& c) { c.signature().time_source = SigningTimeSource::kNotSaid; },
       "undetermined",
       {"evidence_time_not_said"},
       {}},
  });
}

TEST(EvidenceVerdict, WhoSignedAndWhat) {
  CheckRows({
      {"no signature",
       [](OneDocument& c) { c.report.signatures.clear(); },
       "unsigned",
       {"evidence_unsigned"},
       {}},
      {"only a time stamp",
       [](OneDocument& c) { c.signature().document_timestamp = true; },
       "unsigned",
       {"evidence_unsigned"},
       {}},
      {"a scanned picture", Refused("pdf_not_pdf"), "unsigned", {"pdf_not_pdf"}, {}},
      {"an encrypted file", Refused("pdf_encrypted"), "undetermined", {"pdf_encrypted"}, {}},
      {"beyond the limits",
       Refused("pdf_beyond_limits"),
       "undetermined",
       {"pdf_beyond_limits"},
       {}},
      {"broken: nothing else that it says counts",
       [](OneDocument& c) {
         c.signature() = SignedOn("2023-10-19");
         c.signature().fault = "signature_broken";
       },
       "invalid",
       {"signature_broken"},
       {}},
      {"another authority's",
       [](OneDocument& c) { c.signature().trust = SignerTrust::kUnknown; },
       "invalid",
       {"evidence_signer_unknown"},
       {}},
      {"an expired certificate",
       [](OneDocument& c) { c.signature().trust = SignerTrust::kOutsideValidity; },
       "invalid",
       {"evidence_certificate_outside"},
       {}},
      {"a certificate for something else",
       [](OneDocument& c) { c.signature().trust = SignerTrust::kNotForSigning; },
       "invalid",
       {"evidence_certificate_unfit"},
       {}},
      {"revoked before it signed",
       [](OneDocument& c) {
         c.signature().trust = SignerTrust::kRevoked;
         c.signature().revocation = Revocation::kRevoked;
       },
       "invalid",
       {"evidence_certificate_revoked"},
       {}},
      {"revoked afterwards",
       WithRevocation(Revocation::kRevoked),
       "on_time",
       {},
       {"evidence_revoked_later"}},
      {"not revoked", WithRevocation(Revocation::kNotRevoked), "on_time", {}, {}},
      {"no list",
       WithRevocation(Revocation::kNoList),
       "on_time",
       {},
       {"evidence_revocation_no_list"}},
      {"an old list",
       WithRevocation(Revocation::kListOutdated),
       "on_time",
       {},
       {"evidence_revocation_outdated"}},
      {"a false list",
       WithRevocation(Revocation::kListBroken),
       "on_time",
       {},
       {"evidence_revocation_broken"}},
      {"the node had no checker",
       Refused("pdf_check_not_run"),
       "undetermined",
       {"pdf_check_not_run"},
       {}},
      {"nobody was asked about",
       [](OneDocument& c) { c.signature().trust = SignerTrust::kNotAsked; },
       "on_time",
       {},
       {"evidence_signer_not_asked"}},
      {"modified, late and back-dated: modified is the worst",
       [](OneDocument& c) {
         c.signature() = SignedOn("2023-10-19");
         c.signature().after = AfterSigning::kContent;
       },
       "modified",
       {"evidence_modified", "evidence_back_dated", "evidence_signed_late"},
       {}},
      {"invalid beats modified",
       [](OneDocument& c) {
         c.signature().after = AfterSigning::kContent;
         c.signature().trust = SignerTrust::kUnknown;
       },
       "invalid",
       {"evidence_signer_unknown", "evidence_modified"},
       {}},
      {"what was added cannot be read",
       [](OneDocument& c) { c.signature().after = AfterSigning::kUnreadable; },
       "undetermined",
       {"evidence_update_unreadable"},
       {}},
      {"number and date put in between the leader's and the office's signature",
       [](OneDocument& c) {
         c.signature().after = AfterSigning::kContent;
         c.report.signatures.push_back(SignedOn("2023-01-13"));
       },
       "on_time",
       {},
       {"evidence_changed_between"}},
      {"changed after the last of two by one person: once modified, and each note once",
       [](OneDocument& c) {
         c.signature().after = AfterSigning::kContent;
         c.signature().trust = SignerTrust::kNotAsked;
         c.report.signatures.push_back(c.signature());
       },
       "modified",
       {"evidence_modified"},
       {"evidence_signer_not_asked"}},
      {"the office signs late: the last signature counts",
       [](OneDocument& c) {
         c.report.signatures.push_back(SignedOn("2023-02-05"));
         c.terms.days_to_sign = 60;
       },
       "signed_late",
       {"evidence_signed_late"},
       {}},
      {"a later time stamp is not a later signature",
       [](OneDocument& c) {
         c.report.signatures.push_back(SignedOn("2023-12-31"));
         c.signature().document_timestamp = true;
       },
       "on_time",
       {},
       {}},
      {"a second signature by a stranger spoils the first",
       [](OneDocument& c) {
         c.report.signatures.push_back(SignedOn("2023-01-13"));
         c.signature().trust = SignerTrust::kUnknown;
       },
       "invalid",
       {"evidence_signer_unknown"},
       {}},
  });
}

TEST(EvidenceVerdict, NumbersInTheirOrder) {
  const std::string unit = "UBND huyện Quảng Điền";
  const auto other = [&unit](const char* number, const char* day) {
    return [=](OneDocument& c) { c.others = {{number, unit, D(day)}}; };
  };
  const std::vector<std::string> order = {"evidence_number_order"};
  CheckRows({
      {"a lower number earlier", other("11/KH-UBND", "2023-01-12"), "on_time", {}, {}},
      {"a higher number on the same day", other("13/KH-UBND", "2023-01-13"), "on_time", {}, {}},
      {"a higher number earlier",
       other("13/KH-UBND", "2023-01-12"),
       "number_out_of_order",
       order,
       {}},
      {"a lower number later", other("11/KH-UBND", "2023-01-14"), "number_out_of_order", order, {}},
      {"put in between: 12a after 12, but earlier",
       other("12a/KH-UBND", "2023-01-10"),
       "number_out_of_order",
       order,
       {}},
      {"the same number again",
       other("12/KH-UBND", "2023-01-20"),
       "number_out_of_order",
       {"evidence_number_repeated"},
       {}},
      {"another symbol has numbers of its own",
       other("13/BC-UBND", "2023-01-12"),
       "on_time",
       {},
       {}},
      {"numbers begin anew each year", other("400/KH-UBND", "2022-12-30"), "on_time", {}, {}},
      {"another issuer's",
       [](OneDocument& c) { c.others = {{"13/KH-UBND", "UBND tỉnh", D("2023-01-12")}}; },
       "on_time",
       {},
       {}},
      {"a number that is none", other("khong so", "2023-01-12"), "on_time", {}, {}},
      {"late is worse than out of order",
       [&unit](OneDocument& c) {
         c.others = {{"13/KH-UBND", unit, D("2023-01-12")}};
         c.terms.deadline = D("2023-01-12");
       },
       "signed_late",
       {"evidence_signed_late", "evidence_number_order"},
       {}},
      {"found of an unsigned document too",
       [&unit](OneDocument& c) {
         c.others = {{"13/KH-UBND", unit, D("2023-01-12")}};
         c.report.signatures.clear();
       },
       "unsigned",
       {"evidence_unsigned", "evidence_number_order"},
       {}},
  });
}

TEST(EvidenceVerdict, SaysByHowManyDays) {
  OneDocument late;
  late.signature() = SignedOn("2023-02-05");
  const EvidenceJudgement judgement =
      JudgeEvidence(late.document, late.report, late.terms, late.others);
  EXPECT_EQ(judgement.days_late, 5);
  EXPECT_EQ(judgement.signed_on, D("2023-02-05"));
  EXPECT_EQ(TextOf(judgement.findings.back(), Language::kVietnamese),
            "Ký số ngày 05/02/2023, chậm 5 ngày so với hạn 31/01/2023");
  EXPECT_EQ(VietnameseName(judgement.verdict), "hợp thức hóa ngày ban hành");
  // 23:30 in Vietnam is still the day, although it is 16:30 in UTC; half an hour on it is the next.
  late.signature().time = D("2023-01-31").EndInVietnam() - 1;
  EXPECT_EQ(JudgeEvidence(late.document, late.report, late.terms, {}).days_late, 0);
  late.signature().time += 1;
  EXPECT_EQ(JudgeEvidence(late.document, late.report, late.terms, {}).days_late, 1);
}

TEST(EvidenceVerdict, IsKnownByItsName) {
  for (int i = 0; i <= static_cast<int>(EvidenceVerdict::kSound); ++i) {
    const auto verdict = static_cast<EvidenceVerdict>(i);
    EXPECT_EQ(EvidenceVerdictOf(Name(verdict)), verdict);
    EXPECT_EQ(IsFine(verdict), i >= static_cast<int>(EvidenceVerdict::kOnTime));
  }
  EXPECT_EQ(EvidenceVerdictOf("late"), std::nullopt);
}

TEST(SignatureReasons, AreAllWorded) {
  for (const CatalogueText& text : AllTexts()) {
    const bool fault = text.reason.starts_with("signature_");
    const bool refusal = text.reason.starts_with("pdf_") && text.reason != "pdf_checker_missing";
    EXPECT_EQ(IsSignatureFault(text.reason), fault) << text.reason;
    EXPECT_EQ(IsFileRefusal(text.reason), refusal) << text.reason;
  }
}

}  // namespace
}  // namespace par::domain
