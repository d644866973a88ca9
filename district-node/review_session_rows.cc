#include "district-node/review_session_rows.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/domain/review_session.h"
#include "common/identity/accounts.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "district-node/candidates.h"

namespace par::district {
namespace {

using domain::Refusal;
using Session = dossier::v1::ReviewSession;

std::string SessionKey(std::string_view cycle, std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kReviewSession).Text(cycle).Text(id).Take();
}

// One who sits on the council of the unit that runs the cycle.
absl::StatusOr<identity::Account> Member(const storage::Reader& state, const domain::Cycle& cycle,
                                         const std::string& name) {
  ASSIGN_OR_RETURN(const auto account, identity::FindAccount(state, domain::AccountId(name)));
  if (account.has_value() && Serves(*account, cycle, domain::Role::kCouncil)) return *account;
  return Refusal(absl::StatusCode::kFailedPrecondition, "session_member_unsuitable",
                 {{"account", name}, {"unit", cycle.owner.value()}});
}

absl::Status TakeMembers(const storage::Reader& state, const domain::Cycle& cycle,
                         const review::v1::OpenSessionRequest& request, Session& session) {
  const std::set<std::string> members(request.members().begin(), request.members().end());
  const std::size_t count = members.size();
  const bool well = count > 0 && count <= domain::kMostSessionMembers &&
                    count == static_cast<std::size_t>(request.members_size()) &&
                    members.count(request.chair()) == 1;
  if (!well) {
    return Refusal(absl::StatusCode::kInvalidArgument, "session_members",
                   {{"count", std::to_string(request.members_size())},
                    {"most", std::to_string(domain::kMostSessionMembers)},
                    {"account", request.chair()}});
  }
  if (request.quorum() > count) {
    return Refusal(
        absl::StatusCode::kInvalidArgument, "session_quorum",
        {{"value", std::to_string(request.quorum())}, {"members", std::to_string(count)}});
  }
  const auto more_than_half = static_cast<std::uint32_t>(count / 2 + 1);
  session.set_quorum(request.quorum() == 0 ? more_than_half : request.quorum());
  for (const std::string& member : request.members()) {
    ASSIGN_OR_RETURN(const identity::Account account, Member(state, cycle, member));
    session.add_members(member);
    session.add_member_names(account.full_name);
    session.add_member_positions(account.position);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Session> NewSession(const storage::Reader& state, const domain::Cycle& cycle,
                                   const review::v1::OpenSessionRequest& request) {
  if (!domain::IsPlainId(request.id())) {
    return Refusal(absl::StatusCode::kInvalidArgument, "session_id_malformed",
                   {{"session", request.id()}});
  }
  RETURN_IF_ERROR(domain::CheckText("tên phiên họp", request.title()));
  if (!domain::Date::Parse(request.held_on()).has_value()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                   {{"field", "held_on"}, {"value", request.held_on()}});
  }
  Session session;
  RETURN_IF_ERROR(TakeMembers(state, cycle, request, session));
  ASSIGN_OR_RETURN(const auto known, state.Get(SessionKey(cycle.id.value(), request.id())));
  if (known.has_value()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "session_exists",
                   {{"session", request.id()}, {"cycle", cycle.id.value()}});
  }
  session.set_id(request.id());
  session.set_cycle(cycle.id.value());
  session.set_title(request.title());
  session.set_held_on(request.held_on());
  session.set_chair(request.chair());
  session.set_casting_vote(request.casting_vote());
  return session;
}

absl::StatusOr<Session> LoadSession(const storage::Reader& state, std::string_view cycle,
                                    std::string_view id) {
  ASSIGN_OR_RETURN(auto session, services::ReadRow<Session>(state, SessionKey(cycle, id)));
  if (session.has_value()) return *std::move(session);
  return Refusal(absl::StatusCode::kNotFound, "review_session_unknown",
                 {{"session", std::string(id)}, {"cycle", std::string(cycle)}});
}

absl::StatusOr<Session> LoadOpenSession(const storage::Reader& state, std::string_view cycle,
                                        std::string_view id) {
  ASSIGN_OR_RETURN(Session session, LoadSession(state, cycle, id));
  if (session.closed_at() == 0) return session;
  return Refusal(absl::StatusCode::kFailedPrecondition, "session_closed",
                 {{"session", std::string(id)}});
}

void WriteSession(ledger::Transaction& transaction, const Session& session) {
  services::WriteRow(transaction, SessionKey(session.cycle(), session.id()), session);
}

absl::Status ForEachSession(const storage::Reader& state, std::string_view cycle,
                            const std::function<void(const Session&)>& visit) {
  return services::ForEachRow<Session>(
      state, storage::KeyWriter(storage::Prefix::kReviewSession).Text(cycle).Take(),
      [&](std::string_view, const Session& session) {
        visit(session);
        return absl::OkStatus();
      });
}

absl::StatusOr<std::vector<std::string>> ExcludedOn(const storage::Reader& state,
                                                    const Session& session,
                                                    const domain::UnitId& unit) {
  std::vector<std::string> excluded;
  for (const std::string& member : session.members()) {
    ASSIGN_OR_RETURN(const auto account, identity::FindAccount(state, domain::AccountId(member)));
    if (!account.has_value()) continue;
    const std::vector<domain::UnitId> homes = identity::HomeUnitsOf(*account);
    if (std::find(homes.begin(), homes.end(), unit) != homes.end()) excluded.push_back(member);
  }
  return excluded;
}

absl::Status RequireMember(const Session& session, const domain::DossierActor& actor) {
  const auto& members = session.members();
  if (std::find(members.begin(), members.end(), actor.account.value()) != members.end()) {
    return absl::OkStatus();
  }
  return Refusal(absl::StatusCode::kPermissionDenied, "session_not_member",
                 {{"session", session.id()}, {"account", actor.account.value()}});
}

absl::StatusOr<dossier::v1::SessionItem*> FindItem(Session& session, std::string_view unit,
                                                   std::string_view criterion) {
  for (dossier::v1::SessionItem& item : *session.mutable_items()) {
    if (item.unit() == unit && item.criterion() == criterion) return &item;
  }
  return Refusal(absl::StatusCode::kNotFound, "session_item_unknown",
                 {{"session", session.id()},
                  {"unit", std::string(unit)},
                  {"criterion", std::string(criterion)}});
}

absl::StatusOr<std::vector<Session>> ClosedSessionsOn(const storage::Reader& state,
                                                      std::string_view cycle,
                                                      std::string_view unit) {
  std::vector<Session> sessions;
  RETURN_IF_ERROR(ForEachSession(state, cycle, [&](const Session& session) {
    if (session.closed_at() == 0) return;
    Session shown = session;
    shown.clear_items();
    for (const dossier::v1::SessionItem& item : session.items()) {
      if (item.unit() == unit) *shown.add_items() = item;
    }
    if (!shown.items().empty()) sessions.push_back(std::move(shown));
  }));
  return sessions;
}

}  // namespace par::district
