// Goal: tables of earlier years come into a node whole or not at all, by its publisher alone, and
// stand in rankings over the years and beside last year's criteria where no decision says more:
// always marked as imported, with their source, and never as a decision.
// Method: one node with a district, a commune's submission and the sample set; tables made here.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/district-node/earlier_case.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

TEST_F(DistrictEarlier, WhatIsWrongIsNamedAndNothingIsTaken) {
  struct Row {
    const char* why;
    ImportTablesRequest request;
    std::vector<std::string> found;
  };
  const Row kRows[] = {
      {"the year is not over",
       Importing(Replaced(kYears, "2022", "2023")),
       {"years_year_not_over"}},
      {"an id that the tree does not know",
       Importing(Replaced(kYears, "unit: song-ve", "unit: song-vee")),
       {"years_unit_unknown"}},
      {"a unit that stands below none of ours",
       Importing(Replaced(kYears, "unit: song-ve", "unit: quang-ngai")),
       {"years_unit_elsewhere"}},
      {"a group that no ranking would find",
       Importing(Replaced(kYears, "group: commune", "group: xã")),
       {"years_group_unknown"}},
      {"a better rank with fewer points: no table at all",
       Importing(Replaced(kYears, "total: 60.5", "total: 95")),
       {"years_rank_order"}},
      {"two rows that contradict themselves: both named, and what would be needed",
       Importing(Replaced(Replaced(kYears, "\"2\": 30", "\"2\": 20"), "total: 70",
                          "total: 70, percent: 71")),
       {"year_sum_wrong", "year_percent_wrong", "years_basis_missing"}},
      {"saying in the file that it differs is no basis",
       Importing(Replaced(kYears, "areas: {\"1\": 60,", "differs: true, areas: {\"1\": 70,")),
       {"year_sum_wrong", "years_basis_missing"}},
      {"one unit's table that does not add up",
       OfUnit(Replaced(kUnitTable, "score: 0.5}", "score: 0.25}")),
       {"reconcile_parts_of_score", "years_basis_missing"}},
      {"a basis of blanks is none",
       Importing(Replaced(kYears, "\"2\": 30", "\"2\": 20"), " \n"),
       {"text_empty"}},
      {"a basis that would be told with every place",
       Importing(kYears, std::string(1001, 'a')),
       {"text_too_long"}},
      {"a set that is not here", OfUnit(kUnitTable, 7), {"criteria_set_unknown"}},
      {"no set", OfUnit(kUnitTable, 0), {"years_set_missing"}},
      {"no criterion of the set",
       OfUnit(Replaced(Replaced(kUnitTable, "\"1.1.1\"", "a"), "\"1.1.2\"", "b")),
       {"years_criteria_none"}},
      {"a CSV whose total does not say of which unit it is",
       OfUnit(Replaced(kUnitCsv, "total,la-ha,", "total,,")),
       {"text_empty"}},
      {"of nobody", OfUnit(Replaced(kUnitTable, "unit: la-ha", "unit: x")), {"years_unit_unknown"}},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Checked(row.request), row.found);
    EXPECT_THAT(Import(row.request), ReasonIs(row.found.front()));
  }
  EXPECT_EQ(Kept(), 0);
}

TEST_F(DistrictEarlier, ThePublisherOfTheUnitAloneImports) {
  EXPECT_THAT(Import(Importing(kYears), node.administrator), ReasonIs("not_permitted"));
  EXPECT_THAT(Import(Importing(kYears), node.council), ReasonIs("not_permitted"));
  EXPECT_THAT(Import(Importing(kYears), {"quang-ngai", "tren", "publisher"}),
              ReasonIs("not_permitted"));
  EXPECT_EQ(Kept(), 0);
  EXPECT_OK(Import(Importing(kYears)));
  EXPECT_EQ(Kept(), 1);
}

