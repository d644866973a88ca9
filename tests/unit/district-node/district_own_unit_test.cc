// Goal: nobody gets at the dossier of a unit he works in, worked in or stands beside: every way to
// judge a unit is closed to him, in whatever role.
// Method: every way is tried on a node by everyone in every role, and what came of it is compared
// with a reviewed table.
#include <gtest/gtest.h>

#include <functional>

#include "common/services/kinds.h"
#include "district-node/candidates.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using domain::Role;
using ::par::testing::ReasonIs;

// Whose dossier: of a commune, or of the district above it.
struct Target {
  std::string cycle;
  std::string unit;
};

// Who tries: an account that stands so to the unit, in every role it might have.
struct Person {
  std::string_view who;
  std::string unit;
  std::string account;
  std::vector<std::string> homes = {};
};
const Person kAroundCommune[] = {
    {"own", "la-ha", "cua-la-ha"},
    {"sibling", "song-ve", "cua-song-ve"},
    {"parent", "tu-nghia", "cua-tu-nghia"},
    {"above", "quang-ngai", "cua-tinh"},
    {"parent, works in la-ha too", "tu-nghia", "hai-noi", {"la-ha"}},
    {"parent, moved from la-ha", "tu-nghia", "tu-la-ha", {"la-ha"}},
};
const Person kAroundDistrict[] = {
    {"own", "tu-nghia", "cua-tu-nghia"},
    {"child", "la-ha", "cua-la-ha"},
    {"parent", "quang-ngai", "cua-tinh"},
    {"parent, moved from tu-nghia", "quang-ngai", "tu-tu-nghia", {"tu-nghia"}},
};

// What came of it: "no" for want of rights, "own" for his own unit, "yes" if only the work itself
// was looked at.
std::string Verdict(const absl::Status& status) {
  const std::string reason = domain::ReasonOf(status);
  if (reason == "own_unit_reviewed" || reason == "reviewer_of_own_unit") return "own";
  if (reason == "not_permitted") return "no";
  return "yes";
}

absl::Status Act(OneNode& node, const ledger::Actor& actor, const Target& target,
                 const std::string& kind, const std::string& assigned = "",
                 const std::string& area = "") {
  dossier::v1::ActRequest request;
  dossier::v1::Action& action = *request.mutable_action();
  action.set_cycle(target.cycle);
  action.set_unit(target.unit);
  action.set_kind(kind);
  action.set_text("Đối chiếu văn bản");
  action.set_criterion("1.4.2");
  action.set_account(assigned);
  if (!area.empty()) action.add_areas(area);
  return node.Run(services::Kind::kAct, actor, request.SerializeAsString()).status();
}

template <typename Request>
absl::Status Tried(OneNode& node, services::Kind kind, const ledger::Actor& actor,
                   const Target& target, Request request) {
  request.set_cycle(target.cycle);
  request.set_unit(target.unit);
  return node.Run(kind, actor, request.SerializeAsString()).status();
}

using Attempt = std::function<absl::Status(OneNode&, const ledger::Actor&, const Target&)>;

std::vector<std::pair<std::string, Attempt>> Attempts() {
  std::vector<std::pair<std::string, Attempt>> all;
  for (int number = 0; number < domain::kActionCount; ++number) {
    const auto kind = static_cast<domain::ActionKind>(number);
    const domain::Permission permission = domain::PermissionFor(kind);
    const bool judges = permission >= domain::Permission::kAccept &&
                        permission <= domain::Permission::kDecideAppeal;
    if (!judges || kind == domain::ActionKind::kDecideInSession) continue;
    const std::string name(domain::Name(kind));
    all.emplace_back(name, [name](OneNode& node, const auto& actor, const Target& target) {
      return Act(node, actor, target, name);
    });
  }
  all.emplace_back("enter_points", [](OneNode& node, const auto& actor, const Target& target) {
    dossier::v1::EnterPointsRequest request;
    request.add_points()->set_criterion("8.1.1");
    return Tried(node, services::Kind::kEnterPoints, actor, target, request);
  });
  all.emplace_back("mark_again", [](OneNode& node, const auto& actor, const Target& target) {
    return Tried(node, services::Kind::kMarkAgain, actor, target, review::v1::MarkAgainRequest());
  });
  all.emplace_back("propose", [](OneNode& node, const auto& actor, const Target& target) {
    review::v1::ProposeMarkRequest request;
    request.set_session("phien-1");
    return Tried(node, services::Kind::kProposeInSession, actor, target, request);
  });
  all.emplace_back("vote", [](OneNode& node, const auto& actor, const Target& target) {
    review::v1::VoteRequest request;
    request.set_session("phien-1");
    return Tried(node, services::Kind::kVoteInSession, actor, target, request);
  });
  return all;
}

