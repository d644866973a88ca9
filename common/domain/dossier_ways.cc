#include "common/domain/dossier_ways.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

using A = ActionKind;

// Stands for whatever the person will type.
constexpr std::string_view kTyped = "-";

struct Asking {
  const Dossier& dossier;
  const DossierActor& actor;
  const DossierContext& context;
  bool any = false;  // Whether it may be done anywhere is enough: one place is named.

  [[nodiscard]] absl::Status Try(const Action& action) const {
    return Decide(dossier, action, actor, context).status();
  }
};

Action Typed(const Dossier& dossier, A kind) {
  Action action = ActionOn(dossier, kind);
  action.text = kTyped;
  action.account = AccountId(std::string(kTyped));
  action.mark = Mark::Scored(Points());
  return action;
}

bool ConcernsLeaves(A kind) {
  switch (kind) {
    case A::kAgree:
    case A::kAdjust:
    case A::kRefuse:
    case A::kAsk:
    case A::kAnswer:
    case A::kAppeal:
    case A::kDecideAppeal:
    case A::kCorrect:
    case A::kWithdrawAppeal:
      return true;
    default:
      return false;
  }
}

void Add(std::string_view one, std::vector<std::string>& all) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.emplace_back(one);
}

std::vector<std::string> CriteriaFor(const Asking& asking, A kind) {
  std::vector<std::string> on;
  Action action = Typed(asking.dossier, kind);
  if (kind == A::kAnswer) {
    for (const Query& query : asking.dossier.queries) {
      action.query = query.id;
      if (asking.Try(action).ok()) Add(query.criterion, on);
      if (asking.any && !on.empty()) break;
    }
    return on;
  }
  for (const ReviewedLeaf& leaf : asking.context.leaves) {
    action.criterion = leaf.criterion;
    if (!leaf.steps.empty()) action.mark = Mark::Scored(leaf.steps.front());
    if (asking.Try(action).ok()) on.push_back(leaf.criterion);
    if (asking.any && !on.empty()) return on;
  }
  if (kind != A::kCorrect) return on;
  for (const ReviewedLeaf& leaf : asking.context.given) {
    action.criterion = leaf.criterion;
    if (asking.Try(action).ok()) on.push_back(leaf.criterion);
  }
  return on;
}

std::vector<std::string> AreasOf(const Asking& asking) {
  std::vector<std::string> areas;
  for (const ReviewedLeaf& leaf : asking.context.leaves) Add(leaf.area, areas);
  return areas;
}

std::vector<std::string> AreasLeft(const Asking& asking) {
  std::vector<std::string> left;
  Action action = Typed(asking.dossier, A::kAgreeRest);
  action.areas = AreasOf(asking);
  if (ReasonOf(asking.Try(action)) == "nothing_to_agree") return left;
  for (const std::string& area : AreasOf(asking)) {
    action.areas = {area};
    if (asking.Try(action).ok()) left.push_back(area);
    if (asking.any && !left.empty()) break;
  }
  return left;
}

// Where another way serves, there is nothing to do it about, or it will never be possible again.
bool IsBesideThePoint(const absl::Status& refusal) {
  constexpr std::array kReasons = {"not_late", "late_needs_decision", "deadline_not_passed",
                                   "no_round_left"};
  return std::find(kReasons.begin(), kReasons.end(), ReasonOf(refusal)) != kReasons.end();
}

std::optional<Way> WayOf(const Asking& asking, A kind) {
  const std::optional<DossierState> target = Target(asking.dossier.state, kind);
  if (!target.has_value() || !CycleAllows(asking.context.cycle.state, kind)) return std::nullopt;
  Way way{.kind = kind, .on = {}, .not_yet = absl::OkStatus()};
  if (ConcernsLeaves(kind) || kind == A::kAgreeRest) {
    way.on = kind == A::kAgreeRest ? AreasLeft(asking) : CriteriaFor(asking, kind);
    if (way.on.empty()) return std::nullopt;
    return way;
  }
  way.not_yet = asking.Try(Typed(asking.dossier, kind));
  const bool never = way.not_yet.code() == absl::StatusCode::kPermissionDenied;
  if (never || IsBesideThePoint(way.not_yet)) return std::nullopt;
  if (kind == A::kAssign) way.on = AreasOf(asking);
  return way;
}

// The actor in the first of his roles that may do it at all.
std::optional<DossierActor> As(const DossierActor& actor, const std::vector<Role>& roles,
                               Relation relation, A kind) {
  for (const Role role : roles) {
    if (!Authorise(PermissionFor(kind), role, relation).ok()) continue;
    DossierActor acting = actor;
    acting.role = role;
    return acting;
  }
  return std::nullopt;
}

// What comes first goes before: the order in which a dossier is brought on.
constexpr std::array kSteps = {A::kAnswer,     A::kApprove,     A::kSubmit,       A::kAccept,
                               A::kAcceptLate, A::kBeginReview, A::kDecideAppeal, A::kAgreeRest,
                               A::kSettle,     A::kOpenAppeals, A::kFinalise,     A::kSave,
                               A::kAppeal};

}  // namespace

std::vector<Way> WaysOn(const Dossier& dossier, const DossierActor& actor,
                        const std::vector<Role>& roles, const DossierContext& context) {
  std::vector<Way> ways;
  for (int number = 0; number < kActionCount; ++number) {
    const auto kind = static_cast<A>(number);
    if (kind == A::kPublish || kind == A::kDecideInSession) continue;
    const auto acting = As(actor, roles, context.relation, kind);
    if (!acting.has_value()) continue;
    auto way = WayOf({dossier, *acting, context}, kind);
    if (way.has_value()) ways.push_back(*std::move(way));
  }
  return ways;
}

std::optional<ActionKind> NextStep(const Dossier& dossier, const DossierActor& actor,
                                   const std::vector<Role>& roles, const DossierContext& context) {
  for (const A kind : kSteps) {
    const auto acting = As(actor, roles, context.relation, kind);
    if (!acting.has_value()) continue;
    const auto way = WayOf({dossier, *acting, context, true}, kind);
    if (way.has_value() && way->not_yet.ok()) return kind;
  }
  return std::nullopt;
}

}  // namespace par::domain
