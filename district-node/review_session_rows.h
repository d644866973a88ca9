// The rows of the council's sessions, and what must hold of a session and of who takes part in it.
// Used by review_sessions.cc and what shows a dossier.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/domain/dossier.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/review/v1/review.pb.h"

namespace par::district {

// A session as asked for, without items; the refusals are those of ReviewSessions::Open.
[[nodiscard]] absl::StatusOr<dossier::v1::ReviewSession> NewSession(
    const storage::Reader& state, const domain::Cycle& cycle,
    const review::v1::OpenSessionRequest& request);

// NOT_FOUND review_session_unknown.
[[nodiscard]] absl::StatusOr<dossier::v1::ReviewSession> LoadSession(const storage::Reader& state,
                                                                     std::string_view cycle,
                                                                     std::string_view id);
// NOT_FOUND review_session_unknown; FAILED_PRECONDITION session_closed.
[[nodiscard]] absl::StatusOr<dossier::v1::ReviewSession> LoadOpenSession(
    const storage::Reader& state, std::string_view cycle, std::string_view id);
void WriteSession(ledger::Transaction& transaction, const dossier::v1::ReviewSession& session);
// In the order of their ids.
[[nodiscard]] absl::Status ForEachSession(
    const storage::Reader& state, std::string_view cycle,
    const std::function<void(const dossier::v1::ReviewSession&)>& visit);

// The members who work or worked in the unit, in the session's order.
[[nodiscard]] absl::StatusOr<std::vector<std::string>> ExcludedOn(
    const storage::Reader& state, const dossier::v1::ReviewSession& session,
    const domain::UnitId& unit);
// PERMISSION_DENIED session_not_member.
[[nodiscard]] absl::Status RequireMember(const dossier::v1::ReviewSession& session,
                                         const domain::DossierActor& actor);
// NOT_FOUND session_item_unknown. Points into the session.
[[nodiscard]] absl::StatusOr<dossier::v1::SessionItem*> FindItem(
    dossier::v1::ReviewSession& session, std::string_view unit, std::string_view criterion);

// The closed sessions of a cycle that had an item on the unit, with those items alone.
[[nodiscard]] absl::StatusOr<std::vector<dossier::v1::ReviewSession>> ClosedSessionsOn(
    const storage::Reader& state, std::string_view cycle, std::string_view unit);

}  // namespace par::district
