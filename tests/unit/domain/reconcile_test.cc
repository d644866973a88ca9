// Goal: numbers that do not agree are found and named, and rounded printing is no difference.
// Method: tables built in the test, each row breaking one sum; the real documents are read from
// files in published_table_test.cc.
#include "common/domain/reconcile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace par::domain {
namespace {

Decimal N(std::string_view text) { return *ParseDecimal(text, "test"); }

TableRow Row(RowKind kind, std::string id, std::string_view maximum, std::string_view score,
             std::vector<TableRow> parts = {}) {
  TableRow row;
  row.kind = kind;
  row.id = std::move(id);
  row.maximum = N(maximum);
  row.score = N(score);
  row.parts = std::move(parts);
  return row;
}

// 85.77 of 98.5, as one district of nine: all sums hold.
PublishedTable SampleTable() {
  PublishedTable table;
  TableRow one = Row(RowKind::kArea, "1", "30", "26.71");
  one.parts = {Row(RowKind::kLeaf, "1.1", "20", "18.5"), Row(RowKind::kLeaf, "1.2", "10", "8.21")};
  TableRow two = Row(RowKind::kArea, "2", "35", "29.99");
  two.not_applicable = N("1.5");
  TableRow self = Row(RowKind::kGroup, "self", "65", "56.7", {one, two});
  self.not_applicable = N("1.5");
  table.groups = {self, Row(RowKind::kGroup, "ddci", "10", "7.02"),
                  Row(RowKind::kGroup, "sipas", "15", "13.55"),
                  Row(RowKind::kGroup, "leaders", "10", "8.5")};
  table.total = N("85.77");
  table.effective_maximum = N("98.5");
  table.converted = N("87.08");
  return table;
}

std::vector<std::string> Found(const std::vector<Difference>& differences) {
  std::vector<std::string> found;
  for (const Difference& d : differences) {
    found.push_back(d.where + " " + std::string(Name(d.check)) + " " +
                    d.apart.FormatShort(NumberStyle::kPlain));
  }
  return found;
}

TEST(Reconcile, ATableThatAgreesHolds) {
  const Reconciliation result = Reconcile(SampleTable());
  EXPECT_THAT(Found(result.differences), ::testing::IsEmpty());
  EXPECT_THAT(Found(result.roundings), ::testing::ElementsAre("total converted 0.003858"))
      << "85.77/98.5 = 87.0761…, printed 87.08";
}

TEST(Reconcile, NamesEachDifference) {
  struct Case {
    std::string_view why;
    std::function<void(PublishedTable&)> spoil;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"a leaf above its maximum",
       [](PublishedTable& t) {
         t.groups[0].parts[0].parts[0].score = N("20.01");
         t.groups[0].parts[0].parts[1].score = N("6.70");
       },
       {"leaf 1.1 score_above_maximum 0.01"}},
      {"an area above what is left of its maximum",
       [](PublishedTable& t) {
         t.groups[0].parts[1].not_applicable = N("6");
         t.groups[0].not_applicable = N("6");
         t.effective_maximum = N("94");
         t.converted = N("91.24");
       },
       {"area 2 score_above_maximum 0.99"}},
      {"leaves that miss their area by a tenth",
       [](PublishedTable& t) { t.groups[0].parts[0].parts[0].score = N("18.4"); },
       {"area 1 parts_of_score 0.1"}},
      {"areas that miss their group",
       [](PublishedTable& t) { t.groups[0].parts[1].score = N("29.03"); },
       {"group self parts_of_score 0.96"}},
      {"maxima that do not add",
       [](PublishedTable& t) { t.groups[0].parts[0].parts[0].maximum = N("20.5"); },
       {"area 1 parts_of_maximum -0.5"}},
      {"not applicable in the group and not in its areas",
       [](PublishedTable& t) { t.groups[0].parts[1].not_applicable = N("1"); },
       {"group self parts_not_applicable 0.5"}},
      {"groups that miss the total",
       [](PublishedTable& t) { t.total = N("85.87"); },
       {"total groups_of_total 0.1", "total converted -0.097665"}},
      {"a forgotten reduction of the maximum",
       [](PublishedTable& t) {
         t.effective_maximum = N("100");
         t.converted = N("85.77");
       },
       {"total effective_maximum 1.5"}},
      {"a percentage of the full maximum",
       [](PublishedTable& t) { t.converted = N("85.77"); },
       {"total converted -1.306142"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    PublishedTable table = SampleTable();
    c.spoil(table);
    EXPECT_EQ(Found(Reconcile(table).differences), c.want);
  }
}

TEST(Reconcile, RoundedPrintingIsNoDifference) {
  struct Case {
    std::string_view why;
    std::string_view a;
    std::string_view b;
    std::string_view sum;
    bool holds;
  };
  constexpr Case kCases[] = {
      {"exact", "1.25", "2.50", "3.75", true},
      {"off by one in the last place", "1.25", "2.50", "3.76", true},
      {"off by two: more than three half units", "1.25", "2.50", "3.77", false},
      {"four places are exact", "1.2500", "2.5001", "3.7500", false},
      {"four places, printed total of two", "1.2500", "2.5001", "3.75", true},
      {"four places, a total rounded the wrong way", "1.2500", "2.5051", "3.75", false},
      {"a whole number beside two places is meant exactly", "1", "2.50", "4", false},
      {"one place", "1.2", "2.5", "3.8", true},
      {"one place, too far", "1.2", "2.5", "3.9", false},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    PublishedTable table;
    table.groups = {Row(RowKind::kGroup, "g", "10", c.sum,
                        {Row(RowKind::kArea, "1", "5", c.a), Row(RowKind::kArea, "2", "5", c.b)})};
    EXPECT_EQ(Reconcile(table).Holds(), c.holds);
  }
}

TEST(Reconcile, ABonusCountsOutsideTheMaximum) {
  PublishedTable table = SampleTable();
  TableRow bonus = Row(RowKind::kGroup, "bonus", "0", "2");
  bonus.bonus = true;
  table.groups.push_back(bonus);
  table.total = N("87.77");
  table.converted = N("89.11");
  EXPECT_THAT(Found(Reconcile(table).differences), ::testing::IsEmpty());
}

TEST(Reconcile, RanksFollowTheTotals) {
  struct Case {
    std::string_view why;
    TieRule ties;
    std::vector<int> ranks;  // Of 92, 90.02, 90.02, 85.
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"printed equal, unrounded apart", TieRule::kGap, {1, 2, 3, 4}, {}},
      {"the other way round", TieRule::kGap, {1, 3, 2, 4}, {}},
      {"shared, with a gap", TieRule::kGap, {1, 2, 2, 4}, {}},
      {"shared, without a gap, where a gap is the rule",
       TieRule::kGap,
       {1, 2, 2, 3},
       {"d rank -1"}},
      {"shared, without a gap", TieRule::kDense, {1, 2, 2, 3}, {}},
      {"first and second exchanged",
       TieRule::kGap,
       {2, 1, 3, 4},
       {"Thị trấn A rank 1", "b rank -1"}},
      {"a rank nobody can have", TieRule::kGap, {1, 2, 3, 5}, {"d rank 1"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    PublishedTable table;
    table.ties = c.ties;
    const char* ids[] = {"a", "b", "c", "d"};
    const char* titles[] = {"Thị trấn A", "", "", ""};  // Without one it is named by its id.
    const char* totals[] = {"92", "90.02", "90.02", "85"};
    for (std::size_t i = 0; i < 4; ++i) {
      table.units.push_back({ids[i], titles[i], "", N(totals[i]), c.ranks[i]});
    }
    table.units.push_back({"other", "", "another group", N("99"), 1});
    EXPECT_EQ(Found(Reconcile(table).differences), c.want);
  }
}

TEST(Reconcile, SaysItInBothLanguages) {
  const Difference difference{.check = Check::kPartsOfScore,
                              .where = "group self",
                              .stated = N("56.7"),
                              .computed = N("55.74"),
                              .apart = N("0.96"),
                              .allowed = N("0.045")};
  EXPECT_EQ(TextOf(difference, Language::kEnglish),
            "group self: 56.7 stated, its parts add to 55.74, difference 0.96 "
            "(rounding explains up to 0.045)");
  EXPECT_EQ(TextOf(difference, Language::kVietnamese),
            "group self: công bố 56,7, cộng các thành phần được 55,74, chênh lệch 0,96 "
            "(làm tròn giải thích được tối đa 0,045)");
}

}  // namespace
}  // namespace par::domain
