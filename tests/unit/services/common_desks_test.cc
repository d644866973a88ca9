// Goal: units, criteria sets and cycles are taken in only from whom and as they should be, go down
// to every unit below, and nothing changes when anything is refused.
// Method: a province's node in memory (real ledger, real files of criteria/); each refusal is
// compared with all rows before it; at the end the state is rebuilt from the entries.
#include "tests/unit/services/common_desks_world.h"

namespace par::services {
namespace {

using par::testing::IsOk;
using par::testing::ReadText;
using par::testing::ReasonIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(CommonDesks, TheTreeComesFromTheTopAndGoesDown) {
  GiveUnits();
  EXPECT_EQ(SentTo("tu-nghia"), 1u);
  EXPECT_EQ(SentTo("nghia-hanh"), 1u);
  const std::uint64_t entries = Entries();
  EXPECT_THAT(ImportUnits(ReadText("criteria/units/quang-ngai-2023.yaml"), "tu-nghia"),
              ReasonIs("units_not_top"));
  EXPECT_THAT(ImportUnits("format: parnet/units/1\nunits: []\nunits: []\n"),
              ReasonIs("yaml_key_repeated"));
  EXPECT_THAT(ImportUnits(ReadText("criteria/units/quang-ngai-2023.yaml"), "nghia-hanh"),
              ReasonIs("unit_not_hosted"));
  EXPECT_EQ(Entries(), entries);
}

// Whoever compared his file with a tree replaces that tree, and none that came meanwhile.
TEST_F(CommonDesks, ATreeIsReplacedOnlyWhileItIsTheOneComparedWith) {
  GiveUnits();
  const std::string more =
      ReadText("criteria/units/quang-ngai-2023.yaml") +
      "  - {id: mo-duc, name: Huyện Mộ Đức, kind: huyen, parent: quang-ngai}\n";
  const auto import = [&](const std::string& yaml, std::uint64_t expected) {
    unit::v1::ImportUnitsRequest request;
    request.set_actor_unit("quang-ngai");
    request.set_units_yaml(yaml);
    request.set_expected_version(expected);
    return Run(Kind::kImportUnits, request, "administrator", "quang-ngai").status();
  };
  const std::uint64_t entries = Entries();
  EXPECT_THAT(import(more, 0), ReasonIs("units_changed_since"));
  EXPECT_THAT(import(more, 2), ReasonIs("units_changed_since"));
  EXPECT_EQ(Entries(), entries) << "nothing is entered";
  EXPECT_OK(import(more, 1));
  EXPECT_THAT(import(ReadText("criteria/units/quang-ngai-2023.yaml"), 1),
              ReasonIs("units_changed_since"))
      << "the second of two people";
  // Below, each node counts its own versions.
  unit::v1::ImportUnitsRequest sent;
  sent.set_units_yaml(more +
                      "  - {id: ba-to, name: Huyện Ba Tơ, kind: huyen, parent: quang-ngai}\n");
  sent.set_expected_version(77);
  EXPECT_EQ(Come(TestKind::kReceived, ItemType::kUnits, sent), "");
}

// A node publishes before a tree has come to it, and trees change: nobody is left without a set.
TEST_F(CommonDesks, AUnitNewBelowGetsTheSetsThatWerePublishedBeforeItWasKnown) {
  const auto tree = static_cast<std::uint32_t>(ItemType::kUnits);
  const auto set = static_cast<std::uint32_t>(ItemType::kSet);
  const std::string usable = ReadText(kUsableSet);
  ASSERT_OK(Import(usable));
  ASSERT_OK(Publish("quang-ngai-district-2023", 2));
  ASSERT_OK(Import(ReadText(kCommuneSet))) << "a draft stays here";
  EXPECT_THAT(TypesSentTo("tu-nghia"), IsEmpty()) << "nobody knows yet that it is below";

  const std::string units = ReadText("criteria/units/quang-ngai-2023.yaml");
  ASSERT_OK(ImportUnits(units));
  EXPECT_THAT(TypesSentTo("tu-nghia"), ElementsAre(tree, set));
  EXPECT_THAT(TypesSentTo("nghia-hanh"), ElementsAre(tree, set));
  EXPECT_THAT(TypesSentTo("la-ha"), ElementsAre(tree, set)) << "below tu-nghia, which lives here";
  EXPECT_THAT(TypesSentTo("cho-chua"), IsEmpty()) << "nghia-hanh's own node looks after it";

  ASSERT_OK(ImportUnits(units +
                        "  - {id: mo-duc, name: Huyện Mộ Đức, kind: huyen, parent: quang-ngai}\n"));
  EXPECT_THAT(TypesSentTo("mo-duc"), ElementsAre(tree, set)) << "founded later";
  EXPECT_THAT(TypesSentTo("tu-nghia"), ElementsAre(tree, set, tree)) << "it had the set";
}

// A cycle cannot be in that position: its units must stand below its owner in the tree.
TEST_F(CommonDesks, ACycleCannotBeOpenedBeforeTheTreeHasCome) {
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  ASSERT_OK(Publish("commune-sample-2023", 1));
  cycle::v1::OpenCycleRequest request;
  request.set_actor_unit("tu-nghia");
  request.set_cycle_yaml(ReadText("criteria/cycles/tu-nghia-communes-2023.yaml"));
  EXPECT_THAT(Run(Kind::kOpenCycle, request, "administrator", "tu-nghia").status(),
              ReasonIs("unit_unknown"));
}

TEST_F(CommonDesks, ARealDefectIsRefusedUntilItIsAcceptedByName) {
  GiveUnits();
  const std::string real = ReadText(kRealSet);
  const std::uint64_t entries = Entries();
  EXPECT_THAT(Import(real), ReasonIs("lint_no_case"));
  EXPECT_THAT(Import(real, {"lint_no_case"}), ReasonIs("lint_case_repeated"));
  EXPECT_THAT(Import(real, {}, "clerk"), ReasonIs("not_permitted"));
  EXPECT_EQ(Entries(), entries);
  EXPECT_OK(Import(real, {"lint_no_case", "lint_case_repeated", "lint_cases_overlap"}));
  const auto set = desks_.criteria.Get(store_, [] {
    criteria::v1::GetSetRequest request;
    request.set_id("quang-ngai-district-2023");
    request.set_version(1);
    return request;
  }());
  ASSERT_OK(set);
  EXPECT_EQ(set->set().accepted_defects_size(), 3);
  EXPECT_EQ(set->criteria_yaml(), real);
}

TEST_F(CommonDesks, ASetIsGivenAsDataToThoseWhoDoNotReadYaml) {
  GiveUnits();
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  criteria::v1::GetSetRequest request;
  request.set_id("commune-sample-2023");
  request.set_version(1);
  request.set_structured(true);
  const auto got = desks_.criteria.Get(store_, request);
  ASSERT_OK(got);
  EXPECT_EQ(got->criteria_yaml(), "");
  const criteria::v1::Structure& set = got->structure();
  EXPECT_EQ(set.maximum_e4(), 1'000'000);
  EXPECT_EQ(set.classes(0).from(), "90");
  const auto node = [&set](std::string_view id) {
    for (const criteria::v1::Node& one : set.nodes()) {
      if (one.id() == id) return one;
    }
    return criteria::v1::Node();
  };
  EXPECT_FALSE(node("1").has_leaf());
  EXPECT_EQ(node("1.1.1").parent(), "1.1");
  const criteria::v1::Leaf by_date = node("1.1.1").leaf();
  EXPECT_EQ(by_date.inputs(0).figure(), "1.1.1.d");
  EXPECT_EQ(by_date.cases(0).when(), "days_late(d, 2023-01-20) = 0");
  EXPECT_EQ(by_date.cases(0).score(), "max");
  EXPECT_EQ(by_date.cases(0).when_text(), "d không sau ngày 20/01/2023");
  EXPECT_EQ(by_date.cases(1).score_text(), "0,5");
  EXPECT_THAT(node("1.1.2").leaf().steps_e4(), ElementsAre(0, 5'000, 10'000));
  EXPECT_TRUE(node("1.1.2").leaf().judged());
  const criteria::v1::Leaf ratio = node("1.1.3").leaf();
  EXPECT_EQ(ratio.nothing_arises().when(), "a = 0");
  for (const criteria::v1::Figure& figure : set.figures()) {
    if (figure.id() == "1.1.3.b") {
      EXPECT_EQ(figure.part_of(), "1.1.3.a");
    }
    if (figure.id() == "tthc.commune.received") {
      EXPECT_EQ(figure.cutoff(), "2023-09-25");
    }
  }
}

TEST_F(CommonDesks, APublishedVersionNeverChangesAndOneIsActive) {
  GiveUnits();
  const std::string usable = ReadText(kUsableSet);
  EXPECT_OK(Import(usable));
  EXPECT_OK(Import(usable)) << "a draft may be imported again";
  EXPECT_THAT(Activate("quang-ngai-district-2023", 2), ReasonIs("criteria_set_state"));
  const auto next_for = [&](domain::Role role, const std::string& unit) {
    const auto list = desks_.criteria.List(store_,
                                           {.account = domain::AccountId("x"),
                                            .unit = domain::UnitId(unit),
                                            .roles = {role},
                                            .areas = {}},
                                           0);
    EXPECT_OK(list);
    return list->sets(0).next() + (list->may_import() ? " may" : "");
  };
  EXPECT_EQ(next_for(domain::Role::kPublisher, "quang-ngai"), "publish may");
  EXPECT_EQ(next_for(domain::Role::kAdministrator, "quang-ngai"), "");
  EXPECT_EQ(next_for(domain::Role::kPublisher, "nghia-hanh"), "") << "on a node of its own";
  const std::uint64_t sent = SentTo("tu-nghia");
  EXPECT_OK(Publish("quang-ngai-district-2023", 2));
  EXPECT_EQ(next_for(domain::Role::kPublisher, "quang-ngai"), "activate may");
  EXPECT_EQ(SentTo("tu-nghia"), sent + 1);
  EXPECT_THAT(Import(usable), ReasonIs("criteria_set_fixed"));
  EXPECT_THAT(Publish("quang-ngai-district-2023", 2), ReasonIs("criteria_set_state"));
  EXPECT_THAT(Publish("quang-ngai-district-2023", 7), ReasonIs("criteria_set_unknown"));
  EXPECT_OK(Activate("quang-ngai-district-2023", 2));
  EXPECT_EQ(next_for(domain::Role::kPublisher, "quang-ngai"), " may");

  std::string next = usable;
  next.replace(next.find("version: 2"), 10, "version: 3");
  EXPECT_OK(Import(next));
  EXPECT_OK(Publish("quang-ngai-district-2023", 3));
  EXPECT_OK(Activate("quang-ngai-district-2023", 3));
  const auto active = desks_.sets.ActiveVersion(store_, "quang-ngai-district-2023");
  ASSERT_OK(active);
  EXPECT_EQ(*active, 3u);
}

// It may have been lost after it had told one unit and before it had told the next.
TEST_F(CommonDesks, ASetThatComesBackFromOneUnitIsToldToTheOthers) {
  GiveUnits();
  criteria::v1::SetNotice notice;
  notice.set_criteria_yaml(ReadText(kUsableSet));
  notice.set_state(criteria::v1::SET_STATE_PUBLISHED);
  exchange::v1::Event event;
  event.mutable_item()->set_type(static_cast<std::uint32_t>(ItemType::kSet));
  event.mutable_item()->set_unit("quang-ngai");
  event.mutable_item()->set_body(notice.SerializeAsString());
  const std::uint64_t there = SentTo("nghia-hanh");
  const std::uint64_t others = SentTo("tu-nghia");
  for (const char* time : {"first", "again"}) {
    SCOPED_TRACE(time);
    ASSERT_OK_AND_ASSIGN(const auto taken, Run(TestKind::kSentBack, event, "node"));
    EXPECT_EQ(taken.response, "");
    EXPECT_EQ(SentTo("tu-nghia"), others + 1);
    EXPECT_EQ(SentTo("nghia-hanh"), there) << "it has the set";
  }
}

// Dossiers are scored by it: what another unit publishes under the same name never takes its place.
TEST_F(CommonDesks, APublishedSetIsNotReplacedByAnotherText) {
  GiveUnits();
  const std::string own = ReadText(kUsableSet);
  ASSERT_OK(Import(own));
  ASSERT_OK(Publish("quang-ngai-district-2023", 2));
  std::string other = own;
  other.insert(other.find("title: ") + 7, "Another ");
  criteria::v1::SetNotice notice;
  notice.set_criteria_yaml(other);
  notice.set_state(criteria::v1::SET_STATE_ACTIVE);
  exchange::v1::Event event;
  event.mutable_item()->set_type(static_cast<std::uint32_t>(ItemType::kSet));
  event.mutable_item()->set_unit("quang-ngai");
  event.mutable_item()->set_body(notice.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const auto refused, Run(TestKind::kSentBack, event, "node"));
  EXPECT_EQ(refused.response, "criteria_set_fixed");
  notice.set_criteria_yaml(own);
  event.mutable_item()->set_body(notice.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const auto taken, Run(TestKind::kSentBack, event, "node"));
  EXPECT_EQ(taken.response, "") << "the same text in a later state";
}

TEST_F(CommonDesks, ACycleNeedsAPublishedSetOfItsLevelAndItsDeadlinesOnlyMoveLater) {
  GiveUnits();
  const std::string yaml = ReadText("criteria/cycles/tu-nghia-communes-2023.yaml");
  const auto open = [&](const std::string& text) {
    cycle::v1::OpenCycleRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_cycle_yaml(text);
    return Run(Kind::kOpenCycle, request, "administrator", "tu-nghia").status();
  };
  EXPECT_THAT(open(yaml), ReasonIs("criteria_set_unknown"));
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  EXPECT_THAT(open(yaml), ReasonIs("criteria_set_state"));
  ASSERT_OK(Publish("commune-sample-2023", 1));
  const std::uint64_t sent = SentTo("la-ha");
  EXPECT_OK(open(yaml));
  EXPECT_EQ(SentTo("la-ha"), sent + 1);
  EXPECT_THAT(open(yaml), ReasonIs("cycle_exists"));

  const auto extend = [&](const std::string& deadline, const std::string& date) {
    cycle::v1::ExtendDeadlineRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_id("tu-nghia-communes-2023");
    request.set_deadline(deadline);
    request.set_date(date);
    request.set_reason("mưa lũ");
    return Run(Kind::kExtendDeadline, request, "administrator", "tu-nghia").status();
  };
  EXPECT_THAT(extend("submit", "2023-10-01"), ReasonIs("deadline_not_later"));
  EXPECT_THAT(extend("submit", "2023-13-01"), ReasonIs("yaml_not_date"));
  EXPECT_THAT(extend("lunch", "2023-11-05"), ReasonIs("deadline_unknown"));
  EXPECT_THAT(extend("submit", "2024-11-05"), ReasonIs("cycle_deadline_order"));
  EXPECT_OK(extend("submit", "2023-11-05"));

  const auto next_for = [&](domain::Role role, const std::string& unit) {
    const auto list = desks_.cycles.List(store_,
                                         {.account = domain::AccountId("x"),
                                          .unit = domain::UnitId(unit),
                                          .roles = {role},
                                          .areas = {}},
                                         0);
    EXPECT_OK(list);
    const auto found = list->next().find("tu-nghia-communes-2023");
    return found == list->next().end() ? "" : found->second;
  };
  EXPECT_EQ(next_for(domain::Role::kCouncil, "tu-nghia"), "self_assessing");
  EXPECT_EQ(next_for(domain::Role::kAdministrator, "tu-nghia"), "self_assessing");
  EXPECT_EQ(next_for(domain::Role::kReviewer, "tu-nghia"), "");
  EXPECT_EQ(next_for(domain::Role::kAdministrator, "quang-ngai"), "") << "not its cycle";
  cycle::v1::ProposeDeadlinesRequest propose;
  EXPECT_THAT(CycleDesk::Propose(store_, propose, 0), ReasonIs("cycle_year"));
  propose.set_year(2023);
  EXPECT_EQ(CycleDesk::Propose(store_, propose, 0)->submit_by(), "2023-10-30");
  propose.set_like("tu-nghia-communes-2023");
  EXPECT_EQ(CycleDesk::Propose(store_, propose, 0)->submit_by(), "2024-11-05") << "as extended";
  propose.set_like("none");
  EXPECT_THAT(CycleDesk::Propose(store_, propose, 0), ReasonIs("cycle_unknown"));

  cycle::v1::AdvanceCycleRequest advance;
  advance.set_id("tu-nghia-communes-2023");
  advance.set_to_state("published");
  EXPECT_THAT(Run(Kind::kAdvanceCycle, advance, "administrator", "tu-nghia").status(),
              ReasonIs("cycle_state_unknown"));
  advance.set_to_state("in_review");
  EXPECT_THAT(Run(Kind::kAdvanceCycle, advance, "administrator", "tu-nghia").status(),
              ReasonIs("cycle_state_order"));
  for (const std::string to :
       {"self_assessing", "in_review", "provisional", "appeal_window", "final"}) {
    EXPECT_EQ(next_for(domain::Role::kCouncil, "tu-nghia"), to);
    advance.set_to_state(to);
    EXPECT_OK(Run(Kind::kAdvanceCycle, advance, "administrator", "tu-nghia").status());
  }
  EXPECT_EQ(next_for(domain::Role::kCouncil, "tu-nghia"), "") << "a decision publishes it";

  Desks again;
  storage::MemoryStore empty;
  const auto rebuilt = ledger::RebuildAndCompare(*store_.NewSnapshot(), again.commands, empty);
  ASSERT_OK(rebuilt);
  EXPECT_FALSE(rebuilt->difference.has_value());
  EXPECT_EQ(rebuilt->entries, Entries());
}

// The lines hold back what it does not know, until its program is a newer one.
TEST(ItemRouterTest, KnowsWhatItReceivesAndWhatItSentAndMayGetBack) {
  ItemRouter items;
  const auto receive = [](const ledger::Entry&, const exchange::Arrival&, ledger::Transaction&) {
    return absl::OkStatus();
  };
  items.On(ItemType::kSubmission, receive);
  items.OnSentBack<criteria::v1::SetNotice>(
      ItemType::kSet,
      [](const ledger::Entry&, const exchange::Arrival&, const criteria::v1::SetNotice&,
         ledger::Transaction&) { return absl::OkStatus(); });
  EXPECT_TRUE(items.Knows(static_cast<std::uint32_t>(ItemType::kSubmission)));
  EXPECT_TRUE(items.Knows(static_cast<std::uint32_t>(ItemType::kSet)));
  EXPECT_FALSE(items.Knows(static_cast<std::uint32_t>(ItemType::kDecision)));
}

}  // namespace
}  // namespace par::services
