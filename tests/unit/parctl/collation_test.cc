// Goal: names stand in the order a Vietnamese list has.
// Method: names in a wrong order are sorted by their keys.
#include "parctl/collation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace par::parctl {
namespace {

TEST(VietnameseSortKey, OrdersLettersAndTonesAsTheAlphabetDoes) {
  const std::vector<std::string> want = {"An Phú", "Ân Tín", "Ba Tơ",    "Ca",    "Cà",      "Cả",
                                         "Cã",     "Cá",     "Cạ",       "Dương", "Đại Lộc", "Đông",
                                         "La Hà",  "Ô Lâm",  "Tư Nghĩa", "Xuân"};
  std::vector<std::string> sorted(want.rbegin(), want.rend());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return VietnameseSortKey(a) < VietnameseSortKey(b);
  });
  EXPECT_EQ(sorted, want);
}

TEST(VietnameseSortKey, IsTheSameForComposedAndDecomposedText) {
  EXPECT_EQ(VietnameseSortKey("ế"), VietnameseSortKey("e\xcc\x82\xcc\x81"));
  EXPECT_NE(VietnameseSortKey("d"), VietnameseSortKey("đ"));
}

}  // namespace
}  // namespace par::parctl
