#include "district-node/review_desk.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_size.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "district-node/candidates.h"
#include "district-node/entered_points.h"
#include "district-node/second_mark_desk.h"

namespace par::district {

using domain::Refusal;

namespace {

constexpr std::size_t kTagAndLength = 4;
constexpr std::size_t kMostPeopleBytes = 32'000;  // Of one notice.
constexpr std::size_t kBytesAround = 4096;        // Ids, and the item's own fields.

// The largest dossier can always be told to its unit.
static_assert(domain::kLargestDossierBytes + kMostEnteredBytes + kMostPeopleBytes + kBytesAround <
              exchange::kMaxItemBytes);

}  // namespace

void ReviewDesk::Register(services::CommandRouter& commands, services::ActRouter& acts,
                          services::ItemRouter& items, TakeBack take_back) {
  PAR_CHECK(take_back != nullptr);
  take_back_ = std::move(take_back);
  acts.OnSuperiorsAction(
      [this](const ledger::Entry& entry, const dossier::v1::ActRequest& request,
             ledger::Transaction& transaction) { return Act(entry, request, transaction); });
  commands.OnMessages<dossier::v1::EnterPointsRequest, dossier::v1::EnterPointsResponse>(
      services::Kind::kEnterPoints, "dossier.enter_points",
      [this](const ledger::Entry& entry, const dossier::v1::EnterPointsRequest& request,
             ledger::Transaction& transaction) {
        return EnterPoints(entry, request, transaction);
      });
  items.OnForeseen(services::ItemType::kSubmission,
                   [this](const exchange::v1::Item& item, const Sha256& body_sha256,
                          const storage::Reader& state) { Foresee(item, body_sha256, state); });
  items.On(services::ItemType::kSubmission,
           [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                  ledger::Transaction& transaction) {
             const exchange::v1::Item& item = arrival.event.item();
             if (const auto read = foreseen_.Take(item.submission_id(), arrival.body_sha256)) {
               return ReceiveSubmission(entry, arrival, read->submission, read.get(), transaction);
             }
             assessment::v1::Submission submission;
             if (!submission.ParseFromString(item.body())) {
               return services::ItemRouter::BadBody(arrival);
             }
             return ReceiveSubmission(entry, arrival, submission, nullptr, transaction);
           });
  items.OnMessage<dossier::v1::Action>(
      services::ItemType::kAction,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const dossier::v1::Action& action, ledger::Transaction& transaction) {
        return ReceiveAction(entry, arrival, action, transaction);
      });
  items.OnSentBack<dossier::v1::DossierNotice>(
      services::ItemType::kDossier,
      [this](const ledger::Entry&, const exchange::Arrival& arrival,
             const dossier::v1::DossierNotice& notice, ledger::Transaction& transaction) {
        return TakeBackNotice(arrival, notice, transaction);
      });
}

absl::Status ReviewDesk::Notify(const ledger::Entry& entry, const CycleFrame& frame,
                                const Held& held, ledger::Transaction& transaction,
                                const std::string& cause) const {
  RETURN_IF_ERROR(CheckRoomForPoints(held));
  dossier::v1::DossierNotice notice;
  *notice.mutable_dossier() = held.row.dossier();
  *notice.mutable_entered() = held.row.entered();
  notice.set_submission_id(held.row.submission_id());
  notice.set_cause(cause);
  ASSIGN_OR_RETURN(const auto people,
                   services::PeopleIn(transaction, services::PeopleSide::kAbove, notice.dossier(),
                                      notice.entered(), held.row.people()));
  std::size_t room = kMostPeopleBytes;
  for (const dossier::v1::Person& person : people) {
    const std::size_t size = kTagAndLength + person.ByteSizeLong();
    if (size > room) break;  // The others stand there by their accounts.
    room -= size;
    *notice.add_people() = person;
  }
  return courier_.DownIfBelow(entry, transaction, frame.cycle.owner.value(),
                              held.dossier.unit.value(), services::ItemType::kDossier, notice);
}

