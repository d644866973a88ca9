// Goal: a rule reads as an official writes it, in both languages, and means what it meant.
// Method: a table of expressions beside their words. real_sets_test.cc words every rule of
// criteria/.
#include "common/domain/rule_words.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/domain/rule_fixture.h"

namespace par::domain {
namespace {

struct Worded {
  std::string_view why, when, vietnamese, english;
};

TEST(RuleWords, AConditionReadsAsASentence) {
  constexpr Worded kCases[] = {
      {"a date that must be kept", "days_late(sent, 2023-01-20) = 0",
       "sent không sau ngày 20/01/2023", "sent not after 2023-01-20"},
      {"days between two bounds", "0 < days_late(sent, 2023-01-20) <= 5",
       "0 < số ngày sent chậm so với 20/01/2023 ≤ 5", "0 < days that sent is after 2023-01-20 ≤ 5"},
      {"a share between two bounds", "0.7 <= b/a < 1", "0,7 ≤ b/a < 1", "0.7 ≤ b/a < 1"},
      {"a percentage stays one", "b/a >= 55%", "b/a ≥ 55 %", "b/a ≥ 55 %"},
      {"the year before", "a <= previous.a", "a ≤ a của năm trước", "a ≤ a of the year before"},
      {"a share of the year before", "b/previous.a > 1", "b/(a của năm trước) > 1",
       "b/(a of the year before) > 1"},
      {"both", "a < 1000 and 0.95 <= b/a < 0.97", "a < 1.000 và 0,95 ≤ b/a < 0,97",
       "a < 1000 and 0.95 ≤ b/a < 0.97"},
      {"either within both", "(a = 0 or b = 0) and done", "(a = 0 hoặc b = 0) và done: có",
       "(a = 0 or b = 0) and done: yes"},
      {"an answer", "done = 0", "done: không", "done: no"},
      {"a sum in a share", "(b + a)/a >= 0.70", "(b + a)/a ≥ 0,7", "(b + a)/a ≥ 0.7"},
      {"a difference of a difference", "a - (b - a) > 0", "a - (b - a) > 0", "a - (b - a) > 0"},
      {"units below", "sum(children.x.y) / sum(children.x.z) >= 0.95",
       "(tổng x.y của các đơn vị cấp dưới)/(tổng x.z của các đơn vị cấp dưới) ≥ 0,95",
       "(sum of x.y over the units below)/(sum of x.z over the units below) ≥ 0.95"},
      {"a share of the units", "share(children where child.x.posted = 1) = 1",
       "(tỷ lệ đơn vị cấp dưới có x.posted = 1) = 1",
       "(share of the units below with x.posted = 1) = 1"},
      {"a no", "not done", "done: không", "done: no"},
      {"denied", "not (a < b)", "không phải: a < b", "not: a < b"},
  };
  for (const Worded& row : kCases) {
    SCOPED_TRACE(row.why);
    RuleFixture fixture({{"a", FigureKind::kCount},
                         {"b", FigureKind::kCount},
                         {"done", FigureKind::kYesNo},
                         {"sent", FigureKind::kDate}});
    const Rule rule = fixture.Cases({{std::string(row.when), "max"}, {"", "0"}});
    const RuleWordsScope scope{.rule = rule, .children = fixture.children, .maximum = P("2")};
    EXPECT_EQ(RuleWords(*rule.cases[0].when, scope, Language::kVietnamese), row.vietnamese);
    EXPECT_EQ(RuleWords(*rule.cases[0].when, scope, Language::kEnglish), row.english);
  }
}

TEST(RuleWords, APointsExpressionShowsTheMaximumAsANumber) {
  struct Case {
    std::string_view why, score, vietnamese;
  };
  constexpr Case kCases[] = {
      {"the whole maximum", "max", "1,5"},
      {"a share of it", "(b/a) * max", "(b/a) × 1,5"},
      {"against a bound", "(b/a) * max / 55%", "(b/a) × 1,5/55 %"},
      {"two shares", "(b/a) * 2.00 + (a/b) * 1.50", "(b/a) × 2 + (a/b) × 1,5"},
      {"at most", "min(b * 0.1, max)", "số nhỏ hơn trong (b × 0,1; 1,5)"},
      {"one or the other", "if(a > 2, 1, 0.5) * 2", "(1 nếu a > 2; nếu không thì 0,5) × 2"},
      {"rounded", "round(b/a, 2) * max", "((b/a) làm tròn đến 2 chữ số thập phân) × 1,5"},
      {"less", "-b + max", "-b + 1,5"},
  };
  for (const Case& row : kCases) {
    SCOPED_TRACE(row.why);
    RuleFixture fixture({{"a", FigureKind::kCount}, {"b", FigureKind::kCount}});
    const Rule rule = fixture.Expression(std::string(row.score));
    const RuleWordsScope scope{.rule = rule, .children = fixture.children, .maximum = P("1.5")};
    EXPECT_EQ(RuleWords(*rule.cases[0].score, scope, Language::kVietnamese), row.vietnamese);
  }
}

}  // namespace
}  // namespace par::domain
