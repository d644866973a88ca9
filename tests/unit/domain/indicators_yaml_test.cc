// Goal: a catalogue of indicators is read as written, and every fault is named at its place.
// Method: the small catalogue; one fault spoilt in per row.
#include "common/domain/indicators_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;

TEST(IndicatorsYaml, ReadsWhatIsWritten) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const Indicator& on_time = catalogue.indicators[catalogue.FindIndicator("on_time")];
  EXPECT_EQ(on_time.owner, "Một cửa");
  EXPECT_EQ(on_time.figure.range.part_of, catalogue.FindIndicator("resolved"));
  const Indicator& received = catalogue.indicators[catalogue.FindIndicator("received")];
  EXPECT_EQ(received.owner, "Văn phòng") << "the group's";
  EXPECT_EQ(received.over_time, OverTime::kFormula);
  EXPECT_EQ(catalogue.indicators[catalogue.FindIndicator("open")].over_time, OverTime::kLast);
  const RateIndicator& in_hand = catalogue.rates[catalogue.FindRate("in_hand")];
  EXPECT_THAT(in_hand.reads, ElementsAre(0, 5));
  EXPECT_EQ(in_hand.numerator.TextOf(in_hand.numerator.root()), "open");
  EXPECT_EQ(in_hand.denominator.TextOf(in_hand.denominator.root()), "(received - 10)");
  const Identity& carried = catalogue.identities[2];
  EXPECT_THAT(carried.reads, ElementsAre(1));
  EXPECT_THAT(carried.reads_previous, ElementsAre(5));
  EXPECT_EQ(catalogue.identities[3].op, RuleOp::kIsLessOrEqual);
  EXPECT_NE(catalogue.targets[0].indicator, kNone);
  EXPECT_EQ(catalogue.targets[0].group, kNone) << "the indicator, not the group of that name";
  EXPECT_EQ(catalogue.targets[0].at_least, Rational::FromFraction(3, 4)) << "in percent";
  EXPECT_EQ(catalogue.targets[2].at_least, Rational::FromInt(3)) << "a plain number";
  EXPECT_EQ(catalogue.FindIndicator("rate"), kNone);
  EXPECT_EQ(catalogue.FindRate("open"), kNone);
}

TEST(IndicatorsYaml, NamesEveryFaultAtItsPlace) {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string want;
  };
  const Case cases[] = {
      {"another format", "parnet/indicators/1", "parnet/figures/1", "1:9 yaml_wrong_format"},
      {"capitals in the id", "id: small", "id: Small", "2:5 id_malformed"},
      {"a period that is none", "id: small", "id: small\nevery: week", "3:8 yaml_not_one_of"},
      {"a group that is not there", "group: plan, over", "group: plans, over",
       "15:53 indicator_group_unknown"},
      {"a whole that is not there", "part_of: received", "part_of: receive", "9:68 figure_unknown"},
      {"an unknown key", "unit: hồ sơ, group", "units: hồ sơ, group", "8:45 yaml_key_unknown_near"},
      {"an unknown kind", "kind: signed", "kind: float", "14:29 yaml_not_one_of"},
      {"bounds the wrong way", "most: 200", "least: 300, most: 200", "15:3 figure_bounds_reversed"},
      {"a word of the language", "  money:", "  previous:", "14:3 local_name_malformed"},
      {"an indicator twice", "  fresh:", "  carried:", "10:3 yaml_key_repeated"},
      {"a rate with an indicator's name", "  rate:", "  open:", "18:3 id_repeated"},
      {"a formula of a formula", "over_time: first", "over_time: received + fresh",
       "9:3 indicator_over_time_chain"},
      {"a formula reads the year before", "over_time: carried + fresh",
       "over_time: previous.carried", "8:83 rule_no_previous"},
      {"a rate that divides nothing", "of: on_time / resolved", "of: on_time * 2",
       "18:51 rate_not_a_quotient"},
      {"a rate of what is not there", "of: on_time / resolved", "of: on_tim / resolved",
       "18:51 rule_unknown_name"},
      {"an identity that is no comparison", "holds: received = resolved + open",
       "holds: received + open", "22:26 rule_not_a_condition"},
      {"more than one comparison", "holds: received = resolved + open",
       "holds: received = resolved = open", "22:26 identity_not_comparison"},
      {"an identity twice", "id: balance", "id: received", "22:5 id_repeated"},
      {"a target of nothing", "of: received, at_least", "of: receivd, at_least",
       "28:10 indicator_unknown"},
      {"a target in words", "at_least: 98", "at_least: high", "27:26 number_malformed"},
      {"a level that is not there", "level: commune", "level: village", "27:37 yaml_not_one_of"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    std::string text(kSmallIndicators);
    const std::size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, c.from.size(), c.to);
    FindingList findings("i.yaml");
    EXPECT_FALSE(ReadIndicators(text, findings).has_value());
    EXPECT_THAT(Places(std::move(findings)), ::testing::Contains(c.want));
  }
  FindingList findings("i.yaml");
  EXPECT_FALSE(
      ReadIndicators("format: parnet/indicators/1\nid: a\ntitle: T\n", findings).has_value());
  EXPECT_THAT(Places(std::move(findings)), ElementsAre("1:1 list_empty"));
}

TEST(IndicatorsYaml, ACatalogueMaySayHowOftenItIsAskedFor) {
  EXPECT_EQ(SmallCatalogue().every, std::nullopt);
  struct Case {
    std::string_view why;
    PeriodKind want;
  };
  const Case cases[] = {{"month", PeriodKind::kMonth},
                        {"quarter", PeriodKind::kQuarter},
                        {"half_year", PeriodKind::kHalfYear},
                        {"year", PeriodKind::kYear}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    FindingList findings("i.yaml");
    const auto catalogue = ReadIndicators(
        std::string(kSmallIndicators) + "every: " + std::string(c.why) + "\n", findings);
    ASSERT_TRUE(catalogue.has_value());
    EXPECT_EQ(catalogue->every, c.want);
  }
}

TEST(IndicatorsYaml, AFeedNamesIndicatorsThatExist) {
  const std::string feed =
      "criteria:\n  set: s\n  figures: {a.b: {of: open, unit: x}, c: {of: nothing, unit: x}}\n"
      "  children: {of: X, figures: {d: {of: rate}}}\n";
  FindingList findings("i.yaml");
  EXPECT_FALSE(ReadIndicators(std::string(kSmallIndicators) + feed, findings).has_value());
  EXPECT_THAT(
      Places(std::move(findings)),
      ElementsAre("31:47 indicator_unknown", "32:18 id_malformed", "32:39 indicator_unknown"));
}

}  // namespace
}  // namespace par::domain
