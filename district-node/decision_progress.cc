#include "district-node/decision_progress.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/rows.h"
#include "common/identity/signer_certificate.h"
#include "common/services/cycles.h"
#include "common/services/handler_ports.h"
#include "common/services/kinds.h"
#include "common/services/signed_decision.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::ActionKind;
using domain::DossierState;
using domain::Refusal;

// What is done with a whole dossier on its way from the review to its final state.
constexpr std::array<ActionKind, 3> kWay = {ActionKind::kSettle, ActionKind::kOpenAppeals,
                                            ActionKind::kFinalise};

// What comes next, and whether anything but the question of who does it hinders it.
void ShowNext(const CycleFrame& frame, const domain::Dossier& dossier, std::int64_t now,
              domain::Language language, decision::v1::UnitProgress& shown) {
  for (const ActionKind kind : kWay) {
    if (!domain::CycleAllows(frame.cycle.state, kind)) continue;
    if (!domain::Target(dossier.state, kind).has_value()) continue;
    const domain::DossierActor council{
        .account = {}, .role = domain::Role::kCouncil, .unit = frame.cycle.owner, .home_units = {}};
    const domain::DossierContext context{.cycle = frame.cycle,
                                         .leaves = frame.leaves,
                                         .relation = domain::Relation::kParent,
                                         .now = now};
    shown.set_act(std::string(domain::Name(kind)));
    const auto done = domain::Decide(dossier, domain::ActionOn(dossier, kind), council, context);
    if (!done.ok()) shown.set_hindrance(domain::TextOf(done.status(), language));
    return;
  }
}

absl::Status CheckPresentSigner(const storage::Reader& state, const std::string& unit,
                                const PresentSigner& signer) {
  RETURN_IF_ERROR(signer.certificate.status());
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, services::ReadHosting(state));
  return identity::CheckSigner({.certificate = *signer.certificate,
                                .public_key = signer.key,
                                .node = signer.node,
                                .unit = unit,
                                .at_micros = signer.now_micros},
                               hosting.authorities());
}

class ObstacleList {
 public:
  ObstacleList(const CycleResults& results, domain::Language language,
               decision::v1::GetProgressResponse& response)
      : results_(results), language_(language), response_(response) {}

  void Add(const absl::Status& problem) {
    decision::v1::Obstacle& obstacle = *response_.add_obstacles();
    obstacle.set_reason(domain::ReasonOf(problem));
    obstacle.set_text(domain::TextOf(problem, language_));
    for (const domain::Parameter& parameter : domain::ParametersOf(problem)) {
      if (parameter.name == "unit") obstacle.set_unit(parameter.value);
    }
    for (const UnitResult& result : results_.units) {
      if (result.unit.value() == obstacle.unit()) obstacle.set_unit_name(result.name);
    }
  }
  void Add(const std::vector<absl::Status>& problems) {
    for (const absl::Status& problem : problems) Add(problem);
  }

 private:
  const CycleResults& results_;
  const domain::Language language_;
  decision::v1::GetProgressResponse& response_;
};

}  // namespace

std::vector<absl::Status> NotFinal(const DraftedDecision& draft) {
  std::vector<absl::Status> problems;
  const domain::Cycle& cycle = draft.results.frame.cycle;
  const bool first = cycle.state == domain::CycleState::kFinal;
  const bool again = draft.in_force == services::DecisionBox::IdOf(draft.decision);
  const bool later =
      cycle.state == domain::CycleState::kPublished && (again || draft.superseded.has_value());
  if (!first && !later) {
    problems.push_back(Refusal(absl::StatusCode::kFailedPrecondition, "cycle_state_forbids",
                               {{"action", std::string(domain::Name(ActionKind::kPublish))},
                                {"cycle", cycle.id.value()},
                                {"state", std::string(domain::Name(cycle.state))}}));
  }
  for (const UnitResult& result : draft.results.units) {
    const DossierState state = result.held.dossier.state;
    if (AwaitsSubmission(result.held)) problems.push_back(SubmissionNotBack(result.held));
    const bool published = state == DossierState::kPublished || state == DossierState::kSuperseded;
    const bool ready = state == DossierState::kNotSubmitted || state == DossierState::kFinal ||
                       (published && (again || !first));
    if (ready) continue;
    problems.push_back(
        Refusal(absl::StatusCode::kFailedPrecondition, "dossier_not_final",
                {{"unit", result.unit.value()}, {"state", std::string(domain::Name(state))}}));
  }
  return problems;
}

std::vector<absl::Status> ReviewedByOneAlone(const DraftedDecision& draft,
                                             std::string_view publisher) {
  std::vector<absl::Status> problems;
  for (const UnitResult& result : draft.results.units) {
    const std::vector<domain::Review>& reviews = result.held.dossier.reviews;
    const bool alone = std::all_of(
        reviews.begin(), reviews.end(),
        [&](const domain::Review& review) { return review.account.value() == publisher; });
    if (reviews.empty() || !alone) continue;
    problems.push_back(
        Refusal(absl::StatusCode::kPermissionDenied, "publisher_sole_reviewer",
                {{"account", std::string(publisher)}, {"unit", result.unit.value()}}));
  }
  return problems;
}

