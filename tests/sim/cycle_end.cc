#include "tests/sim/cycle_end.h"

#include <algorithm>
#include <array>

#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "par/cycle/v1/cycle.pb.h"
#include "par/decision/v1/decision.pb.h"
#include "tests/sim/papers.h"
#include "tests/sim/signers.h"

namespace par::sim {
namespace {

using domain::CycleState;
using domain::DossierState;

// Within the cycles' deadlines (papers.cc): when submissions are over, and appeals.
constexpr std::int64_t kSubmissionsOver = 1'700'870'400'000'000;  // 2023-11-25
constexpr std::int64_t kAppealsOver = 1'701'432'000'000'000;      // 2023-12-01, noon

ledger::Actor Council(const std::string& owner) { return {owner, "hoi-dong", "council"}; }
ledger::Actor Publisher(const std::string& owner) { return {owner, "cong-bo", "publisher"}; }

dossier::v1::ActRequest OnLeaf(const std::string& owner, const std::string& unit,
                               const std::string& kind, const std::string& criterion,
                               std::int64_t points_e4) {
  dossier::v1::ActRequest request = Act(CycleOf(owner), unit, kind);
  request.mutable_action()->set_criterion(criterion);
  request.mutable_action()->set_text("đếm lại hồ sơ");
  request.mutable_action()->mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  request.mutable_action()->mutable_mark()->set_points_e4(points_e4);
  return request;
}

}  // namespace

void Enter(World& world, const ledger::Actor& actor, services::CommandKind kind,
           const std::string& payload, const std::string& of_unit) {
  (void)world.Submit(world.country().NodeOf(actor.unit),
                     {.id = world.NewId(),
                      .actor = actor,
                      .unit = of_unit,
                      .cycle = {},
                      .kind = kind.number(),
                      .payload = payload},
                     [](const absl::StatusOr<std::string>&) {});
}

void CycleEnd::GoOn(const std::string& owner) {
  const std::string& node = world_.country().NodeOf(owner);
  if (!world_.IsUp(node)) return;
  const auto cycle = services::LoadCycle(world_.StateOf(node), CycleOf(owner));
  if (!cycle.ok()) return;  // Its machine was lost: the cycle comes back from the units.
  switch (cycle->state) {
    case CycleState::kAppealWindow:
      return Finish(owner);
    case CycleState::kFinal:
      return Publish(owner, "");
    case CycleState::kPublished:
    case CycleState::kSuperseded:
      return Correct(owner);
    default:
      return Review(owner);
  }
}

bool CycleEnd::AnyIn(const std::string& owner, DossierState state) const {
  const std::string& node = world_.country().NodeOf(owner);
  const std::vector<std::string> units = UnitsOfCycle(world_.country(), owner);
  return std::any_of(units.begin(), units.end(), [&](const std::string& unit) {
    const auto held = world_.DesksOf(node).held().Find(world_.StateOf(node), CycleOf(owner), unit);
    return held.ok() && held->has_value() && (*held)->dossier.state == state;
  });
}

void CycleEnd::ActAs(const ledger::Actor& actor, const dossier::v1::ActRequest& request) {
  Enter(world_, actor, services::Kind::kAct, request.SerializeAsString(), request.action().unit());
}

void CycleEnd::Advance(const std::string& owner, const std::string& state) {
  cycle::v1::AdvanceCycleRequest request;
  request.set_actor_unit(owner);
  request.set_id(CycleOf(owner));
  request.set_to_state(state);
  Enter(world_, Council(owner), services::Kind::kAdvanceCycle, request.SerializeAsString(), owner);
}

void CycleEnd::EnterPoints(const std::string& owner, const std::string& unit) {
  dossier::v1::EnterPointsRequest request;
  request.set_cycle(CycleOf(owner));
  request.set_unit(unit);
  dossier::v1::NewPoints& points = *request.add_points();
  points.set_criterion("2");
  points.set_points(std::to_string(Draw(4)) + ".5");
  points.set_source("báo cáo điều tra");
  Enter(world_, Council(owner), services::Kind::kEnterPoints, request.SerializeAsString(), unit);
}

void CycleEnd::Review(const std::string& owner) {
  world_.clock().SetWall(std::max(world_.clock().WallMicros(), kSubmissionsOver));
  const std::vector<std::string> units = UnitsOfCycle(world_.country(), owner);
  for (const std::string& unit : units) {
    for (const char* kind :
         {"accept", "accept_late", "begin_review", "agree_rest", "mark_not_submitted"}) {
      dossier::v1::ActRequest request = Act(CycleOf(owner), unit, kind);
      request.mutable_action()->set_text("theo biên bản");
      request.mutable_action()->add_areas("1");
      ActAs(Council(owner), request);
    }
    EnterPoints(owner, unit);
  }
  Advance(owner, "in_review");
  for (const std::string& unit : units) {
    ActAs(Council(owner), Act(CycleOf(owner), unit, "settle"));
  }
  if (AnyIn(owner, DossierState::kReturned)) return;  // Its unit has yet to explain.
  Advance(owner, "provisional");
  Advance(owner, "appeal_window");
  for (const std::string& unit : units) {
    ActAs(Council(owner), Act(CycleOf(owner), unit, "open_appeals"));
  }
}

bool CycleEnd::Appeal(const std::string& owner, const std::string& unit) {
  const std::string& node = world_.country().NodeOf(unit);
  const auto own = world_.DesksOf(node).own().Load(world_.StateOf(node), CycleOf(owner), unit);
  if (!own.ok() || own->dossier.state != DossierState::kAppeal) return false;
  ActAs({unit, "chu-tich", "leader"}, OnLeaf(owner, unit, "appeal", "1.1", 0));
  return true;
}

void CycleEnd::Finish(const std::string& owner) {
  world_.clock().SetWall(std::max(world_.clock().WallMicros(), kAppealsOver));
  for (const std::string& unit : UnitsOfCycle(world_.country(), owner)) {
    dossier::v1::ActRequest decide = OnLeaf(owner, unit, "decide_appeal", "1.1", 20'000);
    decide.mutable_action()->set_upheld(true);
    ActAs(Council(owner), decide);
    ActAs(Council(owner), Act(CycleOf(owner), unit, "finalise"));
  }
  Advance(owner, "final");
}

void CycleEnd::Correct(const std::string& owner) {
  const std::string& node = world_.country().NodeOf(owner);
  const auto in_force =
      world_.DesksOf(node).box().InForce(world_.StateOf(node), CycleOf(owner), owner);
  if (AnyIn(owner, DossierState::kSuperseded)) {
    if (in_force.ok()) Publish(owner, services::DecisionBox::IdOf(*in_force));
    return;
  }
  const std::vector<std::string> units = UnitsOfCycle(world_.country(), owner);
  const std::string& unit = units[Draw(units.size())];
  ActAs(Publisher(owner), OnLeaf(owner, unit, "supersede", "", 0));
  ActAs(Council(owner), OnLeaf(owner, unit, "correct", "1.2", 10'000 * static_cast<int>(Draw(3))));
}

void CycleEnd::Publish(const std::string& owner, const std::string& supersedes) {
  const std::string& node = world_.country().NodeOf(owner);
  decision::v1::PublishDecisionRequest request;
  request.set_cycle(CycleOf(owner));
  request.set_number(std::to_string(++number_) + "/QĐ-UBND");
  request.set_date("2023-12-20");
  request.set_supersedes(supersedes);
  if (!supersedes.empty()) request.set_reason("sai điểm");
  const DecisionSigner& signer = SignerOf(node, owner);
  const auto signed_request =
      world_.DesksOf(node).decisions().Sign(world_.StateOf(node), request,
                                            {.key = *signer.key,
                                             .node = node,
                                             .certificate = signer.certificate,
                                             .now_micros = world_.clock().WallMicros()});
  if (!signed_request.ok()) return;
  Enter(world_, Publisher(owner), services::Kind::kPublishDecision,
        signed_request->SerializeAsString(), owner);
}

}  // namespace par::sim
