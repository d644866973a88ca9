// Goal: the commands that make official documents write the same bytes every time, from a decision,
// a receipt and a dossier alone; what is wrong is named and then nothing is written; the pages look
// as the pictures in docs/pictures.
// Method: the real program is run on the real decision of Tư Nghĩa, the golden receipt and a small
// dossier. Pages are made by LibreOffice and pdftoppm where they are installed.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "common/codec/score_codec.h"
#include "common/document/child_process.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/decision_file.h"
#include "par/decision/v1/decision.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/receipt/v1/receipt.pb.h"
#include "tests/integration/parctl.h"
#include "tests/support/docx_reader.h"
#include "tests/support/picture.h"
#include "tests/support/read_text.h"
#include "tests/support/real_decision.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::DocxContent;
using testing::Parctl;
namespace fs = std::filesystem;

const std::string kDecisionParticulars = "criteria/documents/decision.yaml";
const std::string kPath = "PATH=/usr/local/bin:/usr/bin:/bin";

bool Has(const DocxContent& content, std::string_view part) {
  for (const std::string& one : content.paragraphs) {
    if (one.find(part) != std::string::npos) return true;
  }
  return false;
}

class DocumentTest : public ::testing::Test {
 protected:
  std::string Keep(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string Saved(const domain::Decision& decision) {
    decision::v1::GetDecisionResponse saved;
    saved.mutable_decision()->set_canonical(domain::DecisionFile(decision));
    return Keep("qd.bin", saved.SerializeAsString());
  }
  CommandResult Decide(const std::string& file, const std::string& out,
                       const std::vector<std::string>& more = {},
                       const std::string& particulars = kDecisionParticulars) {
    std::vector<std::string> words = {"decision",      "document",  "--file", file,
                                      "--particulars", particulars, "--out",  folder_ / out};
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words, {kPath});
  }
  DocxContent Content(const std::string& name) {
    return testing::ReadDocx(testing::ReadText(folder_ / name));
  }
  testing::TempDir folder_;
};

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

const std::vector<std::string> kReportWords = {"figures",
                                               "document",
                                               "--indicators",
                                               "figures/indicators-district-2023.yaml",
                                               "figures/tu-nghia-2023-q3.yaml",
                                               "--criteria",
                                               "criteria/quang-ngai-district-2023-v2.yaml",
                                               "--particulars",
                                               "criteria/documents/report.yaml"};

TEST_F(DocumentTest, AReportIsWrittenAndItsErrorsAreSaidOutsideOfIt) {
  const auto write = [&](const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> words = kReportWords;
    words.insert(words.end(), {"--out", folder_ / out});
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words, {kPath});
  };
  const CommandResult first = write("a.docx");
  EXPECT_EQ(first.exit, 1) << "the report's figures have errors";
  EXPECT_NE(first.err.find("một bên là 8.740, bên kia là 8.782 - 41 = 8.741"), std::string::npos)
      << first.err;
  (void)write("b.docx");
  EXPECT_EQ(testing::ReadText(folder_ / "a.docx"), testing::ReadText(folder_ / "b.docx"));
  const DocxContent content = Content("a.docx");
  for (const std::string_view line :
       {"Có 24/24 đơn vị đã gửi số liệu của quý III năm 2023.",
        "99,89 % (15.951/15.969); trong đó: Các phòng, ban huyện 100,00 %; Văn phòng Đăng ký đất "
        "đai - Chi nhánh Tư Nghĩa 99,78 %; Bộ phận Một cửa các xã, thị trấn 99,97 %.",
        "05 tiêu chí mất tổng cộng 3,0177 điểm; 21 tiêu chí (tối đa 90,5 điểm) chưa có số liệu"}) {
    EXPECT_TRUE(Has(content, line)) << line;
  }
  EXPECT_FALSE(Has(content, "8.741, lệch")) << "an error is nothing that the document says";
  const CommandResult refused = write("x.docx", {"--unit", "nowhere"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.err.find("“nowhere”"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(folder_ / "x.docx"));
}

// Every number of a plan's paper is the plan's and the scores': the annex has the columns and rows
// of the real one.
TEST_F(DocumentTest, APlanHasItsFourPartsAndItsAnnex) {
  const auto plan = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"remediation",   "document",
                                      "--particulars", "criteria/documents/plan.yaml",
                                      "--out",         folder_ / "kh.docx"};
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words, {kPath});
  };
  const CommandResult made =
      plan({"--plan", "criteria/plans/quang-tri-2024.yaml", "--criteria",
            "criteria/province-2023.yaml", "--answers", "criteria/answers/quang-tri-2023.yaml"});
  ASSERT_EQ(made.exit, 0) << made.err;
  const DocxContent content = Content("kh.docx");
  for (const std::string said :
       {"I. Mục đích, yêu cầu", "II. Mục tiêu", "III. Nhiệm vụ, giải pháp", "IV. Tổ chức thực hiện",
        "86,2482 điểm trên 100 điểm", "bị trừ 13,7518 điểm", "đạt 97,4662 điểm"}) {
    EXPECT_TRUE(Has(content, said)) << said;
  }
  const auto& annex = content.tables.back();
  ASSERT_EQ(annex[0].size(), 10u);
  EXPECT_EQ(annex[1][1], "Công tác chỉ đạo, điều hành CCHC");
  EXPECT_EQ(annex[1][4], "1,0761");
  EXPECT_EQ(annex[2][0], "1.1");
  EXPECT_EQ(annex[2][4], "0,0259");
  // A plan without scores: its tasks by index, its targets by area.
  EXPECT_EQ(plan({"--plan", "criteria/plans/duc-co-2021.yaml"}).exit, 1)
      << "another paper's number";
  std::string particulars = testing::ReadText("criteria/documents/plan.yaml");
  particulars.replace(particulars.find("118/KH-UBND"), 11, "135/KH-UBND");
  particulars.replace(particulars.find("2024-05-20"), 10, "2021-09-27");
  const CommandResult second =
      Parctl({"remediation", "document", "--particulars", Keep("the-thuc.yaml", particulars),
              "--out", folder_ / "kh2.docx", "--plan", "criteria/plans/duc-co-2021.yaml"},
             {kPath});
  ASSERT_EQ(second.exit, 0) << second.err;
  const DocxContent targets = Content("kh2.docx");
  EXPECT_EQ(targets.tables.back().size(), 1u + 8 + 93) << "titles, areas, targets";
  EXPECT_EQ(targets.tables.back().back()[2], "≥ 100 %");
  EXPECT_TRUE(Has(targets, "Số chỉ tiêu cụ thể: 93 (Phụ lục II kèm theo)."));
}

