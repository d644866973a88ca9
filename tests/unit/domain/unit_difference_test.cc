// Goal: what a new tree changes is told as a person counts it: new, gone, renamed, moved, ended
// units, each with what was and what will be; a unit that only ends is not moved as well.
// Method: one small tree; a table of texts put in its place, one change of the world in each row.
#include "common/domain/unit_difference.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_join.h"
#include "common/domain/units_yaml.h"

namespace par::domain {
namespace {

constexpr char kTreeBefore[] = R"(format: parnet/units/1
units:
  - {id: tinh, name: Tỉnh, kind: tinh}
  - {id: huyen, name: Huyện, kind: huyen, parent: tinh}
  - {id: xa, code: "051", name: Xã, kind: xa, parent: huyen, group: Khối xã}
  - {id: la-ha, name: La Hà, kind: thi-tran, parents: [{id: huyen, until: 2024-12-31}, {id: tinh, from: 2025-01-01}]}
)";

UnitTree TreeOf(const std::string& text) {
  UnitsFile file = ReadUnits(text, "units.yaml");
  for (const Finding& finding : file.findings) {
    ADD_FAILURE() << TextOf(finding, Language::kEnglish);
  }
  return std::move(file.tree).value_or(UnitTree());
}

// "xa renamed+moved: name Xã -> Xã Mới, parents huyen -> tinh"
std::string LineOf(const UnitDifference& one) {
  std::string line =
      one.unit.value() + " " +
      absl::StrJoin(one.acts, "+", [](std::string* out, UnitAct act) { out->append(Name(act)); });
  const char* mark = ": ";
  for (const UnitValueDifference& value : one.values) {
    line += mark + value.field + " " + value.before + " -> " + value.after;
    mark = ", ";
  }
  return line;
}

std::string Changed(const std::string& what, const std::string& with) {
  std::string text = kTreeBefore;
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), with);
  std::vector<std::string> lines;
  for (const UnitDifference& one : CompareTrees(TreeOf(kTreeBefore), TreeOf(text)).units) {
    lines.push_back(LineOf(one));
  }
  return absl::StrJoin(lines, "; ");
}

TEST(UnitDifference, TellsWhatHappensToEachUnit) {
  const struct {
    const char* why;
    const char* what;
    const char* with;
    const char* told;
  } rows[] = {
      {"the same tree", "Khối xã", "Khối xã", ""},
      {"one more", "  - {id: xa", "  - {id: moi, name: Mới, kind: xa, parent: tinh}\n  - {id: xa",
       "moi added"},
      {"another id is another unit", "{id: xa, code", "{id: xa-2, code", "xa removed; xa-2 added"},
      {"another name", "name: Xã,", "name: Xã Mới,", "xa renamed: name Xã -> Xã Mới"},
      {"below another", "kind: xa, parent: huyen", "kind: xa, parent: tinh",
       "xa moved: parents huyen -> tinh"},
      {"merged away: ended, and under the same until then", "parent: huyen, group",
       "parent: huyen, until: 2025-06-30, group", "xa ended: existence .. -> ..2025-06-30"},
      {"founded later than was known", "parent: huyen, group",
       "parent: huyen, from: 1999-01-01, group", "xa other: existence .. -> 1999-01-01.."},
      {"moved earlier", "2024-12-31}, {id: tinh, from: 2025-01-01}",
       "2024-06-30}, {id: tinh, from: 2024-07-01}",
       "la-ha moved: parents huyen ..2024-12-31; tinh 2025-01-01.. -> "
       "huyen ..2024-06-30; tinh 2024-07-01.."},
      {"another kind, in Vietnamese", "kind: xa,", "kind: phuong,", "xa other: kind xã -> phường"},
      {"a code that lost its zero", "\"051\"", "\"51\"", "xa other: code 051 -> 51"},
      {"several at once", "name: Xã, kind: xa, parent: huyen",
       "name: Phường, kind: phuong, parent: tinh",
       "xa renamed+moved+other: name Xã -> Phường, kind xã -> phường, parents huyen -> tinh"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Changed(row.what, row.with), row.told);
  }
}

TEST(UnitDifference, MergersAreToldOnceEach) {
  const std::string text =
      "format: parnet/units/1\nunits:\n"
      "  - {id: a, name: A, kind: xa, until: 2025-06-30}\n"
      "  - {id: b, name: B, kind: xa, from: 2025-07-01}\n";
  const std::string merger = "changes:\n  - {on: 2025-07-01, basis: NQ, before: [a], after: [b]}\n";
  const TreeDifference added = CompareTrees(TreeOf(text), TreeOf(text + merger));
  EXPECT_TRUE(added.units.empty());
  ASSERT_EQ(added.changes_added.size(), 1u);
  EXPECT_EQ(added.changes_added[0].basis, "NQ");
  EXPECT_TRUE(added.changes_removed.empty());
  const TreeDifference removed = CompareTrees(TreeOf(text + merger), TreeOf(text));
  EXPECT_TRUE(removed.changes_added.empty());
  EXPECT_EQ(removed.changes_removed.size(), 1u);
  const TreeDifference same = CompareTrees(TreeOf(text + merger), TreeOf(text + merger));
  EXPECT_TRUE(same.changes_added.empty() && same.changes_removed.empty());
}

}  // namespace
}  // namespace par::domain
