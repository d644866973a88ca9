// Goal: the commands that make official documents write the same bytes every time, from a decision,
// a receipt and a dossier alone; what is wrong is named and then nothing is written.
// Method: the real program is run on the real decision of Tư Nghĩa, the golden receipt and a small
// dossier.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "common/codec/score_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/decision_file.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/receipt/v1/receipt.pb.h"
#include "tests/integration/document_test.h"
#include "tests/support/real_decision.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::DocumentTest;
using testing::DocxContent;
using testing::Has;
using testing::kDecisionParticulars;
using testing::kPath;
using testing::Parctl;
namespace fs = std::filesystem;

TEST_F(DocumentTest, ADecisionIsTheSameBytesEveryTime) {
  const std::string file = Saved(testing::RealDecision());
  const CommandResult first = Decide(file, "a.docx");
  EXPECT_EQ(first.exit, 0) << first.err;
  EXPECT_NE(first.out.find("a.docx  SHA-256 "), std::string::npos) << first.out;
  EXPECT_EQ(Decide(file, "b.docx").exit, 0);
  EXPECT_EQ(testing::ReadText(folder_ / "a.docx"), testing::ReadText(folder_ / "b.docx"));
  const DocxContent content = Content("a.docx");
  EXPECT_TRUE(Has(content, "Số: 2873/QĐ-UBND"));
  EXPECT_TRUE(Has(content, "Có 14 đơn vị được đánh giá và xếp hạng."));
}

