// Goal: tables are lined up, numbers are whole, long texts give way first.
// Method: small tables compared letter by letter; every width for the rest.
#include "parctl/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "parctl/text_width.h"

namespace par::parctl {
namespace {

Table Units() {
  Table table({{.title = "Hạng", .to_the_right = true},
               {.title = "Đơn vị", .may_shrink = true},
               {.title = "Điểm", .to_the_right = true}});
  table.Add({"1", "Huyện Tư Nghĩa", "90,02"});
  table.Add({"10", "Thị xã Đức Phổ", "1.090,5"});
  return table;
}

TEST(Table, LinesUpByTheWidthShown) {
  EXPECT_EQ(Units().Text(0),
            "Hạng  Đơn vị             Điểm\n"
            "----  --------------  -------\n"
            "   1  Huyện Tư Nghĩa    90,02\n"
            "  10  Thị xã Đức Phổ  1.090,5\n");
}

TEST(Table, LongTextsGiveWayNumbersNever) {
  EXPECT_EQ(Units().Text(26),
            "Hạng  Đơn vị          Điểm\n"
            "----  -----------  -------\n"
            "   1  Huyện Tư N…    90,02\n"
            "  10  Thị xã Đức…  1.090,5\n");
  for (std::size_t width = 1; width < 40; ++width) {
    std::istringstream lines(Units().Text(width));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), std::max<std::size_t>(width, 23)) << "8 columns are kept";
      EXPECT_FALSE(line.ends_with(' '));
    }
    EXPECT_NE(Units().Text(width).find("1.090,5"), std::string::npos);
  }
}

TEST(Table, ACellIsOneLineWhateverStandsInIt) {
  Table table({{.title = "x"}, {.title = "y"}});
  table.Add({"a\nb", "\x1b[31m"});
  EXPECT_EQ(table.Text(0), "x    y\n---  -----\na b  \xef\xbf\xbd[31m\n");
}

TEST(Table, WithoutRowsShowsItsHead) {
  EXPECT_EQ(Table({{.title = "Đơn vị"}}).Text(0), "Đơn vị\n------\n");
}

}  // namespace
}  // namespace par::parctl
