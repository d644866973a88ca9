// A dossier of one commune in one cycle, with the actors around it, for tests of its life.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/dossier.h"
#include "common/domain/refusal.h"

namespace par::domain {

constexpr std::int64_t kTestDay = std::int64_t{24} * 3600 * 1'000'000;

class DossierWorld {
 public:
  DossierWorld() {
    cycle.id = CycleId("tu-nghia-2023");
    cycle.year = 2023;
    cycle.owner = UnitId("tu-nghia");
    cycle.criteria_set = "set";
    cycle.criteria_version = 1;
    cycle.units = {UnitId("la-ha")};
    cycle.deadlines = {*Date::Of(2023, 10, 30), *Date::Of(2023, 12, 5), *Date::Of(2023, 12, 15),
                       *Date::Of(2023, 12, 20)};
    cycle.state = CycleState::kSelfAssessing;
    leaves = {{"1.1", "1", Points::FromE4(20000)},
              {"1.2", "1", Points::FromE4(10000)},
              {"2.1", "2", Points::FromE4(15000)}};
    now = cycle.deadlines.submit.EndInVietnam() - kTestDay;
    dossier = *OpenDossier(cycle, UnitId("la-ha"));
  }

  Action Make(ActionKind kind) const {
    Action action;
    action.kind = kind;
    action.unit = dossier.unit;
    action.cycle = dossier.cycle;
    action.base_version = dossier.version;
    action.text = "lý do";
    action.criterion = "1.1";
    action.mark = Mark::Scored(Points::FromE4(5000));
    action.areas = {"1", "2"};
    action.account = AccountId("reviewer");
    action.home_units = {UnitId("noi-vu")};
    action.session = "phien-1";
    action.decision = DecisionId("673/QĐ-UBND");
    action.claims = {Claim("1.1", 20000, "a"), Claim("1.2", 0, "b"), Claim("2.1", 15000, "c")};
    return action;
  }

  static LeafClaim Claim(std::string criterion, std::int64_t e4, std::string_view content) {
    return {std::move(criterion), Mark::Scored(Points::FromE4(e4)), Sha256::Of(content)};
  }

  // Whoever may do such a thing.
  static DossierActor Actor(ActionKind kind) {
    static constexpr std::pair<Role, const char*> kActors[] = {
        {Role::kClerk, "la-ha"},      {Role::kLeader, "la-ha"},       {Role::kReviewer, "tu-nghia"},
        {Role::kCouncil, "tu-nghia"}, {Role::kPublisher, "tu-nghia"},
    };
    for (const auto& [role, unit] : kActors) {
      const Relation relation =
          std::string_view(unit) == "la-ha" ? Relation::kOwn : Relation::kParent;
      if (!Authorise(PermissionFor(kind), role, relation).ok()) continue;
      return {AccountId(std::string(Name(role))), role, UnitId(unit), {UnitId(unit)}};
    }
    return {};
  }

  absl::StatusOr<Dossier> Try(const Action& action, const DossierActor& actor) const {
    const Relation relation = actor.unit == dossier.unit  ? Relation::kOwn
                              : actor.unit == cycle.owner ? Relation::kParent
                                                          : Relation::kOther;
    return Decide(dossier, action, actor, {cycle, leaves, relation, now, given});
  }

  // Carries the action out; the reason it was refused for, empty if it was not.
  std::string Do(const Action& action, const DossierActor& actor) {
    auto next = Try(action, actor);
    if (!next.ok()) return ReasonOf(next.status());
    dossier = *std::move(next);
    return "";
  }
  std::string Do(const Action& action) { return Do(action, Actor(action.kind)); }
  std::string Do(ActionKind kind) { return Do(Make(kind)); }
  // The same for several in turn; stops at the first refusal.
  std::string DoAll(std::initializer_list<ActionKind> kinds) {
    for (const ActionKind kind : kinds) {
      if (std::string reason = Do(kind); !reason.empty()) {
        return std::string(Name(kind)) + ": " + reason;
      }
    }
    return "";
  }
  // A reviewed leaf: agree, or adjust to `e4` points.
  std::string Review(ActionKind kind, std::string criterion, std::int64_t e4, DossierActor actor) {
    Action action = Make(kind);
    action.criterion = std::move(criterion);
    action.mark = Mark::Scored(Points::FromE4(e4));
    return Do(action, actor);
  }
  std::string ToReview() {
    return DoAll({ActionKind::kSave, ActionKind::kApprove, ActionKind::kSubmit, ActionKind::kAccept,
                  ActionKind::kAssign, ActionKind::kBeginReview});
  }

  static DossierActor Council() {
    return {AccountId("council"), Role::kCouncil, UnitId("tu-nghia"), {UnitId("tu-nghia")}};
  }
  static DossierActor Reviewer(std::string account) {
    return {AccountId(std::move(account)), Role::kReviewer, UnitId("tu-nghia"), {UnitId("noi-vu")}};
  }

  Cycle cycle;
  std::vector<ReviewedLeaf> leaves;
  std::vector<ReviewedLeaf> given = {{"8.6", "8", Points::FromE4(30000)}};  // The leaders' score.
  std::int64_t now = 0;
  Dossier dossier;
};

}  // namespace par::domain
