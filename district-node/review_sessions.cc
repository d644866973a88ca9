#include "district-node/review_sessions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "district-node/review_session_rows.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::Permission;
using domain::Refusal;
using SessionRow = dossier::v1::ReviewSession;
using dossier::v1::SessionItem;

// "Phiên họp hội đồng thẩm định phien-1 ngày 18/11/2023: tán thành 3, …": what the unit reads.
std::string ReasonFrom(const SessionRow& session, const SessionItem& item) {
  const auto date = domain::Date::Parse(session.held_on());
  std::string text = "Phiên họp hội đồng thẩm định " + session.id() + " ngày " +
                     (date.has_value() ? date->Vietnamese() : session.held_on()) + ": tán thành " +
                     std::to_string(item.result().in_favour()) + ", không tán thành " +
                     std::to_string(item.result().against()) + ", không có ý kiến " +
                     std::to_string(item.result().abstained());
  if (item.result().casting()) text += "; số phiếu ngang nhau, theo ý kiến của chủ tọa";
  const std::string& why = item.proposals(static_cast<int>(item.result().choice())).reason();
  if (!why.empty()) text += "; " + why;
  return text;
}

// Every proposal stands in the one row of its session.
absl::Status CheckReason(const std::string& reason) {
  RETURN_IF_ERROR(domain::CheckText("lý do", reason));
  if (reason.size() <= domain::kLongestProposalReason) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "text_too_long",
                 {{"field", "lý do"},
                  {"length", std::to_string(reason.size())},
                  {"maximum", std::to_string(domain::kLongestProposalReason)}});
}

void StateResult(const domain::Tally& tally, dossier::v1::SessionResult& result) {
  if (tally.choice.has_value()) result.set_choice(static_cast<std::uint32_t>(*tally.choice));
  result.set_in_favour(static_cast<std::uint32_t>(tally.in_favour));
  result.set_against(static_cast<std::uint32_t>(tally.against));
  result.set_abstained(static_cast<std::uint32_t>(tally.abstained));
  result.set_casting(tally.casting);
  result.set_note(std::string(tally.undecided));
}

// Counts the votes of those who may vote now.
void CountItem(const SessionRow& session, SessionItem& item) {
  std::vector<domain::Vote> votes;
  for (const dossier::v1::SessionVote& vote : item.votes()) {
    const auto& excluded = item.excluded();
    if (std::find(excluded.begin(), excluded.end(), vote.account()) != excluded.end()) continue;
    domain::Vote counted{.account = domain::AccountId(vote.account()), .choice = {}};
    if (vote.has_choice()) counted.choice = vote.choice();
    votes.push_back(std::move(counted));
  }
  StateResult(domain::Count(votes, static_cast<std::size_t>(item.proposals_size()),
                            {.quorum = static_cast<int>(session.quorum()),
                             .casting_vote = session.casting_vote(),
                             .chair = domain::AccountId(session.chair())}),
              *item.mutable_result());
}

// Whose proposal it is: an appeal's is one of the unit's people, every other's one of this node's.
absl::Status NameProposer(const storage::Reader& state, const std::string& unit,
                          const std::vector<dossier::v1::Person>& people,
                          dossier::v1::SessionProposal& row) {
  if (row.account().empty()) return absl::OkStatus();
  const bool appeal = row.origin() == domain::Name(domain::Contest::kAppeal);
  const auto told = std::find_if(people.begin(), people.end(), [&](const auto& person) {
    return person.account() == row.account() && (person.unit() == unit) == appeal;
  });
  if (told != people.end()) {
    *row.mutable_by() = *told;
    return absl::OkStatus();
  }
  if (appeal) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto person, services::PersonOf(state, row.account()));
  if (!person.account().empty()) *row.mutable_by() = std::move(person);
  return absl::OkStatus();
}

}  // namespace

