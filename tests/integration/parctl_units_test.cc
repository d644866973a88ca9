// Goal: the unit tree is taken away from a node as a workbook, changed, compared and brought back;
// nothing is entered that was not shown and agreed to, and a file of an older tree, of another node
// or too large for the ledger is refused in words.
// Method: the real parctl against a real province's node; the workbook is changed by reading and
// writing it again; what the node has is asked after each step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/identity/secret_file.h"
#include "common/spreadsheet/units_workbook.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ParctlUnits : public ::testing::Test {
 protected:
  ParctlUnits() {
    EXPECT_OK(identity::WriteFileDurably(folder / "token", "token-administrator.quang-ngai",
                                         identity::Secrecy::kSecret));
  }
  [[nodiscard]] std::vector<std::string> Words(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {PARCTL, "--node",
                                    "127.0.0.1:" + std::to_string(world.upper_port()),
                                    "--token-file", folder / "token"};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }
  CommandResult Say(const std::vector<std::string>& words) {
    return RunCommand(Words(words), {"PARNET_LANG=vi"});
  }
  // The same with what a person types.
  CommandResult Typing(const std::string& typed, const std::vector<std::string>& words) {
    return RunCommand(
        {"/bin/sh", "-c", "echo '" + typed + "' | " + absl::StrJoin(Words(words), " ")},
        {"PARNET_LANG=vi"});
  }
  std::string Taken(const std::string& name) {
    const std::string file = folder / name;
    const CommandResult result = Say({"units", "export", "--out", file});
    EXPECT_EQ(result.exit, 0) << result.err;
    return file;
  }
  // The workbook with what `change` does to its tree, as somebody in Excel would.
  template <typename Change>
  std::string Changed(const std::string& file, const std::string& name, const Change& change) {
    const spreadsheet::UnitsAsText read = spreadsheet::ReadUnitsFile(ReadText(file), file);
    EXPECT_TRUE(read.file.tree.has_value());
    std::string yaml = read.yaml;
    change(yaml);
    const domain::UnitsFile changed = domain::ReadUnits(yaml, name);
    for (const domain::Finding& finding : changed.findings) {
      ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
    }
    EXPECT_OK(
        spreadsheet::WriteBook(spreadsheet::UnitsBook(&*changed.tree, read.origin), folder / name));
    return folder / name;
  }
  unit::v1::ListUnitsResponse Tree() {
    unit::v1::ListUnitsRequest request;
    request.set_history(true);
    auto tree =
        world.Upper("administrator.quang-ngai", &unit::v1::UnitService::Stub::ListUnits, request);
    EXPECT_OK(tree);
    return std::move(tree).value_or(unit::v1::ListUnitsResponse());
  }

  CycleWorld world;
  const TempDir folder;
};

void Replace(std::string& text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), with);
}

void NewNames(std::string& yaml) {
  Replace(yaml, "Huyện Nghĩa Hành", "Huyện Mới");
  Replace(yaml, "\"units\":",
          "\"units\":\n  - {id: mo-duc, name: Huyện Mộ Đức, kind: huyen, parent: quang-ngai}");
}

TEST_F(ParctlUnits, NothingIsEnteredThatWasNotShownAndAgreedTo) {
  const std::string file = Changed(Taken("a.xlsx"), "b.xlsx", NewNames);
  const CommandResult looked = Say({"units", "import", file, "--dry-run"});
  EXPECT_EQ(looked.exit, 0) << looked.err;
  EXPECT_THAT(looked.out, HasSubstr("(lần sửa thứ 1): 1 đổi tên, 1 mới\n"));
  EXPECT_THAT(looked.out, HasSubstr("Huyện Nghĩa Hành"));
  EXPECT_THAT(looked.out, HasSubstr("Huyện Mộ Đức"));
  EXPECT_EQ(Tree().version(), 1u) << "only looked at";

  const CommandResult silent = Say({"units", "import", file});
  EXPECT_EQ(silent.exit, 1);
  EXPECT_THAT(silent.err, HasSubstr("Chưa nhập gì."));
  EXPECT_EQ(Typing("không", {"units", "import", file}).exit, 1);
  EXPECT_EQ(Tree().version(), 1u) << "no answer, and no, are a no";

  const CommandResult agreed = Typing("có", {"units", "import", file});
  EXPECT_EQ(agreed.exit, 0) << agreed.err;
  EXPECT_THAT(agreed.err, HasSubstr("Thay cây đơn vị (1 đổi tên, 1 mới)?"));
  EXPECT_THAT(agreed.out, HasSubstr("Đã nhập cây đơn vị: 6 đơn vị, phiên bản 2"));
  EXPECT_EQ(Tree().version(), 2u);

  // The same file once more: it is of the tree before, and would be another entry.
  const CommandResult again = Say({"units", "import", file, "--yes"});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.err, HasSubstr("lần sửa thứ 1, nhưng cây đang dùng đã là lần sửa thứ 2"));
  EXPECT_EQ(Tree().version(), 2u);
}

