// Goal: a decision is published only if its numbers agree, never changes, and anyone finds what was
// altered in a copy of it.
// Method: a decision on three units is spoilt one value at a time; a correction supersedes it;
// every text and number of it is altered once and verified.
#include "common/domain/decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/base/merkle.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Points P(std::int64_t e4) { return Points::FromE4(e4); }

DecisionLeaf MakeLeaf(std::string criterion, std::int64_t e4, std::int64_t maximum) {
  return {std::move(criterion), Mark::Scored(P(e4)), P(maximum), P(maximum)};
}

// Adds up what the leaves say, so that each test spoils one thing only.
void AddUp(DecisionLine& line) {
  line.total = line.effective_maximum = Points();
  for (DecisionArea& area : line.areas) {
    area.total = area.maximum = area.counted = Points();
    for (const DecisionLeaf& leaf : area.leaves) {
      area.total += leaf.mark.points;
      area.maximum += leaf.maximum;
      area.counted += leaf.counted;
    }
    line.total += area.source == Source::kPenalty ? -area.total : area.total;
    if (area.source != Source::kPenalty) line.effective_maximum += area.counted;
  }
  line.converted = Points::FromRational(
      line.total.ToRational() * Rational::FromInt(100) / line.effective_maximum.ToRational(), 2);
}

