// Goal: every number of a table of earlier years that contradicts another is found, and what
// rounded printing explains is not. Method: one table that agrees; each row spoils one number of
// it.
#include "common/domain/year_table_check.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace par::domain {
namespace {

Decimal N(std::string_view text) { return *ParseDecimal(text, "test"); }

YearTable TableOfTwo() {
  YearTable table;
  table.year = 2022;
  table.index = "par";
  table.group_size = 2;
  table.maximum = N("100");
  table.rows.resize(2);
  YearRow& first = table.rows[0];
  first.unit = UnitId("la-ha");
  first.name = "Thị trấn La Hà";
  first.rank = 1;
  first.total = N("90.5");
  first.percent = N("90.5");
  first.areas = {{"1", N("60.25")}, {"2", N("30.25")}};
  YearRow& second = table.rows[1];
  second.unit = UnitId("song-ve");
  second.rank = 2;
  second.total = N("80");
  return table;
}

TEST(YearTableCheck, NamesEveryNumberThatContradictsAnother) {
  struct Row {
    const char* why;
    std::function<void(YearTable&)> spoil;
    std::vector<std::string> found;
  };
  const Row kRows[] = {
      {"all agrees", [](YearTable&) {}, {}},
      {"areas give another total",
       [](YearTable& t) { t.rows[0].areas[0].second = N("61.25"); },
       {"Thị trấn La Hà: total 90.5 stated, its areas add to 91.5 (by -1, more than rounding "
        "explains)"}},
      {"within what two areas of one place may be off",
       [](YearTable& t) { t.rows[0].areas = {{"1", N("60.3")}, {"2", N("30.3")}}; },
       {}},
      {"a percent of another total",
       [](YearTable& t) { t.rows[0].percent = N("91.5"); },
       {"Thị trấn La Hà: 91.5 % stated, total and maximum give 90.5 % (by 1, more than rounding "
        "explains)"}},
      {"a percent of its own maximum, not of the table's",
       [](YearTable& t) {
         t.rows[0].maximum = N("95.5");
         t.rows[0].percent = N("94.76");
       },
       {}},
      {"ranks against the totals, each named; without a name by its id",
       [](YearTable& t) { std::swap(t.rows[0].rank, t.rows[1].rank); },
       {"Thị trấn La Hà: rank 2 stated, 1 by the totals",
        "song-ve: rank 1 stated, 2 by the totals"}},
      {"of a part of a group ranks are not asked",
       [](YearTable& t) {
         t.group_size = 3;
         t.rows[1].rank = 3;
       },
       {}},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    YearTable table = TableOfTwo();
    row.spoil(table);
    std::vector<std::string> found;
    for (const YearDifference& one : DifferencesOf(table)) {
      found.push_back(TextOf(ToRefusal(table, one), Language::kEnglish));
    }
    EXPECT_EQ(found, row.found);
  }
}

}  // namespace
}  // namespace par::domain
