// Goal: places over the years are those that were published, changes are counted only between years
// of one unit, what is derived is marked, and mergers are shown without joining anything.
// Method: the figures that real plans state (criteria/history); small tables around a merger.
#include "common/domain/rank_history.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/units_yaml.h"
#include "tests/support/read_text.h"

namespace par::domain {
namespace {

PublishedYears YearsFrom(const std::string& yaml) {
  FindingList findings("years.yaml");
  auto years = ReadPublishedYears(yaml, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return years.value_or(PublishedYears());
}

// "2023 quang-tri 41/63 +11 86.25": what people look at.
std::string Shown(const YearPlace& place) {
  std::string text = std::to_string(place.year) + " " + place.unit.value();
  text += " " + (place.rank ? std::to_string(*place.rank) : "-");
  if (place.group_size) text += "/" + std::to_string(*place.group_size);
  if (place.places_up) text += " places " + std::to_string(*place.places_up);
  if (place.total) text += " points " + place.total->Text();
  if (place.change) text += " change " + place.change->Text();
  if (place.change_in_percent) text += " %";
  if (place.lineage == Lineage::kPredecessor) text += " before";
  if (place.lineage == Lineage::kSuccessor) text += " after";
  if (place.derived) text += " derived";
  if (place.stated_places_up) text += " stated " + std::to_string(*place.stated_places_up);
  return text;
}

std::vector<std::string> Shown(const std::vector<YearPlace>& places) {
  std::vector<std::string> shown;
  for (const YearPlace& place : places) shown.push_back(Shown(place));
  return shown;
}

using Lines = std::vector<std::string>;

TEST(RankHistory, TheYearsThatRealPlansState) {
  const PublishedYears years = YearsFrom(testing::ReadText("criteria/history/published.yaml"));
  const struct {
    const char* why;
    const char* unit;
    const char* index;
    Lines want;
  } kCases[] = {
      {"86.25, 41st of 63, up 11 on 2022",
       "quang-tri",
       "par",
       {"2022 quang-tri 52 derived", "2023 quang-tri 41/63 places 11 points 86.25"}},
      {"79.46 %, 53rd, up 2",
       "quang-tri",
       "sipas",
       {"2022 quang-tri 55 derived", "2023 quang-tri 53/63 places 2 points 79.46"}},
      {"42.7705, 26th, up 11",
       "quang-tri",
       "papi",
       {"2022 quang-tri 37 derived", "2023 quang-tri 26/63 places 11 points 42.7705"}},
      {"84.81, 4.23 and 20 places more than 2019",
       "gia-lai",
       "par",
       {"2019 gia-lai 41 points 80.58 derived",
        "2020 gia-lai 21/63 places 20 points 84.81 change 4.23"}},
      {"85.77 of 98.5, 2nd of 9", "quang-dien", "par", {"2023 quang-dien 2/9 points 85.77"}},
      {"DDCI: 3rd as before, 0.6 points less",
       "quang-dien",
       "ddci",
       {"2022 quang-dien 3 points 7.62 derived",
        "2023 quang-dien 3/9 places 0 points 7.02 change -0.6"}},
      {"93.86, 2nd of 26", "phu-linh", "par", {"2023 phu-linh 2/26 points 93.86"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(Shown(HistoryOf(years, nullptr, UnitId(c.unit), c.index)), c.want);
  }
  EXPECT_EQ(HistoryOf(years, nullptr, UnitId("quang-dien"), "par").at(0).percent->Text(), "87.08");
}

constexpr char kMerger[] = R"yaml(format: parnet/units/1
units:
  - {id: tinh, name: Tỉnh A, kind: tinh}
  - {id: xa-a, name: Xã A, kind: xa, parent: tinh, until: 2022-06-30}
  - {id: xa-b, name: Xã B, kind: xa, parent: tinh, until: 2022-06-30}
  - {id: xa-ab, name: Xã AB, kind: xa, parent: tinh, from: 2022-07-01}
changes:
  - {on: 2022-07-01, basis: NQ 1, before: [xa-a, xa-b], after: [xa-ab]}
)yaml";
constexpr char kYears[] = R"yaml(format: parnet/published-years/1
tables:
  - {year: 2021, index: par, group: xã, group_size: 3, maximum: 100, set: a, document: {number: "1"},
     rows: [{unit: xa-a, rank: 1, total: 90}, {unit: xa-b, rank: 3, total: 70}, {unit: xa-c, rank: 2, total: 80}]}
  - {year: 2022, index: par, group: xã, group_size: 2, maximum: 100, set: a, document: {number: "2"},
     rows: [{unit: xa-ab, rank: 2, total: 75}, {unit: xa-c, rank: 1, total: 85.5, places_up: 2}]}
  - {year: 2023, index: par, group: xã, group_size: 2, maximum: 50, set: b, document: {number: "3"},
     rows: [{unit: xa-ab, rank: 1, total: 45}, {unit: xa-c, rank: 2, total: 40}]}
)yaml";

TEST(RankHistory, AMergerIsShownAndJoinsNothing) {
  const PublishedYears years = YearsFrom(kYears);
  const UnitsFile file = ReadUnits(kMerger, "units.yaml");
  ASSERT_TRUE(file.tree.has_value());
  EXPECT_EQ(
      Shown(HistoryOf(years, &*file.tree, UnitId("xa-ab"), "")),
      (Lines{"2021 xa-a 1/3 points 90 before", "2021 xa-b 3/3 points 70 before",
             "2022 xa-ab 2/2 points 75", "2023 xa-ab 1/2 places 1 points 45 change 15.00 %"}));
  EXPECT_EQ(Shown(HistoryOf(years, &*file.tree, UnitId("xa-a"), "par")),
            (Lines{"2021 xa-a 1/3 points 90", "2022 xa-ab 2/2 points 75 after",
                   "2023 xa-ab 1/2 places 1 points 45 change 15.00 % after"}));
  // Without a tree only its own name is known.
  EXPECT_EQ(Shown(HistoryOf(years, nullptr, UnitId("xa-a"), "par")),
            (Lines{"2021 xa-a 1/3 points 90"}));
}

TEST(RankHistory, ADocumentThatContradictsTheTablesIsShown) {
  EXPECT_EQ(
      Shown(HistoryOf(YearsFrom(kYears), nullptr, UnitId("xa-c"), "par")),
      (Lines{"2021 xa-c 2/3 points 80", "2022 xa-c 1/2 places 1 points 85.5 change 5.5 stated 2",
             "2023 xa-c 2/2 places -1 points 40 change -5.50 %"}));
}

TEST(RankHistory, AGroupIsShownUnitByUnitTheLastYearsBestFirst) {
  const auto places = HistoryOfGroup(YearsFrom(kYears), "par", "xã");
  EXPECT_EQ(places.size(), 7u);
  EXPECT_EQ(Shown(places.front()), "2022 xa-ab 2/2 points 75");
  EXPECT_EQ(Shown(places[4]), "2023 xa-c 2/2 places -1 points 40 change -5.50 %");
  EXPECT_EQ(Shown(places.back()), "2021 xa-b 3/3 points 70");
}

TEST(RankHistory, WithoutAGroupEachGroupIsShownByItself) {
  PublishedYears years = YearsFrom(kYears);
  YearTable other = years.tables.front();
  other.group = "thị trấn";
  years.tables.push_back(other);
  const auto all = HistoryOfGroup(years, "par", "");
  const auto towns = HistoryOfGroup(years, "par", "thị trấn");
  const auto communes = HistoryOfGroup(years, "par", "xã");
  ASSERT_EQ(all.size(), towns.size() + communes.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const YearPlace& alone = i < towns.size() ? towns[i] : communes[i - towns.size()];
    EXPECT_EQ(all[i].group, alone.group);
    EXPECT_EQ(Shown(all[i]), Shown(alone));
  }
}

// 85.775 of 98.5 is 87.08 %; of the printed total, 85.78, it would be 87.09 %.
TEST(PublishedYears, ThePercentIsTheOneThatWasPublished) {
  DecisionLine line;
  line.unit = UnitId("quang-dien");
  line.total = Points::FromE4(857'750);
  line.effective_maximum = Points::FromE4(985'000);
  line.converted = Points::FromE4(870'800);
  line.rank = 1;
  Decision decision;
  decision.lines = {line};
  const YearTable table = YearTablesOf(decision, "par").at(0);
  EXPECT_EQ(table.rows[0].total->Text(), "85.78");
  EXPECT_EQ(PercentOf(table, table.rows[0])->Text(), "87.08");
  YearRow as_printed = table.rows[0];
  as_printed.percent.reset();
  EXPECT_EQ(PercentOf(table, as_printed)->Text(), "87.09") << "where only the total was printed";
  PublishedYears years;
  years.tables = {table};
  EXPECT_EQ(HistoryOfGroup(years, "par", "").at(0).percent->Text(), "87.08");
}

TEST(PublishedYears, WhatIsWrittenIsReadBack) {
  for (const std::string& yaml :
       {testing::ReadText("criteria/history/published.yaml"), std::string(kYears)}) {
    const std::string text = PublishedYearsText(YearsFrom(yaml));
    EXPECT_EQ(PublishedYearsText(YearsFrom(text)), text);
  }
  PublishedYears odd;
  YearTable table;
  table.year = 2022;
  table.index = "par";
  table.document = "1: \"QĐ\", {a}";
  table.file = "bảng\t'1'.xlsx";
  table.file_hash = "ab";
  table.rows = {{.unit = UnitId("xa"),
                 .name = "=1+1, #x",
                 .rank = 1,
                 .total = {},
                 .maximum = {},
                 .percent = *Decimal::Of(8708, 2),
                 .class_title = "khá: tốt",
                 .areas = {{"a: b", *Decimal::Of(905, 1)}},
                 .places_up = -3,
                 .points_up = *Decimal::Of(-60, 2),
                 .differs = true}};
  odd.tables = {table};
  const PublishedYears back = YearsFrom(PublishedYearsText(odd));
  ASSERT_EQ(back.tables.size(), 1u);
  EXPECT_EQ(back.tables[0].document, table.document);
  EXPECT_EQ(back.tables[0].file, table.file);
  EXPECT_EQ(back.tables[0].rows[0].name, "=1+1, #x");
  EXPECT_EQ(back.tables[0].rows[0].areas, table.rows[0].areas);
  EXPECT_EQ(back.tables[0].rows[0].points_up->Text(), "-0.60");
  EXPECT_EQ(back.tables[0].rows[0].percent->Text(), "87.08");
  EXPECT_TRUE(back.tables[0].rows[0].differs);
}

TEST(PublishedYears, WhatCannotBeIsNamed) {
  const struct {
    const char* why;
    std::string from;
    std::string to;
    const char* reason;
  } kCases[] = {
      {"a table twice", "year: 2022", "year: 2021", "years_table_repeated"},
      {"a unit twice", "unit: xa-b", "unit: xa-a", "years_unit_repeated"},
      {"a row of nothing", "{unit: xa-a, rank: 1, total: 90}", "{unit: xa-a}", "years_row_empty"},
      {"a rank beyond the group", "rank: 3, total: 70", "rank: 4, total: 70", "years_rank_beyond"},
      {"a worse rank with more points", "rank: 3, total: 70", "rank: 3, total: 85",
       "years_rank_order"},
      {"a rank that is none", "rank: 3", "rank: 0", "yaml_not_whole"},
      {"a key that is not known", "group_size: 3", "size: 3", "yaml_key_unknown_near"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    std::string yaml = kYears;
    ASSERT_NE(yaml.find(c.from), std::string::npos);
    yaml.replace(yaml.find(c.from), c.from.size(), c.to);
    FindingList findings("years.yaml");
    EXPECT_FALSE(ReadPublishedYears(yaml, findings).has_value());
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(ReasonOf(findings.findings()[0].refusal), c.reason);
  }
}

}  // namespace
}  // namespace par::domain