absl::StatusOr<decision::v1::GetProgressResponse> DecisionProgress::Progress(
    const storage::Reader& state, const identity::Caller& caller,
    const decision::v1::GetProgressRequest& request, const PresentSigner& signer) const {
  decision::v1::GetProgressResponse response;
  ASSIGN_OR_RETURN(const auto cycle, services::LoadCycleRow(state, request.cycle()));
  const auto in_force = box_.InForce(state, cycle.id(), cycle.owner());
  if (in_force.ok()) response.set_in_force(services::DecisionBox::IdOf(*in_force));
  // Number and date hinder nothing before they are written.
  ASSIGN_OR_RETURN(const DraftedDecision draft,
                   desk_.Draft(state, {.cycle = request.cycle(),
                                       .number = "1",
                                       .date = "2000-01-01",
                                       .supersedes = response.in_force()}));
  const CycleFrame& frame = draft.results.frame;
  RETURN_IF_ERROR(MaySeeResults(state, frame, dossiers_, caller));
  const domain::Language language = services::LanguageOf(request.language());
  const auto next = domain::NextState(frame.cycle.state);
  response.set_state(std::string(domain::Name(frame.cycle.state)));
  if (next.has_value() && *next <= domain::CycleState::kPublished) {
    response.set_next(std::string(domain::Name(*next)));
  }
  const auto may = [&](domain::Permission permission) {
    return HeldDossiers::ActorOnCycle(frame, caller, permission).ok();
  };
  response.set_may_advance(next.has_value() && !domain::ByDecision(*next) &&
                           HeldDossiers::ActorOnUnit(frame, caller, domain::Permission::kRunCycle,
                                                     frame.cycle.owner.value())
                               .ok());
  response.set_may_act(may(domain::Permission::kSettle));
  response.set_may_publish(may(domain::Permission::kPublish));
  for (const UnitResult& result : draft.results.units) {
    decision::v1::UnitProgress& unit = *response.add_units();
    const domain::Dossier& dossier = result.held.dossier;
    unit.set_unit(result.unit.value());
    unit.set_unit_name(result.name);
    unit.set_state(std::string(domain::Name(dossier.state)));
    unit.set_version(dossier.version);
    unit.set_left_behind(next.has_value() && !domain::MayStillEnd(dossier.state, *next));
    unit.set_over(domain::IsOver(dossier.state));
    unit.set_not_handed_in(next == domain::CycleState::kInReview && !unit.over() &&
                           !domain::HandedIn(dossier.state));
    ShowNext(frame, dossier, signer.now_micros, language, unit);
  }
  ObstacleList obstacles(draft.results, language, response);
  obstacles.Add(NotFinal(draft));
  if (response.may_publish()) obstacles.Add(ReviewedByOneAlone(draft, caller.account.value()));
  obstacles.Add(
      domain::DecisionProblems(draft.decision, draft.superseded ? &*draft.superseded : nullptr));
  const absl::Status certified = CheckPresentSigner(state, frame.cycle.owner.value(), signer);
  if (!certified.ok()) obstacles.Add(certified);
  response.set_signer_node(signer.node);
  response.set_signer_key(ToHex(signer.key));
  return response;
}

absl::StatusOr<decision::v1::ListDeliveriesResponse> DecisionProgress::Deliveries(
    const storage::Reader& state, const identity::Caller& caller,
    const decision::v1::ListDeliveriesRequest& request) const {
  ASSIGN_OR_RETURN(const record::v1::DecisionRow row, box_.Find(state, request.id()));
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, row.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, frame, dossiers_, caller));
  ASSIGN_OR_RETURN(const domain::Decision decision, services::ReadDecision(row));
  const std::string sent =
      Sha256::Of(services::DecisionBox::SignedOf(row).SerializeAsString()).ToBytes();
  decision::v1::ListDeliveriesResponse response;
  for (const domain::DecisionLine& line : decision.lines) {
    ASSIGN_OR_RETURN(const auto parent, units_.ParentOf(state, line.unit.value()));
    if (parent != row.issuer()) continue;  // It is another's now, who tells it.
    const exchange::StreamView down(state, exchange::Side::kUpper,
                                    exchange::DownOf(line.unit.value()));
    ASSIGN_OR_RETURN(const exchange::record::StreamRow stream, down.Row());
    bool received = true;
    for (std::uint64_t seq = stream.delivered().length() + 1; seq <= stream.length(); ++seq) {
      ASSIGN_OR_RETURN(const auto event, down.Event(seq));
      if (event.has_value() && event->body_sha256() == sent) received = false;
    }
    decision::v1::Delivery& delivery = *response.add_deliveries();
    delivery.set_unit(line.unit.value());
    delivery.set_unit_name(line.name);
    delivery.set_received(received);
  }
  return response;
}

}  // namespace par::district