TEST_F(DistrictEarlier, ARankingHasItsFirstYearsBeforeAnyDecision) {
  node.ReviewToTheEnd();
  EXPECT_EQ(Places(), std::vector<std::string>{"2023 la-ha 1 "});
  ASSERT_OK(Import(Importing(kYears)));
  const std::string source = " 187/QĐ-UBND imported of UBND huyện Tư Nghĩa";
  EXPECT_EQ(Places(),
            (std::vector<std::string>{"2021 la-ha 1" + source + " derived",
                                      "2022 la-ha 3 -2" + source, "2023 la-ha 1 2 ",
                                      "2022 nghia-ky 1" + source, "2022 song-ve 2" + source}));
  // Again, corrected and with a contradiction that somebody answers for: the newer one stands.
  ASSERT_OK(Import(
      Importing(Replaced(Replaced(kYears, "places_up: -2", "class: khá"), "\"2\": 30", "\"2\": 20"),
                "In như công báo")));
  const std::string again = source + " although: In như công báo";
  EXPECT_EQ(Places(),
            (std::vector<std::string>{"2022 la-ha 3" + again, "2023 la-ha 1 2 ",
                                      "2022 nghia-ky 1" + again, "2022 song-ve 2" + again}));
  ASSERT_OK_AND_ASSIGN(const auto list, services::ListEarlier(node.store, {}));
  ASSERT_EQ(list.tables_size(), 1);
  EXPECT_EQ(list.tables(0).version(), 2u);
  EXPECT_EQ(list.tables(0).differences(), 1u);
  EXPECT_EQ(list.tables(0).account(), "cong-bo");

  // Taken back: the table without rows says nothing of the year.
  const std::string empty = std::string(kYears).substr(0, std::string(kYears).find("rows:"));
  ASSERT_OK(Import(Importing(empty + "rows: []\n")));
  EXPECT_EQ(Places(), std::vector<std::string>{"2023 la-ha 1 "});

  // A decision of our own on that year goes before it.
  ASSERT_OK(Import(Importing(kYears)));
  domain::Decision past = draft.decision;
  node.KeepAsPast(past, 2022);
  for (const std::string& place : Places()) {
    EXPECT_EQ(place.find("imported"), std::string::npos) << place;
  }
  EXPECT_EQ(node.parts.box.List(node.store)->decisions_size(), 1) << "no decision was made of it";
  node.ExpectRebuilds();
}

TEST_F(DistrictEarlier, OfOneUnitsTableOnlyWhatItSaysPlainlyIsShown) {
  ImportTablesRequest own = OfUnit(kUnitTable);
  own.set_actor_unit("la-ha");
  own.set_document("7/BC-UBND");
  struct Row {
    const char* why;
    ImportTablesRequest request;
    std::string shown;
  };
  const Row kRows[] = {
      {"the unit imports it for itself", own,
       "2022 7/BC-UBND imported: 1.1.1 10000/10000 1.1.2 5000/10000"},
      {"as CSV; of two of one year that of the cycle's owner stands", OfUnit(kUnitCsv),
       "2022 15/TB-UBND imported: 1.1.1 10000/10000 1.1.2 5000/10000"},
      {"a criterion that stands there twice: nobody knows which counted",
       OfUnit(Replaced(kUnitTable, "id: \"khac\", maximum: 2", "id: \"1.1.2\", maximum: 1")),
       "2022 15/TB-UBND imported: 1.1.1 10000/10000"},
      {"a criterion of which nothing arose has no points to compare with",
       OfUnit(Replaced(kUnitCsv, "leaf,1.1.2,1,,1,0.5,", "leaf,1.1.2,1,,1,0,1")),
       "2022 15/TB-UBND imported: 1.1.1 10000/10000"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    const std::string& unit = row.request.actor_unit();
    ImportTablesRequest request = row.request;
    request.set_basis("In như công báo");
    ASSERT_OK(Import(request, {unit, unit == "la-ha" ? "xa" : "cong-bo", "publisher"}));
    EXPECT_EQ(Earlier(), row.shown);
  }
}

TEST_F(DistrictEarlier, LastYearsPointsStandBesideTheCriteriaThatAreTheSame) {
  EXPECT_EQ(Earlier(), "nothing");
  ASSERT_OK(Import(OfUnit(kUnitTable)));
  EXPECT_EQ(Earlier(), "2022 15/TB-UBND imported: 1.1.1 10000/10000 1.1.2 5000/10000")
      << "1.1.3 had another maximum, “khac” is no criterion of the set";

  // A version that scores 1.1.1 otherwise: of it nothing is said.
  node.PutSet("commune-sample-2023", 2, "commune",
              Replaced(Replaced(::par::testing::ReadText("criteria/commune-sample-2023.yaml"),
                                "version: 1", "version: 2"),
                       "<= 5\", score: 0.5", "<= 5\", score: 0.25"));
  ASSERT_OK(Import(OfUnit(kUnitTable, 2)));
  EXPECT_EQ(Earlier(), "2022 15/TB-UBND imported: 1.1.2 5000/10000");

  // An older decision does not go before it, one of the same year does.
  domain::Decision past = draft.decision;
  node.KeepAsPast(past, 2021);
  EXPECT_EQ(Earlier().substr(0, 5), "2022 ");
  EXPECT_NE(Earlier().find("imported"), std::string::npos);
  past.number = domain::DecisionId("2/QĐ-UBND");
  node.KeepAsPast(past, 2022);
  EXPECT_TRUE(Earlier().starts_with("2022 2/QĐ-UBND:")) << Earlier();
  EXPECT_NE(Earlier().find(" 1.1.1 "), std::string::npos);

  past.set_id = "another-set";
  past.date = past.date.Plus(1);
  node.KeepAsPast(past, 2022);
  EXPECT_EQ(Earlier(), "nothing") << "the last year is that of another set";
}

}  // namespace
}  // namespace par::district::testing