// Everyone's best outcome, whatever role he comes in.
template <typename People>
std::string TableOf(const Target& target, const People& people) {
  OneNode node;
  for (const Person& person : people) {
    node.AddAccount(person.account, person.unit, {Role::kReviewer, Role::kCouncil}, person.homes);
  }
  std::string table = "# " + target.unit + "\n";
  for (const auto& [name, attempt] : Attempts()) {
    table += name + ":";
    for (const Person& person : people) {
      std::string best = "no";
      for (int r = 0; r < domain::kRoleCount; ++r) {
        const std::string role(domain::Name(static_cast<Role>(r)));
        const ledger::Actor actor{person.unit, person.account, role};
        const std::string verdict = Verdict(attempt(node, actor, target));
        if (verdict == "yes" || (verdict == "own" && best == "no")) best = verdict;
      }
      table += " " + std::string(person.who) + "=" + best + ";";
    }
    table += "\n";
  }
  return table;
}

TEST(OwnUnit, IsReviewedByNobodyWhoWorksOrWorkedThere) {
  EXPECT_EQ(TableOf({kCycle, "la-ha"}, kAroundCommune) +
                TableOf({kDistrictCycle, "tu-nghia"}, kAroundDistrict),
            ::par::testing::ReadText("tests/unit/district-node/own_unit_table.txt"));
}

TEST(OwnUnit, NobodyIsNamedToReviewWhereHeWorks) {
  OneNode node;
  for (const Person& person : kAroundCommune) {
    node.AddAccount(person.account, person.unit, {Role::kReviewer}, person.homes);
  }
  node.MoveCycle("self_assessing");
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  const Target la_ha{kCycle, "la-ha"};
  const auto assigned = [&](const std::string& account, const std::string& area = "1") {
    return Act(node, node.council, la_ha, "assign", account, area);
  };
  EXPECT_THAT(assigned("tu-la-ha"), ReasonIs("reviewer_of_own_unit"));
  EXPECT_THAT(assigned("cua-la-ha"), ReasonIs("reviewer_of_own_unit"));
  EXPECT_OK(assigned("cua-tu-nghia"));
  EXPECT_OK(assigned("cua-tu-nghia", "")) << "what he reviews he would not mark again";
  review::v1::ListCandidatesRequest ask;
  ask.set_cycle(kCycle);
  ask.set_unit("la-ha");
  const auto offered = [&](domain::Role role) {
    return ListCandidates(*node.Snapshot(), node.parts.dossiers,
                          node.CallerOf("tu-nghia", "chu-tich-hd", role), ask);
  };
  EXPECT_THAT(offered(Role::kReviewer), ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto list, offered(Role::kCouncil));
  std::string shown;
  for (const review::v1::Candidate& one : list.candidates()) {
    shown += one.person().account() + (one.reviews() ? " reviews" : "") +
             (one.marks() ? " marks" : "") + (one.sits() ? " sits" : "") + "; ";
  }
  EXPECT_EQ(shown, "cua-tu-nghia reviews marks; hai-noi marks; tu-la-ha marks; ");
  // Named for the whole cycle, he gets no leaf of his own unit...
  const auto draw = [&](std::initializer_list<const char*> accounts) {
    review::v1::DrawSampleRequest request;
    request.set_cycle(kCycle);
    request.set_share(100);
    for (const char* account : accounts) request.add_accounts(account);
    return node.Run(services::Kind::kDrawSecondMarks, node.council, request.SerializeAsString());
  };
  EXPECT_THAT(draw({"tu-la-ha"}), ReasonIs("second_mark_nobody"));
  // ...and whoever is of another unit does not mark at all.
  EXPECT_THAT(draw({"cua-song-ve"}), ReasonIs("second_marker_unsuitable"));
  EXPECT_OK(draw({"tu-la-ha", "cua-tu-nghia"}));
  const auto sample = LoadSample(node.store, kCycle, "la-ha");
  ASSERT_OK(sample);
  for (const domain::SecondLeaf& leaf : sample->leaves) {
    EXPECT_EQ(leaf.account.value(), "cua-tu-nghia") << leaf.criterion;
  }
}

}  // namespace
}  // namespace par::district::testing
