#include "district-node/council_desk.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "district-node/entered_points.h"

namespace par::district {
namespace {

using domain::Refusal;
using record::v1::CouncilRow;

constexpr std::string_view kOpen = "open";
constexpr std::string_view kClosed = "closed";

absl::StatusOr<domain::CouncilVote> VoteOf(const survey::v1::CouncilVote& message) {
  domain::CouncilVote vote;
  vote.account = domain::AccountId(message.account());
  vote.unit = domain::UnitId(message.unit());
  vote.criterion = message.criterion();
  vote.cast_at = message.cast_at();
  if (!message.points().empty()) {
    ASSIGN_OR_RETURN(vote.points, domain::ParsePoints(message.points(), message.criterion()));
  }
  return vote;
}

survey::v1::CouncilVote MessageOf(const domain::CouncilVote& vote) {
  survey::v1::CouncilVote message;
  message.set_account(vote.account.value());
  message.set_unit(vote.unit.value());
  message.set_criterion(vote.criterion);
  message.set_cast_at(vote.cast_at);
  if (vote.points.has_value()) {
    message.set_points(vote.points->FormatShort(domain::NumberStyle::kPlain));
  }
  return message;
}

std::uint32_t CastBy(const domain::CouncilSession& session, const domain::AccountId& member) {
  return static_cast<std::uint32_t>(
      std::count_if(session.votes.begin(), session.votes.end(),
                    [&](const domain::CouncilVote& vote) { return vote.account == member; }));
}

// What is voted on; `member` may be null.
void PutItems(const CycleFrame& frame, const domain::LeadershipCouncil& council,
              const domain::CouncilMember* member, survey::v1::ShowCouncilResponse& response) {
  const domain::CriteriaSet& set = *frame.set.set;
  for (const domain::UnitId& unit : frame.cycle.units) {
    const domain::Unit* known = frame.tree->Find(unit);
    for (const std::string& criterion : council.criteria) {
      const domain::LeafIndex leaf = set.FindLeaf(criterion);
      if (leaf == domain::kNone) continue;
      survey::v1::CouncilItem& item = *response.add_items();
      item.set_unit(unit.value());
      item.set_unit_name(known == nullptr ? unit.value() : known->name);
      item.set_criterion(criterion);
      item.set_title(set.NodeOf(leaf).title);
      item.set_maximum_e4(set.NodeOf(leaf).maximum.e4());
      item.set_mine(member != nullptr && member->unit != unit);
    }
  }
}

void WriteCouncil(const std::string& cycle, const domain::CouncilSession& session, CouncilRow& row,
                  ledger::Transaction& transaction) {
  row.set_state(std::string(session.closed ? kClosed : kOpen));
  row.set_deadline(session.deadline.Iso());
  row.clear_votes();
  for (const domain::CouncilVote& vote : session.votes) *row.add_votes() = MessageOf(vote);
  services::WriteRow(transaction, CouncilKey(cycle), row);
}

}  // namespace

void CouncilDesk::Register(services::CommandRouter& commands) {
  using services::Kind;
  commands.OnMessages<survey::v1::OpenCouncilRequest, survey::v1::OpenCouncilResponse>(
      Kind::kOpenCouncil, "council.open",
      [this](const ledger::Entry& entry, const survey::v1::OpenCouncilRequest& request,
             ledger::Transaction& transaction) { return Open(entry, request, transaction); });
  commands.OnMessages<survey::v1::CastVotesRequest, survey::v1::CastVotesResponse>(
      Kind::kCastVotes, "council.vote",
      [this](const ledger::Entry& entry, const survey::v1::CastVotesRequest& request,
             ledger::Transaction& transaction) { return Cast(entry, request, transaction); });
  commands.OnMessages<survey::v1::CloseCouncilRequest, survey::v1::CloseCouncilResponse>(
      Kind::kCloseCouncil, "council.close",
      [this](const ledger::Entry& entry, const survey::v1::CloseCouncilRequest& request,
             ledger::Transaction& transaction) { return Close(entry, request, transaction); });
  commands.OnMessages<survey::v1::ReopenCouncilRequest, survey::v1::ReopenCouncilResponse>(
      Kind::kReopenCouncil, "council.reopen",
      [this](const ledger::Entry& entry, const survey::v1::ReopenCouncilRequest& request,
             ledger::Transaction& transaction) { return Reopen(entry, request, transaction); });
}

absl::StatusOr<domain::CouncilSession> CouncilDesk::SessionOf(const storage::Reader& state,
                                                              const CycleFrame& frame,
                                                              const std::string& text,
                                                              const std::string& file) const {
  domain::FindingList findings(file);
  auto council = domain::ReadLeadershipCouncil(text, findings);
  if (!council.has_value()) return PlacedRefusal(std::move(findings).TakeSorted().front());
  RETURN_IF_ERROR(domain::FitCouncil(*frame.set.set, frame.cycle, *council));
  for (domain::CouncilMember& member : council->members) {
    ASSIGN_OR_RETURN(const auto account, identity::FindAccount(state, member.account));
    if (!account.has_value()) {
      return Refusal(absl::StatusCode::kNotFound, "account_unknown",
                     {{"account", member.account.value()}});
    }
    if (member.unit.empty()) member.unit = account->unit;
  }
  domain::CouncilSession session;
  session.council = *std::move(council);
  session.deadline = session.council.deadline;
  return session;
}

absl::StatusOr<CouncilDesk::Work> CouncilDesk::Load(const storage::Reader& state,
                                                    const std::string& cycle) const {
  Work work;
  ASSIGN_OR_RETURN(work.frame, dossiers_.Frame(state, cycle));
  ASSIGN_OR_RETURN(auto row, services::ReadRow<CouncilRow>(state, CouncilKey(cycle)));
  if (!row.has_value()) {
    return Refusal(absl::StatusCode::kNotFound, "council_unknown", {{"cycle", cycle}});
  }
  work.row = *std::move(row);
  ASSIGN_OR_RETURN(work.session, SessionOf(state, work.frame, work.row.council_yaml(), ""));
  work.session.closed = work.row.state() == kClosed;
  work.session.deadline = domain::Date::Parse(work.row.deadline()).value_or(work.session.deadline);
  for (const survey::v1::CouncilVote& message : work.row.votes()) {
    ASSIGN_OR_RETURN(domain::CouncilVote vote, VoteOf(message));
    work.session.votes.push_back(std::move(vote));
  }
  return work;
}

absl::Status CouncilDesk::RequireCouncil(const ledger::Entry& entry, const CycleFrame& frame,
                                         const storage::Reader& state) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, frame.cycle.owner.value()));
  return HeldDossiers::RequireOnCycle(frame, entry.command.actor,
                                      domain::Permission::kEnterLeadershipScore);
}

