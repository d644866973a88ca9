// Goal: the figures to date say which criteria will lose points, how many, and what would regain
// them, in whole cases; what is not known is not guessed.
// Method: a set with one criterion per kind of rule, every number worked out by hand; each gain put
// back into the answers and scored.
#include "common/domain/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/figure_feed.h"
#include "common/domain/score_sheet.h"
#include "tests/unit/domain/small_report.h"
#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kForecastSet = R"(format: parnet/criteria-set/1
id: forecast
version: 1
title: Bộ chỉ số dự báo
level: district
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 10
figures:
  resolved: {title: Đã giải quyết, kind: count, unit: hồ sơ}
  on_time: {title: Đúng hạn, kind: count, unit: hồ sơ, part_of: resolved}
areas:
  - id: "1"
    title: Lĩnh vực
    maximum: 10
    criteria:
      - {id: "1.1", title: Tỷ lệ, maximum: 1.5, inputs: {a: {figure: resolved}, b: {figure: on_time}}, rule: (b/a) * max}
      - id: "1.2"
        title: Thu ngân sách
        maximum: 1.5
        inputs: {a: {title: Dự toán, kind: amount}, b: {title: Thu, kind: amount, unit: triệu}}
        rule:
          - {when: b/a >= 1, score: max}
          - {when: 0.7 <= b/a < 1, score: (b/a) * max}
          - {when: b/a < 0.7, score: 0}
      - {id: "1.3", title: Cấp xã, maximum: 2, rule: (sum(children.c_on_time) / sum(children.c_resolved)) * max}
      - id: "1.4"
        title: Số xã
        maximum: 1
        rule:
          - {when: share(children where child.c_on_time = child.c_resolved) = 1, score: 1}
          - {otherwise: 0}
      - {id: "1.5", title: Điểm cho, maximum: 1, rule: given}
      - {id: "1.6", title: Trễ, maximum: 1, inputs: {n: {title: Số lần trễ, kind: count, unit: lần, most: 4}}, falls_with: [n], rule: max - n * 0.25}
      - {id: "1.7", title: Hai phần, maximum: 1, inputs: {x: {title: Một, kind: count, most: 10}, y: {title: Hai, kind: count, most: 10}}, rule: (x/10) * 0.25 + (y/10) * 0.75}
      - {id: "1.8", title: Tăng, maximum: 1, inputs: {n: {title: Dự án, kind: count, unit: dự án}}, rule: [{when: n > previous.n, score: 1}, {when: n <= previous.n, score: 0}]}
  - {id: "B", title: Thưởng, maximum: 2, source: bonus, rule: given}
)";

constexpr std::string_view kForecastAnswers = R"(format: parnet/answers/1
set: forecast
unit: d
figures: {resolved: 17747, on_time: 17310, "1.2.a": 1000, "1.2.b": 600, "1.6.n": 1, "1.7.x": 4, "1.7.y": 9, "1.8.n": 2}
previous: {"1.8.n": 2}
criteria:
  "1.5": {points: 0.4, source: Văn bản}
children:
  - {unit: a, figures: {c_on_time: 90, c_resolved: 100}}
  - {unit: b, figures: {c_on_time: 50, c_resolved: 50}}
)";

std::string Line(const CriteriaSet& set, const LeafForecast& one) {
  std::string line = set.NodeOf(one.leaf).id + " " + std::string(Name(one.state));
  if (one.known) line += " " + one.points.FormatShort(NumberStyle::kPlain);
  for (const std::string& name : one.missing) line += " " + name;
  for (const Gain& gain : one.gains) {
    line += "; " + gain.figure + " " + gain.from.Text() + ">" + gain.to.Text() + " +" +
            gain.gained.FormatShort(NumberStyle::kPlain) + (gain.full ? " full" : "");
  }
  return line;
}

