// Goal: a criteria set is changed by nobody but its issuer, of two people who write on from one
// draft the second sees what the first entered, and what units bring back to a node that lost it is
// told to the others, without an older one taking the place of a newer. Method: the province's node
// in memory, which hosts a district, too; items as they would come.
#include <optional>

#include "common/base/sha256.h"
#include "tests/unit/services/common_desks_world.h"

namespace par::services {
namespace {

using par::testing::ReadText;
using par::testing::ReasonIs;

class IssuedSets : public CommonDesks {};

constexpr char kIndicators[] = R"(format: parnet/indicators/1
id: files
title: Hồ sơ
indicators:
  received: {title: Tiếp nhận, kind: count, most: 100000}
)";

criteria::v1::SetNotice NoticeOf(const std::string& yaml, criteria::v1::SetState state) {
  criteria::v1::SetNotice notice;
  notice.set_criteria_yaml(yaml);
  notice.set_state(state);
  return notice;
}

std::string WithVersion(std::string yaml, const std::string& version) {
  return yaml.replace(yaml.find("version: 2"), 10, "version: " + version);
}

// A district that lives on the province's node, or receives its sets, changes none of them.
TEST_F(IssuedSets, ASetIsChangedByNobodyButItsIssuer) {
  GiveUnits();
  const std::string id = "quang-ngai-district-2023";
  const std::string usable = ReadText(kUsableSet);
  const auto next_for = [&](const std::string& unit) {
    const auto list = desks_.criteria.List(store_,
                                           {.account = domain::AccountId("x"),
                                            .unit = domain::UnitId(unit),
                                            .roles = {domain::Role::kPublisher},
                                            .areas = {}},
                                           0);
    EXPECT_OK(list);
    return list->sets(0).next();
  };
  ASSERT_OK(Import(usable));
  EXPECT_THAT(Import(usable, {}, "publisher", "tu-nghia"), ReasonIs("criteria_set_of_another"));
  EXPECT_THAT(Import(WithVersion(usable, "3"), {}, "publisher", "tu-nghia"),
              ReasonIs("criteria_set_of_another"))
      << "a version of its own would become the active one";
  criteria::v1::CheckSetRequest look;
  look.set_actor_unit("tu-nghia");
  look.set_criteria_yaml(usable);
  EXPECT_THAT(desks_.criteria.Look(store_, look), ReasonIs("criteria_set_of_another"));
  EXPECT_THAT(Publish(id, 2, "tu-nghia"), ReasonIs("criteria_set_of_another"));
  EXPECT_EQ(next_for("tu-nghia"), "");
  EXPECT_EQ(next_for("quang-ngai"), "publish");
  ASSERT_OK(Publish(id, 2));
  EXPECT_THAT(Activate(id, 2, "tu-nghia"), ReasonIs("criteria_set_of_another"));
  EXPECT_EQ(next_for("tu-nghia"), "");
  ASSERT_OK(Activate(id, 2));
}

// Two people open one draft at the same moment; the rows are one course of that.
TEST_F(IssuedSets, ADraftTakesTheTextOfWhoeverSawWhatStandsThere) {
  GiveUnits();
  const std::string began = WithVersion(ReadText(kUsableSet), "3");
  const auto titled = [&](const std::string& title) {
    std::string text = began;
    return text.insert(text.find("title: ") + 7, title + " ");
  };
  const auto hash = [](const std::string& text) { return Sha256::Of(text).Hex(); };
  const std::string first = titled("An");
  const std::string second = titled("Bình");
  const struct {
    std::string_view why;
    std::string text;
    std::optional<std::string> base;
    std::string reason;
  } rows[] = {
      {"a draft that never was", began, hash(first), "criteria_draft_changed"},
      {"nothing stands there, as was seen", began, "", ""},
      {"begun from nothing, too, but later", first, "", "criteria_draft_changed"},
      {"the first of two goes on from it", first, hash(began), ""},
      {"the second does not know what the first entered", second, hash(began),
       "criteria_draft_changed"},
      {"the answer was lost: the same text again", first, hash(began), ""},
      {"the second has seen it", second, hash(first), ""},
      {"no hash at all", first, "x", "criteria_draft_changed"},
      {"a program that does not say what it saw", first, std::nullopt, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::uint64_t entries = Entries();
    criteria::v1::ImportSetRequest request;
    request.set_actor_unit("quang-ngai");
    request.set_criteria_yaml(row.text);
    if (row.base.has_value()) request.set_base_sha256(*row.base);
    const absl::Status said = Run(Kind::kImportSet, request, "publisher", "quang-ngai").status();
    if (row.reason.empty()) {
      EXPECT_OK(said);
    } else {
      EXPECT_THAT(said, ReasonIs(row.reason));
      EXPECT_EQ(said.code(), absl::StatusCode::kAborted);
    }
    EXPECT_EQ(Entries(), entries + (row.reason.empty() ? 1 : 0));
  }
  ASSERT_OK(Publish("quang-ngai-district-2023", 3));
  criteria::v1::ImportSetRequest late;
  late.set_actor_unit("quang-ngai");
  late.set_criteria_yaml(second);
  late.set_base_sha256(hash(began));
  EXPECT_THAT(Run(Kind::kImportSet, late, "publisher", "quang-ngai").status(),
              ReasonIs("criteria_set_fixed"))
      << "what can only be a new version is said first";

  Desks again;
  storage::MemoryStore empty;
  ASSERT_OK_AND_ASSIGN(const auto rebuilt,
                       ledger::RebuildAndCompare(*store_.NewSnapshot(), again.commands, empty));
  EXPECT_FALSE(rebuilt.difference.has_value());
}

TEST_F(IssuedSets, ASetThatCameIsThatOfTheUnitAbove) {
  GiveUnits();
  const std::string usable = ReadText(kUsableSet);
  auto notice = NoticeOf(usable, criteria::v1::SET_STATE_PUBLISHED);
  ASSERT_EQ(Come(TestKind::kReceived, ItemType::kSet, notice), "");
  EXPECT_THAT(Activate("quang-ngai-district-2023", 2, "tu-nghia"),
              ReasonIs("criteria_set_of_another"));
  ASSERT_OK(Activate("quang-ngai-district-2023", 2));
  notice = NoticeOf(WithVersion(usable, "3"), criteria::v1::SET_STATE_PUBLISHED);
  notice.set_issuer("tu-nghia");
  ASSERT_EQ(Come(TestKind::kReceived, ItemType::kSet, notice), "");
  EXPECT_OK(Activate("quang-ngai-district-2023", 3, "tu-nghia")) << "as stated";
}

// Each unit brings back what it was told, and what one of them was not told is older.
TEST_F(IssuedSets, AnActivationThatComesBackLeavesAHigherVersionActive) {
  GiveUnits();
  const std::string id = "quang-ngai-district-2023";
  const std::string second = ReadText(kUsableSet);
  const std::string third = WithVersion(second, "3");
  const auto active = criteria::v1::SET_STATE_ACTIVE;
  const auto come_back = [&](const std::string& yaml) {
    return Come(TestKind::kSentBack, ItemType::kSet, NoticeOf(yaml, active));
  };
  ASSERT_EQ(come_back(second), "");
  EXPECT_EQ(*desks_.sets.ActiveVersion(store_, id), 2u);
  std::uint64_t there = SentTo("nghia-hanh");
  ASSERT_EQ(come_back(third), "");
  EXPECT_EQ(*desks_.sets.ActiveVersion(store_, id), 3u);
  EXPECT_EQ(SentTo("nghia-hanh"), there + 1) << "it may since have been told of the second again";
  there = SentTo("nghia-hanh");
  const std::uint64_t others = SentTo("tu-nghia");
  ASSERT_EQ(come_back(second), "");
  EXPECT_EQ(*desks_.sets.ActiveVersion(store_, id), 3u);
  EXPECT_EQ(SentTo("nghia-hanh"), there);
  EXPECT_EQ(SentTo("tu-nghia"), others) << "nothing new";
}

TEST_F(IssuedSets, IndicatorsThatComeBackFromOneUnitAreToldToTheOthers) {
  GiveUnits();
  report::v1::IndicatorsNotice notice;
  notice.set_issuer("quang-ngai");
  notice.set_indicators_yaml(kIndicators);
  for (const std::uint64_t version : {1, 3, 2}) {
    SCOPED_TRACE(version);
    const std::uint64_t there = SentTo("nghia-hanh");
    const std::uint64_t others = SentTo("tu-nghia");
    notice.set_version(version);
    ASSERT_EQ(Come(TestKind::kSentBack, ItemType::kIndicators, notice), "");
    EXPECT_EQ(SentTo("tu-nghia"), others + (version == 2 ? 0 : 1)) << "newer ones alone";
    EXPECT_EQ(SentTo("nghia-hanh"), there) << "it has them";
  }
}

}  // namespace
}  // namespace par::services