absl::Status CouncilDesk::RequireAllOpen(const storage::Reader& state,
                                         const CycleFrame& frame) const {
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    RETURN_IF_ERROR(RequireOpenForPoints(held));
  }
  return absl::OkStatus();
}

absl::StatusOr<survey::v1::OpenCouncilResponse> CouncilDesk::Open(
    const ledger::Entry& entry, const survey::v1::OpenCouncilRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(RequireCouncil(entry, frame, transaction));
  ASSIGN_OR_RETURN(const auto known,
                   services::ReadRow<CouncilRow>(transaction, CouncilKey(request.cycle())));
  if (known.has_value()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "council_known", {{"cycle", request.cycle()}});
  }
  ASSIGN_OR_RETURN(const domain::CouncilSession session,
                   SessionOf(transaction, frame, request.council_yaml(), request.file_name()));
  RETURN_IF_ERROR(RequireAllOpen(transaction, frame));
  CouncilRow row;
  row.set_council_yaml(request.council_yaml());
  survey::v1::OpenCouncilResponse response;
  for (const std::string& criterion : session.council.criteria) {
    row.add_criteria(criterion);
    response.add_criteria(criterion);
  }
  WriteCouncil(request.cycle(), session, row, transaction);
  response.set_members(static_cast<std::uint32_t>(session.council.members.size()));
  response.set_units(static_cast<std::uint32_t>(frame.cycle.units.size()));
  return response;
}

absl::StatusOr<survey::v1::CastVotesResponse> CouncilDesk::Cast(
    const ledger::Entry& entry, const survey::v1::CastVotesRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(Work work, Load(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, work.frame.cycle.owner.value()));
  std::vector<domain::CouncilVote> votes;
  for (const survey::v1::CouncilVote& message : request.votes()) {
    ASSIGN_OR_RETURN(domain::CouncilVote vote, VoteOf(message));
    votes.push_back(std::move(vote));
  }
  const domain::AccountId member(entry.command.actor.account);
  RETURN_IF_ERROR(domain::Cast(*work.frame.set.set, work.frame.cycle, member,
                               domain::UnitId(entry.command.actor.unit), votes, entry.time,
                               work.session));
  WriteCouncil(request.cycle(), work.session, work.row, transaction);
  survey::v1::CastVotesResponse response;
  response.set_cast(CastBy(work.session, member));
  response.set_expected(
      static_cast<std::uint32_t>(domain::VotesExpected(work.session, work.frame.cycle, member)));
  return response;
}

