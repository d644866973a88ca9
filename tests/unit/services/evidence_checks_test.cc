// Goal: what a node found in a file is kept as a row and nothing else is taken for one; a document
// is judged for each criterion by its own deadline, and what is wrong is a warning to whom it
// concerns. Method: the node's own command on rows in memory; reports as pdf-check gives them; a
// small set and its sheet; stored rows with any bytes.
#include "common/services/evidence_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "common/ledger/overlay.h"
#include "common/services/evidence_findings.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/signature/report_bytes.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain/small_set.h"

namespace par::services {
namespace {

using domain::SignatureReport;
using par::testing::ReasonIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kEntered = 1'700'000'000'000'000;
const Sha256 kPlanFile = Sha256::Of("plan");

SignatureReport SignedOn(const char* day) {
  domain::Signature signature;
  signature.field = "signature";
  signature.trust = domain::SignerTrust::kTrusted;
  signature.signer = "UBND xã";
  signature.time_source = domain::SigningTimeSource::kTimestamp;
  signature.time = domain::Date::Parse(day)->EndInVietnam() - 1;
  return {.refusal = {}, .file_bytes = 9, .signatures = {signature}};
}
SignatureReport Refused(const char* reason) {
  return {.refusal = reason, .file_bytes = 9, .signatures = {}};
}

NamedDocument Named(const Sha256& file, const std::string& number,
                    const std::vector<std::string>& criteria) {
  NamedDocument named;
  named.document.set_sha256(file.ToBytes());
  named.document.set_file_name("tep.pdf");
  named.document.set_number(number);
  named.document.set_issuer("UBND xã");
  named.document.set_issue_date("2023-01-13");
  for (const std::string& criterion : criteria) {
    named.pins.emplace_back().set_criterion(criterion);
  }
  return named;
}

class EvidenceChecksTest : public ::testing::Test {
 protected:
  EvidenceChecksTest() {
    RegisterEvidenceChecks(commands_);
    sheet_ = domain::Score(set_, domain::AnswersOf(set_, domain::kSmallAnswers));
  }
  absl::Status Run(CommandKind kind, const google::protobuf::MessageLite& payload) {
    ledger::Overlay rows(store_);
    ledger::Entry entry;
    entry.time = kEntered;
    entry.command.kind = kind.number();
    entry.command.payload = payload.SerializeAsString();
    const absl::Status answer = commands_.Apply(entry, rows).status();
    if (!answer.ok()) return answer;
    rows.KeepStep();
    EXPECT_EQ(store_.Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
    return answer;
  }
  absl::Status Note(const Sha256& file, const std::string& report) {
    record::v1::EvidenceCheck check;
    check.set_sha256(file.ToBytes());
    check.set_report(report);
    check.set_checked_at(7);  // Nobody's word counts but the ledger's.
    return Run(Kind::kNoteEvidenceCheck, check);
  }
  void Know(const Sha256& file, const SignatureReport& report) {
    ASSERT_OK(Note(file, signature::ReportBytes(report)));
  }
  // "1.1: signed_late 5".
  std::vector<std::string> Verdicts(const std::vector<NamedDocument>& documents, std::size_t at) {
    EvidenceJudge judge(&set_, documents);
    std::vector<std::string> texts;
    const auto uses = judge.Judge(store_, at);
    EXPECT_OK(uses);
    for (const JudgedUse& use : *uses) {
      texts.push_back(use.criterion + ": " + std::string(Name(use.judgement.verdict)) + " " +
                      std::to_string(use.judgement.days_late));
    }
    return texts;
  }
  // "1.1 20000 evidence_signed_late", in the order shown.
  std::vector<std::string> Findings(const std::vector<NamedDocument>& documents,
                                    std::vector<domain::EvidenceUse> uses = {}) {
    for (const NamedDocument& one : documents) AddUses("xa-a", {}, one, uses);
    std::vector<assessment::v1::Finding> findings;
    EXPECT_OK(AddEvidenceFindings(
        store_,
        {.unit = "xa-a", .set = set_, .sheet = sheet_, .documents = documents, .uses = uses},
        domain::Language::kVietnamese, findings));
    std::vector<std::string> texts;
    for (const assessment::v1::Finding& one : findings) {
      EXPECT_FALSE(one.blocks_submission());
      texts.push_back(one.criterion() + " " + std::to_string(one.at_stake_e4()) + " " +
                      one.reason());
    }
    return texts;
  }

  // Documents of 1.1 must be signed by 20 January; those of 1.2 whenever.
  const domain::CriteriaSet set_ =
      domain::SetOf(domain::With(domain::kSmallSet, "title: Đúng hạn\n",
                                 "title: Đúng hạn\n        evidence: {deadline: 2023-01-20}\n"));
  domain::ScoreSheet sheet_;
  CommandRouter commands_;
  storage::MemoryStore store_;
};

TEST_F(EvidenceChecksTest, ARowKeepsTheReportAndTheTimeOfItsEntry) {
  EXPECT_EQ(*FindCheck(store_, kPlanFile), std::nullopt);
  Know(kPlanFile, SignedOn("2023-01-13"));
  ASSERT_OK_AND_ASSIGN(const auto found, FindCheck(store_, kPlanFile));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->report, SignedOn("2023-01-13"));
  EXPECT_EQ(found->checked_at, kEntered);
  Know(kPlanFile, Refused("pdf_damaged"));
  EXPECT_EQ((*FindCheck(store_, kPlanFile))->report, Refused("pdf_damaged"))
      << "a later one counts";

