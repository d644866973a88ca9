// Goal: the main table of each document that the project is measured by comes out of its data file,
// with the figures printed in the document and with its errors found.
// Method: a row for each table: the command a person runs, its exit code, and texts that must stand
// in its answer, taken from the document. docs/seeds.md says which document each is.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/integration/parctl.h"

namespace par {
namespace {

struct MainTable {
  std::string document;
  std::vector<std::string> command;
  int exit = 0;
  std::vector<std::string> says;
};

const std::vector<MainTable>& MainTables() {
  static const std::vector<MainTable> kTables = {
      {"Quảng Trị 2023: eight areas, total and converted index",
       {"score", "--criteria", "criteria/province-2023.yaml", "--answers",
        "criteria/answers/quang-tri-2023.yaml", "--leaves"},
       0,
       {"86,2482\n", "86,25 %\n", "12,4545", "9,7804", "13,1992", "9,848", "10,3956", "12,8273",
        "17.310/17.747 = 0,9754 → × 1,5 = 1,4631", "1,0696", "1,3611"}},
      {"Quảng Trị 2023: the published table reconciles",
       {"reconcile", "criteria/published/quang-tri-2023.yaml"},
       0,
       {"khớp"}},
      {"Quảng Trị 2024: annex of 54 rows, points lost and won back",
       {"remediation", "review", "--criteria", "criteria/province-2023.yaml", "--answers",
        "criteria/answers/quang-tri-2023.yaml", "--plan", "criteria/plans/quang-tri-2024.yaml"},
       1,
       {"13,7518", "97,4662 = 86,2482 + 11,218", "nv-6.3.3"}},
      {"Quảng Trị 2021-2023: PAR Index, SIPAS and PAPI with their ranks",
       {"history", "show", "--years", "criteria/history/published.yaml", "--unit", "quang-tri"},
       0,
       {"41/63", "86,25", "53/63", "79,46", "26/63", "42,7705", "+11", "+2"}},
      {"Quảng Điền 2023: leaves scored again, 84.712 of 98.5",
       {"score", "--criteria", "criteria/hue-district-2023.yaml", "--answers",
        "criteria/answers/quang-dien-2023.yaml"},
       0,
       {"84,712", "98,5"}},
      {"Quảng Điền 2023: 56.7 stated, its areas add to 55.74",
       {"reconcile", "criteria/published/quang-dien-2023.yaml"},
       1,
       {"56,7", "55,74", "0,96", "87,08"}},
      {"Quảng Điền 2023: 2nd of 9 with 85.77 of 98.5; DDCI 3rd as in 2022, 0.6 less",
       {"history", "show", "--years", "criteria/history/published.yaml", "--unit", "quang-dien"},
       0,
       {"2/9", "85,77", "98,5", "87,08", "3/9", "7,02", "-0,6", "tốt"}},
      {"Tư Nghĩa, third quarter of 2023: figures and errors",
       {"figures", "report", "--indicators", "figures/indicators-district-2023.yaml",
        "figures/tu-nghia-2023-q3.yaml"},
       1,
       {"8.782", "8.689", "8.686", "90,86", "90,56", "8.740", "8.741", "37,8", "50,71"}},
      {"Phù Linh 2023: 2nd of 26 with 93.86",
       {"history", "show", "--years", "criteria/history/published.yaml", "--unit", "phu-linh"},
       0,
       {"2/26", "93,86", "9018/QĐ-UBND"}},
      {"Gia Lai 2020 (Đức Cơ's plan): 84.81, 21st of 63, up 20 places and 4.23 points",
       {"history", "show", "--years", "criteria/history/published.yaml", "--unit", "gia-lai"},
       0,
       {"21/63", "84,81", "+20", "+4,23", "80,58"}},
  };
  return kTables;
}

TEST(MainTables, EachSaysWhatItsDocumentPrints) {
  for (const MainTable& table : MainTables()) {
    SCOPED_TRACE(table.document);
    const testing::CommandResult result = testing::Parctl(table.command);
    EXPECT_EQ(result.exit, table.exit) << result.err;
    for (const std::string& text : table.says) {
      EXPECT_NE(result.out.find(text), std::string::npos) << text << " is not in\n" << result.out;
    }
  }
}

}  // namespace
}  // namespace par
