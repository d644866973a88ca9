// What comes up from the units below.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/answers_in_place.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/exchange/rows.h"
#include "common/services/claims.h"
#include "common/services/documents.h"
#include "common/services/people.h"
#include "district-node/review_desk.h"

namespace par::district {
namespace {

using domain::ActionKind;
using domain::Refusal;

// Handed on by a node in between, which has already judged it: the exchange keeps it.
bool PassesThrough(const exchange::Arrival& arrival) {
  return arrival.stream.hop != arrival.stream.unit;
}

// The evidence of a unit further down may be read here too. What is wrong with it was for the unit
// directly above to refuse, and is left out here.
absl::Status HoldPassing(const ledger::Entry& entry, const exchange::Arrival& arrival,
                         const assessment::v1::Submission& submission,
                         ledger::Transaction& transaction) {
  if (submission.unit() != arrival.stream.unit) return absl::OkStatus();
  const absl::Status taken = services::TakeDocuments(
      submission, arrival.event.item(), services::DocumentSide::kHeld, entry.time, transaction);
  return domain::ReasonOf(taken).empty() ? taken : absl::OkStatus();
}

domain::DossierContext UnitsContext(const ledger::Entry& entry, const CycleFrame& frame) {
  return {.cycle = frame.cycle,
          .leaves = frame.leaves,
          .relation = domain::Relation::kOwn,
          .now = entry.time};
}

domain::DossierActor UnitsActor(const domain::UnitId& unit, const std::string& account,
                                domain::Role role) {
  return {.account = domain::AccountId(account), .role = role, .unit = unit, .home_units = {unit}};
}

// True if the dossier has taken account of the unit's item already; then it is struck off the list.
bool TakeOffCounted(Held& held, const std::string& id) {
  auto& counted = *held.row.mutable_counted();
  const auto at = std::find(counted.begin(), counted.end(), id);
  if (at == counted.end()) return false;
  counted.erase(at);
  return true;
}

void Account(Held& held, std::uint64_t seq) {
  held.row.set_accounted_seq(std::max(held.row.accounted_seq(), seq));
}

// What the submission claims, leaf by leaf: decided by its answers and the set alone.
absl::StatusOr<std::vector<domain::LeafClaim>> ClaimsIn(
    const assessment::v1::Submission& submission, const domain::CriteriaSet& set) {
  ASSIGN_OR_RETURN(const domain::Answers answers, codec::Decode(submission.answers(), set));
  const domain::ScoreSheet sheet = domain::Score(set, answers, {.traces = false});
  return services::ClaimsOf(set, answers, sheet);
}

// The review went on without this submission, which the unit may have made before it knew.
absl::Status CheckAwaited(const domain::Dossier& dossier) {
  const auto last = std::find_if(dossier.notes.rbegin(), dossier.notes.rend(), [](const auto& one) {
    return one.kind == ActionKind::kReturn || one.kind == ActionKind::kResumeReview;
  });
  if (last == dossier.notes.rend() || last->kind == ActionKind::kReturn) return absl::OkStatus();
  return Refusal(
      absl::StatusCode::kFailedPrecondition, "explanation_not_awaited",
      {{"unit", dossier.unit.value()}, {"since", domain::Date::InVietnam(last->at).Iso()}});
}

}  // namespace

void ReviewDesk::Foresee(const exchange::v1::Item& item, const Sha256& body_sha256,
                         const storage::Reader& state) {
  const auto split = codec::SplitSubmission(item.body());
  if (!split.has_value()) return;
  auto foreseen = std::make_shared<ForeseenSubmission>();
  if (!foreseen->submission.ParseFromString(split->rest)) return;
  const auto set = foreseen_.SetOf(foreseen->submission, [&](const std::string& cycle) {
    return dossiers_.SetOf(state, cycle);
  });
  const auto answers = codec::ReadInPlace(split->answers);
  if (set == nullptr || !answers.has_value()) return;
  const auto bound = codec::Bind(*answers, *set);
  if (!bound.has_value()) return;
  foreseen->submission.mutable_answers()->set_unit(std::string(answers->unit));
  const domain::ScoreSheet sheet = domain::Score(*set, bound->inputs(), {.traces = false});
  foreseen->claims = services::ClaimsOf(*set, *answers, *bound, sheet);
  foreseen_.Keep(item.submission_id(), body_sha256, std::move(foreseen));
}

absl::Status ReviewDesk::ReceiveSubmission(const ledger::Entry& entry,
                                           const exchange::Arrival& arrival,
                                           const assessment::v1::Submission& submission,
                                           const ForeseenSubmission* foreseen,
                                           ledger::Transaction& transaction) const {
  if (PassesThrough(arrival)) return HoldPassing(entry, arrival, submission, transaction);
  if (arrival.restored && arrival.side == exchange::Side::kLower) {
    return take_back_(arrival, submission, transaction);
  }
  if (arrival.restored && !arrival.settled) {
    RETURN_IF_ERROR(HoldAgain(arrival, submission.cycle(), transaction));
    return HoldPassing(entry, arrival, submission, transaction);
  }
  if (submission.unit() != arrival.stream.unit ||
      submission.answers().unit() != submission.unit()) {
    return codec::BadField("unit", submission.unit());
  }
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, submission.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  if (submission.set_sha256() != frame.set.text_hash.ToBytes()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "submission_set_differs",
                   {{"unit", submission.unit()}, {"set", domain::SetReference(frame.cycle)}});
  }
  ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, frame, submission.unit()));
  if (arrival.settled && arrival.event.seq() <= held.row.accounted_seq()) return absl::OkStatus();
  const std::string& id = arrival.event.item().submission_id();
  const bool counted = TakeOffCounted(held, id);
  if (!counted) RETURN_IF_ERROR(Replay(entry, frame, submission, foreseen, held));
  RETURN_IF_ERROR(services::TakeDocuments(submission, arrival.event.item(),
                                          services::DocumentSide::kHeld, entry.time, transaction));
  if (!counted) held.row.set_submission_id(id);
  if (held.row.submission_id() == id) held.row.set_submission_seq(arrival.event.seq());
  Account(held, arrival.event.seq());
  HeldDossiers::Write(transaction, held);
  return counted ? absl::OkStatus() : Notify(entry, frame, held, transaction, id);
}

