// Goal: every bad input is refused with a clear message that names the file or field, the value and
// the rule, with exit code 1.
// Method: a small set and its answers that are right; each row spoils one place of one of them and
// runs the real program.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/unicode.h"
#include "tests/integration/command.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

constexpr std::string_view kSet = R"(format: parnet/criteria-set/1
id: small-2023
version: 1
title: Bộ chỉ số nhỏ
level: commune
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-01, issuer: UBND tỉnh, subject: Ban hành bộ chỉ số}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 4
figures:
  tthc.received: {title: Tiếp nhận, kind: count, unit: hồ sơ, source: Báo cáo}
areas:
  - id: "1"
    title: Cải cách thủ tục hành chính
    maximum: 4
    criteria:
      - id: "1.1"
        title: Tỷ lệ đúng hạn
        maximum: 2
        inputs:
          a: {figure: tthc.received}
          b: {title: Đúng hạn, kind: count, unit: hồ sơ, part_of: a}
        rule: (b/a) * max
      - id: "1.2"
        title: Sáng kiến
        maximum: 1
        rule: {judged: any}
      - id: "1.3"
        title: Thu ngân sách
        maximum: 1
        inputs:
          c: {title: Tỷ lệ thu, kind: amount}
        rule: c
)";

constexpr std::string_view kAnswers = R"(format: parnet/answers/1
set: small-2023
unit: xa-a
title: Xã A
figures:
  tthc.received: 100
  "1.1.b": 97
  "1.3.c": 0.5
criteria:
  "1.2": {judged: 0.5, reason: Một sáng kiến}
)";

struct BadInput {
  std::string why;
  bool in_set;       // Which of the two files is spoilt.
  std::string from;  // Stands once in the file.
  std::string to;
  std::vector<std::string> want;  // Each stands in the message.
};

std::string Replaced(std::string_view text, const std::string& from, const std::string& to) {
  std::string spoilt(text);
  const std::size_t at = spoilt.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(spoilt.find(from, at + 1), std::string::npos) << from;
  return spoilt.replace(at, from.size(), to);
}

testing::CommandResult Score(const std::string& set, const std::string& answers) {
  const testing::TempDir folder;
  std::ofstream(folder / "set.yaml") << set;
  std::ofstream(folder / "xa-a.yaml") << answers;
  return testing::RunCommand({PARCTL, "score", "--criteria", folder / "set.yaml", "--answers",
                              folder / "xa-a.yaml", "--lang", "en"});
}

TEST(ParctlBadInput, TheFilesThemselvesAreRight) {
  const auto result = Score(std::string(kSet), std::string(kAnswers));
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_NE(result.out.find("2.9400"), std::string::npos) << result.out;
}