void ReviewSessions::Register(services::CommandRouter& commands) {
  using review::v1::CloseSessionRequest;
  using review::v1::OpenSessionRequest;
  using review::v1::ProposeMarkRequest;
  using review::v1::VoteRequest;
  commands.OnMessages<OpenSessionRequest, review::v1::OpenSessionResponse>(
      services::Kind::kOpenReviewSession, "review.open_session",
      [this](const ledger::Entry& entry, const OpenSessionRequest& request,
             ledger::Transaction& transaction) { return Open(entry, request, transaction); });
  commands.OnMessages<ProposeMarkRequest, review::v1::ProposeMarkResponse>(
      services::Kind::kProposeInSession, "review.propose_mark",
      [this](const ledger::Entry& entry, const ProposeMarkRequest& request,
             ledger::Transaction& transaction) { return Propose(entry, request, transaction); });
  commands.OnMessages<VoteRequest, review::v1::VoteResponse>(
      services::Kind::kVoteInSession, "review.vote",
      [this](const ledger::Entry& entry, const VoteRequest& request,
             ledger::Transaction& transaction) { return Vote(entry, request, transaction); });
  commands.OnMessages<CloseSessionRequest, review::v1::CloseSessionResponse>(
      services::Kind::kCloseReviewSession, "review.close_session",
      [this](const ledger::Entry& entry, const CloseSessionRequest& request,
             ledger::Transaction& transaction) { return Close(entry, request, transaction); });
}

