// Goal: tables of real documents are read from both forms, faults are named at their place, and the
// real numbers give the real differences.
// Method: the files under criteria/published; the same table as CSV; spoilt texts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/domain/published_table_yaml.h"
#include "common/domain/reconcile.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<PublishedTable> FromFile(const std::string& name) {
  std::ifstream file("criteria/published/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  FindingList findings(name);
  auto table = ReadPublishedTable(text.str(), findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return table;
}

std::vector<std::string> Said(const std::vector<Difference>& differences) {
  std::vector<std::string> said;
  for (const Difference& d : differences) said.push_back(TextOf(d, Language::kEnglish));
  return said;
}

TEST(PublishedTable, QuangDienStatesMoreThanItsAreasAddTo) {
  const auto table = FromFile("quang-dien-2023.yaml");
  ASSERT_TRUE(table.has_value());
  const Reconciliation result = Reconcile(*table);
  EXPECT_THAT(Said(result.differences),
              ElementsAre("group self: 56.7 stated, its parts add to 55.74, difference 0.96 "
                          "(rounding explains up to 0.045)"));
  // 56.7 + 7.02 + 13.55 + 8.5 = 85.77 of 98.5, which is 87.08 %.
  EXPECT_THAT(Said(result.roundings),
              ElementsAre("total: 87.08 % stated, 87.076142 % computed, difference 0.003858 "
                          "(rounding explains up to 0.010076)"));
}

TEST(PublishedTable, QuangTriIsRoundedOnce) {
  const auto table = FromFile("quang-tri-2023.yaml");
  ASSERT_TRUE(table.has_value());
  const Reconciliation exact = Reconcile(*table);
  EXPECT_THAT(Said(exact.differences), IsEmpty());
  EXPECT_THAT(Said(exact.roundings), IsEmpty());
  PublishedTable printed = *table;
  printed.total = *ParseDecimal("86.25", "test");
  const Reconciliation rounded = Reconcile(printed);
  EXPECT_THAT(Said(rounded.differences), IsEmpty());
  EXPECT_THAT(Said(rounded.roundings),
              ElementsAre("total: total 86.25 stated, the groups add to 86.2482, difference 0.0018 "
                          "(rounding explains up to 0.005)"));
  PublishedTable wrong = *table;
  wrong.groups[0].parts[7].score = *ParseDecimal("12.8272", "test");
  EXPECT_FALSE(Reconcile(wrong).Holds()) << "four places are exact";
}

constexpr std::string_view kCsv =
    "kind,id,parent,title,maximum,score,not_applicable\r\n"
    "total,total,,\"Bảng \"\"một\"\", hai\",100,85.77,1.5\r\n"
    "group,self,,Tự đánh giá,65,56.7,1.5\r\n"
    "area,1,self,Chỉ đạo,65,56.7,1.5\r\n"
    "leaf,1.1,1,,60,50,1.5\r\n"
    "leaf,1.2,1,,5,6.7,\r\n"
    "\r\n"
    "group,rest,,,35,29.07,\r\n";

TEST(PublishedTableCsv, ReadsTheSameThing) {
  FindingList findings("t.csv");
  const auto table = ReadPublishedTableCsv(kCsv, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->title, "Bảng \"một\", hai");
  EXPECT_EQ(table->total->Text(), "85.77");
  EXPECT_EQ(table->effective_maximum->Text(), "98.5");
  ASSERT_EQ(table->groups.size(), 2u);
  ASSERT_EQ(table->groups[0].parts.size(), 1u);
  EXPECT_EQ(table->groups[0].parts[0].parts[1].score->Text(), "6.7");
  EXPECT_THAT(Said(Reconcile(*table).differences),
              ElementsAre("leaf 1.2: score 6.7 is above the maximum 5, difference 1.7"));
}

std::vector<std::string> CsvFindings(std::string_view body) {
  FindingList findings("t.csv");
  const std::string text =
      "kind,id,parent,title,maximum,score,not_applicable\n" + std::string(body);
  EXPECT_FALSE(ReadPublishedTableCsv(text, findings).has_value());
  std::vector<std::string> found;
  for (const Finding& f : findings.findings()) {
    found.push_back(std::to_string(f.at.line) + ":" + std::to_string(f.at.column) + " " +
                    ReasonOf(f.refusal));
  }
  return found;
}

TEST(PublishedTableCsv, NamesEveryFaultAtItsPlace) {
  EXPECT_THAT(CsvFindings("group,g,,ế,10,\"5,5\",\nrow,x,,,,,\narea,1,none,,1,1,\n"),
              ElementsAre("2:15 number_with_comma", "3:1 csv_kind", "4:8 csv_parent"));
  EXPECT_THAT(CsvFindings("group,g,,,1e3,2\n"), ElementsAre("2:1 csv_columns"));
  EXPECT_THAT(CsvFindings("total,,,,100,1,\ntotal,,,,100,1,\ngroup,g,,,1,1,\n"),
              ElementsAre("3:1 csv_total_repeated"));
  EXPECT_THAT(CsvFindings("group,\"g,,,1,1,\n"), ::testing::Contains("2:7 csv_quote"));
  EXPECT_THAT(CsvFindings("group,\"g\"x,,,1,1,\n"), ElementsAre("2:10 csv_quote"));
  EXPECT_THAT(CsvFindings(""), ElementsAre("1:1 table_empty"));
  EXPECT_THAT(CsvFindings("group,\xff,,,1,1,\n"), ElementsAre("1:1 text_not_utf8"));
  FindingList findings("t.csv");
  EXPECT_FALSE(ReadPublishedTableCsv("id,score\n", findings).has_value());
  EXPECT_EQ(ReasonOf(findings.findings()[0].refusal), "csv_header");
}

TEST(PublishedTableYaml, NamesEveryFaultAtItsPlace) {
  struct Case {
    std::string_view why;
    std::string_view text;
    std::string_view want;
  };
  constexpr Case kCases[] = {
      {"nothing in it", "format: parnet/published-table/1\n", "1 table_empty"},
      {"a comma", "format: parnet/published-table/1\nstated: {total: 85,77}\n", "2 "},
      {"a number in words", "format: parnet/published-table/1\ngroups:\n  - {id: a, score: ten}\n",
       "3 number_malformed"},
      {"leaves in a group", "format: parnet/published-table/1\ngroups:\n  - {id: a, leaves: []}\n",
       "3 yaml_key_unknown"},
      {"a unit without a rank", "format: parnet/published-table/1\nunits:\n  - {id: a, total: 1}\n",
       "3 yaml_key_missing"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    FindingList findings("t.yaml");
    EXPECT_FALSE(ReadPublishedTable(c.text, findings).has_value());
    ASSERT_FALSE(findings.empty());
    const Finding& first = findings.findings().front();
    EXPECT_THAT(std::to_string(first.at.line) + " " + ReasonOf(first.refusal),
                ::testing::StartsWith(std::string(c.want)));
  }
}

TEST(PublishedTableYaml, ReadsUnitsWithTheirRanks) {
  FindingList findings("t.yaml");
  const auto table = ReadPublishedTable(
      "format: parnet/published-table/1\nties: dense\nunits:\n"
      "  - {id: a, total: 90.02, rank: 1}\n  - {id: b, total: 90.02, rank: 1}\n"
      "  - {id: c, title: Xã C, total: 89, rank: 2, group: huyện}\n",
      findings);
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->ties, TieRule::kDense);
  EXPECT_EQ(table->units[2].group, "huyện");
  EXPECT_THAT(Said(Reconcile(*table).differences),
              ElementsAre("Xã C: rank 2 stated, 1 by the totals, difference 1"));
}

}  // namespace
}  // namespace par::domain