TEST(ParctlBadInput, EveryFaultIsNamedWithFieldValueAndRule) {
  const std::vector<BadInput> cases = {
      {"a text where a count belongs",
       false,
       "tthc.received: 100",
       "tthc.received: many",
       {"xa-a.yaml:6:", "tthc.received", "many"}},
      {"a list where a count belongs",
       false,
       "tthc.received: 100",
       "tthc.received: [100]",
       {"xa-a.yaml:6:", "tthc.received"}},
      {"a fraction of a file",
       false,
       "\"1.1.b\": 97",
       "\"1.1.b\": 97.5",
       {"xa-a.yaml:7:", "1.1.b", "97.5"}},
      {"a negative count",
       false,
       "tthc.received: 100",
       "tthc.received: -100",
       {"xa-a.yaml:6:", "tthc.received", "-100"}},
      {"more in time than received",
       false,
       "\"1.1.b\": 97",
       "\"1.1.b\": 101",
       {"xa-a.yaml", "1.1.b", "101", "tthc.received", "100"}},
      {"NaN", false, "\"1.3.c\": 0.5", "\"1.3.c\": .nan", {"xa-a.yaml:8:", "1.3.c", ".nan"}},
      {"nan as a word",
       false,
       "\"1.3.c\": 0.5",
       "\"1.3.c\": NaN",
       {"xa-a.yaml:8:", "1.3.c", "NaN"}},
      {"infinity", false, "\"1.3.c\": 0.5", "\"1.3.c\": 1e308", {"xa-a.yaml:8:", "1.3.c", "1e308"}},
      {"a decimal comma",
       false,
       "\"1.3.c\": 0.5",
       "\"1.3.c\": \"0,5\"",
       {"xa-a.yaml:8:", "1.3.c", "0,5"}},
      {"thousands with dots",
       false,
       "tthc.received: 100",
       "tthc.received: \"1.000.000\"",
       {"xa-a.yaml:6:", "tthc.received", "1.000.000"}},
      {"a computed score above the maximum",
       false,
       "\"1.3.c\": 0.5",
       "\"1.3.c\": 1.5",
       {"xa-a.yaml", "1.3", "1.5", "1"}},
      {"a judged score above the maximum",
       false,
       "judged: 0.5",
       "judged: 1.5",
       {"xa-a.yaml", "1.2", "1.5", "1"}},
      {"division by zero",
       false,
       "tthc.received: 100\n  \"1.1.b\": 97",
       "tthc.received: 0\n  \"1.1.b\": 0",
       {"xa-a.yaml", "1.1", "b/a"}},
      {"an unknown criterion",
       false,
       "\"1.2\": {judged: 0.5",
       "\"1.9\": {judged: 0.5",
       {"xa-a.yaml:10:", "1.9"}},
      {"an unknown figure",
       false,
       "tthc.received: 100",
       "tthc.recieved: 100",
       {"xa-a.yaml:6:", "tthc.recieved"}},
      {"a repeated criterion",
       false,
       "reason: Một sáng kiến}",
       "reason: Một sáng kiến}\n  \"1.2\": {judged: 1, reason: Hai}",
       {"xa-a.yaml:11:", "1.2"}},
      {"a repeated figure",
       false,
       "tthc.received: 100",
       "tthc.received: 100\n  tthc.received: 200",
       {"xa-a.yaml:7:", "tthc.received"}},
      {"answers to another set",
       false,
       "set: small-2023",
       "set: other-2023",
       {"xa-a.yaml:2:", "other-2023", "small-2023"}},
      {"invalid UTF-8", false, "Xã A", "X\xe3 A", {"xa-a.yaml", "UTF-8"}},
      {"1 MB of text in one field",
       false,
       "Một sáng kiến",
       std::string(1'000'000, 'a'),
       {"xa-a.yaml", "1000000", "16384"}},
      {"maxima that do not add up",
       true,
       "maximum: 4\nfigures",
       "maximum: 5\nfigures",
       {"set.yaml:10:", "5", "4"}},
      {"an area that does not add up",
       true,
       "    maximum: 4\n    criteria",
       "    maximum: 3\n    criteria",
       {"set.yaml:", "3", "4"}},
      {"a repeated key in the set",
       true,
       "version: 1",
       "version: 1\nversion: 2",
       {"set.yaml:4:", "version"}},
      {"a repeated criterion in the set",
       true,
       "id: \"1.2\"",
       "id: \"1.1\"",
       {"set.yaml:25:", "1.1"}},
      {"a rule that is none", true, "(b/a) * max", "(b/a * max", {"set.yaml:24:", "1.1"}},
      {"a rule over an unknown input", true, "(b/a) * max", "(b/z) * max", {"set.yaml:24:", "z"}},
      {"a maximum with a comma", true, "maximum: 2", "maximum: \"2,0\"", {"set.yaml:", "2,0"}},
      {"invalid UTF-8 in the set", true, "Sáng kiến", "S\xe1ng", {"set.yaml", "UTF-8"}},
      {"not YAML", true, "version: 1", "version: [1", {"set.yaml:"}},
      {"an alias", true, "Sáng kiến", "&x Sáng kiến", {"set.yaml:"}},
  };
  for (const BadInput& c : cases) {
    SCOPED_TRACE(c.why);
    const auto result = c.in_set ? Score(Replaced(kSet, c.from, c.to), std::string(kAnswers))
                                 : Score(std::string(kSet), Replaced(kAnswers, c.from, c.to));
    EXPECT_EQ(result.exit, 1);
    EXPECT_FALSE(result.err.empty());
    EXPECT_LT(result.err.size(), 4000u) << "a message is for reading";
    EXPECT_FALSE(FirstInvalidUtf8(result.err).has_value());
    for (const std::string& part : c.want) {
      EXPECT_NE(result.err.find(part), std::string::npos) << result.err << " lacks " << part;
    }
  }
}

TEST(ParctlBadInput, AFileThatCannotBeReadIsNamed) {
  const testing::TempDir folder;
  for (const std::string& path : {(folder / "none.yaml").string(), folder.path().string()}) {
    const auto result = testing::RunCommand({PARCTL, "criteria", "lint", path, "--lang", "en"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.err.find(path + ": cannot read the file: "), 0u) << result.err;
  }
}

}  // namespace
}  // namespace par
