// Goal: whoever imports units or a criteria set sees before what is wrong in the file, all of it
// with its place, and what would change; looking enters nothing. A unit's days and lineage are
// told. Method: the province's node in memory, real files of criteria/ and files with faults.
#include <optional>
#include <set>

#include "tests/unit/services/common_desks_world.h"

namespace par::services {
namespace {

using par::testing::ReadText;
using par::testing::ReasonIs;
using ::testing::ElementsAre;

class DeskLooks : public CommonDesks {};

// What an administrator sees before he imports: everything wrong at once, or what would change.
TEST_F(DeskLooks, ATreeIsLookedAtBeforeItIsTaken) {
  const auto check = [&](const std::string& yaml, const std::string& unit = "quang-ngai") {
    unit::v1::CheckUnitsRequest request;
    request.set_actor_unit(unit);
    request.set_units_yaml(yaml);
    return desks_.units_desk.Check(store_, request);
  };
  const std::string units = ReadText("criteria/units/quang-ngai-2023.yaml");
  const std::uint64_t entries = Entries();
  ASSERT_OK_AND_ASSIGN(const auto first, check(units));
  EXPECT_EQ(first.finding_count(), 0u);
  EXPECT_EQ(first.differences_size(), static_cast<int>(first.units())) << "all of them are new";
  EXPECT_EQ(first.differences(0).what(), "added");

  ASSERT_OK(ImportUnits(units));
  ASSERT_OK_AND_ASSIGN(const auto same, check(units));
  EXPECT_EQ(same.differences_size(), 0);
  std::string other = units;
  const std::string_view renamed = "Xã Nghĩa Lâm, kind: xa";
  other.replace(other.find(renamed), renamed.size(), "Phường Nghĩa Lâm, kind: phuong");
  const auto gone = other.find("  - {id: nghia-thang");
  other.erase(gone, other.find('\n', gone) + 1 - gone);
  other += "  - {id: mo-duc, name: Huyện Mộ Đức, kind: huyen, parent: quang-ngai}\n";
  ASSERT_OK_AND_ASSIGN(const auto next, check(other));
  ASSERT_EQ(next.differences_size(), 3) << next.ShortDebugString();
  EXPECT_EQ(next.differences(0).unit() + next.differences(0).what(), "mo-ducadded");
  EXPECT_EQ(next.differences(1).unit() + next.differences(1).what(), "nghia-lamchanged");
  EXPECT_THAT(next.differences(1).fields(), ElementsAre("name", "kind"));
  EXPECT_EQ(next.differences(2).unit() + next.differences(2).what(), "nghia-thangremoved");

  ASSERT_OK_AND_ASSIGN(const auto wrong, check("format: parnet/units/1\nunits:\n"
                                               "  - {id: a, name: A, kind: lang}\n"
                                               "  - {id: b, nam: B, kind: xa}\n"));
  ASSERT_GE(wrong.findings_size(), 2);
  EXPECT_EQ(wrong.findings(0).line(), 3u);
  EXPECT_EQ(wrong.findings(0).reason(), "yaml_not_one_of");
  EXPECT_EQ(wrong.findings(1).line(), 4u);
  EXPECT_NE(wrong.findings(0).text_vi(), wrong.findings(0).text_en());
  EXPECT_THAT(check(units, "tu-nghia"), ReasonIs("units_not_top"));
  EXPECT_THAT(check(units, "nghia-hanh"), ReasonIs("unit_not_hosted"));
  EXPECT_EQ(Entries(), entries + 1) << "looking enters nothing";
}

// Two people each took the tree away; the second must not undo what the first has imported.
TEST_F(DeskLooks, AFileOfAnOlderTreeIsNotTakenForOneOfThisTree) {
  const std::string first =
      "format: parnet/units/1\nunits:\n"
      "  - {id: quang-ngai, name: Quảng Ngãi, kind: tinh}\n"
      "  - {id: cu, name: Cũ, kind: huyen, parent: quang-ngai, until: 2025-06-30}\n"
      "  - {id: moi, name: Mới, kind: huyen, parent: quang-ngai, from: 2025-07-01}\n";
  const std::string merged =
      first + "changes:\n  - {on: 2025-07-01, basis: NQ, before: [cu], after: [moi]}\n";
  const auto check = [&](const std::string& yaml, std::optional<std::uint64_t> expected) {
    unit::v1::CheckUnitsRequest request;
    request.set_actor_unit("quang-ngai");
    request.set_units_yaml(yaml);
    if (expected.has_value()) request.set_expected_version(*expected);
    return desks_.units_desk.Check(store_, request);
  };
  ASSERT_OK_AND_ASSIGN(const auto empty, check(first, 0));
  EXPECT_EQ(empty.version(), 0u);
  ASSERT_OK(ImportUnits(first));
  ASSERT_OK_AND_ASSIGN(const auto seen, check(merged, 1));
  EXPECT_EQ(seen.version(), 1u);
  EXPECT_EQ(seen.differences_size(), 0);
  ASSERT_EQ(seen.changes_added_size(), 1) << "a merger alone is a change, too";
  EXPECT_EQ(seen.changes_added(0).basis(), "NQ");
  std::string renamed = merged;
  renamed.replace(renamed.find("name: Mới"), std::string("name: Mới").size(), "name: Khác");
  ASSERT_OK_AND_ASSIGN(const auto other, check(renamed, std::nullopt));
  ASSERT_EQ(other.differences_size(), 1);
  EXPECT_THAT(other.differences(0).acts(), ElementsAre("renamed"));
  ASSERT_EQ(other.differences(0).values_size(), 1);
  EXPECT_EQ(other.differences(0).values(0).before() + other.differences(0).values(0).after(),
            "MớiKhác");
  ASSERT_OK(ImportUnits(renamed));
  EXPECT_THAT(check(merged, 1), ReasonIs("units_changed_since"));
  EXPECT_OK(check(merged, std::nullopt)) << "a file made by hand says nothing of a version";
}

TEST_F(DeskLooks, AUnitsDaysAndLineageAreTold) {
  const std::string yaml =
      "format: parnet/units/1\nunits:\n"
      "  - {id: quang-ngai, name: Quảng Ngãi, kind: tinh}\n"
      "  - {id: cu, name: Cũ, kind: huyen, parent: quang-ngai, until: 2025-06-30}\n"
      "  - {id: moi, name: Mới, kind: huyen, parent: quang-ngai, from: 2025-07-01}\n"
      "changes:\n  - {on: 2025-07-01, basis: Nghị quyết, before: [cu], after: [moi]}\n";
  ASSERT_OK(ImportUnits(yaml));
  unit::v1::ListUnitsRequest request;
  const auto today = *domain::Date::Parse("2026-01-01");
  ASSERT_OK_AND_ASSIGN(const auto now, desks_.units_desk.List(store_, request, today));
  EXPECT_EQ(now.units_size(), 2) << "the old one is gone";
  EXPECT_EQ(now.changes_size(), 0);
  request.set_history(true);
  ASSERT_OK_AND_ASSIGN(const auto all, desks_.units_desk.List(store_, request, today));
  ASSERT_EQ(all.units_size(), 3);
  EXPECT_EQ(all.units(0).until(), "2025-06-30");
  EXPECT_EQ(all.units(0).from(), "");
  ASSERT_EQ(all.units(0).memberships_size(), 1);
  EXPECT_EQ(all.units(0).memberships(0).parent(), "quang-ngai");
  ASSERT_EQ(all.changes_size(), 1);
  EXPECT_EQ(all.changes(0).before(0) + all.changes(0).after(0), "cumoi");
  EXPECT_EQ(all.version(), 1u);
  EXPECT_EQ(all.units_yaml(), yaml);
}

TEST_F(DeskLooks, ASetIsLookedAtBeforeItIsTaken) {
  const auto look = [&](const std::string& yaml) {
    criteria::v1::CheckSetRequest request;
    request.set_actor_unit("quang-ngai");
    request.set_criteria_yaml(yaml);
    return desks_.criteria.Look(store_, request);
  };
  const std::uint64_t entries = Entries();
  ASSERT_OK_AND_ASSIGN(const auto real, look(ReadText(kRealSet)));
  std::set<std::string> errors;
  std::uint32_t warnings = 0;
  for (const error::v1::FileFinding& finding : real.findings()) {
    EXPECT_GT(finding.line(), 0u) << finding.reason();
    if (finding.warning()) ++warnings;
    if (!finding.warning()) errors.insert(finding.reason());
  }
  EXPECT_EQ(errors,
            (std::set<std::string>{"lint_no_case", "lint_case_repeated", "lint_cases_overlap"}))
      << "what ARealDefectIsRefusedUntilItIsAcceptedByName accepts";
  EXPECT_EQ(real.set().warnings(), warnings);
  EXPECT_FALSE(real.fixed());
  ASSERT_OK_AND_ASSIGN(const auto broken, look("format: parnet/criteria/1\nfoo: 1\n"));
  EXPECT_FALSE(broken.has_set());
  EXPECT_GT(broken.findings_size(), 0);
  EXPECT_EQ(Entries(), entries) << "looking enters nothing";
  GiveUnits();
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  ASSERT_OK(Publish("commune-sample-2023", 1));
  ASSERT_OK_AND_ASSIGN(const auto known, look(ReadText(kCommuneSet)));
  EXPECT_TRUE(known.fixed());
}

// The editor's "So với bản đang dùng": the same differences as `parctl criteria diff`.
TEST_F(DeskLooks, ADraftIsComparedWithAVersionThatIsHere) {
  const auto compare = [&](const std::string& yaml, std::uint32_t version) {
    criteria::v1::CompareDraftRequest request;
    request.set_actor_unit("quang-ngai");
    request.set_criteria_yaml(yaml);
    request.set_version(version);
    return desks_.criteria.Compare(store_, request);
  };
  std::string next = ReadText(kCommuneSet);
  EXPECT_THAT(compare(next, 1), ReasonIs("criteria_set_unknown"));
  GiveUnits();
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  ASSERT_OK(Publish("commune-sample-2023", 1));
  const std::uint64_t entries = Entries();
  ASSERT_OK_AND_ASSIGN(const auto same, compare(next, 1));
  EXPECT_EQ(same.before().version(), 1u);
  EXPECT_EQ(same.changes_size(), 0);
  const auto at = next.find("title: ", next.find("\nareas:"));
  next.replace(at, next.find('\n', at) - at, "title: Tên mới");
  next.replace(next.find("\nversion: 1"), 11, "\nversion: 2");
  ASSERT_OK_AND_ASSIGN(const auto changed, compare(next, 1));
  ASSERT_EQ(changed.changes_size(), 1) << changed.ShortDebugString();
  EXPECT_EQ(changed.changes(0).kind() + changed.changes(0).field(), "changedtitle");
  EXPECT_EQ(changed.changes(0).after(), "Tên mới");
  EXPECT_THAT(compare(next, 7), ReasonIs("criteria_set_unknown"));
  EXPECT_THAT(compare(next, 0), ReasonIs("criteria_set_not_active"));
  EXPECT_THAT(compare("", 1), ReasonIs("yaml_empty"));
  EXPECT_EQ(Entries(), entries) << "looking enters nothing";
}

// The editor's try-out: one criterion of a text that nobody has entered, with figures typed for it.
TEST_F(DeskLooks, ACriterionOfADraftIsTried) {
  criteria::v1::TryCriterionRequest request;
  request.set_actor_unit("quang-ngai");
  request.set_criteria_yaml(ReadText(kRealSet));
  request.set_criterion("3.4.1");
  const auto give = [&](const std::string& figure, const std::string& value) {
    assessment::v1::FigureValue& one = *request.add_figures();
    one.set_figure(figure);
    one.set_value(value);
  };
  const std::uint64_t entries = Entries();
  ASSERT_OK_AND_ASSIGN(const auto nothing, desks_.criteria.Try(store_, request));
  EXPECT_EQ(nothing.leaf().state(), score::v1::LEAF_STATE_NOT_SCORED);
  give("tthc.district.resolved", "17747");
  give("tthc.district.on_time", "17310");
  ASSERT_OK_AND_ASSIGN(const auto scored, desks_.criteria.Try(store_, request));
  EXPECT_EQ(scored.leaf().id(), "3.4.1");
  EXPECT_EQ(scored.leaf().score_e4(), 19508);
  EXPECT_NE(scored.leaf().trace().find("17.310/17.747"), std::string::npos)
      << scored.leaf().trace();
  request.mutable_figures(1)->set_value("99999");
  EXPECT_THAT(desks_.criteria.Try(store_, request), ReasonIs("figure_above_whole"));
  request.set_criterion("3");
  EXPECT_THAT(desks_.criteria.Try(store_, request), ReasonIs("criterion_unknown")) << "an area";
  request.set_criteria_yaml("format: parnet/criteria-set/1\n");
  EXPECT_FALSE(desks_.criteria.Try(store_, request).ok()) << "the first fault of the text";
  EXPECT_EQ(Entries(), entries) << "trying enters nothing";
}

}  // namespace
}  // namespace par::services