absl::Status ReviewSessions::AddItems(const storage::Reader& state, const CycleFrame& frame,
                                      const domain::UnitId& unit, Session& session) const {
  ASSIGN_OR_RETURN(const Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
  ASSIGN_OR_RETURN(const SampleOfUnit sample,
                   LoadSample(state, frame.cycle.id.value(), unit.value()));
  const auto contested =
      domain::ContestedLeaves(held.dossier, frame.leaves, sample.leaves, sample.apart_from);
  if (contested.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto excluded, ExcludedOn(state, session, unit));
  ASSIGN_OR_RETURN(const auto people,
                   services::PeopleIn(state, services::PeopleSide::kAbove,
                                      codec::Encode(held.dossier), {}, held.row.people()));
  for (const domain::ContestedLeaf& leaf : contested) {
    SessionItem& item = *session.add_items();
    item.set_unit(unit.value());
    item.set_criterion(leaf.criterion);
    item.set_origin(std::string(domain::Name(leaf.contest)));
    item.set_content(leaf.content.ToBytes());
    for (const std::string& account : excluded) item.add_excluded(account);
    for (const domain::Proposal& proposal : leaf.proposals) {
      dossier::v1::SessionProposal& row = *item.add_proposals();
      *row.mutable_mark() = codec::Encode(proposal.mark);
      row.set_origin(std::string(proposal.origin));
      row.set_account(proposal.account.value());
      RETURN_IF_ERROR(NameProposer(state, unit.value(), people, row));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<review::v1::OpenSessionResponse> ReviewSessions::Open(
    const ledger::Entry& entry, const review::v1::OpenSessionRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  RETURN_IF_ERROR(HeldDossiers::RequireOnCycle(frame, entry.command.actor, Permission::kSettle));
  ASSIGN_OR_RETURN(Session session, NewSession(transaction, frame.cycle, request));
  session.set_opened_at(entry.time);
  std::vector<domain::UnitId> units;
  for (const std::string& unit : request.units()) units.emplace_back(unit);
  if (units.empty()) units = frame.cycle.units;
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  for (const domain::UnitId& unit : units) {
    RETURN_IF_ERROR(AddItems(transaction, frame, unit, session));
  }
  if (session.items().empty()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "session_nothing_contested",
                   {{"cycle", request.cycle()}});
  }
  if (static_cast<std::size_t>(session.items_size()) > domain::kMostSessionItems) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "session_too_many_items",
                   {{"count", std::to_string(session.items_size())},
                    {"most", std::to_string(domain::kMostSessionItems)}});
  }
  WriteSession(transaction, session);
  review::v1::OpenSessionResponse response;
  *response.mutable_session() = std::move(session);
  return response;
}

template <typename Request>
absl::Status ReviewSessions::Begin(const ledger::Entry& entry, const Request& request,
                                   const storage::Reader& state, MembersWork& work) const {
  ASSIGN_OR_RETURN(work.frame, dossiers_.Frame(state, request.cycle()));
  ASSIGN_OR_RETURN(work.actor, HeldDossiers::RequireOnUnit(state, work.frame, entry.command.actor,
                                                           Permission::kSettle, request.unit()));
  ASSIGN_OR_RETURN(work.session, LoadOpenSession(state, request.cycle(), request.session()));
  RETURN_IF_ERROR(RequireMember(work.session, work.actor));
  ASSIGN_OR_RETURN(work.item, FindItem(work.session, request.unit(), request.criterion()));
  return absl::OkStatus();
}

absl::StatusOr<review::v1::ProposeMarkResponse> ReviewSessions::Propose(
    const ledger::Entry& entry, const review::v1::ProposeMarkRequest& request,
    ledger::Transaction& transaction) const {
  MembersWork work;
  RETURN_IF_ERROR(Begin(entry, request, transaction, work));
  RETURN_IF_ERROR(CheckReason(request.reason()));
  ASSIGN_OR_RETURN(const domain::Mark mark, codec::Decode(request.mark()));
  const domain::DossierContext context{.cycle = work.frame.cycle, .leaves = work.frame.leaves};
  ASSIGN_OR_RETURN(const domain::ReviewedLeaf* leaf,
                   domain::FindLeaf(context, request.criterion()));
  RETURN_IF_ERROR(domain::CheckGivenMark(*leaf, mark));
  for (const dossier::v1::SessionProposal& known : work.item->proposals()) {
    ASSIGN_OR_RETURN(const domain::Mark other, codec::Decode(known.mark()));
    if (other != mark) continue;
    return Refusal(absl::StatusCode::kAlreadyExists, "session_proposed",
                   {{"criterion", request.criterion()}, {"unit", request.unit()}});
  }
  if (static_cast<std::size_t>(work.item->proposals_size()) >= domain::kMostProposals) {
    return Refusal(
        absl::StatusCode::kFailedPrecondition, "session_proposals_full",
        {{"criterion", request.criterion()}, {"most", std::to_string(domain::kMostProposals)}});
  }
  dossier::v1::SessionProposal& row = *work.item->add_proposals();
  *row.mutable_mark() = codec::Encode(mark);
  row.set_origin("member");
  row.set_account(work.actor.account.value());
  ASSIGN_OR_RETURN(*row.mutable_by(), services::PersonOf(transaction, row.account()));
  row.set_reason(request.reason());
  review::v1::ProposeMarkResponse response;
  response.set_proposals(static_cast<std::uint32_t>(work.item->proposals_size()));
  WriteSession(transaction, work.session);
  return response;
}

absl::StatusOr<review::v1::VoteResponse> ReviewSessions::Vote(
    const ledger::Entry& entry, const review::v1::VoteRequest& request,
    ledger::Transaction& transaction) const {
  MembersWork work;
  RETURN_IF_ERROR(Begin(entry, request, transaction, work));
  const bool known = !request.has_choice() ||
                     request.choice() < static_cast<std::uint32_t>(work.item->proposals_size());
  if (!known) {
    return Refusal(absl::StatusCode::kInvalidArgument, "session_choice",
                   {{"value", std::to_string(request.choice())},
                    {"proposals", std::to_string(work.item->proposals_size())}});
  }
  auto& votes = *work.item->mutable_votes();
  const auto former = std::find_if(votes.begin(), votes.end(), [&](const auto& vote) {
    return vote.account() == work.actor.account.value();
  });
  if (former != votes.end()) votes.erase(former);
  dossier::v1::SessionVote& vote = *work.item->add_votes();
  vote.set_account(work.actor.account.value());
  if (request.has_choice()) vote.set_choice(request.choice());
  vote.set_at(entry.time);
  review::v1::VoteResponse response;
  response.set_voted(static_cast<std::uint32_t>(work.item->votes_size()));
  response.set_members(
      static_cast<std::uint32_t>(work.session.members_size() - work.item->excluded_size()));
  WriteSession(transaction, work.session);
  return response;
}

absl::Status ReviewSessions::Enter(const ledger::Entry& entry, const CycleFrame& frame,
                                   const Session& session, const SessionItem& item, Held& held) {
  const domain::LeafClaim* claim = domain::FindClaim(held.dossier, item.criterion());
  if ((claim == nullptr ? Sha256() : claim->content).ToBytes() != item.content()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "session_claim_changed",
                   {{"criterion", item.criterion()}, {"unit", item.unit()}});
  }
  const bool appeal = item.origin() == domain::Name(domain::Contest::kAppeal);
  domain::Action action =
      domain::ActionOn(held.dossier, appeal ? domain::ActionKind::kDecideAppeal
                                            : domain::ActionKind::kDecideInSession);
  action.criterion = item.criterion();
  ASSIGN_OR_RETURN(action.mark,
                   codec::Decode(item.proposals(static_cast<int>(item.result().choice())).mark()));
  action.upheld = action.mark != domain::StandingOf(held.dossier, item.criterion()).mark;
  action.text = ReasonFrom(session, item);
  action.session = session.id();
  // The council decides, and not its chair: who belongs to the unit was left out of the vote.
  const domain::DossierActor council{.account = domain::AccountId(session.chair()),
                                     .role = domain::Role::kCouncil,
                                     .unit = frame.cycle.owner,
                                     .home_units = {}};
  const domain::DossierContext context{
      .cycle = frame.cycle,
      .leaves = frame.leaves,
      .relation = HeldDossiers::RelationTo(frame, frame.cycle.owner.value(), item.unit()),
      .now = entry.time};
  ASSIGN_OR_RETURN(held.dossier, domain::Decide(held.dossier, action, council, context));
  return absl::OkStatus();
}

