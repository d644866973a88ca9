#include "district-node/held_dossiers.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/dossier_results.h"
#include "common/domain/dossier_scores.h"
#include "common/domain/refusal.h"
#include "common/exchange/queries.h"
#include "common/services/cycles.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::district {
namespace {

using domain::DossierState;
using domain::Relation;

std::string HeldKey(std::string_view cycle, std::string_view unit) {
  return storage::KeyWriter(storage::Prefix::kHeldDossier).Text(cycle).Text(unit).Take();
}

bool UnitsOwn(const domain::CriteriaSet& set, domain::LeafIndex leaf) {
  return set.NodeOf(leaf).source == domain::Source::kSelfAssessed;
}

Relation RelationToCycle(const CycleFrame& frame, const domain::UnitId& actors) {
  switch (
      domain::RelationOf(*frame.tree, actors, frame.cycle.owner, frame.cycle.deadlines.submit)) {
    case Relation::kOwn:
      return Relation::kParent;
    case Relation::kParent:
    case Relation::kAbove:
      return Relation::kAbove;
    case Relation::kOther:
      break;
  }
  return Relation::kOther;
}

absl::StatusOr<ledger::Actor> ActorIn(const identity::Caller& caller, domain::Permission permission,
                                      Relation relation) {
  ASSIGN_OR_RETURN(const domain::Role role, identity::RoleFor(caller, permission, relation));
  return ledger::Actor{caller.unit.value(), caller.account.value(),
                       std::string(domain::Name(role))};
}

}  // namespace

absl::StatusOr<services::LoadedSet> HeldDossiers::SetOf(const storage::Reader& state,
                                                        std::string_view cycle) const {
  ASSIGN_OR_RETURN(const domain::Cycle found, services::LoadCycle(state, cycle));
  return sets_.Load(state, found.criteria_set, static_cast<std::uint32_t>(found.criteria_version));
}

absl::StatusOr<CycleFrame> HeldDossiers::Frame(const storage::Reader& state,
                                               std::string_view cycle) const {
  CycleFrame frame;
  ASSIGN_OR_RETURN(frame.cycle, services::LoadCycle(state, cycle));
  ASSIGN_OR_RETURN(frame.set, sets_.Load(state, frame.cycle.criteria_set,
                                         static_cast<std::uint32_t>(frame.cycle.criteria_version)));
  frame.leaves = domain::ReviewedLeavesOf(*frame.set.set);
  frame.given = domain::GivenLeavesOf(*frame.set.set);
  ASSIGN_OR_RETURN(frame.tree, units_.Tree(state));
  return frame;
}

absl::StatusOr<std::optional<Held>> HeldDossiers::Find(const storage::Reader& state,
                                                       std::string_view cycle,
                                                       std::string_view unit) const {
  ASSIGN_OR_RETURN(auto row,
                   services::ReadRow<record::v1::HeldDossier>(state, HeldKey(cycle, unit)));
  if (!row.has_value()) return std::optional<Held>();
  ASSIGN_OR_RETURN(domain::Dossier dossier, codec::Decode(row->dossier()));
  return std::optional(Held{*std::move(row), std::move(dossier)});
}

absl::StatusOr<Held> HeldDossiers::FindOrOpen(const storage::Reader& state, const CycleFrame& frame,
                                              std::string_view unit) const {
  ASSIGN_OR_RETURN(std::optional<Held> held, Find(state, frame.cycle.id.value(), unit));
  if (held.has_value()) return *std::move(held);
  Held opened;
  ASSIGN_OR_RETURN(opened.dossier,
                   domain::OpenDossier(frame.cycle, domain::UnitId(std::string(unit))));
  return opened;
}