TEST_F(DocumentTest, WhatIsWrongIsNamedAndNothingIsWritten) {
  domain::Decision wrong = testing::RealDecision();
  wrong.lines[0].total += domain::Points::FromE4(1);
  const std::string good = Saved(testing::RealDecision());
  const std::string altered = Keep("altered", [&] {
    std::string bytes = testing::ReadText(good);
    bytes[bytes.size() / 2] ^= 1;
    return bytes;
  }());
  const std::string particulars = testing::ReadText(kDecisionParticulars);
  const std::string no_place = Keep(
      "no-place.yaml", std::string(particulars).replace(particulars.find("place:"), 6, "plcae:"));
  struct Case {
    std::string_view why;
    std::string file;
    std::string particulars;
    std::string says;
  };
  const Case cases[] = {
      {"numbers that do not agree", "wrong", kDecisionParticulars, "tổng điểm"},
      {"a bit that fell over", altered, kDecisionParticulars, ""},
      {"no such file", folder_ / "none", kDecisionParticulars, "none"},
      {"a slip in the particulars", good, no_place, "no-place.yaml:5:1: plcae"},
      {"another format", good, "criteria/commune-sample-2023.yaml", ":3:9: format"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const std::string file = c.file == "wrong" ? Saved(wrong) : c.file;
    const CommandResult result = Decide(file, "x.docx", {}, c.particulars);
    EXPECT_EQ(result.exit, 1) << result.out;
    EXPECT_NE(result.err.find(c.says), std::string::npos) << result.err;
    EXPECT_FALSE(result.err.empty());
    EXPECT_FALSE(fs::exists(folder_ / "x.docx"));
    Saved(testing::RealDecision());
  }
}

TEST_F(DocumentTest, WithoutLibreOfficeTheDocxIsThereAndTheRestIsSaid) {
  const std::string file = Saved(testing::RealDecision());
  const CommandResult result =
      Parctl({"--format", "json", "decision", "document", "--file", file, "--particulars",
              kDecisionParticulars, "--out", folder_ / "a.docx", "--pdf", folder_ / "a.pdf"},
             {"PATH=" + folder_.path().string()});
  EXPECT_EQ(result.exit, 1);
  EXPECT_NE(result.err.find("\"reason\": \"document_converter_missing\""), std::string::npos)
      << result.err;
  EXPECT_TRUE(fs::exists(folder_ / "a.docx"));
  EXPECT_FALSE(fs::exists(folder_ / "a.pdf"));
}

TEST_F(DocumentTest, TwoDocumentsDoNotGoIntoOneFile) {
  const CommandResult result =
      Decide(Saved(testing::RealDecision()), "a.docx", {"--pdf", folder_ / "a.docx"});
  EXPECT_EQ(result.exit, 2) << result.err;
  EXPECT_FALSE(fs::exists(folder_ / "a.docx"));
}

TEST_F(DocumentTest, AReceiptBecomesAPaperOnlyIfItHolds) {
  const std::string golden = testing::ReadText("tests/contract/golden/receipt-1.bin");
  const auto paper = [&](const std::string& bytes, const std::string& out) {
    return Parctl({"receipt", "document", "--file", Keep("bn", bytes), "--authority",
                   "tests/contract/golden/receipt-1-ca.crt", "--particulars",
                   "criteria/documents/receipt.yaml", "--out", folder_ / out});
  };
  const CommandResult good = paper(golden, "bn.docx");
  EXPECT_EQ(good.exit, 0) << good.err;
  const DocxContent content = Content("bn.docx");
  EXPECT_TRUE(Has(content, "GIẤY BIÊN NHẬN"));
  EXPECT_TRUE(Has(content, "Số: 17/GBN-NV"));
  EXPECT_TRUE(Has(content, "up:la-ha-17"));
  receipt::v1::SignedReceipt spoilt;
  ASSERT_TRUE(spoilt.ParseFromString(golden));
  spoilt.mutable_receipt()->set_received_at(1);
  EXPECT_EQ(paper(spoilt.SerializeAsString(), "x.docx").exit, 1);
  EXPECT_FALSE(fs::exists(folder_ / "x.docx"));
}

// La Hà's own answers, with one criterion lowered by the review.
dossier::v1::OpenDossierResponse Reviewed() {
  const std::string set_file = "criteria/commune-sample-2023.yaml";
  const std::string answers_file = "criteria/answers/tu-nghia/la-ha.yaml";
  const domain::CriteriaSetFile set =
      domain::ReadCriteriaSet(testing::ReadText(set_file), set_file);
  const domain::AnswersFile answers =
      domain::ReadAnswers(testing::ReadText(answers_file), *set.set, answers_file);
  dossier::v1::OpenDossierResponse response;
  response.mutable_dossier()->set_unit("la-ha");
  response.mutable_dossier()->set_cycle("tu-nghia-communes-2023");
  response.mutable_dossier()->set_state("final");
  response.mutable_dossier()->set_round(2);
  const auto language = domain::Language::kVietnamese;
  *response.mutable_self_sheet() = codec::Encode(
      *set.set, *answers.answers, domain::Score(*set.set, *answers.answers), language);
  const domain::LeafIndex leaf = set.set->FindLeaf("1.1.2");
  const domain::ScoreOverrides overrides = {
      {leaf, {.points = domain::Points::FromE4(2'500), .reason = {}}}};
  *response.mutable_reviewed_sheet() =
      codec::Encode(*set.set, *answers.answers,
                    domain::Score(*set.set, *answers.answers, {}, overrides), language);
  response.mutable_reviewed_sheet()
      ->mutable_leaves(static_cast<int>(leaf))
      ->set_review_reason("Kế hoạch chưa phân công cơ quan chủ trì");
  // Waived with its full points, which the unit had: nothing is lost, and nothing has changed.
  for (score::v1::Leaf& other : *response.mutable_reviewed_sheet()->mutable_leaves()) {
    if (other.source() != "self_assessed" || other.score_e4() != other.maximum_e4()) continue;
    other.set_state(score::v1::LEAF_STATE_WAIVED);
    break;
  }
  dossier::v1::Appeal& appeal = *response.mutable_dossier()->add_appeals();
  appeal.set_criterion("1.1.2");
  appeal.set_text("đề nghị xem lại");
  appeal.mutable_outcome()->set_reason("tài liệu không đủ");
  return response;
}

TEST_F(DocumentTest, MinutesSayWhatTheReviewChanged) {
  const auto minutes = [&](const dossier::v1::OpenDossierResponse& dossier) {
    return Parctl({"review", "minutes", "--file", Keep("d", dossier.SerializeAsString()),
                   "--particulars", "criteria/documents/minutes.yaml", "--out",
                   folder_ / "bb.docx"});
  };
  dossier::v1::OpenDossierResponse dossier = Reviewed();
  struct Case {
    std::string_view why;
    std::function<void(dossier::v1::OpenDossierResponse&)> spoil;
    std::string says;
  };
  const Case cases[] = {
      {"still in review",
       [](dossier::v1::OpenDossierResponse& d) { d.mutable_dossier()->set_state("in_review"); },
       "chưa chốt kết quả"},
      {"areas that do not add up",
       [](dossier::v1::OpenDossierResponse& d) {
         d.mutable_reviewed_sheet()->set_total_e4(d.reviewed_sheet().total_e4() + 1);
       },
       "không khớp với tổng điểm"},
      {"points beyond all bounds",
       [](dossier::v1::OpenDossierResponse& d) {
         d.mutable_self_sheet()->mutable_areas(0)->set_score_e4(std::int64_t{1} << 62);
       },
       "1"},
      {"no dossier", [](dossier::v1::OpenDossierResponse& d) { d.Clear(); }, "review open --save"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    dossier::v1::OpenDossierResponse spoilt = dossier;
    c.spoil(spoilt);
    const CommandResult refused = minutes(spoilt);
    EXPECT_EQ(refused.exit, 1) << refused.out;
    EXPECT_NE(refused.err.find(c.says), std::string::npos) << refused.err;
    EXPECT_FALSE(fs::exists(folder_ / "bb.docx"));
  }
  const CommandResult good = minutes(dossier);
  EXPECT_EQ(good.exit, 0) << good.err;
  const DocxContent content = Content("bb.docx");
  EXPECT_TRUE(
      Has(content, "Tiêu chí 1.1.2: đề nghị xem lại – không chấp nhận: tài liệu không đủ."));
  EXPECT_TRUE(Has(content, "thay đổi điểm 01 (Phụ lục kèm theo)."));
  EXPECT_TRUE(Has(content, "Không có tiêu chí nào phải đưa ra biểu quyết."));
  const auto& changes = content.tables.back();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1][0], "1.1.2");
  EXPECT_EQ(changes[1][4], "0,2500");
  EXPECT_EQ(changes[1][6], "Kế hoạch chưa phân công cơ quan chủ trì");
}

}  // namespace
}  // namespace par
