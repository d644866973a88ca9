#include "common/services/cycle_desk.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/codec/cycle_codec.h"
#include "common/domain/cycle_yaml.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/refusal.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using domain::Refusal;

domain::Date* DeadlineOf(domain::Deadlines& deadlines, std::string_view name) {
  if (name == "submit") return &deadlines.submit;
  if (name == "review") return &deadlines.review;
  if (name == "appeal") return &deadlines.appeal;
  if (name == "answer") {
    if (!deadlines.answer.has_value()) deadlines.answer = deadlines.publish;
    return &*deadlines.answer;
  }
  if (name == "publish") return &deadlines.publish;
  return nullptr;
}

}  // namespace

void CycleDesk::Register(CommandRouter& commands, ItemRouter& items) {
  using cycle::v1::AdvanceCycleRequest;
  using cycle::v1::ExtendDeadlineRequest;
  using cycle::v1::OpenCycleRequest;
  commands.OnMessages<OpenCycleRequest, cycle::v1::OpenCycleResponse>(
      Kind::kOpenCycle, "cycle.open",
      [this](const ledger::Entry& entry, const OpenCycleRequest& request,
             ledger::Transaction& transaction) { return Open(entry, request, transaction); });
  commands.OnMessages<AdvanceCycleRequest, cycle::v1::AdvanceCycleResponse>(
      Kind::kAdvanceCycle, "cycle.advance",
      [this](const ledger::Entry& entry, const AdvanceCycleRequest& request,
             ledger::Transaction& transaction) { return Advance(entry, request, transaction); });
  commands.OnMessages<ExtendDeadlineRequest, cycle::v1::ExtendDeadlineResponse>(
      Kind::kExtendDeadline, "cycle.extend",
      [this](const ledger::Entry& entry, const ExtendDeadlineRequest& request,
             ledger::Transaction& transaction) { return Extend(entry, request, transaction); });
  items.OnMessage<cycle::v1::Cycle>(
      ItemType::kCycle,
      [this](const ledger::Entry&, const exchange::Arrival&, const cycle::v1::Cycle& cycle,
             ledger::Transaction& transaction) { return Receive(cycle, transaction); });
  items.OnSentBack<cycle::v1::Cycle>(
      ItemType::kCycle, [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                               const cycle::v1::Cycle& cycle, ledger::Transaction& transaction) {
        return TakeBack(entry, arrival, cycle, transaction);
      });
}

void CycleDesk::BeforeAdvance(MayBecome may_become) {
  PAR_CHECK(may_become_ == nullptr);
  may_become_ = std::move(may_become);
}

absl::Status CycleDesk::MayRun(const ledger::Entry& entry, std::string_view owner,
                               domain::Permission permission, const storage::Reader& state) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, owner));
  return units_.Require(state, entry.command.actor, permission, owner, entry.time);
}

absl::StatusOr<cycle::v1::OpenCycleResponse> CycleDesk::Open(
    const ledger::Entry& entry, const cycle::v1::OpenCycleRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Cycle cycle,
                   domain::ParseCycle(request.cycle_yaml(), request.file_name()));
  RETURN_IF_ERROR(
      MayRun(entry, cycle.owner.value(), domain::Permission::kManageCycles, transaction));
  ASSIGN_OR_RETURN(const auto exists, transaction.Get(CycleKey(cycle.id.value())));
  if (exists.has_value()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "cycle_exists", {{"cycle", cycle.id.value()}});
  }
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(transaction));
  const std::vector<absl::Status> problems = domain::CycleProblems(cycle, *tree);
  if (!problems.empty()) return problems.front();
  ASSIGN_OR_RETURN(const record::v1::SetRow set,
                   sets_.Row(transaction, cycle.criteria_set,
                             static_cast<std::uint32_t>(cycle.criteria_version)));
  if (set.summary().state() == criteria::v1::SET_STATE_DRAFT) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "criteria_set_state",
                   {{"set", domain::SetReference(cycle)}, {"state", "draft"}});
  }
  if (set.summary().level() != domain::Name(cycle.level)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "cycle_set_level",
                   {{"set", domain::SetReference(cycle)},
                    {"set_level", set.summary().level()},
                    {"level", std::string(domain::Name(cycle.level))}});
  }
  cycle::v1::OpenCycleResponse response;
  ASSIGN_OR_RETURN(*response.mutable_cycle(), Put(entry, cycle, 1, transaction));
  return response;
}