absl::Status HeldDossiers::CheckNobodyLeftBehind(const storage::Reader& state,
                                                 const domain::Cycle& cycle,
                                                 domain::CycleState to) const {
  constexpr std::size_t kNamed = 5;
  std::size_t count = 0;
  std::string units;
  for (const domain::UnitId& unit : cycle.units) {
    ASSIGN_OR_RETURN(const auto held, Find(state, cycle.id.value(), unit.value()));
    const DossierState now = held.has_value() ? held->dossier.state : DossierState::kOpen;
    if (unit == cycle.owner || domain::MayStillEnd(now, to)) continue;
    if (++count <= kNamed) units += (count == 1 ? "" : ", ") + unit.value();
  }
  if (count == 0) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "cycle_leaves_units",
                         {{"cycle", cycle.id.value()},
                          {"wanted", std::string(domain::Name(to))},
                          {"count", std::to_string(count)},
                          {"units", units + (count > kNamed ? ", …" : "")}});
}

void HeldDossiers::Write(ledger::Transaction& transaction, Held& held) {
  *held.row.mutable_dossier() = codec::Encode(held.dossier);
  services::WriteRow(transaction, HeldKey(held.dossier.cycle.value(), held.dossier.unit.value()),
                     held.row);
}

absl::StatusOr<assessment::v1::Submission> HeldDossiers::SubmissionOf(const storage::Reader& state,
                                                                      const Held& held) const {
  const exchange::StreamId stream = exchange::UpOf(held.dossier.unit.value());
  if (held.row.submission_seq() == 0) return SubmissionNotBack(held);
  ASSIGN_OR_RETURN(const auto event, exchange::ReadEvent(state, payloads_, exchange::Side::kUpper,
                                                         stream, held.row.submission_seq()));
  assessment::v1::Submission submission;
  if (event.has_value() && submission.ParseFromString(event->item().body())) return submission;
  return domain::Refusal(
      absl::StatusCode::kDataLoss, "row_unreadable",
      {{"record", exchange::Name(stream) + "#" + std::to_string(held.row.submission_seq())}});
}

absl::StatusOr<domain::Answers> HeldDossiers::DecodeAnswers(
    const CycleFrame& frame, const assessment::v1::Answers& message) const {
  ASSIGN_OR_RETURN(domain::Answers answers, codec::Decode(message, *frame.set.set));
  const domain::Unit* unit = frame.tree->Find(answers.unit);
  answers.title = unit == nullptr ? answers.unit.value() : unit->name;
  const bool grouped = unit != nullptr && !unit->rank_group.empty();
  answers.group = grouped ? unit->rank_group : std::string(domain::Name(frame.set.set->level));
  return answers;
}

absl::StatusOr<std::optional<Scored>> HeldDossiers::Score(const storage::Reader& state,
                                                          const CycleFrame& frame, Held held,
                                                          bool traces) const {
  if (!HasSubmission(held)) return std::optional<Scored>();
  Scored scored;
  ASSIGN_OR_RETURN(scored.submission, SubmissionOf(state, held));
  ASSIGN_OR_RETURN(scored.answers, DecodeAnswers(frame, scored.submission.answers()));
  scored.answers = OwnAnswersOnly(*frame.set.set, std::move(scored.answers));
  const domain::ScoreOptions options{.traces = traces};
  scored.self = domain::Score(*frame.set.set, scored.answers, options);
  scored.reviewed =
      domain::Score(*frame.set.set, scored.answers, options, OverridesOf(frame, held));
  scored.held = std::move(held);
  return std::optional(std::move(scored));
}

Relation HeldDossiers::RelationTo(const CycleFrame& frame, std::string_view actors,
                                  std::string_view unit) {
  return domain::RelationOf(*frame.tree, domain::UnitId(std::string(actors)),
                            domain::UnitId(std::string(unit)), frame.cycle.deadlines.submit);
}

absl::Status HeldDossiers::RequireOnCycle(const CycleFrame& frame, const ledger::Actor& actor,
                                          domain::Permission permission) {
  const auto role = domain::ParseRole(actor.role);
  if (!role.has_value()) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "role_unknown",
                           {{"role", actor.role}});
  }
  return domain::Authorise(permission, *role, RelationToCycle(frame, domain::UnitId(actor.unit)));
}

absl::StatusOr<ledger::Actor> HeldDossiers::ActorOnCycle(const CycleFrame& frame,
                                                         const identity::Caller& caller,
                                                         domain::Permission permission) {
  return ActorIn(caller, permission, RelationToCycle(frame, caller.unit));
}

