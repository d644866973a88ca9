// Goal: the document says what the decision holds, every number from there and in one form,
// whatever the decision is like: groups, units that did not submit, areas without bounds, a
// superseded one. Method: the real decision of Tư Nghĩa and small changes of it are written as DOCX
// and read back.
#include "common/document/decision_document.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "common/document/docx.h"
#include "tests/support/docx_reader.h"
#include "tests/support/read_text.h"
#include "tests/support/real_decision.h"
#include "tests/support/status_matchers.h"

namespace par::document {
namespace {

using domain::Decision;
using domain::DecisionLine;
using domain::NumberStyle;
using domain::Points;
using testing::CountNumber;
using testing::DocxContent;

constexpr const char* kParticulars = "criteria/documents/decision.yaml";

DocxContent Written(const Decision& decision) {
  const ParticularsFile file =
      ReadParticulars(testing::ReadText(kParticulars), DocumentKind::kDecision, kParticulars);
  EXPECT_TRUE(file.particulars.has_value());
  const auto bytes = DocxOf(DecisionDocument(decision, file.particulars.value_or(Particulars())));
  EXPECT_OK(bytes);
  return testing::ReadDocx(bytes.value_or(""));
}

bool Has(const DocxContent& content, std::string_view part) {
  return std::any_of(content.paragraphs.begin(), content.paragraphs.end(),
                     [&](const std::string& one) { return one.find(part) != std::string::npos; });
}

// The tables are the heading, the signatures, the ranking, the areas, the changes.
const std::vector<std::vector<std::string>>& Ranking(const DocxContent& content) {
  return content.tables.at(2);
}

TEST(DecisionDocument, EveryUnitStandsOnceInTheRankingWithTheDecisionsNumbers) {
  const Decision decision = testing::RealDecision();
  const DocxContent content = Written(decision);
  const auto& rows = Ranking(content);
  ASSERT_EQ(rows.size(), decision.lines.size() + 1);
  for (const DecisionLine& line : decision.lines) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& cells) { return cells[1] == line.name; });
    ASSERT_NE(row, rows.end()) << line.name;
    EXPECT_EQ((*row)[0], std::to_string(line.rank));
    EXPECT_EQ((*row)[2], domain::PrintedTotal(decision, line, NumberStyle::kVietnamese));
    EXPECT_EQ((*row)[3], line.effective_maximum.FormatShort(NumberStyle::kVietnamese));
    EXPECT_EQ((*row)[4], line.converted->Format(2, NumberStyle::kVietnamese));
  }
  for (std::size_t i = 2; i < rows.size(); ++i) {
    EXPECT_LE(std::stoi(rows[i - 1][0]), std::stoi(rows[i][0])) << "best first";
  }
}

TEST(DecisionDocument, TheAreasAddUpToTheTotalThatIsPrinted) {
  const Decision decision = testing::RealDecision();
  const DocxContent content = Written(decision);
  std::size_t places = 0;
  for (std::size_t t = 3; t < content.tables.size(); ++t) {
    for (std::size_t r = 1; r < content.tables[t].size(); ++r) {
      const auto& row = content.tables[t][r];
      const auto line = std::find_if(decision.lines.begin(), decision.lines.end(),
                                     [&](const DecisionLine& one) { return one.name == row[1]; });
      ASSERT_NE(line, decision.lines.end()) << row[1];
      EXPECT_EQ(row.back(), domain::PrintedTotal(decision, *line, NumberStyle::kVietnamese));
      for (std::size_t i = 2; i + 1 < row.size(); ++i) {
        const domain::DecisionArea& area = line->areas[places + i - 2];
        const std::string shown = row[i].substr(0, row[i].find('/'));
        const int digits = static_cast<int>(shown.size() - shown.find(',')) - 1;
        const bool taken = area.source == domain::Source::kPenalty && !area.total.IsZero();
        EXPECT_EQ(shown, (taken ? "-" : "") + area.total.Format(digits, NumberStyle::kVietnamese));
        const bool whole = domain::OutsideMaximum(area.source) || area.counted == area.maximum;
        EXPECT_EQ(row[i].find('/') == std::string::npos, whole);
      }
    }
    places += content.tables[t][0].size() - 3;
  }
  EXPECT_EQ(places, decision.lines[0].areas.size()) << "no area is left out";
}

