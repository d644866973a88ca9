// Goal: two versions of a set are told apart field by field, and a year scored
// again under the other version says what changes. Method: one small set
// changed in single places; differences and reports by hand.
#include "common/domain/rescore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/set_diff.h"
#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Brief(const std::vector<SetChange> &changes) {
  std::vector<std::string> brief;
  for (const SetChange &c : changes) {
    brief.push_back(std::string(Name(c.kind)) + ' ' + c.id + ' ' + c.field + ": " + c.before +
                    " -> " + c.after);
  }
  return brief;
}

TEST(Differences, NamesWhatChanged) {
  const CriteriaSet before = SetOf(kSmallSet);
  const struct {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    std::string want;
  } kCases[] = {
      {"a rule", "(b/a) * max", "(b/a) * 2", "changed 1.1 rule: (b/a) * max -> (b/a) * 2"},
      {"steps", "[0, 1, 2]", "[0, 2]", "changed 1.2 rule: judged: 0, 1, 2 -> judged: 0, 2"},
      {"a case", "otherwise: 0", "otherwise: 0.5",
       "changed 1.3 rule: c: max; otherwise: 0 -> c: max; otherwise: 0.5"},
      {"nothing arises", "then: not_applicable", "then: max",
       "changed 1.1 nothing_arises: a = 0: not_applicable -> a = 0: max"},
      {"a bound", "most: 100000", "most: 5", "changed files most: 100000 -> 5"},
      {"a deadline of the evidence", "title: Đúng hạn\n",
       "title: Đúng hạn\n        evidence: {deadline: 2023-01-31}\n",
       "changed 1.1 evidence.deadline:  -> 2023-01-31"},
      {"days to sign", "title: Đúng hạn\n",
       "title: Đúng hạn\n        evidence: {days_to_sign: 2}\n",
       "changed 1.1 evidence.days_to_sign: 0 -> 2"},
      {"the official guidance", "title: Đúng hạn\n",
       "title: Đúng hạn\n        note: Tính đến 30/11\n", "changed 1.1 note:  -> Tính đến 30/11"},
      {"a class", "from: 80", "from: 90", "changed  classes: good 80, weak 0 -> good 90, weak 0"},
      {"ties", "ties: gap", "ties: dense", "changed  ranking: gap, 1 -> dense, 1"},
      {"a class by another name", "title: Tốt", "title: Khá",
       "changed  classes.title: good Tốt, weak Yếu -> good Khá, weak Yếu"},
      {"the legal basis", "issuer: UBND tỉnh", "issuer: HĐND tỉnh",
       "changed  basis: 1/QĐ-UBND (2023-01-02), UBND tỉnh -> 1/QĐ-UBND "
       "(2023-01-02), HĐND tỉnh"},
      {"no longer a sample", "level: commune", "level: commune\nsample: true",
       "changed  sample: false -> true"},
      {"the level", "level: commune", "level: office", "changed  level: commune -> office"},
      {"what lowers the score", "rule: (b/a) * max", "rule: (b/a) * max\n        falls_with: [a]",
       "changed 1.1 falls_with:  -> a"},
      {"stands for others", "rule: (b/a) * max", "rule: (b/a) * max\n        rest: true",
       "changed 1.1 rest: false -> true"},
      {"where a figure comes from", "unit: hồ sơ,", "unit: hồ sơ, source: Sổ,",
       "changed files figure.source:  -> Sổ"},
      {"a policy", "not_applicable: reduced_max", "not_applicable: converted",
       "changed  not_applicable: reduced_max -> converted"},
  };
  for (const auto &c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(Brief(Differences(before, SetOf(With(kSmallSet, c.from, c.to)))),
                ElementsAre(c.want));
  }
  EXPECT_THAT(Differences(before, SetOf(With(kSmallSet, "(b/a) * max", "(b/a)  *  max"))),
              IsEmpty());
}

TEST(Differences, NamesWhatCameAndWent) {
  const CriteriaSet before = SetOf(kSmallSet);
  const CriteriaSet after =
      SetOf(With(kSmallSet, "id: \"2\"\n    title: Điều tra", "id: \"3\"\n    title: SIPAS"));
  EXPECT_THAT(Brief(Differences(before, after)),
              ElementsAre("removed 2 criterion: Điều tra -> ", "added 3 criterion:  -> SIPAS"));
}

