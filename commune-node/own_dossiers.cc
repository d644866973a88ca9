#include "commune-node/own_dossiers.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/access.h"
#include "common/domain/dossier_scores.h"
#include "common/domain/refusal.h"
#include "common/services/cycles.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::commune {
namespace {

using domain::DossierState;

void TakeBack(domain::Dossier& dossier) {
  if (dossier.state == DossierState::kSubmitted) dossier.state = DossierState::kSelfAssessing;
  if (dossier.state == DossierState::kResubmitted) dossier.state = DossierState::kReturned;
}

// He acts in whichever of his roles may.
domain::DossierActor Looking(const identity::Caller& caller) {
  return {.account = caller.account,
          .role = domain::Role::kClerk,
          .unit = caller.unit,
          .home_units = {caller.unit}};
}

domain::DossierContext SeenByItself(const OwnWork& work,
                                    const std::vector<domain::ReviewedLeaf>& leaves,
                                    std::int64_t time) {
  return {.cycle = work.cycle, .leaves = leaves, .relation = domain::Relation::kOwn, .now = time};
}

}  // namespace

std::string OwnDossierKey(std::string_view cycle, std::string_view unit) {
  return storage::KeyWriter(storage::Prefix::kOwnDossier).Text(cycle).Text(unit).Take();
}

bool Rejected(const OwnWork& work) {
  return work.submission.result.verdict() == exchange::v1::VERDICT_REJECTED;
}

absl::StatusOr<OwnWork> OwnDossiers::Load(const storage::Reader& state, std::string_view cycle,
                                          std::string_view unit) const {
  OwnWork work;
  ASSIGN_OR_RETURN(work.cycle, services::LoadCycle(state, cycle));
  ASSIGN_OR_RETURN(work.set, sets_.Load(state, work.cycle.criteria_set,
                                        static_cast<std::uint32_t>(work.cycle.criteria_version)));
  ASSIGN_OR_RETURN(auto row,
                   services::ReadRow<record::v1::OwnDossier>(state, OwnDossierKey(cycle, unit)));
  if (!row.has_value()) {
    ASSIGN_OR_RETURN(work.dossier,
                     domain::OpenDossier(work.cycle, domain::UnitId(std::string(unit))));
    return work;
  }
  work.row = *std::move(row);
  ASSIGN_OR_RETURN(work.dossier, codec::Decode(work.row.dossier()));
  if (!work.row.submission_id().empty()) {
    ASSIGN_OR_RETURN(work.submission, exchange::StandingOf(state, unit, work.row.submission_id()));
  }
  if (Rejected(work)) TakeBack(work.dossier);
  return work;
}

void OwnDossiers::Write(ledger::Transaction& transaction, OwnWork& work) {
  *work.row.mutable_dossier() = codec::Encode(work.dossier);
  services::WriteRow(
      transaction, OwnDossierKey(work.dossier.cycle.value(), work.dossier.unit.value()), work.row);
}

absl::StatusOr<domain::Dossier> OwnDossiers::Decide(const ledger::Entry& entry, const OwnWork& work,
                                                    const domain::Action& action,
                                                    const storage::Reader& state) const {
  const ledger::Actor& actor = entry.command.actor;
  const std::optional<domain::Role> role = domain::ParseRole(actor.role);
  if (!role.has_value()) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "role_unknown",
                           {{"role", actor.role}});
  }
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  const domain::UnitId unit(actor.unit);
  const domain::Relation relation =
      domain::RelationOf(*tree, unit, work.dossier.unit, work.cycle.deadlines.submit);
  const std::vector<domain::ReviewedLeaf> leaves = domain::ReviewedLeavesOf(*work.set.set);
  return domain::Decide(
      work.dossier, action,
      {.account = domain::AccountId(actor.account),
       .role = *role,
       .unit = unit,
       .home_units = {unit}},
      {.cycle = work.cycle, .leaves = leaves, .relation = relation, .now = entry.time});
}

std::vector<domain::Way> OwnDossiers::WaysFor(const identity::Caller& caller, const OwnWork& work,
                                              std::int64_t time) {
  if (caller.unit != work.dossier.unit) return {};
  const std::vector<domain::ReviewedLeaf> leaves = domain::ReviewedLeavesOf(*work.set.set);
  return domain::WaysOn(work.dossier, Looking(caller), caller.roles,
                        SeenByItself(work, leaves, time));
}

std::string OwnDossiers::NextFor(const identity::Caller& caller, const OwnWork& work,
                                 std::int64_t time) {
  if (caller.unit != work.dossier.unit) return {};
  const std::vector<domain::ReviewedLeaf> leaves = domain::ReviewedLeavesOf(*work.set.set);
  const auto next = domain::NextStep(work.dossier, Looking(caller), caller.roles,
                                     SeenByItself(work, leaves, time));
  return next.has_value() ? std::string(domain::Name(*next)) : std::string();
}

absl::StatusOr<domain::Answers> OwnDossiers::AnswersOf(const OwnWork& work) {
  if (!work.row.has_answers()) return domain::EmptyAnswers(*work.set.set, work.dossier.unit);
  return codec::Decode(work.row.answers(), *work.set.set);
}

}  // namespace par::commune