absl::StatusOr<ledger::Actor> HeldDossiers::ActorOnUnit(const CycleFrame& frame,
                                                        const identity::Caller& caller,
                                                        domain::Permission permission,
                                                        std::string_view unit) {
  return ActorIn(caller, permission, RelationTo(frame, caller.unit.value(), unit));
}

absl::StatusOr<domain::DossierActor> HeldDossiers::ActingAs(const storage::Reader& state,
                                                            const ledger::Actor& actor) {
  const auto role = domain::ParseRole(actor.role);
  if (!role.has_value()) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "role_unknown",
                           {{"role", actor.role}});
  }
  domain::DossierActor acting{.account = domain::AccountId(actor.account),
                              .role = *role,
                              .unit = domain::UnitId(actor.unit),
                              .home_units = {domain::UnitId(actor.unit)}};
  ASSIGN_OR_RETURN(const auto account, identity::FindAccount(state, acting.account));
  if (account.has_value()) {
    for (const domain::UnitId& unit : identity::HomeUnitsOf(*account)) {
      acting.home_units.push_back(unit);
    }
  }
  return acting;
}

absl::StatusOr<domain::DossierActor> HeldDossiers::Looking(const storage::Reader& state,
                                                           const identity::Caller& caller) {
  const domain::Role role = caller.roles.empty() ? domain::Role::kClerk : caller.roles.front();
  return ActingAs(state,
                  {caller.unit.value(), caller.account.value(), std::string(domain::Name(role))});
}

absl::StatusOr<domain::DossierActor> HeldDossiers::RequireOnUnit(const storage::Reader& state,
                                                                 const CycleFrame& frame,
                                                                 const ledger::Actor& actor,
                                                                 domain::Permission permission,
                                                                 std::string_view unit) {
  ASSIGN_OR_RETURN(domain::DossierActor acting, ActingAs(state, actor));
  RETURN_IF_ERROR(domain::Authorise(permission, acting.role, RelationTo(frame, actor.unit, unit)));
  RETURN_IF_ERROR(domain::CheckNotOwnUnit(acting, domain::UnitId(std::string(unit))));
  return acting;
}

domain::ScoreOverrides OverridesOf(const CycleFrame& frame, const Held& held) {
  const domain::CriteriaSet& set = *frame.set.set;
  domain::ScoreOverrides overrides =
      domain::OverridesFrom(set, domain::OutcomesOf(held.dossier, frame.leaves));
  for (const dossier::v1::EnteredPoints& entered : held.row.entered()) {
    const domain::LeafIndex leaf = set.FindLeaf(entered.criterion());
    if (leaf == domain::kNone || UnitsOwn(set, leaf)) continue;
    domain::ScoreOverride put;
    put.points = domain::Points::FromE4(entered.points_e4());
    put.reason = codec::SourceOf(entered);
    overrides.insert_or_assign(leaf, std::move(put));
  }
  domain::CorrectGiven(set, held.dossier.corrections, overrides);
  return overrides;
}

domain::Answers OwnAnswersOnly(const domain::CriteriaSet& set, domain::Answers answers) {
  std::erase_if(answers.declarations, [&](const domain::Declaration& declaration) {
    return !UnitsOwn(set, declaration.leaf);
  });
  for (std::size_t slot = 0; slot < set.figures.size(); ++slot) {
    const std::vector<domain::LeafIndex>& used_by = set.figures[slot].used_by;
    const bool own =
        used_by.empty() || std::any_of(used_by.begin(), used_by.end(),
                                       [&](domain::LeafIndex leaf) { return UnitsOwn(set, leaf); });
    if (own) continue;
    answers.figures[slot].reset();
    if (slot < answers.previous.size()) answers.previous[slot].reset();
  }
  return answers;
}

bool HasSubmission(const Held& held) {
  return held.row.submission_seq() != 0 && domain::HandedIn(held.dossier.state);
}

bool AwaitsSubmission(const Held& held) {
  return held.row.submission_seq() == 0 && domain::HandedIn(held.dossier.state);
}

absl::Status SubmissionNotBack(const Held& held) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "submission_not_back",
                         {{"unit", held.dossier.unit.value()}});
}

}  // namespace par::district
