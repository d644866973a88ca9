// Goal: a survey's results go into a workbook and come back exactly, as results and as the text
// that a node takes; a CSV file says the same; what is wrong in a cell is named by it and nothing
// is read. Method: the results under criteria/surveys, round trip; a CSV of one of them; one cell
// changed in each row of a table.
#include "common/spreadsheet/survey_workbook.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/survey_score.h"
#include "common/spreadsheet/survey_layout.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::spreadsheet {
namespace {

using domain::Language;
using par::testing::ReadText;

std::string SurveyBytes(const Book& book) {
  const par::testing::TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return ReadText(path);
}

domain::Survey SurveyNamed(const std::string& id) {
  auto survey = domain::ParseSurvey(ReadText("criteria/surveys/" + id + ".yaml"), id);
  EXPECT_OK(survey);
  return survey.ok() ? *std::move(survey) : domain::Survey();
}

// Everything that was read, in words.
std::string Worded(const domain::Survey& survey, const domain::SurveyResults& results) {
  std::string text;
  for (const domain::SurveySource& source : results.sources) {
    text += domain::SourceText(source) + source.file + source.sha256.Hex() + '\n';
  }
  for (const domain::SurveyResult& one : results.results) {
    text += one.unit.value() + ' ' + std::to_string(one.wave) + ' ' +
            std::to_string(one.component) + ' ' + std::to_string(one.asked.value_or(-1)) + ' ' +
            std::to_string(one.answers.value_or(-1)) + ' ' +
            (one.index.has_value() ? one.index->Text() : "-");
    for (const std::int64_t count : one.counts) text += ' ' + std::to_string(count);
    text += '\n';
  }
  for (const domain::StatedSurvey& one : results.stated) {
    text += one.unit.value() + ' ' + std::to_string(one.component) + ' ' +
            (one.index.has_value() ? one.index->Text() : "-") + ' ' +
            (one.points.has_value() ? one.points->Text() : "-") + '\n';
  }
  for (const domain::SurveyRemark& remark : domain::ScoreSurvey(survey, results).remarks) {
    text += domain::TextOf(remark, Language::kEnglish) + '\n';
  }
  return text;
}

TEST(SurveyWorkbook, RoundTripKeepsEveryValueExact) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"sipas-province-2023", "quang-tri-sipas-2023"},
      {"sociological-province-2023", "quang-tri-sociological-2023"},
      {"ddci-hue-2023", "quang-dien-ddci-2023"},
      {"sipas-gia-lai-2020", "gia-lai-sipas-2020"},
      {"sipas-commune-sample-2023", "commune-sample-sipas-2023"},
  };
  for (const auto& [id, file] : cases) {
    SCOPED_TRACE(file);
    const domain::Survey survey = SurveyNamed(id);
    domain::FindingList findings(file);
    const auto by_hand = ReadSurveyResultsFile(
        ReadText("criteria/surveys/results/" + file + ".yaml"), survey, findings);
    ASSERT_TRUE(by_hand.results.has_value());
    const std::string bytes = SurveyBytes(SurveyBook(survey, &*by_hand.results));
    const auto by_excel = ReadSurveyResultsFile(bytes, survey, findings);
    for (const domain::Finding& f : findings.findings()) {
      ADD_FAILURE() << domain::TextOf(f, Language::kEnglish);
    }
    ASSERT_TRUE(by_excel.results.has_value());
    EXPECT_EQ(Worded(survey, *by_excel.results), Worded(survey, *by_hand.results));
    const auto as_sent = domain::ReadSurveyResults(by_excel.yaml, survey, findings);
    ASSERT_TRUE(as_sent.has_value());
    EXPECT_EQ(Worded(survey, *as_sent), Worded(survey, *by_hand.results));
  }
}

TEST(SurveyWorkbook, NamesTheCellOfEveryFaultAndReadsNothing) {
  const domain::Survey survey = SurveyNamed("sipas-commune-sample-2023");
  domain::FindingList none("r");
  const auto good = ReadSurveyResultsFile(
      ReadText("criteria/surveys/results/commune-sample-sipas-2023.yaml"), survey, none);
  ASSERT_TRUE(good.results.has_value());
  struct SurveyCase {
    const char* why;
    std::size_t sheet;
    std::size_t row;
    std::size_t column;
    const char* text;
    const char* want;
  };
  // Row 0 is la-ha's first wave of the first component: 20 asked, 15 answers, 4 + 6 + 4 + 1 + 0.
  const SurveyCase cases[] = {
      {"no digest of the document, no results", 0, 6, 2, "",
       "a.xlsx: Thông tin!A8: source.sha256: this key is required and missing"},
      {"more answers than asked", 1, 0, 3, "14",
       "a.xlsx: Kết quả!E3: answers: 15 valid answers, more than the 14 asked"},
      {"counts that do not add up", 1, 0, 6, "5",
       "a.xlsx: Kết quả!E3: counts: the counts add up to 16, the valid answers are 15"},
      {"a number that is none", 1, 0, 4, "mười lăm",
       "a.xlsx: Kết quả!E3: results.answers: “mười lăm” must be a whole number from 0 to "
       "100000000"},
      {"a unit outside the frame", 1, 0, 0, "nghia-my",
       "a.xlsx: Kết quả!A3: results.unit: unit “nghia-my” is not in the frame"},
      {"results of another survey", 0, 1, 2, "papi-2023",
       "a.xlsx: Thông tin!C4: survey: these are results of “papi-2023”, not of "
       "“sipas-commune-sample-2023”"},
  };
  for (const SurveyCase& c : cases) {
    SCOPED_TRACE(c.why);
    Book book = SurveyBook(survey, &*good.results);
    book.sheets.at(c.sheet).rows.at(c.row).at(c.column) = {.text = c.text};
    domain::FindingList findings("a.xlsx");
    EXPECT_FALSE(ReadSurveyResultsFile(SurveyBytes(book), survey, findings).results.has_value());
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(domain::TextOf(findings.findings().front(), Language::kEnglish), c.want);
  }
}