  EXPECT_EQ(*TrustOfChecks(store_), "");
  record::v1::EvidenceTrust trust;
  trust.set_sha256(kPlanFile.ToBytes());
  ASSERT_OK(Run(Kind::kNoteEvidenceTrust, trust));
  EXPECT_EQ(*TrustOfChecks(store_), kPlanFile.ToBytes());
}

TEST_F(EvidenceChecksTest, WhatIsNoReportIsRefused) {
  EXPECT_THAT(Note(kPlanFile, ""), ReasonIs("message_field_invalid"));
  EXPECT_THAT(Note(kPlanFile, signature::ReportBytes(Refused("pdf_damaged")) + "x"),
              ReasonIs("message_field_invalid"));
  record::v1::EvidenceCheck check;
  check.set_sha256("short");
  EXPECT_THAT(Run(Kind::kNoteEvidenceCheck, check), ReasonIs("evidence_hash_invalid"));
  record::v1::EvidenceTrust trust;
  EXPECT_THAT(Run(Kind::kNoteEvidenceTrust, trust), ReasonIs("evidence_hash_invalid"));
  EXPECT_EQ(*FindCheck(store_, kPlanFile), std::nullopt);
}

TEST_F(EvidenceChecksTest, AnyBytesInARowAreAReportOrUnreadable) {
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  Know(kPlanFile, SignedOn("2023-01-13"));
  const storage::Page page = *store_.Scan({}, {});
  ASSERT_EQ(page.rows.size(), 1u);
  const auto& [key, good] = page.rows.front();
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string row = good;
    const std::size_t changes = 1 + random() % 3;
    for (std::size_t i = 0; i < changes; ++i)
      row[random() % row.size()] = static_cast<char>(random());
    if (random() % 4 == 0) row.resize(random() % row.size());
    ASSERT_EQ(store_.Commit({{key, row}}, {}, storage::Durability::kSynced), storage::Outcome::kOk);
    const auto found = FindCheck(store_, kPlanFile);
    if (!found.ok()) {
      ASSERT_THAT(found.status(), ReasonIs(absl::StatusCode::kDataLoss, "row_unreadable"));
      continue;
    }
    ++read;
    const SignatureReport& report = (*found)->report;
    ASSERT_EQ(signature::ReadReport(signature::ReportBytes(report)), report) << "seed " << seed;
  }
  EXPECT_GT(read, 0) << "no change at all went unnoticed: the loop does not do what it should";
}

TEST_F(EvidenceChecksTest, EachUseIsJudgedByItsOwnDeadline) {
  Know(kPlanFile, SignedOn("2023-01-25"));
  std::vector<NamedDocument> documents = {Named(kPlanFile, "12/KH-UBND", {"1.1", "1.2", "1.1"})};
  documents[0].document.set_issue_date("2023-01-25");
  EXPECT_THAT(Verdicts(documents, 0), ElementsAre("1.1: signed_late 5", "1.2: sound 0"));
  documents[0].pins.clear();
  EXPECT_THAT(Verdicts(documents, 0), ElementsAre(": sound 0"));
  const Sha256 other = Sha256::Of("other");
  documents.push_back(Named(other, "11/KH-UBND", {"1.3"}));
  documents[1].document.set_issue_date("2023-01-26");
  EXPECT_THAT(Verdicts(documents, 0), ElementsAre(": number_out_of_order 0"));
  EXPECT_THAT(Verdicts(documents, 1), IsEmpty()) << "not checked yet";
  Know(other, Refused("pdf_check_not_run"));
  EXPECT_THAT(Verdicts(documents, 1), ElementsAre("1.3: undetermined 0"));
  documents[1].document.clear_sha256();
  EXPECT_THAT(Verdicts(documents, 1), IsEmpty()) << "a paper";
}

TEST_F(EvidenceChecksTest, WhatIsWrongIsAWarningWithThePointsAtStake) {
  const Sha256 picture = Sha256::Of("picture");
  Know(kPlanFile, SignedOn("2023-01-25"));
  Know(picture, Refused("pdf_not_pdf"));
  std::vector<NamedDocument> documents = {Named(kPlanFile, "12/KH-UBND", {"1.2", "1.1"})};
  EXPECT_THAT(Findings(documents),
              ElementsAre("1.1 20000 evidence_back_dated", "1.1 20000 evidence_signed_late",
                          "1.2 10000 evidence_back_dated"));
  const auto count = [&] { return *CountDocuments(store_, set_, documents); };
  EXPECT_EQ(count().doubtful, 1u) << "however many criteria rely on it";
  documents = {Named(picture, "", {"1.2"})};
  EXPECT_THAT(Findings(documents), IsEmpty()) << "a photograph is no official document";
  EXPECT_EQ(count().doubtful, 0u);
  documents = {Named(picture, "12/KH-UBND", {"1.2"})};
  EXPECT_THAT(Findings(documents), ElementsAre("1.2 10000 pdf_not_pdf"));
  documents = {Named(Sha256::Of("on its way"), "", {"1.2"})};
  EXPECT_THAT(Findings(documents), IsEmpty());
  EXPECT_EQ(count().unchecked, 1u);
}

TEST_F(EvidenceChecksTest, WhatConcernsOthersIsSaidToThem) {
  Know(kPlanFile, SignedOn("2023-01-13"));
  const std::vector<NamedDocument> documents = {Named(kPlanFile, "12/KH-UBND", {"1.2"})};
  std::vector<domain::EvidenceUse> uses;
  AddUses("xa-b", {"1.2"}, documents[0], uses);
  EXPECT_THAT(Findings(documents, uses), ElementsAre("1.2 10000 evidence_file_shared",
                                                     "1.2 10000 evidence_claims_contradict"));
  uses.clear();
  AddUses("xa-b", {}, Named(Sha256::Of("theirs"), "9/BC-UBND", {"1.2"}), uses);
  AddUses("xa-c", {}, Named(Sha256::Of("theirs"), "9/BC-UBND", {"1.2"}), uses);
  EXPECT_THAT(Findings(documents, uses), IsEmpty()) << "somebody else's affair";
  // Its own number twice is said by the documents, once for each.
  const Sha256 twin = Sha256::Of("twin");
  Know(twin, SignedOn("2023-01-13"));
  EXPECT_THAT(
      Findings({documents[0], Named(twin, "12/KH-UBND", {"1.3"})}),
      ElementsAre("1.2 10000 evidence_number_repeated", "1.3 10000 evidence_number_repeated"));
}

}  // namespace
}  // namespace par::services
