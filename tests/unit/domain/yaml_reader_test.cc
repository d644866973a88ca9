// Goal: a file that people write is read strictly, and everything wrong in it is named with its
// place.
// Method: one row per fault; the reasons and places found are compared with those expected.
#include "common/domain/yaml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/limits.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Faults(std::string_view text) {
  FindingList findings("a.yaml");
  (void)ReadYaml(text, findings);
  std::vector<std::string> faults;
  for (const Finding& finding : findings.findings()) {
    faults.push_back(std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) +
                     " " + ReasonOf(finding.refusal));
  }
  return faults;
}

TEST(ReadYaml, NamesEachFaultWithItsPlace) {
  const struct {
    std::string_view why;
    std::string text;
    std::string want;
  } kCases[] = {
      {"a repeated key, in a nested map", "a:\n  b: 1\n  b: 2\n", "3:3 yaml_key_repeated"},
      {"columns count characters, not bytes", "điểm: &x 1\n", "1:7 yaml_anchor"},
      {"an alias", "a: &x 1\nb: *x\n", "1:4 yaml_anchor"},
      {"a tag", "a: !!float 1\n", "1:4 yaml_tag"},
      {"a second document", "a: 1\n---\nb: 2\n", "2:1 yaml_second_document"},
      {"a key that is a list", "[1]: 2\n", "1:1 yaml_key_not_text"},
      {"an empty key", "~: 2\n", "1:1 yaml_key_not_text"},
      {"nothing", "# only a comment\n", "0:0 yaml_empty"},
      {"no YAML", "a: [1\nb: 2\n", "2:2 yaml_malformed"},
      {"bad UTF-8", "a: 1\nb: \xff\n", "2:4 text_not_utf8"},
      {"a control character", std::string("a: x") + '\x01', "1:5 text_control_character"},
      {"a scalar beyond the limit", "a: " + std::string(1 << 20, 'x'), "1:4 text_too_long"},
      {"a file beyond the limit", std::string(kLongestFile + 1, '#'), "0:0 text_too_long"},
      {"lists inside lists", "a: " + std::string(400, '[') + std::string(400, ']'),
       "1:27 yaml_too_deep"},
      {"thousands of open lists", "a: " + std::string(100'000, '['), "1:5 yaml_key_not_text"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(Faults(c.text), ElementsAre(c.want));
  }
}

TEST(ReadYaml, KeepsTextsAsTheyStand) {
  FindingList findings("a.yaml");
  const auto file = ReadYaml("\xef\xbb\xbfrate: 1.50\r\nyes: no\r\nlist: [1, ~]\r\n", findings);
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(file->root.Find("rate")->text, "1.50");
  EXPECT_EQ(file->root.Find("yes")->text, "no");
  EXPECT_EQ(file->root.Find("list")->items[1].kind, YamlKind::kNothing);
  EXPECT_EQ(file->root.Find("none"), nullptr);
}

TEST(YamlRecord, ReportsAllFaultsOfARecordAtOnce) {
  FindingList findings("a.yaml");
  const auto file =
      ReadYaml("titel: x\nweight: 1,5\nwhole: 1.0\nday: 2023-02-30\nzz: 1\n", findings);
  ASSERT_TRUE(file.has_value());
  YamlRecord record(file->root, "", findings);
  EXPECT_EQ(record.RequiredText("title", 10), "");
  EXPECT_FALSE(YamlPoints(*record.Optional("weight"), "weight", findings).has_value());
  EXPECT_FALSE(YamlWhole(*record.Optional("whole"), "whole", 0, 9, findings).has_value());
  EXPECT_FALSE(YamlDate(*record.Optional("day"), "day", findings).has_value());
  record.End();
  std::vector<std::string> texts;
  for (const Finding& finding : std::move(findings).TakeSorted()) {
    texts.push_back(TextOf(finding, Language::kEnglish));
  }
  EXPECT_THAT(
      texts,
      ElementsAre(
          "a.yaml:1:1: title: this key is required and missing",
          "a.yaml:1:1: titel: there is no such key here; is “title” meant?",
          "a.yaml:2:9: weight: “1,5” has a comma; write decimals with a dot and thousands without "
          "a separator (1234.5)",
          "a.yaml:3:8: whole: “1.0” must be a whole number from 0 to 9",
          "a.yaml:4:6: day: “2023-02-30” is not a day written as 2023-12-20",
          "a.yaml:5:1: zz: there is no such key here"));
}

}  // namespace
}  // namespace par::domain
