// Goal: for each figure the nearest value that gives the full points, within its bounds.
// Method: real rules with the answer worked out by hand, and a walk over every whole number nearby
// that finds no nearer one.
#include "common/domain/reach.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/domain/rule_fixture.h"

namespace par::domain {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::vector<FigureRange> Ranges(const RuleFixture& fixture) {
  std::vector<FigureRange> ranges;
  for (const auto& name : fixture.scope.names) {
    ranges.push_back(
        {.name = name.name, .kind = name.kind, .least = {}, .most = {}, .part_of = {}});
  }
  return ranges;
}

RuleFixture FigureNames() {
  return RuleFixture({{"a", FigureKind::kCount},
                      {"b", FigureKind::kCount},
                      {"rate", FigureKind::kPercent},
                      {"done", FigureKind::kYesNo},
                      {"sent", FigureKind::kDate},
                      {"place", FigureKind::kRank}});
}

TEST(Reach, NamesTheNearestValueOfEachFigure) {
  struct Case {
    std::string why;
    Rows rule;
    std::map<std::string, std::string> figures;
    std::vector<std::string> want;
  };
  const Rows kByVolume = {{"a >= 1000", "(b/a) * max"},
                          {"a < 1000 and b/a >= 0.97", "(b/a) * max"},
                          {"a < 1000 and 0.95 <= b/a < 0.97", "1.40"},
                          {"a < 1000 and b/a < 0.95", "0"}};
  const Case kCases[] = {
      {"the missing files; and a could only fall to b",
       {{"", "(b/a) * max"}},
       {{"a", "17747"}, {"b", "17310"}},
       {"a: 17.747 → 17.310 (-437)", "b: 17.310 → 17.747 (+437)"}},
      {"across the cases",
       kByVolume,
       {{"a", "100"}, {"b", "90"}},
       {"a: 100 → 90 (-10)", "b: 90 → 100 (+10)"}},
      {"a share of 80 % is enough",
       {{"b/a >= 80%", "max"}, {"", "0"}},
       {{"a", "17"}, {"b", "3"}},
       {"a: 17 → 3 (-14)", "b: 3 → 14 (+11)"}},
      {"a rate in hundredths of a percent",
       {{"rate >= 97.55%", "max"}, {"", "rate"}},
       {{"rate", "90"}},
       {"rate: 90 % → 97,55 % (+7,55 %)"}},
      {"yes instead of no", {{"", "if(done, max, 0)"}}, {{"done", "no"}}, {"done: không → có"}},
      {"sent in time",
       {{"days_late(sent, 2023-10-20) = 0", "max"}, {"", "0.25"}},
       {{"sent", "2023-10-25"}},
       {"sent: 25/10/2023 → 20/10/2023 (-5)"}},
      {"a better place",
       {{"place <= 10", "max"}, {"", "0.5"}},
       {{"place", "55"}},
       {"place: 55 → 10 (-45)"}},
      {"not monotone: only one value counts",
       {{"a = 7", "max"}, {"", "0"}},
       {{"a", "20"}},
       {"a: 20 → 7 (-13)"}},
      {"reached already", {{"", "(b/a) * max"}}, {{"a", "5"}, {"b", "5"}}, {}},
      {"out of reach", {{"", "min(a, 2) * 0.25"}}, {{"a", "1"}}, {}},
      {"an absent figure stays absent", {{"", "(b/a) * max"}}, {{"a", "5"}}, {}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = FigureNames();
    const Rule rule =
        c.rule.size() == 1 ? fixture.Expression(c.rule[0].second) : fixture.Cases(c.rule);
    std::vector<FigureRange> ranges = Ranges(fixture);
    ranges[1].part_of = 0;  // b is a part of a.
    const auto figures = fixture.Values(c.figures);
    std::vector<std::string> got;
    for (const Reach& reach : WhatReachesMaximum(rule, {.figures = figures}, P("1.5"), 4, ranges)) {
      got.push_back(RenderReach(reach, NumberStyle::kVietnamese));
    }
    EXPECT_EQ(got, c.want);
  }
}

TEST(Reach, StaysWithinTheBounds) {
  RuleFixture fixture = FigureNames();
  const Rule rule = fixture.Cases({{"a >= 50", "max"}, {"a < 50", "0"}});
  std::vector<FigureRange> ranges = Ranges(fixture);
  const auto figures = fixture.Values({{"a", "1"}});
  ranges[0].most = Rational::FromInt(49);
  EXPECT_TRUE(WhatReachesMaximum(rule, {.figures = figures}, P("1"), 4, ranges).empty());
  ranges[0].most = Rational::FromInt(50);
  EXPECT_EQ(WhatReachesMaximum(rule, {.figures = figures}, P("1"), 4, ranges).size(), 1u);
}

TEST(Reach, FindsNoFurtherValueThanAWalkDoes) {
  RuleFixture fixture = FigureNames();
  const Rule rule = fixture.Cases({{"20 < a <= 23 or a > 40", "max"}, {"", "a / 100"}});
  const std::vector<FigureRange> ranges = Ranges(fixture);
  for (std::int64_t start = 0; start < 50; ++start) {
    std::vector<std::optional<Rational>> figures(6);
    figures[0] = Rational::FromInt(start);
    const auto found = WhatReachesMaximum(rule, {.figures = figures}, P("1"), 4, ranges);
    const bool full = (start > 20 && start <= 23) || start > 40;
    ASSERT_EQ(found.empty(), full) << start;
    if (full) continue;
    std::int64_t nearest = 1000;
    for (std::int64_t a = 0; a < 100; ++a) {
      if ((a > 20 && a <= 23) || a > 40) nearest = std::min(nearest, std::abs(a - start));
    }
    EXPECT_EQ(std::abs(*found[0].to.ToInt() - start), nearest) << "from " << start;
  }
}

}  // namespace
}  // namespace par::domain