absl::StatusOr<cycle::v1::Cycle> CycleDesk::MoveOn(const ledger::Entry& entry, std::string_view id,
                                                   domain::CycleState to,
                                                   ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const cycle::v1::Cycle row, LoadCycleRow(transaction, id));
  ASSIGN_OR_RETURN(const domain::Cycle cycle, codec::Decode(row));
  ASSIGN_OR_RETURN(const domain::Cycle next, domain::Advance(cycle, to));
  return Put(entry, next, row.version() + 1, transaction);
}

absl::StatusOr<cycle::v1::AdvanceCycleResponse> CycleDesk::Advance(
    const ledger::Entry& entry, const cycle::v1::AdvanceCycleRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const cycle::v1::Cycle row, LoadCycleRow(transaction, request.id()));
  RETURN_IF_ERROR(MayRun(entry, row.owner(), domain::Permission::kRunCycle, transaction));
  const auto to = domain::ParseCycleState(request.to_state());
  if (!to.has_value() || domain::ByDecision(*to)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "cycle_state_unknown",
                   {{"value", request.to_state()}});
  }
  ASSIGN_OR_RETURN(const domain::Cycle cycle, codec::Decode(row));
  RETURN_IF_ERROR(domain::Advance(cycle, *to).status());
  if (may_become_ != nullptr) RETURN_IF_ERROR(may_become_(transaction, cycle, *to));
  cycle::v1::AdvanceCycleResponse response;
  ASSIGN_OR_RETURN(*response.mutable_cycle(), MoveOn(entry, request.id(), *to, transaction));
  return response;
}

absl::StatusOr<cycle::v1::ExtendDeadlineResponse> CycleDesk::Extend(
    const ledger::Entry& entry, const cycle::v1::ExtendDeadlineRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const cycle::v1::Cycle row, LoadCycleRow(transaction, request.id()));
  RETURN_IF_ERROR(MayRun(entry, row.owner(), domain::Permission::kRunCycle, transaction));
  RETURN_IF_ERROR(domain::CheckText("reason", request.reason()));
  ASSIGN_OR_RETURN(domain::Cycle cycle, codec::Decode(row));
  domain::Date* deadline = DeadlineOf(cycle.deadlines, request.deadline());
  if (deadline == nullptr) {
    return Refusal(absl::StatusCode::kInvalidArgument, "deadline_unknown",
                   {{"value", request.deadline()}});
  }
  const auto date = domain::Date::Parse(request.date());
  if (!date.has_value()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                   {{"field", "date"}, {"value", request.date()}});
  }
  if (*date <= *deadline) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "deadline_not_later",
                   {{"deadline", deadline->Iso()}, {"value", date->Iso()}});
  }
  *deadline = *date;
  const std::vector<absl::Status> problems = domain::CycleProblems(cycle);
  if (!problems.empty()) return problems.front();
  cycle::v1::ExtendDeadlineResponse response;
  ASSIGN_OR_RETURN(*response.mutable_cycle(), Put(entry, cycle, row.version() + 1, transaction));
  return response;
}

absl::StatusOr<cycle::v1::Cycle> CycleDesk::Put(const ledger::Entry& entry,
                                                const domain::Cycle& cycle, std::uint64_t version,
                                                ledger::Transaction& transaction) const {
  cycle::v1::Cycle row = codec::Encode(cycle, version);
  WriteRow(transaction, CycleKey(cycle.id.value()), row);
  for (const domain::UnitId& unit : cycle.units) {
    if (unit == cycle.owner) continue;  // It has the row already.
    RETURN_IF_ERROR(courier_.DownIfBelow(entry, transaction, cycle.owner.value(), unit.value(),
                                         ItemType::kCycle, row));
  }
  return row;
}