TEST(SurveyWorkbook, OnlyARowThatNobodyFilledInIsPassedOver) {
  const domain::Survey survey = SurveyNamed("sipas-commune-sample-2023");
  domain::FindingList none("r");
  const auto good = ReadSurveyResultsFile(
      ReadText("criteria/surveys/results/commune-sample-sipas-2023.yaml"), survey, none);
  ASSERT_TRUE(good.results.has_value());
  const struct {
    const char* why;
    std::vector<std::pair<std::size_t, const char*>> cells;  // Column and text of the first row.
    const char* want;  // Of the first finding; empty: the row is passed over.
  } cases[] = {
      {"as the template has it", {}, ""},
      {"its ids taken away too", {{0, "la-ha"}, {1, ""}, {2, ""}}, ""},
      {"an index but no wave",
       {{1, ""}, {5, "80"}},
       "a.xlsx: Kết quả!A3: results.wave: this key is required and missing"},
      {"the number asked, and no component",
       {{2, ""}, {3, "20"}},
       "a.xlsx: Kết quả!A3: results.component: this key is required and missing"},
      {"a count, and neither wave nor component",
       {{1, ""}, {2, ""}, {6, "4"}},
       "a.xlsx: Kết quả!A3: results.wave: this key is required and missing"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    Book book = SurveyBook(survey, &*good.results);
    std::vector<BookCell>& row = book.sheets.at(1).rows.at(0);
    for (std::size_t i = survey_layout::kAsked; i < row.size(); ++i) row[i].text.clear();
    for (const auto& [column, text] : c.cells) row.at(column) = {.text = text};
    domain::FindingList findings("a.xlsx");
    const auto read = ReadSurveyResultsFile(SurveyBytes(book), survey, findings);
    const std::string found =
        findings.empty() ? "" : domain::TextOf(findings.findings().front(), Language::kEnglish);
    EXPECT_EQ(found, c.want);
    EXPECT_EQ(read.results.has_value(), found.empty());
    if (read.results.has_value()) {
      EXPECT_EQ(read.results->results.size() + 1, good.results->results.size());
    }
  }
}

TEST(SurveyCsv, SaysTheSameAsTheHandWrittenFile) {
  const domain::Survey survey = SurveyNamed("sipas-commune-sample-2023");
  const std::string head =
      "survey,sipas-commune-sample-2023\r\nsource.number,45/BC-UBND\r\nsource.issuer,\"UBND huyện "
      "Tư Nghĩa\"\r\nsource.date,2023-11-10\r\nsource.sha256," +
      std::string(64, 'b') +
      "\r\n\r\nunit,wave,component,asked,answers,index,rat-hai-long,hai-long,binh-thuong,khong,"
      "rat-khong\r\n";
  struct SurveyCase {
    const char* why;
    std::string rows;
    const char* want;
  };
  const SurveyCase cases[] = {
      {"counts and the index printed beside them",
       "song-ve,dot-1,tiep-can,120,100,80.0,50,30,15,4,1\r\n", ""},
      {"an empty cell is nothing said", "song-ve,dot-1,tiep-can,,100,80,,,,,\r\n", ""},
      {"a cell too few", "song-ve,dot-1,tiep-can,120\r\n",
       "a.csv:8:1: csv: the line has 4 columns, not 11"},
      {"a quote that does not end", "song-ve,dot-1,\"tiep-can\r\n",
       "a.csv:8:15: csv: a quotation mark is not closed or stands in the wrong place"},
      {"no number", "song-ve,dot-1,tiep-can,120,x,80,,,,,\r\n",
       "a.csv:8:28: results.answers: “x” must be a whole number from 0 to 100000000"},
  };
  for (const SurveyCase& c : cases) {
    SCOPED_TRACE(c.why);
    domain::FindingList findings("a.csv");
    const auto read = ReadSurveyResultsFile(head + c.rows, survey, findings);
    const std::string found =
        findings.empty() ? "" : domain::TextOf(findings.findings().front(), Language::kEnglish);
    EXPECT_EQ(found, c.want);
    EXPECT_EQ(read.results.has_value(), found.empty());
    if (!read.results.has_value()) continue;
    const auto again = domain::ReadSurveyResults(read.yaml, survey, findings);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(Worded(survey, *again), Worded(survey, *read.results));
  }
  domain::FindingList findings("a.csv");
  EXPECT_FALSE(ReadSurveyResultsFile("survey,\xff\xfe", survey, findings).results.has_value());
  EXPECT_EQ(findings.count(), 1u);
}

}  // namespace
}  // namespace par::spreadsheet