absl::StatusOr<survey::v1::CloseCouncilResponse> CouncilDesk::Close(
    const ledger::Entry& entry, const survey::v1::CloseCouncilRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(Work work, Load(transaction, request.cycle()));
  RETURN_IF_ERROR(RequireCouncil(entry, work.frame, transaction));
  ASSIGN_OR_RETURN(
      const std::vector<domain::CouncilScore> scores,
      domain::ScoresOf(*work.frame.set.set, work.frame.cycle, work.session, entry.time));
  RETURN_IF_ERROR(RequireAllOpen(transaction, work.frame));
  survey::v1::CloseCouncilResponse response;
  work.row.clear_scores();
  for (const domain::UnitId& unit : work.frame.cycle.units) {
    ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, work.frame, unit.value()));
    for (const domain::CouncilScore& score : scores) {
      if (score.unit != unit) continue;
      dossier::v1::EnteredPoints put;
      put.set_criterion(score.criterion);
      put.set_points_e4(score.points.e4());
      put.set_source(work.session.council.title + " (" + work.session.council.basis + ")");
      put.set_working(score.working);
      put.set_origin("council");
      put.set_account(entry.command.actor.account);
      (void)PutEntered(put, held);
      survey::v1::CouncilScore& kept = *work.row.add_scores();
      kept.set_unit(unit.value());
      kept.set_criterion(score.criterion);
      kept.set_points_e4(score.points.e4());
      kept.set_working(score.working);
    }
    ++held.dossier.version;
    HeldDossiers::Write(transaction, held);
    RETURN_IF_ERROR(review_.Notify(entry, work.frame, held, transaction));
    response.set_units(response.units() + 1);
  }
  response.set_points(static_cast<std::uint32_t>(scores.size()));
  work.session.closed = true;
  WriteCouncil(request.cycle(), work.session, work.row, transaction);
  return response;
}

absl::StatusOr<survey::v1::ReopenCouncilResponse> CouncilDesk::Reopen(
    const ledger::Entry& entry, const survey::v1::ReopenCouncilRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(Work work, Load(transaction, request.cycle()));
  RETURN_IF_ERROR(RequireCouncil(entry, work.frame, transaction));
  RETURN_IF_ERROR(RequireAllOpen(transaction, work.frame));
  const auto deadline = domain::Date::Parse(request.deadline());
  if (!deadline.has_value()) return codec::BadField("deadline", request.deadline());
  RETURN_IF_ERROR(domain::Reopen(request.reason(), *deadline, entry.time, work.session));
  survey::v1::CouncilReopening& reopening = *work.row.add_reopenings();
  reopening.set_reason(request.reason());
  reopening.set_account(entry.command.actor.account);
  reopening.set_at(entry.time);
  WriteCouncil(request.cycle(), work.session, work.row, transaction);
  survey::v1::ReopenCouncilResponse response;
  response.set_state(work.row.state());
  return response;
}

absl::Status CouncilDesk::RequireMember(const storage::Reader& state,
                                        const identity::Caller& caller,
                                        const std::string& cycle) const {
  ASSIGN_OR_RETURN(const Work work, Load(state, cycle));
  if (work.session.council.Find(caller.account) != nullptr) return absl::OkStatus();
  return Refusal(absl::StatusCode::kPermissionDenied, "council_not_a_member",
                 {{"account", caller.account.value()}, {"cycle", cycle}});
}

absl::StatusOr<survey::v1::ShowCouncilResponse> CouncilDesk::Show(
    const storage::Reader& state, const identity::Caller& caller,
    const survey::v1::ShowCouncilRequest& request) const {
  ASSIGN_OR_RETURN(const Work work, Load(state, request.cycle()));
  const domain::CouncilSession& session = work.session;
  const domain::CouncilMember* asker = session.council.Find(caller.account);
  if (asker == nullptr) {
    RETURN_IF_ERROR(
        HeldDossiers::ActorOnCycle(work.frame, caller, domain::Permission::kEnterLeadershipScore)
            .status());
  }
  survey::v1::ShowCouncilResponse response;
  response.set_title(session.council.title);
  response.set_state(work.row.state());
  response.set_method(std::string(domain::Name(session.council.method)));
  response.set_deadline(work.row.deadline());
  response.set_basis(session.council.basis);
  response.set_quorum(std::to_string(session.council.quorum_of) + "/" +
                      std::to_string(session.council.quorum_in));
  PutItems(work.frame, session.council, asker, response);
  for (const domain::CouncilMember& member : session.council.members) {
    survey::v1::CouncilMember& one = *response.add_members();
    one.set_account(member.account.value());
    one.set_name(member.name);
    one.set_role(member.role);
    one.set_unit(member.unit.value());
    one.set_cast(CastBy(session, member.account));
    one.set_expected(static_cast<std::uint32_t>(
        domain::VotesExpected(session, work.frame.cycle, member.account)));
  }
  // Until it is closed nobody sees what others gave, nor what it came to before it was reopened.
  for (const survey::v1::CouncilVote& vote : work.row.votes()) {
    if (session.closed || vote.account() == caller.account.value()) *response.add_votes() = vote;
  }
  if (session.closed) *response.mutable_scores() = work.row.scores();
  *response.mutable_reopenings() = work.row.reopenings();
  for (survey::v1::CouncilReopening& one : *response.mutable_reopenings()) {
    ASSIGN_OR_RETURN(auto person, services::PersonOf(state, one.account()));
    if (!person.account().empty()) *one.mutable_by() = std::move(person);
  }
  return response;
}

}  // namespace par::district