std::vector<std::string> Lines(const CriteriaSet& set, const Forecast& forecast) {
  std::vector<std::string> lines;
  for (const LeafForecast& one : forecast.leaves) lines.push_back(Line(set, one));
  return lines;
}

TEST(ForecastOf, NamesWhatIsLostAndWhatRegainsIt) {
  const CriteriaSet set = SetOf(kForecastSet);
  const Forecast forecast = ForecastOf(set, ToDate(set, AnswersOf(set, kForecastAnswers)));
  EXPECT_THAT(Lines(set, forecast),
              ElementsAre("1.1 loses 1.4631; on_time 17310>17747 +0.0369 full",
                          // 700 of 1000 is the next case; 999.9667 of 1000 rounds to the full 1.5.
                          "1.2 loses 0; 1.2.b 600>700 +1.05; 1.2.b 600>9999667/10000 +1.5 full",
                          "1.3 loses 1.8667; c_on_time 140>150 +0.1333 full", "1.4 loses 0",
                          "1.5 entered 0.4", "1.6 loses 0.75; 1.6.n 1>0 +0.25 full",
                          "1.7 loses 0.775; 1.7.x 4>10 +0.15; 1.7.y 9>10 +0.075",
                          "1.8 loses 0; 1.8.n 2>3 +1 full"));
  EXPECT_EQ(forecast.points.e4() + forecast.lost.e4(), 100000) << "all ten points are known";
  EXPECT_EQ(forecast.points.e4(), 14631 + 0 + 18667 + 0 + 4000 + 7500 + 7750 + 0);
  EXPECT_EQ(TextOf(forecast.leaves[0].gains[0], Language::kVietnamese),
            "cần thêm 437 hồ sơ: Đúng hạn (17.310 → 17.747), được thêm 0,0369 điểm");
  EXPECT_EQ(TextOf(forecast.leaves[5].gains[0], Language::kEnglish),
            "1 lần fewer: Số lần trễ (1 → 0) regains 0.25 points");
}

TEST(ForecastOf, EveryGainIsWhatTheScoreThenIs) {
  const CriteriaSet set = SetOf(kForecastSet);
  const Answers answers = AnswersOf(set, kForecastAnswers);
  const Forecast forecast = ForecastOf(set, ToDate(set, answers));
  int checked = 0;
  for (const LeafForecast& one : forecast.leaves) {
    for (const Gain& gain : one.gains) {
      const FigureSlot slot = set.FindFigure(gain.figure);
      if (slot == kNone) continue;  // A sum over children.
      Answers then = answers;
      then.figures[slot] = gain.to;
      EXPECT_EQ(Score(set, then).leaves[one.leaf].points, one.points + gain.gained) << gain.figure;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 7);
}

constexpr std::string_view kDownward = R"(format: parnet/criteria-set/1
id: downward
version: 1
title: Bộ chỉ số có số liệu phải giảm
level: district
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 4
areas:
  - id: "1"
    title: Lĩnh vực
    maximum: 4
    criteria:
      - {id: "1.1", title: Trễ, maximum: 1, inputs: {n: {title: Số lần trễ, kind: count}}, falls_with: [n], rule: [{when: n = 0, score: 1}, {when: 0 < n < 4, score: 0.5}, {otherwise: 0}]}
      - {id: "1.2", title: Hạng, maximum: 1, inputs: {r: {title: Hạng, kind: rank}}, rule: [{when: r <= 1, score: 1}, {when: 1 < r <= 10, score: 0.5}, {otherwise: 0}]}
      - {id: "1.3", title: Hai lỗi, maximum: 1, inputs: {x: {title: Một, kind: count}, y: {title: Hai, kind: count}}, falls_with: [x, y], rule: max - x * 0.1 - y * 0.1}
      - {id: "1.4", title: Trong đó, maximum: 1, inputs: {w: {title: Toàn bộ, kind: count}, p: {title: Một phần, kind: count, part_of: w}}, falls_with: [w], rule: [{when: w = 0, score: 1}, {when: 0 < w <= 5 and p <= 9, score: 0.5}, {otherwise: 0}]}
)";