bool HasPageTools() {
  return document::FindProgram({"soffice", "libreoffice"}).has_value() &&
         document::FindProgram({"pdftoppm"}).has_value();
}

// The pages of `pdf`, each as PREFIX-N.pgm.
void DrawPages(const std::string& pdf, const std::string& prefix) {
  ASSERT_EQ(
      testing::RunCommand({"/usr/bin/pdftoppm", "-r", "60", "-gray", pdf, prefix}, {kPath}).exit,
      0);
}

TEST_F(DocumentTest, PagesLookAsTheirPictures) {
  if (!HasPageTools()) {
    GTEST_SKIP() << "needs libreoffice-writer-nogui and poppler-utils "
                    "(deploy/install-packages documents)";
  }
  const CommandResult made =
      Decide(Saved(testing::RealDecision()), "decision.docx", {"--pdf", folder_ / "decision.pdf"});
  ASSERT_EQ(made.exit, 0) << made.err;
  std::vector<std::string> words = kReportWords;
  words.insert(words.end(), {"--out", folder_ / "report.docx", "--pdf", folder_ / "report.pdf"});
  (void)Parctl(words, {kPath});
  const CommandResult plan = Parctl(
      {"remediation", "document", "--plan", "criteria/plans/quang-tri-2024.yaml", "--criteria",
       "criteria/province-2023.yaml", "--answers", "criteria/answers/quang-tri-2023.yaml",
       "--particulars", "criteria/documents/plan.yaml", "--out", folder_ / "plan.docx", "--pdf",
       folder_ / "plan.pdf"},
      {kPath});
  ASSERT_EQ(plan.exit, 0) << plan.err;
  for (const std::string document : {"decision", "report", "plan"}) {
    DrawPages(folder_ / (document + ".pdf"), folder_ / document);
  }
  const struct {
    std::string_view why;
    std::string document;
    std::string page;
  } kPages[] = {
      {"head, bases, articles", "decision", "1"}, {"ranking", "decision", "2"},
      {"areas, landscape", "decision", "3"},      {"head, who has reported", "report", "1"},
      {"targets, forecast", "report", "5"},       {"figures of units, landscape", "report", "7"},
      {"head and purposes", "plan", "1"},         {"annex, landscape", "plan", "3"},
  };
  std::vector<testing::Picture> references;
  for (const auto& one : kPages) {
    SCOPED_TRACE(one.why);
    // pdftoppm writes as many digits as the last page has.
    const std::string short_name = folder_ / (one.document + "-" + one.page + ".pgm");
    const std::string long_name = folder_ / (one.document + "-0" + one.page + ".pgm");
    references.push_back(
        testing::ExpectLooks(fs::exists(short_name) ? short_name : long_name,
                             "docs/pictures/" + one.document + "-page-" + one.page + ".png"));
  }
  // The measure tells pages apart: two of them differ by far more.
  const testing::PictureDistance other = testing::DistanceOf(references[0], references[1]);
  EXPECT_GT(other.mean, 20 * testing::kMostMean);
  EXPECT_GT(other.furthest, testing::kMostFurthest);
  EXPECT_FALSE(fs::exists(folder_ / "decision-4.pgm")) << "three pages, no empty one";
}

}  // namespace
}  // namespace par