TEST(DecisionDocument, ANumberStandsWhereItBelongsAndNowhereElse) {
  Decision decision = testing::RealDecision();
  // A total that nothing else can be: once in the ranking, once in each table of areas.
  DecisionLine& line = decision.lines[3];
  line.total = Points::FromE4(71'3141);
  line.converted = Points::FromE4(72'7183);
  line.rank = 14;
  const DocxContent content = Written(decision);
  const int area_tables = static_cast<int>(content.tables.size()) - 3;
  EXPECT_EQ(CountNumber(content, "71,31"), 1 + area_tables);
  EXPECT_EQ(CountNumber(content, "72,72"), 1);
  EXPECT_TRUE(Has(content, "Có 14 đơn vị được đánh giá và xếp hạng."));
  EXPECT_TRUE(Has(content, "Xếp thứ nhất: Thị trấn Sông Vệ"));
}

TEST(DecisionDocument, GroupsAbsentUnitsAndUnrankedOnesAreShownAsSuch) {
  Decision decision = testing::RealDecision();
  decision.lines[0].group = "thị trấn";
  DecisionLine absent;
  absent.unit = decision.lines[1].unit;
  absent.name = decision.lines[1].name;
  absent.group = decision.lines[1].group;
  absent.submitted = false;
  decision.lines[1] = absent;
  decision.lines[2].rank = 0;
  const DocxContent content = Written(decision);
  EXPECT_TRUE(Has(content,
                  "Có 14 đơn vị thuộc diện đánh giá, trong đó 13 đơn vị được đánh giá và "
                  "12 đơn vị được xếp hạng; không gửi hồ sơ: " +
                      absent.name + "."));
  const auto& rows = Ranking(content);
  EXPECT_EQ(rows[1], std::vector<std::string>{"Khối thị trấn"});
  EXPECT_EQ(rows[3], std::vector<std::string>{"Khối xã, thị trấn"});
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"Không xếp hạng", absent.name, "–", "–", "–",
                                                   "Không gửi hồ sơ"}));
  EXPECT_EQ(rows[rows.size() - 2][0], "Không xếp hạng");
  EXPECT_EQ(rows[rows.size() - 2][1], decision.lines[2].name);
}

TEST(DecisionDocument, ADecisionThatSupersedesAnotherListsEveryChange) {
  const Decision before = testing::RealDecision();
  Decision after = before;
  after.number = domain::DecisionId("2900/QĐ-UBND");
  after.supersedes = before.number;
  after.lines[0].total = after.lines[0].total - Points::FromE4(5'000);
  after.lines[0].class_id = "good";
  after.lines[0].areas[0].leaves[0].mark = {domain::MarkState::kNotApplicable, Points()};
  after.changes = domain::ChangesBetween(before, after);
  const DocxContent content = Written(after);
  EXPECT_TRUE(Has(content,
                  "thay thế Quyết định số 2873/QĐ-UBND; các nội dung thay đổi nêu tại "
                  "Phụ lục III."));
  const auto& rows = content.tables.back();
  ASSERT_EQ(rows.size(), after.changes.size() + 1);
  EXPECT_EQ(rows[1][1], after.lines[0].name);
  EXPECT_EQ(rows[1][2], "Điểm tiêu chí " + after.lines[0].areas[0].leaves[0].criterion);
  EXPECT_EQ(rows[1][4], "Không phát sinh");
  EXPECT_EQ(rows[2][2], "Tổng điểm chưa làm tròn");
  EXPECT_EQ(rows[2][3], before.lines[0].total.FormatShort(NumberStyle::kVietnamese));
  EXPECT_EQ(rows[2][4], after.lines[0].total.FormatShort(NumberStyle::kVietnamese));
}

}  // namespace
}  // namespace par::document