absl::Status ReviewDesk::Replay(const ledger::Entry& entry, const CycleFrame& frame,
                                const assessment::v1::Submission& submission,
                                const ForeseenSubmission* foreseen, Held& held) const {
  RETURN_IF_ERROR(CheckAwaited(held.dossier));
  // The submission names the frame's set, and so what was foreseen is by that set.
  auto claims = foreseen != nullptr ? foreseen->claims : ClaimsIn(submission, *frame.set.set);
  RETURN_IF_ERROR(claims.status());
  const domain::DossierContext context = UnitsContext(entry, frame);
  domain::SubmissionTimes times{.received_at = entry.time, .made_at = {}, .clock_age = {}};
  if (submission.made_at() != 0) times.made_at = submission.made_at();
  if (submission.has_clock_age()) times.clock_age = submission.clock_age();
  held.dossier = domain::BeforeTheMark(std::move(held.dossier), times, frame.cycle);
  const domain::UnitId& unit = held.dossier.unit;
  domain::Action save = domain::ActionOn(held.dossier, ActionKind::kSave);
  save.claims = *std::move(claims);
  ASSIGN_OR_RETURN(
      held.dossier,
      domain::Decide(held.dossier, save,
                     UnitsActor(unit, submission.filled_by(), domain::Role::kClerk), context));
  ASSIGN_OR_RETURN(
      held.dossier,
      domain::Decide(held.dossier, domain::ActionOn(held.dossier, ActionKind::kApprove),
                     UnitsActor(unit, submission.approved_by(), domain::Role::kLeader), context));
  domain::Action submit = domain::ActionOn(held.dossier, ActionKind::kSubmit);
  submit.made_at = times.made_at;
  submit.clock_age = times.clock_age;
  ASSIGN_OR_RETURN(
      held.dossier,
      domain::Decide(held.dossier, submit,
                     UnitsActor(unit, submission.submitted_by(), domain::Role::kLeader), context));
  return absl::OkStatus();
}

