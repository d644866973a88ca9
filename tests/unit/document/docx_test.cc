// Goal: a document's file is the same bytes every time, well-formed, and holds what was put in,
// laid out as the decree says; what XML cannot hold is refused. Method: small documents are
// written, opened again with libzip and pugixml, and looked into.
#include "common/document/docx.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/docx_reader.h"
#include "tests/support/status_matchers.h"

namespace par::document {
namespace {

using testing::DocxContent;
using testing::ReadDocx;
using testing::ReasonIs;

OfficialDocument Small() {
  OfficialDocument document;
  document.superior = {"Ủy ban nhân dân tỉnh Quảng Ngãi"};
  document.issuer = {"Ủy ban nhân dân", "huyện Tư Nghĩa"};
  document.number = "15/KH-UBND";
  document.place = "Tư Nghĩa";
  document.date = *domain::Date::Of(2024, 1, 5);
  document.kind = "Kế hoạch";
  document.subject = "Khắc phục tồn tại";
  document.bases = {"Căn cứ A", "Căn cứ B;"};
  document.blocks = {
      Paragraph{.lead = "1.", .text = "Mục đích"},
      Table{.columns = {{.title = "TT", .share = 1}, {.title = "Việc", .share = 3}},
            .rows = {{.cells = {"Khối xã"}, .heading = true}, {.cells = {"1", "Rà soát"}}}},
      Paragraph{.lead = {}, .text = "Các đơn vị thực hiện."}};
  document.signers = {{.lines = {"TM. Ủy ban nhân dân", "Chủ tịch"}, .name = "Nguyễn Văn An"}};
  document.recipients = {"Như trên", "Lưu: VT"};
  document.appendices = {{.title = "Danh mục", .blocks = {Paragraph{.lead = {}, .text = "Một"}}},
                         {.title = "Biểu", .blocks = {}, .landscape = true}};
  return document;
}

int Count(const std::string& text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Docx, IsTheSameBytesEveryTime) {
  ASSERT_OK_AND_ASSIGN(const std::string first, DocxOf(Small()));
  ASSERT_OK_AND_ASSIGN(const std::string second, DocxOf(Small()));
  EXPECT_EQ(first, second);
  OfficialDocument other = Small();
  other.subject += ".";
  ASSERT_OK_AND_ASSIGN(const std::string third, DocxOf(other));
  EXPECT_NE(first, third);
}

TEST(Docx, SetsCapitalsPunctuationAndNumbersItself) {
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DocxOf(Small()));
  const std::vector<std::string> want = {
      "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
      "ỦY BAN NHÂN DÂN",
      "HUYỆN TƯ NGHĨA",
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "Độc lập - Tự do - Hạnh phúc",
      "Số: 15/KH-UBND",
      "Tư Nghĩa, ngày 05 tháng 01 năm 2024",
      "KẾ HOẠCH",
      "Khắc phục tồn tại",
      "Căn cứ A;",
      "Căn cứ B.",
      "1. Mục đích",
      "TT",
      "Việc",
      "Khối xã",
      "1",
      "Rà soát",
      "Các đơn vị thực hiện./.",
      "Nơi nhận:",
      "- Như trên;",
      "- Lưu: VT.",
      "TM. ỦY BAN NHÂN DÂN",
      "CHỦ TỊCH",
      "Nguyễn Văn An",
      "Phụ lục I",
      "DANH MỤC",
      "(Kèm theo Kế hoạch số 15/KH-UBND ngày 05 tháng 01 năm 2024 của Ủy ban nhân dân huyện Tư "
      "Nghĩa)",
      "Một",
      "Phụ lục II",
      "BIỂU",
      "(Kèm theo Kế hoạch số 15/KH-UBND ngày 05 tháng 01 năm 2024 của Ủy ban nhân dân huyện Tư "
      "Nghĩa)"};
  EXPECT_EQ(ReadDocx(bytes).paragraphs, want);
}

TEST(Docx, PagesAreAsTheDecreeSays) {
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DocxOf(Small()));
  DocxContent content = ReadDocx(bytes);
  const std::string& body = content.parts["word/document.xml"];
  EXPECT_EQ(Count(body, "<w:sectPr>"), 3) << "the body and two appendices";
  EXPECT_EQ(Count(body, R"(<w:pgSz w:w="11906" w:h="16838"/>)"), 2);
  EXPECT_EQ(Count(body, R"(<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>)"), 1);
  EXPECT_EQ(Count(body, R"(w:top="1134" w:right="851" w:bottom="1134" w:left="1701")"), 3);
  EXPECT_EQ(Count(body, "<w:titlePg/>"), 3) << "no number on a first page";
  EXPECT_EQ(Count(body, R"(<w:pgNumType w:start="1"/>)"), 3) << "each counts for itself";
  EXPECT_EQ(Count(body, "<w:tblHeader/>"), 1) << "titles are repeated on every page";
  EXPECT_EQ(Count(content.parts["word/header1.xml"], R"(w:instr="PAGE")"), 1);
  EXPECT_EQ(Count(content.parts["word/styles.xml"], R"(w:ascii="Times New Roman")"), 1);
}

