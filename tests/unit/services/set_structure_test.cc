// Goal: whoever shows a set is told by the node which figures' last year, and which units' figures,
// a rule reads; nobody has to read rules for it. Method: leaves of the real set of Quảng Ngãi's
// districts.
#include "common/services/set_structure.h"

#include <gtest/gtest.h>

#include <string>

#include "common/domain/criteria_yaml.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

constexpr char kSet[] = "criteria/quang-ngai-district-2023-v2.yaml";

struct Row {
  std::string leaf;
  std::string year_before;  // Names of its inputs, as the rule calls them.
  bool units_below;
  std::string why;
};

TEST(SetStructure, TellsWhatARuleReadsBesidesItsFigures) {
  const Row rows[] = {
      {"8.1", "n", false, "n > previous.n"},
      {"3.2.1", "", true, "a share of the communes, beside a figure of its own"},
      {"3.4.2", "", true, "sums over the communes alone"},
      {"3.4.1", "", false, "only its own figures of this year"},
      {"3.rest", "", false, "its points are given"},
  };
  const domain::CriteriaSetFile file = domain::ReadCriteriaSet(par::testing::ReadText(kSet), kSet);
  ASSERT_TRUE(file.set.has_value());
  const criteria::v1::Structure structure = StructureOf(*file.set, domain::Language::kVietnamese);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.leaf + ": " + row.why);
    int found = 0;
    for (const criteria::v1::Node& node : structure.nodes()) {
      if (node.id() != row.leaf) continue;
      ++found;
      std::string year_before;
      for (const criteria::v1::Input& input : node.leaf().inputs()) {
        if (input.reads_year_before()) year_before += input.name();
      }
      EXPECT_EQ(year_before, row.year_before);
      EXPECT_EQ(node.leaf().reads_units_below(), row.units_below);
    }
    EXPECT_EQ(found, 1);
  }
}

}  // namespace
}  // namespace par::services
