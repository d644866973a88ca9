// Goal: a report and a plan become documents with all their parts, and what is wrong in them is
// said outside of it; the pages look as the pictures in docs/pictures. Method: the real program is
// run on real figures and plans. Pages are made by LibreOffice and pdftoppm where they are
// installed.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "common/document/child_process.h"
#include "tests/integration/document_test.h"
#include "tests/support/picture.h"
#include "tests/support/real_decision.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::DocumentTest;
using testing::DocxContent;
using testing::Has;
using testing::kPath;
using testing::Parctl;
namespace fs = std::filesystem;

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