absl::StatusOr<review::v1::CloseSessionResponse> ReviewSessions::Close(
    const ledger::Entry& entry, const review::v1::CloseSessionRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(HeldDossiers::RequireOnCycle(frame, entry.command.actor, Permission::kSettle));
  ASSIGN_OR_RETURN(Session session,
                   LoadOpenSession(transaction, request.cycle(), request.session()));
  if (session.chair() != entry.command.actor.account) {
    return Refusal(absl::StatusCode::kPermissionDenied, "session_not_chair",
                   {{"session", session.id()}, {"account", session.chair()}});
  }
  session.set_closed_at(entry.time);
  std::map<std::string, std::pair<Held, bool>> dossiers;  // With whether it changed.
  for (SessionItem& item : *session.mutable_items()) {
    ASSIGN_OR_RETURN(const auto excluded,
                     ExcludedOn(transaction, session, domain::UnitId(item.unit())));
    item.mutable_excluded()->Assign(excluded.begin(), excluded.end());
    CountItem(session, item);
    if (!item.result().has_choice()) continue;
    auto at = dossiers.find(item.unit());
    if (at == dossiers.end()) {
      ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, frame, item.unit()));
      at = dossiers.emplace(item.unit(), std::pair(std::move(held), false)).first;
    }
    const absl::Status entered = Enter(entry, frame, session, item, at->second.first);
    if (!entered.ok() && domain::ReasonOf(entered).empty()) return entered;
    item.mutable_result()->set_note(domain::ReasonOf(entered));
    at->second.second = at->second.second || entered.ok();
  }
  for (auto& [unit, held] : dossiers) {
    if (!held.second) continue;
    HeldDossiers::Write(transaction, held.first);
    RETURN_IF_ERROR(review_.Notify(entry, frame, held.first, transaction));
  }
  WriteSession(transaction, session);
  review::v1::CloseSessionResponse response;
  *response.mutable_session() = std::move(session);
  return response;
}

absl::StatusOr<review::v1::ListSessionsResponse> ReviewSessions::List(
    const storage::Reader& state, const identity::Caller& caller,
    const review::v1::ListSessionsRequest& request) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, frame, dossiers_, caller));
  review::v1::ListSessionsResponse response;
  if (!request.session().empty()) {
    ASSIGN_OR_RETURN(*response.add_sessions(),
                     LoadSession(state, request.cycle(), request.session()));
    return response;
  }
  RETURN_IF_ERROR(ForEachSession(state, request.cycle(), [&](const Session& session) {
    *response.add_sessions() = session;
    response.mutable_sessions()->rbegin()->clear_items();
  }));
  return response;
}

}  // namespace par::district