absl::Status ReviewDesk::ReceiveAction(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                       const dossier::v1::Action& message,
                                       ledger::Transaction& transaction) const {
  // A unit's own action that comes back needs nothing: what became of it comes down as a notice.
  const bool own = arrival.restored && arrival.side == exchange::Side::kLower;
  if (PassesThrough(arrival) || own) return absl::OkStatus();
  if (arrival.restored && !arrival.settled) return HoldAgain(arrival, message.cycle(), transaction);
  if (message.unit() != arrival.stream.unit) return codec::BadField("unit", message.unit());
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, message.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  ASSIGN_OR_RETURN(auto held, dossiers_.Find(transaction, message.cycle(), message.unit()));
  if (!held.has_value()) {
    return Refusal(absl::StatusCode::kNotFound, "dossier_not_held",
                   {{"unit", message.unit()}, {"cycle", message.cycle()}});
  }
  if (arrival.settled && arrival.event.seq() <= held->row.accounted_seq()) return absl::OkStatus();
  const std::string& id = arrival.event.item().submission_id();
  Account(*held, arrival.event.seq());
  if (TakeOffCounted(*held, id)) {
    HeldDossiers::Write(transaction, *held);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(domain::Action action, codec::Decode(message, held->dossier.version));
  if (action.kind != ActionKind::kWithdraw && action.kind != ActionKind::kAnswer &&
      action.kind != ActionKind::kAppeal && action.kind != ActionKind::kWithdrawAppeal) {
    return Refusal(absl::StatusCode::kPermissionDenied, "action_not_from_unit",
                   {{"action", std::string(domain::Name(action.kind))}});
  }
  // The unit counted its own versions when it acted, perhaps days ago and offline: whether the
  // action still fits is for the state to say.
  action.base_version = held->dossier.version;
  const domain::DossierActor actor =
      UnitsActor(held->dossier.unit, arrival.event.item().author(), domain::Role::kLeader);
  ASSIGN_OR_RETURN(held->dossier,
                   domain::Decide(held->dossier, action, actor, UnitsContext(entry, frame)));
  dossier::v1::Person by = message.by();
  by.set_account(arrival.event.item().author());
  by.set_unit(message.unit());
  services::KeepPerson(by, *held->row.mutable_people());
  HeldDossiers::Write(transaction, *held);
  return Notify(entry, frame, *held, transaction, id);
}

absl::Status ReviewDesk::HoldAgain(const exchange::Arrival& arrival, const std::string& cycle,
                                   ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(auto held, dossiers_.Find(transaction, cycle, arrival.stream.unit));
  if (!held.has_value()) return absl::OkStatus();
  const std::string& id = arrival.event.item().submission_id();
  const bool in_force = held->row.submission_id() == id;
  if (!TakeOffCounted(*held, id) && !in_force) return absl::OkStatus();
  if (in_force) held->row.set_submission_seq(arrival.event.seq());
  Account(*held, arrival.event.seq());
  HeldDossiers::Write(transaction, *held);
  return absl::OkStatus();
}

absl::Status ReviewDesk::TakeBackNotice(const exchange::Arrival& arrival,
                                        const dossier::v1::DossierNotice& notice,
                                        ledger::Transaction& transaction) const {
  const std::string& unit = notice.dossier().unit();
  if (unit != arrival.stream.unit) return codec::BadField("unit", unit);
  for (const dossier::v1::EnteredPoints& entered : notice.entered()) {
    RETURN_IF_ERROR(domain::PointsFromE4(entered.points_e4(), "entered.points_e4").status());
  }
  ASSIGN_OR_RETURN(domain::Dossier told, codec::Decode(notice.dossier()));
  ASSIGN_OR_RETURN(auto found, dossiers_.Find(transaction, told.cycle.value(), unit));
  const bool newest = !found.has_value() || found->dossier.version < told.version;
  Held held = std::move(found).value_or(Held());
  const exchange::StreamView up(transaction, exchange::Side::kUpper, exchange::UpOf(unit));
  for (const std::string& id : {notice.cause(), notice.submission_id()}) {
    ASSIGN_OR_RETURN(const auto submission, up.Submission(id));
    const std::uint64_t seq = submission.has_value() ? submission->seq() : 0;
    if (newest && id == notice.submission_id()) {
      held.row.set_submission_id(id);
      held.row.set_submission_seq(seq);
    }
    Account(held, seq);
    if (id.empty() || seq != 0) continue;
    TakeOffCounted(held, id);
    held.row.add_counted(id);
  }
  if (newest) {
    held.dossier = std::move(told);
    *held.row.mutable_entered() = notice.entered();
    for (const auto& person : notice.people()) {
      services::KeepPerson(person, *held.row.mutable_people());
    }
  }
  HeldDossiers::Write(transaction, held);
  return absl::OkStatus();
}

}  // namespace par::district
