// Goal: a periodic report as a document says who has reported, each figure beside those before it,
// what is below its target and what the forecast says; the numbers of its text are those of its
// tables; what is not there is left out and not shown as zero.
// Method: a small report, worked out by hand, with and without what it may lack; the tables of the
// document are compared whole.
#include "common/document/figures_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "common/document/docx.h"
#include "tests/support/docx_reader.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain/small_report.h"

namespace par::document {
namespace {

using domain::NumberStyle;
using domain::ReportUnit;
using domain::ShownFigures;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNow = R"(window: {from: 2023-07-01, to: 2023-09-25}
units:
  - {id: d, title: Huyện}
  - {id: a, title: Xã A, level: commune, under: d}
  - {id: b, title: Xã B, level: commune, under: d}
  - {id: c, title: Xã C, level: commune, under: d}
figures:
  a: {received: 100, resolved: 80, on_time: 79, plan: 60}
  b: {received: 50, resolved: 20, on_time: 19}
year_before:
  a: {resolved: 40}
  b: {resolved: 60}
)";
constexpr const char* kBefore = R"(units:
  - {id: d, title: Huyện}
  - {id: a, title: Xã A, under: d}
  - {id: b, title: Xã B, under: d}
figures:
  a: {resolved: 50, on_time: 50}
  b: {resolved: 30, on_time: 28}
)";

Particulars Head(bool with_tasks) {
  Particulars head;
  head.issuer = {"Phòng Nội vụ"};
  head.place = "X";
  head.number = "1/BC";
  head.unit = "huyện X";
  head.bases = {"Thực hiện Kế hoạch số 1;"};
  head.signers = {{.lines = {"Trưởng phòng"}, .name = "An"}};
  head.recipients = {"Lưu: VT"};
  if (with_tasks) head.tasks = {"Đôn đốc xã C"};
  return head;
}

class FiguresDocumentTest : public ::testing::Test {
 protected:
  // As DOCX, read back.
  ::par::testing::DocxContent Made(std::size_t unit, bool with_before, bool with_tasks = true) {
    const ShownFigures now(catalogue_, now_, NumberStyle::kVietnamese);
    const ShownFigures before(catalogue_, before_, NumberStyle::kVietnamese);
    const ShownFigures year(catalogue_, now_, NumberStyle::kVietnamese, &ReportUnit::year_before);
    const FiguresFacts facts{.now = now,
                             .previous = with_before ? &before : nullptr,
                             .year_before = with_before ? &year : nullptr,
                             .unit = unit};
    const auto docx = DocxOf(FiguresDocument(facts, Head(with_tasks)));
    EXPECT_OK(docx);
    return ::par::testing::ReadDocx(docx.value_or(""));
  }

  const domain::IndicatorCatalogue catalogue_ = domain::SmallCatalogue();
  const domain::FigureReport now_ = domain::SmallReport(catalogue_, "2023-Q3", kNow);
  const domain::FigureReport before_ = domain::SmallReport(catalogue_, "2023-Q2", kBefore);
};

TEST_F(FiguresDocumentTest, EveryFigureStandsBesideThoseBeforeIt) {
  const auto content = Made(0, true);
  for (const std::string_view line :
       {"Thực hiện Kế hoạch số 1, Phòng Nội vụ báo cáo kết quả công tác cải cách hành chính quý "
        "III năm 2023 của huyện X như sau:",
        "Có 2/3 đơn vị đã gửi số liệu của quý III năm 2023.",
        "Cơ quan phụ trách: Văn phòng; số liệu từ ngày 01/07/2023 đến hết ngày 25/09/2023.",
        "- Tỷ lệ đúng hạn: 98,00 % (98/100); trong đó: Xã A 98,75 %; Xã B 95,00 %.",
        "Ghi chú: Dấu * chỉ số liệu chưa có đủ của các đơn vị.",
        "Có 02 kết quả thấp hơn mức yêu cầu:", "- Đôn đốc xã C."}) {
    EXPECT_THAT(content.paragraphs, Contains(line)) << line;
  }
  // 0 is the head; then who has reported, the group, the targets, the signatures, the appendix.
  ASSERT_EQ(content.tables.size(), 6u);
  EXPECT_THAT(content.tables[1],
              ElementsAre(ElementsAre("Đơn vị", "Phải báo cáo", "Đã báo cáo", "Chưa báo cáo"),
                          ElementsAre("Huyện", "3", "2", "Xã C")));
  EXPECT_THAT(
      content.tables[2],
      ElementsAre(ElementsAre("Chỉ tiêu", "ĐVT", "Kỳ này", "Kỳ trước", "So với kỳ trước",
                              "Cùng kỳ năm trước", "So với cùng kỳ"),
                  ElementsAre("Tiếp nhận", "hồ sơ", "150 *", "–", "–", "–", "–"),
                  ElementsAre("Đã giải quyết", "", "100 *", "80", "–", "100 *", "–"),
                  ElementsAre("Đúng hạn", "", "98 *", "78", "–", "–", "–"),
                  ElementsAre("Tỷ lệ đúng hạn", "%", "98,00 % *", "97,50 %", "–", "–", "–")));
  EXPECT_THAT(content.tables[3],
              ElementsAre(ElementsAre("Đơn vị", "Chỉ tiêu", "Kết quả", "Mức yêu cầu"),
                          ElementsAre("Xã A", "Kế hoạch đạt", "60 %", "75 %"),
                          ElementsAre("Xã B", "Tỷ lệ đúng hạn", "95,00 %", "98 %")));
  EXPECT_THAT(content.tables[5],
              Contains(ElementsAre("Tỷ lệ đúng hạn", "%", "98,75 %", "95,00 %", "–")));
}

TEST_F(FiguresDocumentTest, WhatIsCompleteIsComparedAndWhatIsNotThereIsLeftOut) {
  const auto one = Made(1, true);
  EXPECT_THAT(one.tables[1], Contains(ElementsAre("Đã giải quyết", "", "80", "50", "tăng 60,00 %",
                                                  "40", "tăng 100,00 %")));
  EXPECT_THAT(one.tables[1], Contains(ElementsAre("Tỷ lệ đúng hạn", "%", "98,75 %", "100,00 %",
                                                  "giảm 1,25 điểm %", "–", "–")));
  EXPECT_THAT(one.paragraphs, Not(Contains("Phụ lục"))) << "a unit without parts";
  const auto alone = Made(0, false, false);
  EXPECT_THAT(alone.tables[2].front(), ElementsAre("Chỉ tiêu", "ĐVT", "Kỳ này"));
  EXPECT_THAT(alone.paragraphs, Not(Contains(HasSubstr("Phương hướng"))));
  EXPECT_THAT(alone.paragraphs, Not(Contains(HasSubstr("Dự báo"))));
  const auto nothing = Made(3, true);
  EXPECT_THAT(nothing.paragraphs, Contains("Có 0/1 đơn vị đã gửi số liệu của quý III năm 2023."));
  EXPECT_THAT(nothing.paragraphs, Contains("Không có chỉ tiêu nào thấp hơn mức yêu cầu."));
}

}  // namespace
}  // namespace par::document