absl::Status CycleDesk::Receive(const cycle::v1::Cycle& cycle,
                                ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(codec::Decode(cycle).status());
  ASSIGN_OR_RETURN(const auto known, ReadRow<cycle::v1::Cycle>(transaction, CycleKey(cycle.id())));
  if (known.has_value() && known->owner() != cycle.owner()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "cycle_exists", {{"cycle", cycle.id()}});
  }
  if (!known.has_value() || known->version() < cycle.version()) {
    WriteRow(transaction, CycleKey(cycle.id()), cycle);
  }
  return absl::OkStatus();
}

absl::Status CycleDesk::TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                 const cycle::v1::Cycle& row,
                                 ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Cycle cycle, codec::Decode(row));
  ASSIGN_OR_RETURN(const auto known,
                   ReadRow<cycle::v1::Cycle>(transaction, CycleKey(cycle.id.value())));
  if (known.has_value() && known->version() >= row.version()) return absl::OkStatus();
  WriteRow(transaction, CycleKey(cycle.id.value()), row);
  // Other units may not have been told before this node was lost.
  for (const domain::UnitId& unit : cycle.units) {
    if (unit == cycle.owner || unit.value() == arrival.stream.unit) continue;
    RETURN_IF_ERROR(courier_.DownIfBelow(entry, transaction, cycle.owner.value(), unit.value(),
                                         ItemType::kCycle, row));
  }
  return absl::OkStatus();
}

absl::StatusOr<cycle::v1::ListCyclesResponse> CycleDesk::List(const storage::Reader& state,
                                                              const identity::Caller& caller,
                                                              std::int64_t time) const {
  cycle::v1::ListCyclesResponse response;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kCycle).Take();
  RETURN_IF_ERROR(ForEachRow<cycle::v1::Cycle>(
      state, prefix, [&](std::string_view, const cycle::v1::Cycle& cycle) {
        *response.add_cycles() = cycle;
        if (!units_.RequireHosted(state, cycle.owner()).ok()) return absl::OkStatus();
        const bool may =
            units_.ActorFor(state, caller, domain::Permission::kRunCycle, cycle.owner(), time).ok();
        const auto now = domain::ParseCycleState(cycle.state());
        const auto next = now.has_value() ? domain::NextState(*now) : std::nullopt;
        if (!may || !next.has_value() || domain::ByDecision(*next)) return absl::OkStatus();
        (*response.mutable_next())[cycle.id()] = std::string(domain::Name(*next));
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<cycle::v1::ProposeDeadlinesResponse> CycleDesk::Propose(
    const storage::Reader& state, const cycle::v1::ProposeDeadlinesRequest& request,
    std::int64_t time) {
  domain::Deadlines days;
  if (!request.like().empty()) {
    ASSIGN_OR_RETURN(const domain::Cycle like, LoadCycle(state, request.like()));
    days = domain::YearLater(like.deadlines);
  } else if (request.year() < 2000 || request.year() > 2199) {
    return Refusal(absl::StatusCode::kInvalidArgument, "cycle_year",
                   {{"year", std::to_string(request.year())}});
  } else {
    days = domain::UsualDeadlines(static_cast<int>(request.year()), domain::Date::InVietnam(time));
  }
  cycle::v1::ProposeDeadlinesResponse response;
  response.set_submit_by(days.submit.Iso());
  response.set_review_by(days.review.Iso());
  response.set_appeal_by(days.appeal.Iso());
  response.set_answer_by(domain::AnswerDeadline(days).Iso());
  response.set_publish_by(days.publish.Iso());
  return response;
}

}  // namespace par::services