TEST(ForecastOf, FindsTheNearestBetterCaseOnTheSideToWhichAFigureMoves) {
  const CriteriaSet set = SetOf(kDownward);
  const auto lines = [&](const std::string& figures) {
    const std::string text =
        "format: parnet/answers/1\nset: downward\nunit: d\nfigures: {" + figures + "}\n";
    return Lines(set, ForecastOf(set, ToDate(set, AnswersOf(set, text))));
  };
  EXPECT_THAT(lines(R"("1.1.n": 9, "1.2.r": 15, "1.3.x": 2, "1.3.y": 3, "1.4.w": 8, "1.4.p": 7)"),
              ElementsAre("1.1 loses 0; 1.1.n 9>3 +0.5; 1.1.n 9>0 +1 full",
                          "1.2 loses 0; 1.2.r 15>10 +0.5; 1.2.r 15>1 +1 full",
                          "1.3 loses 0.5; 1.3.x 2>0 +0.2; 1.3.y 3>0 +0.3",
                          // Five would be enough, but seven of its parts are there.
                          "1.4 loses 0"))
      << "a whole does not fall below its parts";
  EXPECT_THAT(
      lines(R"("1.1.n": 2, "1.2.r": 10, "1.3.x": 0, "1.3.y": 1, "1.4.w": 8, "1.4.p": 4)"),
      ElementsAre("1.1 loses 0.5; 1.1.n 2>0 +0.5 full", "1.2 loses 0.5; 1.2.r 10>1 +0.5 full",
                  "1.3 loses 0.9; 1.3.y 1>0 +0.1 full", "1.4 loses 0; 1.4.w 8>5 +0.5"));
}

TEST(ForecastOf, WhatIsMissingIsSaid) {
  const CriteriaSet set = SetOf(kForecastSet);
  Answers answers = EmptyAnswers(set, UnitId("d"));
  answers.figures[set.FindFigure("resolved")] = Rational::FromInt(10);
  const Forecast forecast = ForecastOf(set, ToDate(set, answers));
  EXPECT_EQ(forecast.points, Points());
  EXPECT_EQ(forecast.lost, Points());
  EXPECT_EQ(forecast.unknown.e4(), 100000);
  EXPECT_THAT(
      Lines(set, forecast),
      ElementsAre("1.1 unknown b", "1.2 unknown a b",
                  "1.3 unknown children.c_on_time children.c_resolved", "1.4 unknown children",
                  "1.5 entered", "1.6 unknown n", "1.7 unknown x y", "1.8 unknown n previous.n"));
}

// The indicators that feed the set.
constexpr std::string_view kFeed = R"(criteria:
  set: forecast
  figures:
    resolved: {of: resolved, unit: top}
    on_time: {of: on_time, unit: top}
    "1.8.n": {of: fresh, unit: top}
  children: {of: below, figures: {c_on_time: {of: on_time}, c_resolved: {of: resolved}}}
)";

constexpr std::string_view kFedRows =
    "units:\n  - {id: top, title: Huyện}\n"
    "  - {id: below, title: Các xã, under: top}\n"
    "  - {id: a, title: A, under: below}\n"
    "  - {id: b, title: B, under: below}\n";