DecisionLine Line(std::string unit, std::int64_t first, std::int64_t second) {
  DecisionLine line;
  line.unit = UnitId(unit);
  line.name = "Xã " + unit;
  line.group = "xã";
  DecisionArea one;
  one.id = "1";
  one.title = "Chỉ đạo, điều hành";
  one.leaves = {MakeLeaf("1.1", first, 60'0000), MakeLeaf("1.2", second, 40'0000)};
  DecisionArea penalty;
  penalty.id = "P";
  penalty.source = Source::kPenalty;
  penalty.leaves = {{"P.1", Mark::Scored(Points()), P(5'0000), Points()}};
  line.areas = {one, penalty};
  AddUp(line);
  return line;
}

Decision SampleDecision() {
  Decision decision;
  decision.number = DecisionId("2873/QĐ-UBND");
  decision.date = *Date::Of(2023, 12, 20);
  decision.issuer = UnitId("tu-nghia");
  decision.cycle = CycleId("tu-nghia-2023");
  decision.year = 2023;
  decision.set_id = "commune-2023";
  decision.set_version = 2;
  decision.set_hash = Sha256::Of("set");
  decision.classes = {{"good", "Tốt", Decimal::FromInt(80)}, {"weak", "Yếu", Decimal::FromInt(0)}};
  decision.lines = {Line("a", 46'2482, 40'0000), Line("b", 60'0000, 34'5000),
                    Line("c", 30'0000, 0)};
  decision.lines[0].rank = 2;
  decision.lines[1].rank = 1;
  decision.lines[2].rank = 3;
  decision.lines[0].class_id = decision.lines[1].class_id = "good";
  decision.lines[2].class_id = "weak";
  return decision;
}

std::vector<std::string> Reasons(const std::vector<absl::Status>& problems) {
  std::vector<std::string> reasons;
  for (const absl::Status& problem : problems) reasons.push_back(ReasonOf(problem));
  return reasons;
}

TEST(Decision, IsPublishedWhenItsNumbersAgree) {
  const auto published = Publish(SampleDecision(), nullptr);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(PrintedTotal(SampleDecision(), SampleDecision().lines[0], NumberStyle::kVietnamese),
            "86,25");
  EXPECT_EQ(published->hash(), Sha256::Of(WholeBytes(SampleDecision())));
  EXPECT_EQ(published->decision(), SampleDecision());
}

TEST(Decision, NamesEverythingThatKeepsItFromBeingMade) {
  struct Case {
    std::string_view why;
    std::function<void(Decision&)> spoil;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"no number", [](Decision& d) { d.number = DecisionId(); }, {"decision_incomplete"}},
      {"no units", [](Decision& d) { d.lines.clear(); }, {"decision_incomplete"}},
      {"one unit twice",
       [](Decision& d) { d.lines[1].unit = d.lines[0].unit; },
       {"decision_line_order"}},
      {"a leaf above its maximum by the smallest step",
       [](Decision& d) {
         d.lines[1].areas[0].leaves[0].mark.points = P(60'0001);
         AddUp(d.lines[1]);
       },
       {"reconcile_score_above_maximum"}},
      {"leaves that miss the area",
       [](Decision& d) { d.lines[2].areas[0].leaves[1].mark.points = P(1); },
       {"reconcile_parts_of_score"}},
      {"areas that miss the total",
       [](Decision& d) { d.lines[2].total = P(30'0001); },
       {"reconcile_groups_of_total"}},
      {"a maximum not reduced",
       [](Decision& d) {
         DecisionLeaf& leaf = d.lines[2].areas[0].leaves[1];
         leaf.mark = {MarkState::kNotApplicable, Points()};
         leaf.counted = Points();
         d.lines[2].areas[0].counted = P(60'0000);
       },
       {"reconcile_effective_maximum", "reconcile_converted"}},
      {"a leaf taken out though it was scored",
       [](Decision& d) {
         d.lines[2].areas[0].leaves[1].counted = Points();
         AddUp(d.lines[2]);
       },
       {"reconcile_parts_not_applicable"}},
      {"a percentage cut off instead of rounded",
       [](Decision& d) { d.lines[0].converted = P(86'2400); },
       {"reconcile_converted"}},
      {"a rank against the totals",
       [](Decision& d) { std::swap(d.lines[0].rank, d.lines[1].rank); },
       {"reconcile_rank", "reconcile_rank"}},
      {"a class too high",
       [](Decision& d) { d.lines[2].class_id = "good"; },
       {"decision_class_wrong"}},
      {"it supersedes nothing known",
       [](Decision& d) { d.supersedes = DecisionId("1"); },
       {"decision_supersedes_wrong"}},
      {"changes against nothing",
       [](Decision& d) { d.changes.push_back({}); },
       {"decision_changes_wrong"}},
      {"several at once, all named",
       [](Decision& d) {
         d.issuer = UnitId();
         d.lines[0].total = P(0);
         d.lines[2].class_id = "";
       },
       {"decision_incomplete", "reconcile_groups_of_total", "reconcile_rank", "reconcile_rank",
        "decision_class_wrong"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    Decision draft = SampleDecision();
    c.spoil(draft);
    EXPECT_EQ(Reasons(DecisionProblems(draft, nullptr)), c.want);
    const auto published = Publish(draft, nullptr);
    EXPECT_EQ(ReasonOf(published.status()), "decision_refused");
    EXPECT_EQ(ParametersOf(published.status())[1].value, std::to_string(c.want.size()));
  }
}

TEST(Decision, APenaltyIsTakenAwayOutsideTheMaximum) {
  Decision draft = SampleDecision();
  DecisionLine& line = draft.lines[1];
  line.areas[1].leaves[0].mark.points = P(2'0000);
  AddUp(line);
  EXPECT_EQ(line.total, P(92'5000));
  EXPECT_EQ(line.effective_maximum, P(100'0000));
  EXPECT_THAT(DecisionProblems(draft, nullptr), IsEmpty());
}

TEST(Decision, AUnitThatDidNotSubmitHasALineAndNoRank) {
  Decision draft = SampleDecision();
  DecisionLine absent;
  absent.unit = UnitId("d");
  absent.submitted = false;
  draft.lines.push_back(absent);
  EXPECT_THAT(DecisionProblems(draft, nullptr), IsEmpty());
  draft.lines.back().rank = 4;
  EXPECT_THAT(Reasons(DecisionProblems(draft, nullptr)), ElementsAre("reconcile_rank"));
}

TEST(Decision, ACorrectionSupersedesAndListsAllThatChanged) {
  const auto first = Publish(SampleDecision(), nullptr);
  ASSERT_TRUE(first.ok());
  Decision second = SampleDecision();
  second.number = DecisionId("3001/QĐ-UBND");
  second.lines[0].areas[0].leaves[0].mark.points = P(56'2482);
  AddUp(second.lines[0]);
  second.lines[0].rank = 1;
  second.lines[1].rank = 2;
  EXPECT_THAT(Reasons(DecisionProblems(second, &*first)), ElementsAre("decision_supersedes_wrong"))
      << "it must say what it supersedes";
  second.supersedes = first->decision().number;
  second.superseded_hash = first->hash();
  EXPECT_THAT(Reasons(DecisionProblems(second, &*first)), ElementsAre("decision_changes_wrong"));
  second.changes = ChangesBetween(first->decision(), second);
  std::vector<std::string> said;
  for (const DecisionChange& change : second.changes) {
    said.push_back(change.unit.value() + " " + change.what + " " + change.before + ">" +
                   change.after);
  }
  EXPECT_THAT(said, ElementsAre("a leaf 1.1 46.2482>56.2482", "a total 86.2482>96.2482",
                                "a converted 86.25>96.25", "a rank 2>1", "b rank 1>2"));
  const auto published = Publish(second, &*first);
  ASSERT_TRUE(published.ok()) << published.status();
  second.issuer = UnitId("another-unit");
  EXPECT_THAT(Reasons(DecisionProblems(second, &*first)), ElementsAre("decision_supersedes_wrong"))
      << "nobody supersedes another's";
  second.issuer = first->decision().issuer;
  second.superseded_hash = Sha256::Of("another history");
  EXPECT_THAT(Reasons(DecisionProblems(second, &*first)), ElementsAre("decision_supersedes_wrong"));
}

TEST(Decision, EveryAlterationChangesItsHash) {
  const std::function<void(Decision&)> alterations[] = {
      [](Decision& d) { d.number = DecisionId("2874/QĐ-UBND"); },
      [](Decision& d) { d.date = d.date.Plus(1); },
      [](Decision& d) { d.issuer = UnitId("x"); },
      [](Decision& d) { d.cycle = CycleId("x"); },
      [](Decision& d) { ++d.year; },
      [](Decision& d) { d.set_id += "x"; },
      [](Decision& d) { ++d.set_version; },
      [](Decision& d) { d.set_hash.bytes[31] ^= 1u; },
      [](Decision& d) { ++d.total_places; },
      [](Decision& d) { d.ties = Ties::kDense; },
      [](Decision& d) { d.rank_by = RankBasis::kConverted; },
      [](Decision& d) { d.classes[0].title += "x"; },
      [](Decision& d) { d.classes[0].from = Decimal::FromInt(81); },
      [](Decision& d) { d.supersedes = DecisionId("x"); },
      [](Decision& d) { d.superseded_hash.bytes[0] ^= 1u; },
      [](Decision& d) { d.changes.push_back({}); },
      [](Decision& d) { d.lines.pop_back(); },
      [](Decision& d) { std::swap(d.lines[0], d.lines[1]); },
      [](Decision& d) { d.lines[0].name += "x"; },
      [](Decision& d) { d.lines[0].group += "x"; },
      [](Decision& d) { d.lines[0].submitted = false; },
      [](Decision& d) { ++d.lines[0].rank; },
      [](Decision& d) { d.lines[0].class_id += "x"; },
      [](Decision& d) { d.lines[0].total += P(1); },
      [](Decision& d) { d.lines[0].effective_maximum += P(1); },
      [](Decision& d) { d.lines[0].converted.reset(); },
      [](Decision& d) { d.lines[0].areas[0].total += P(1); },
      [](Decision& d) { d.lines[0].areas[0].title += "x"; },
      [](Decision& d) { d.lines[0].areas[0].source = Source::kSurvey; },
      [](Decision& d) { d.lines[0].areas[0].leaves[0].mark.points += P(1); },
      [](Decision& d) { d.lines[0].areas[0].leaves[0].mark.state = MarkState::kWaived; },
      [](Decision& d) { d.lines[0].areas[0].leaves[0].maximum += P(1); },
      [](Decision& d) { d.lines[0].areas[0].leaves[0].counted += P(1); },
      // The same bytes in other fields.
      [](Decision& d) {
        d.lines[0].group = d.lines[0].name + d.lines[0].group;
        d.lines[0].name.clear();
      },
  };
  std::vector<Sha256> hashes = {Sha256::Of(WholeBytes(SampleDecision()))};
  for (const auto& alter : alterations) {
    Decision altered = SampleDecision();
    alter(altered);
    hashes.push_back(Sha256::Of(WholeBytes(altered)));
  }
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(hashes[i], hashes[j]) << j << " and " << i;
  }
}

TEST(Decision, TheBytesStayAsTheyAre) {
  // If this fails, signatures of the past no longer verify: make a new version instead.
  EXPECT_EQ(Sha256::Of(WholeBytes(SampleDecision())).Hex(),
            "109d124f3ed66ca911906a6722a583278fe8c593b4eb20392bbd0e71f26183ba");
}

TEST(Decision, OneLineIsProvenWithoutTheOthers) {
  const Decision decision = SampleDecision();
  std::vector<Sha256> leaves;
  for (const DecisionLine& line : decision.lines) leaves.push_back(MerkleLeaf(LineBytes(line)));
  const auto path = MerklePath(leaves, 1);
  EXPECT_TRUE(MerkleProves(leaves[1], 1, 3, path, RootOf(decision)));
  DecisionLine altered = decision.lines[1];
  altered.rank = 2;
  EXPECT_FALSE(MerkleProves(MerkleLeaf(LineBytes(altered)), 1, 3, path, RootOf(decision)));
}

CriteriaSet Set() {
  CriteriaSet set;
  set.id = "commune-2023";
  set.version = 2;
  set.classes = SampleDecision().classes;
  const auto area = [&](std::string id, Source source) {
    Node node;
    node.id = std::move(id);
    node.source = source;
    set.nodes.push_back(std::move(node));
  };
  const auto add = [&](std::string id, NodeIndex parent, std::int64_t maximum) {
    Node node;
    node.id = std::move(id);
    node.parent = parent;
    node.source = set.nodes[parent].source;
    node.maximum = P(maximum);
    node.leaf = static_cast<LeafIndex>(set.leaves.size());
    Leaf leaf;
    leaf.node = static_cast<NodeIndex>(set.nodes.size());
    set.nodes.push_back(std::move(node));
    set.leaves.push_back(std::move(leaf));
  };
  area("1", Source::kSelfAssessed);
  add("1.1", 0, 60'0000);
  add("1.2", 0, 40'0000);
  area("P", Source::kPenalty);
  add("P.1", 3, 5'0000);
  set.Index();
  return set;
}

TEST(VerifyDecision, ConfirmsWhatIsRightAndNamesWhatIsNot) {
  const auto published = Publish(SampleDecision(), nullptr);
  ASSERT_TRUE(published.ok());
  const RecomputedUnit same{UnitId("a"), SampleDecision().lines[0].areas[0].leaves};
  EXPECT_THAT(VerifyDecision(SampleDecision(), published->hash(), Set(), {same}), IsEmpty());

  Decision altered = SampleDecision();
  altered.lines[2].rank = 2;
  EXPECT_THAT(Reasons(VerifyDecision(altered, published->hash(), Set(), {})),
              ElementsAre("decision_hash_wrong", "reconcile_rank"));
  CriteriaSet later = Set();
  later.version = 3;
  EXPECT_THAT(Reasons(VerifyDecision(SampleDecision(), published->hash(), later, {})),
              ElementsAre("decision_set_wrong"));
  CriteriaSet other = Set();
  other.nodes[1].maximum = P(39'0000);
  std::vector<std::string> texts;
  for (const absl::Status& problem :
       VerifyDecision(SampleDecision(), published->hash(), other, {})) {
    texts.push_back(TextOf(problem, Language::kVietnamese));
  }
  EXPECT_THAT(texts, ElementsAre("Xã a: không khớp với bộ chỉ số “commune-2023@2”",
                                 "Xã b: không khớp với bộ chỉ số “commune-2023@2”",
                                 "Xã c: không khớp với bộ chỉ số “commune-2023@2”"))
      << "every unit, by its name";
  RecomputedUnit differs = same;
  differs.leaves[1].mark.points = P(39'9999);
  EXPECT_THAT(Reasons(VerifyDecision(SampleDecision(), published->hash(), Set(), {differs})),
              ElementsAre("decision_leaf_wrong"));
  const RecomputedUnit stranger{UnitId("z"), {MakeLeaf("1.1", 0, 1)}};
  EXPECT_THAT(Reasons(VerifyDecision(SampleDecision(), published->hash(), Set(), {stranger})),
              ElementsAre("decision_leaf_wrong"));
}

// Each is published without a difference, for its own numbers agree: only the set says otherwise.
TEST(VerifyDecision, HoldsAreasAndWaivedLeavesAgainstTheSet) {
  const auto waive = [](DecisionLine& line, std::size_t area, Points points, Points counted) {
    line.areas[area].leaves.back().mark = {MarkState::kWaived, points};
    line.areas[area].leaves.back().counted = counted;
  };
  constexpr WaivedPolicy kOut = WaivedPolicy::kReducedMaximum;
  constexpr WaivedPolicy kFull = WaivedPolicy::kFull;
  const struct {
    std::string_view why;
    std::function<void(DecisionLine&)> alter;
    WaivedPolicy waived;
    bool fits;
  } kCases[] = {
      {"an added penalty", [](DecisionLine& l) { l.areas[1].source = Source::kBonus; }, kOut,
       false},
      {"an area of another name", [](DecisionLine& l) { l.areas[0].id = "2"; }, kOut, false},
      {"one area more", [](DecisionLine& l) { l.areas.emplace_back().id = "2"; }, kOut, false},
      {"waived and taken out", [&](DecisionLine& l) { waive(l, 0, P(0), P(0)); }, kOut, true},
      {"waived and given in full", [&](DecisionLine& l) { waive(l, 0, P(40'0000), P(40'0000)); },
       kOut, false},
      {"waived and taken out", [&](DecisionLine& l) { waive(l, 0, P(0), P(0)); }, kFull, false},
      {"waived and given in full", [&](DecisionLine& l) { waive(l, 0, P(40'0000), P(40'0000)); },
       kFull, true},
      {"a waived penalty", [&](DecisionLine& l) { waive(l, 1, P(0), P(0)); }, kFull, true},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    CriteriaSet set = Set();
    set.waived = c.waived;
    Decision decision = SampleDecision();
    c.alter(decision.lines[2]);
    AddUp(decision.lines[2]);
    const auto published = Publish(decision, nullptr);
    ASSERT_TRUE(published.ok()) << published.status();
    EXPECT_EQ(Reasons(VerifyDecision(decision, published->hash(), set, {})),
              std::vector<std::string>(c.fits ? 0 : 1, "decision_set_wrong"));
  }
}

}  // namespace
}  // namespace par::domain