absl::StatusOr<dossier::v1::ActResponse> ReviewDesk::Act(const ledger::Entry& entry,
                                                         const dossier::v1::ActRequest& request,
                                                         ledger::Transaction& transaction) const {
  const dossier::v1::Action& message = request.action();
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, message.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, frame, message.unit()));
  ASSIGN_OR_RETURN(domain::Action action, codec::Decode(message, held.dossier.version));
  if (action.kind == domain::ActionKind::kDecideInSession || !action.session.empty()) {
    return Refusal(absl::StatusCode::kPermissionDenied, "action_of_session_only",
                   {{"action", std::string(domain::Name(action.kind))}});
  }
  std::optional<identity::Account> assigned;
  if (action.kind == domain::ActionKind::kAssign) {
    // Where a reviewer works is what his account says, wherever there is one.
    ASSIGN_OR_RETURN(assigned, identity::FindAccount(transaction, action.account));
    if (assigned.has_value()) action.home_units = identity::HomeUnitsOf(*assigned);
  }
  const ledger::Actor& actor = entry.command.actor;
  ASSIGN_OR_RETURN(const domain::DossierActor acting, HeldDossiers::ActingAs(transaction, actor));
  const domain::DossierContext context{
      .cycle = frame.cycle,
      .leaves = frame.leaves,
      .relation = HeldDossiers::RelationTo(frame, actor.unit, message.unit()),
      .now = entry.time,
      .given = frame.given};
  ASSIGN_OR_RETURN(held.dossier, domain::Decide(held.dossier, action, acting, context));
  // Whoever left or was given other work can still be relieved of his areas.
  if (action.kind == domain::ActionKind::kAssign && !action.areas.empty() &&
      (!assigned.has_value() || !MayReviewIn(frame.cycle, *assigned))) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "reviewer_unsuitable",
                   {{"account", action.account.value()}, {"unit", frame.cycle.owner.value()}});
  }
  RETURN_IF_ERROR(CheckSample(transaction, frame, action, acting.account, held.dossier));
  HeldDossiers::Write(transaction, held);
  RETURN_IF_ERROR(Notify(entry, frame, held, transaction));
  dossier::v1::ActResponse response;
  response.set_state(std::string(domain::Name(held.dossier.state)));
  response.set_version(held.dossier.version);
  return response;
}

absl::Status ReviewDesk::CheckSample(const storage::Reader& state, const CycleFrame& frame,
                                     const domain::Action& action, const domain::AccountId& account,
                                     const domain::Dossier& dossier) {
  ASSIGN_OR_RETURN(const SampleOfUnit sample,
                   LoadSample(state, frame.cycle.id.value(), dossier.unit.value()));
  RETURN_IF_ERROR(domain::CheckReserved(action, account, sample.leaves, frame.leaves));
  if (action.kind != domain::ActionKind::kSettle) return absl::OkStatus();
  return domain::CheckSettled(dossier, sample.leaves, sample.apart_from);
}

absl::StatusOr<dossier::v1::EnterPointsResponse> ReviewDesk::EnterPoints(
    const ledger::Entry& entry, const dossier::v1::EnterPointsRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, frame, request.unit()));
  if (request.points().empty()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "entered_points_none");
  }
  for (const dossier::v1::NewPoints& points : request.points()) {
    RETURN_IF_ERROR(EnterOne(entry, transaction, frame, points, held));
    RETURN_IF_ERROR(RequireTypedIn(transaction, frame, points.criterion()));
  }
  RETURN_IF_ERROR(RequireOpenForPoints(held));
  ++held.dossier.version;
  HeldDossiers::Write(transaction, held);
  RETURN_IF_ERROR(Notify(entry, frame, held, transaction));
  dossier::v1::EnterPointsResponse response;
  response.set_version(held.dossier.version);
  return response;
}

absl::Status ReviewDesk::EnterOne(const ledger::Entry& entry, const storage::Reader& state,
                                  const CycleFrame& frame, const dossier::v1::NewPoints& points,
                                  Held& held) const {
  const domain::CriteriaSet& set = *frame.set.set;
  const domain::LeafIndex leaf = set.FindLeaf(points.criterion());
  const domain::Source source =
      leaf == domain::kNone ? domain::Source::kSurvey : set.NodeOf(leaf).source;
  RETURN_IF_ERROR(HeldDossiers::RequireOnUnit(state, frame, entry.command.actor,
                                              PermissionToEnter(source), held.dossier.unit.value())
                      .status());
  if (leaf == domain::kNone) {
    return Refusal(absl::StatusCode::kInvalidArgument, "criterion_unknown",
                   {{"criterion", points.criterion()}});
  }
  if (source == domain::Source::kSelfAssessed) {
    return Refusal(absl::StatusCode::kInvalidArgument, "entered_points_source",
                   {{"criterion", points.criterion()}});
  }
  RETURN_IF_ERROR(domain::CheckText("nguồn", points.source()));
  ASSIGN_OR_RETURN(const domain::Points value,
                   domain::ParsePoints(points.points(), points.criterion()));
  const domain::Points maximum = set.NodeOf(leaf).maximum;
  if (value < domain::Points() || value > maximum) {
    return Refusal(absl::StatusCode::kInvalidArgument, "entered_points_range",
                   {{"criterion", points.criterion()},
                    {"value", value.FormatShort(domain::NumberStyle::kPlain)},
                    {"maximum", maximum.FormatShort(domain::NumberStyle::kPlain)}});
  }
  const std::vector<domain::Points>& steps = set.leaves[leaf].rule.steps;
  if (!steps.empty() && !std::binary_search(steps.begin(), steps.end(), value)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "mark_not_a_step",
                   {{"criterion", points.criterion()},
                    {"points", value.FormatShort(domain::NumberStyle::kPlain)},
                    {"steps", domain::StepsText(steps)}});
  }
  dossier::v1::EnteredPoints put;
  put.set_criterion(points.criterion());
  put.set_points_e4(value.e4());
  put.set_source(points.source());
  put.set_account(entry.command.actor.account);
  (void)PutEntered(put, held);
  return absl::OkStatus();
}

}  // namespace par::district