std::vector<std::string> Fed(const std::string& figures) {
  const CriteriaSet set = SetOf(kForecastSet);
  const IndicatorCatalogue catalogue =
      SmallCatalogue(std::string(kSmallIndicators) + std::string(kFeed));
  const FigureReport report = SmallReport(catalogue, "2023-Q3", std::string(kFedRows) + figures);
  FindingList findings("i.yaml");
  const auto to_date =
      FeedCriteria(catalogue, report, set, EmptyAnswers(set, UnitId("top")), findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return to_date.has_value() ? Lines(set, ForecastOf(set, *to_date)) : std::vector<std::string>();
}

TEST(FeedCriteria, ATotalIsEnoughForSumsButNotForCounting) {
  const auto lines =
      Fed("figures:\n  top: {fresh: 3}\n  below: {resolved: 8689, on_time: 8686}\n"
          "year_before: {top: {fresh: 3}}\n");
  EXPECT_EQ(lines[0], "1.1 loses 1.4995; on_time 8686>8689 +0.0005 full") << "the sum of its parts";
  EXPECT_EQ(lines[2], "1.3 loses 1.9993; c_on_time 8686>8689 +0.0007 full");
  EXPECT_EQ(lines[3], "1.4 unknown children");
  EXPECT_EQ(lines[7], "1.8 loses 0; 1.8.n 3>4 +1 full") << "against the year before";
}

TEST(FeedCriteria, UnitsOfTheirOwnAreCounted) {
  const auto lines =
      Fed("figures:\n  a: {resolved: 10, on_time: 10}\n"
          "  b: {resolved: 10, on_time: 9}\n");
  EXPECT_EQ(lines[2], "1.3 loses 1.9; c_on_time 19>20 +0.1 full");
  EXPECT_EQ(lines[3], "1.4 loses 0");
}

TEST(FeedCriteria, WhatNotAllReportedIsNotKnown) {
  const auto lines = Fed("figures:\n  a: {resolved: 10, on_time: 10}\n");
  EXPECT_EQ(lines[0], "1.1 unknown a b");
  EXPECT_EQ(lines[2],
            "1.3 unknown children.c_on_time children.c_on_time (b) children.c_resolved "
            "children.c_resolved (b)")
      << "and it says of whom";
}

TEST(FeedCriteria, AFeedThatDoesNotFitIsRefusedAtItsPlace) {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string want;
  };
  const Case cases[] = {
      {"another set", "set: forecast", "set: other", "0:0 set_other"},
      {"a figure the set does not have", "    on_time: {", "    ontime: {", "33:5 figure_unknown"},
      {"a row the report does not have", "on_time: {of: on_time, unit: top}",
       "on_time: {of: on_time, unit: tip}", "33:5 report_unit_unknown"},
      {"another kind", "{of: fresh, unit: top}", "{of: money, unit: top}", "34:5 feed_kind_other"},
      {"nothing asks for it below", "{c_on_time:", "{c_ontime:", "35:35 figure_unused"},
      {"no such row of communes", "of: below", "of: beneath", "35:37 report_unit_unknown"},
  };
  const CriteriaSet set = SetOf(kForecastSet);
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const IndicatorCatalogue catalogue =
        SmallCatalogue(std::string(kSmallIndicators) + With(kFeed, c.from, c.to));
    const FigureReport report = SmallReport(
        catalogue, "2023-Q3", std::string(kFedRows) + "figures:\n  a: {resolved: 1, on_time: 1}\n");
    FindingList findings("i.yaml");
    EXPECT_FALSE(
        FeedCriteria(catalogue, report, set, EmptyAnswers(set, UnitId("d")), findings).has_value());
    EXPECT_THAT(Places(std::move(findings)), ElementsAre(c.want));
  }
}

TEST(FeedCriteria, FiguresThatContradictEachOtherAreRefused) {
  const CriteriaSet set = SetOf(kForecastSet);
  const IndicatorCatalogue catalogue =
      SmallCatalogue(std::string(kSmallIndicators) + std::string(kFeed));
  const FigureReport report = SmallReport(
      catalogue, "2023-Q3", std::string(kFedRows) + "figures:\n  top: {resolved: 5, on_time: 6}\n");
  FindingList findings("i.yaml");
  EXPECT_FALSE(
      FeedCriteria(catalogue, report, set, EmptyAnswers(set, UnitId("d")), findings).has_value());
  EXPECT_THAT(Places(std::move(findings)), ElementsAre("0:0 figure_above_whole"));
}

}  // namespace
}  // namespace par::domain