TEST(Rescore, TellsWhatAnotherVersionChanges) {
  const CriteriaSet before = SetOf(kSmallSet);
  // Being in time for less than 70 % now earns nothing: the first unit falls
  // behind the second.
  const CriteriaSet after = SetOf(With(With(kSmallSet, "rule: (b/a) * max",
                                            "rule: [{when: b/a >= 0.7, score: max}, {when: b/a < "
                                            "0.7, score: 0}]"),
                                       "from: 80", "from: 46"));
  const std::vector<Answers> units = {
      AnswersOf(before, kSmallAnswers),
      AnswersOf(before, With(With(kSmallAnswers, "xa-a", "xa-b"), "judged: 1", "judged: 0"))};
  const RescoreReport report = Rescore(before, after, units);
  ASSERT_EQ(report.units.size(), 2u);
  const UnitChangeOfScore &first = report.units[0];
  EXPECT_EQ(first.unit, UnitId("xa-a"));
  EXPECT_EQ(first.total_before.e4(), 66234);
  EXPECT_EQ(first.total_after.e4(), 46234);
  EXPECT_EQ(first.rank_before, 1);
  EXPECT_EQ(first.rank_after, 1);
  EXPECT_EQ(first.class_before, "weak");
  EXPECT_EQ(first.class_after, "good");
  EXPECT_THAT(first.nodes,
              ElementsAre(NodeChange{"1", Points::FromE4(40000), Points::FromE4(20000)},
                          NodeChange{"1.1", Points::FromE4(20000), Points()}));
  EXPECT_EQ(report.units[1].rank_after, 2);
  EXPECT_THAT(first.dropped, IsEmpty());
}

TEST(Rescore, PointsOfTheReviewStandWhereTheLeafScoresAlike) {
  const CriteriaSet before = SetOf(kSmallSet);
  const ScoreOverride refused{
      .kind = ScoreOverride::Kind::kPoints, .points = Points(), .reason = "Không có tài liệu"};
  const ScoreOverride given{.kind = ScoreOverride::Kind::kPoints,
                            .points = Points::FromE4(20000),
                            .reason = "Đính chính"};
  const struct {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    std::vector<ReviewedPoints> reviewed;
    std::vector<std::string> dropped;
    std::int64_t after;
  } kCases[] = {
      // 1.1 refused, 1.2 judged 1, 1.3 earns 1, the survey 3.1234, bonus 2, penalty 1.
      {"only a title", "title: Đúng hạn\n", "title: Kịp thời\n", {{"1.1", true}}, {}, 61234},
      {"its rule, so the unit's 200 of 300 count",
       "(b/a) * max",
       "(b/a) * 1.5",
       {{"1.1", false}},
       {},
       71234},
      {"its figures",
       "b: {title: Đúng hạn, kind: count, part_of: a}",
       "b: {title: Đúng hạn, kind: count}",
       {{"1.1", true}},
       {},
       61234},
      {"it is gone", "id: \"1.1\"", "id: \"1.4\"", {{"1.1", false}}, {"1.1.b"}, 61234},
      {"points from outside beyond the new maximum: what the answers say is left",
       "{id: \"T\", title: Thưởng, maximum: 2",
       "{id: \"T\", title: Thưởng, maximum: 1",
       {{"1.1", true}},
       {"T"},
       46234},
  };
  for (const auto &c : kCases) {
    SCOPED_TRACE(c.why);
    const Answers answers = AnswersOf(before, kSmallAnswers);
    const ScoreOverrides put = {{before.FindLeaf("1.1"), refused}, {before.FindLeaf("T"), given}};
    const CriteriaSet after = SetOf(With(kSmallSet, c.from, c.to));
    const RescoreReport report = Rescore(before, after, {answers}, {put});
    ASSERT_EQ(report.units.size(), 1u);
    EXPECT_EQ(report.units[0].reviewed, c.reviewed);
    EXPECT_EQ(report.units[0].dropped, c.dropped);
    EXPECT_EQ(report.units[0].total_before.e4(), 61234) << "as reviewed";
    EXPECT_EQ(report.units[0].total_after.e4(), c.after);
  }
}

TEST(CarryOver, ListsWhatDoesNotFit) {
  const CriteriaSet before = SetOf(kSmallSet);
  std::string text = With(kSmallSet, "judged: [0, 1, 2]", "judged: [0, 2]");
  text = With(text, "title: Niêm yết, kind: yes_no", "title: Niêm yết, kind: count");
  text = With(text, "when: c,", "when: c > 0,");
  text = With(text, "id: \"2\"", "id: \"3\"");
  const CriteriaSet after = SetOf(text);
  const CarriedAnswers carried = CarryOver(before, AnswersOf(before, kSmallAnswers), after);
  EXPECT_THAT(carried.dropped, ElementsAre("1.3.c", "1.2", "2"));
  EXPECT_EQ(carried.answers.declarations.size(), 2u);
  EXPECT_EQ(carried.answers.figures[after.FindFigure("files")], Rational::FromInt(300));
  const ScoreSheet sheet = Score(after, carried.answers);
  EXPECT_EQ(sheet.not_scored, 3);
}

}  // namespace
}  // namespace par::domain