TEST_F(ParctlUnits, TheSecondOfTwoPeopleStartsFromTheNewTree) {
  const std::string mine = Changed(Taken("a.xlsx"), "b.xlsx", NewNames);
  const std::string theirs = Changed(folder / "a.xlsx", "c.xlsx", [](std::string& yaml) {
    Replace(yaml, "Thị trấn Sông Vệ", "Phường Sông Vệ");
  });
  ASSERT_EQ(Say({"units", "import", theirs, "--yes"}).exit, 0);
  const CommandResult late = Say({"units", "import", mine, "--dry-run"});
  EXPECT_EQ(late.exit, 1);
  EXPECT_THAT(late.err, HasSubstr("có người đã nhập trong lúc đó"));
  const std::string fresh = Changed(Taken("d.xlsx"), "e.xlsx", NewNames);
  ASSERT_EQ(Say({"units", "import", fresh, "--yes"}).exit, 0);
  EXPECT_THAT(Tree().units_yaml(), HasSubstr("Phường Sông Vệ")) << "what the first did stays";
  EXPECT_THAT(Tree().units_yaml(), HasSubstr("Huyện Mới"));
}

TEST_F(ParctlUnits, WhatIsNoFileOfThisTreeIsNamed) {
  const std::string file = Taken("a.xlsx");
  const spreadsheet::UnitsAsText read = spreadsheet::ReadUnitsFile(ReadText(file), file);
  ASSERT_OK(spreadsheet::WriteBook(
      spreadsheet::UnitsBook(&*read.file.tree, {.unit = "quang-tri", .version = 1}),
      folder / "other.xlsx"));
  const CommandResult other = Say({"units", "import", folder / "other.xlsx", "--yes"});
  EXPECT_EQ(other.exit, 1);
  EXPECT_THAT(other.err, HasSubstr("Thông tin!C4: unit: tệp lấy từ máy chủ của đơn vị"));

  std::ofstream(folder / "wrong.yaml")
      << "format: parnet/units/1\nunits:\n  - {id: quang-ngai, name: T, kind: tinh}\n"
         "  - {id: a, name: A, kind: huyen, parent: b}\n  - {id: c, name: C, kind: xa, parent: "
         "d}\n";
  const CommandResult wrong = Say({"units", "import", folder / "wrong.yaml", "--yes"});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.err, HasSubstr("wrong.yaml:4:43: a: không có đơn vị"));
  EXPECT_THAT(wrong.err, HasSubstr("wrong.yaml:5:40: c: không có đơn vị")) << "all of them";
  EXPECT_THAT(wrong.out, Not(HasSubstr("so với")));

  const CommandResult same = Say({"units", "import", file});
  EXPECT_EQ(same.exit, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("không có gì khác"));
  EXPECT_EQ(Tree().version(), 1u) << "nothing to enter, nobody was asked";

  const CommandResult yaml = Say({"units", "export", "--out", folder / "a.yaml"});
  EXPECT_EQ(yaml.exit, 0) << yaml.err;
  EXPECT_EQ(ReadText(folder / "a.yaml"), Tree().units_yaml());
  EXPECT_EQ(Say({"units", "export", "--out", folder / "a.yaml"}).exit, 1) << "never replaced";
  EXPECT_EQ(Say({"units", "export", "--out", folder / "a.ods"}).exit, 2);
}

// All communes of the country are more than one entry of the ledger: that is said at once.
TEST_F(ParctlUnits, ATreeTooLargeForTheLedgerIsRefusedBeforeItIsCompared) {
  std::string yaml = "format: parnet/units/1\nunits:\n  - {id: quang-ngai, name: T, kind: tinh}\n";
  for (int i = 0; i < 10'598; ++i) {
    const std::string id = "xa-" + std::to_string(i);
    yaml += "  - {id: " + id + ", name: Xã " + id + ", kind: xa, parent: quang-ngai}\n";
  }
  const domain::UnitsFile tree = domain::ReadUnits(yaml, "a");
  ASSERT_TRUE(tree.tree.has_value());
  ASSERT_OK(spreadsheet::WriteBook(spreadsheet::UnitsBook(&*tree.tree), folder / "all.xlsx"));
  const CommandResult result = Say({"units", "import", folder / "all.xlsx", "--dry-run"});
  EXPECT_EQ(result.exit, 1);
  EXPECT_THAT(result.err, HasSubstr("tối đa 524"));
  EXPECT_EQ(Tree().version(), 1u);
}

}  // namespace
}  // namespace par::testing