TEST(Docx, TextsAreEscapedAndBroughtToOneForm) {
  OfficialDocument document = Small();
  document.subject = "a < b & \"c\" > d";
  document.place =
      "Tu\xCC\x9B Nghi\xCC\x83"
      "a";  // Decomposed.
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DocxOf(document));
  const DocxContent content = ReadDocx(bytes);
  EXPECT_EQ(content.paragraphs[8], "a < b & \"c\" > d");
  EXPECT_EQ(content.paragraphs[6], "Tư Nghĩa, ngày 05 tháng 01 năm 2024");
}

TEST(Docx, WhatIsNoTextIsRefused) {
  struct Case {
    std::string_view why;
    std::function<void(OfficialDocument&)> spoil;
  };
  const Case cases[] = {
      {"a bell in the subject", [](OfficialDocument& d) { d.subject = "a\x07"; }},
      {"half a character in a cell",
       [](OfficialDocument& d) { std::get<Table>(d.blocks[1]).rows[1].cells[1] = "\xE1\xBB"; }},
      {"NUL in a recipient", [](OfficialDocument& d) { d.recipients[0] = std::string(1, '\0'); }},
      {"C1 control in a signer's name",
       [](OfficialDocument& d) { d.signers[0].name = "\xC2\x85"; }},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    OfficialDocument document = Small();
    c.spoil(document);
    EXPECT_THAT(DocxOf(document),
                ReasonIs(absl::StatusCode::kInvalidArgument, "document_text_refused"));
  }
}

// What a unit has written once stands for good: it must not keep minutes from being printed.
TEST(Docx, WhatXmlCannotHoldIsShownAsUnreadable) {
  OfficialDocument document = Small();
  std::get<Table>(document.blocks[1]).rows[1].cells[1] = "a\xEF\xBF\xBF\xEF\xBF\xBE.\xEF\xBF\xBD";
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DocxOf(document));
  const DocxContent content = ReadDocx(bytes);
  ASSERT_EQ(content.tables.at(1).at(2).size(), 2u) << "below the titles and a heading";
  EXPECT_EQ(content.tables[1][2][1], "a\xEF\xBF\xBD\xEF\xBF\xBD.\xEF\xBF\xBD");
}

TEST(Docx, TwoSignersStandBesideEachOther) {
  OfficialDocument document = Small();
  document.signers.push_back({.lines = {"Chủ trì"}, .name = "Trần Thị Bình"});
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DocxOf(document));
  const DocxContent content = ReadDocx(bytes);
  ASSERT_EQ(content.tables.size(), 3u) << "heading, table, signatures";
  EXPECT_EQ(content.tables[2][0][0], "TM. ỦY BAN NHÂN DÂNCHỦ TỊCHNguyễn Văn An");
  EXPECT_EQ(content.tables[2][0][1], "CHỦ TRÌTrần Thị Bình");
}

}  // namespace
}  // namespace par::document
