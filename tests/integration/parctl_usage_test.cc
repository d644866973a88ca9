// Goal: whoever writes a command wrongly is told in his own language what is wrong and what there
// is instead, with exit code 2; help of a group leads on to its commands. Method: the real program,
// one wrong line a row, in Vietnamese and English.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parctl/text_width.h"
#include "tests/integration/command.h"

namespace par {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

testing::CommandResult Said(const std::string& language, std::vector<std::string> words) {
  words.insert(words.begin(), PARCTL);
  return testing::RunCommand(words, {"PARNET_LANG=" + language});
}

TEST(ParctlUsage, WhatIsWrittenWronglyIsNamedInTheLanguageOfTheRun) {
  const struct {
    const char* why;
    std::vector<std::string> words;
    const char* vietnamese;
    const char* english;
  } kRows[] = {
      {"a group without a command: which there are",
       {"history"},
       "parctl: thiếu tên lệnh; có: import, decision, enter",
       "parctl: a command is missing; there are: import, decision, enter"},
      {"a command that is none",
       {"history", "frob"},
       "parctl: không có lệnh \"frob\"; có: import,",
       "parctl: there is no command \"frob\"; there are: import,"},
      {"a slip in a command",
       {"histroy", "list"},
       "parctl: không có lệnh \"histroy\"; có phải là \"history\"?",
       "parctl: there is no command \"histroy\"; is it \"history\"?"},
      {"an option that is missing",
       {"figures", "show"},
       "parctl: thiếu --id\n",
       "parctl: missing: --id\n"},
      {"a slip in an option",
       {"review", "open", "--cycl", "a", "--unit", "b"},
       "parctl: không có tùy chọn \"--cycl\"; có phải là \"--cycle\"?",
       "parctl: there is no option \"--cycl\"; is it \"--cycle\"?"},
      {"a value too many",
       {"status", "now"},
       "parctl: thừa \"now\"\n",
       "parctl: there is no use for \"now\"\n"},
      {"a year that is no number",
       {"remediation", "status", "--year", "20x4"},
       "parctl: --year: \"20x4\" không phải số nguyên dùng được\n",
       "parctl: --year: \"20x4\" is no whole number that fits\n"},
      {"a language that there is none of", {"--lang", "fr", "status"}, "vi | en", "vi | en"},
      {"a reason by the word that most commands have for it",
       {"review", "refuse", "--cycle", "a", "--unit", "b", "--criterion", "1", "--reason", "x"},
       "parctl: thiếu --node",
       "parctl: missing: --node"},
      {"no node",
       {"status"},
       "parctl: thiếu --node (hoặc biến môi trường PARNET_NODE)\n",
       "parctl: missing: --node (or the variable PARNET_NODE)\n"},
  };
  for (const auto& row : kRows) {
    for (const std::string language : {"vi", "en"}) {
      SCOPED_TRACE(row.why + (": " + language));
      const testing::CommandResult said = Said(language, row.words);
      EXPECT_EQ(said.exit, 2);
      EXPECT_EQ(said.out, "");
      EXPECT_THAT(said.err, HasSubstr(language == "vi" ? row.vietnamese : row.english));
      EXPECT_THAT(said.err, Not(HasSubstr("required"))) << "not the library's own words";
    }
  }
}

// Where `part` begins in its line, in columns of a terminal.
std::size_t ColumnOf(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return 0;
  const std::size_t line = text.rfind('\n', at) + 1;
  return parctl::DisplayWidth(text.substr(line, at - line));
}

TEST(ParctlUsage, HelpStandsInColumnsWhateverLettersItsValuesHave) {
  const struct {
    const char* why;
    std::vector<std::string> words;
    const char* about;
  } kRows[] = {
      {"a value in plain letters", {"--help"}, "Ngôn ngữ: vi hoặc en"},
      {"one with a mark", {"--help"}, "Tệp chứa mã truy cập"},
      {"a command", {"--help"}, "Chấm điểm các tệp"},
      {"several marks", {"remediation", "systemic", "--help"}, "Căn cứ pháp lý"},
      {"its neighbour", {"remediation", "systemic", "--help"}, "Miễn trừ tiêu chí này"},
      {"too long for the column: on the next line", {"--help"}, "Địa chỉ của máy chủ"},
  };
  for (const auto& row : kRows) {
    const testing::CommandResult said = Said("vi", row.words);
    EXPECT_EQ(ColumnOf(said.out, row.about), 30u) << row.why << '\n' << said.out;
  }
}

TEST(ParctlUsage, ANodeIsNamedAsItCanBeReached) {
  const testing::CommandResult no_port = Said("vi", {"--node", "localhost", "status"});
  EXPECT_EQ(no_port.exit, 1);
  EXPECT_THAT(no_port.err, HasSubstr("unix:ĐƯỜNG-DẪN hoặc 127.0.0.1:CỔNG"));
  const testing::CommandResult nobody = Said("vi", {"--node", "127.0.0.1:1", "status"});
  EXPECT_EQ(nobody.exit, 3);
  EXPECT_THAT(nobody.err, HasSubstr("máy chủ có đang chạy không, địa chỉ (--node, PARNET_NODE)"));
}

TEST(ParctlUsage, HelpOfAGroupLeadsToItsCommands) {
  EXPECT_THAT(Said("vi", {"cycle", "extend", "--help"}).out,
              HasSubstr("submit, review, appeal, answer, publish"))
      << "every deadline that can be put off";
  for (const char* group : {"history", "survey", "account"}) {
    const testing::CommandResult said = Said("en", {group, "--help"});
    EXPECT_EQ(said.exit, 0);
    EXPECT_THAT(said.out, HasSubstr("parctl " + std::string(group) + " COMMAND --help"));
    EXPECT_THAT(said.out, Not(HasSubstr("parctl criteria lint"))) << "of another group";
  }
}

}  // namespace
}  // namespace par
