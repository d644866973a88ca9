#include "district-node/candidates.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/services/people.h"

namespace par::district {
namespace {

constexpr std::size_t kAccountsRead = 1000;  // Together.

absl::Status AddCandidate(const storage::Reader& state, const domain::Cycle& cycle,
                          const std::string& unit, const identity::Account& account,
                          review::v1::ListCandidatesResponse& response) {
  if (!MayReviewIn(cycle, account)) return absl::OkStatus();
  review::v1::Candidate candidate;
  const std::vector<domain::UnitId> homes = identity::HomeUnitsOf(account);
  candidate.set_reviews(std::find(homes.begin(), homes.end(), domain::UnitId(unit)) == homes.end());
  candidate.set_marks(true);
  candidate.set_sits(Serves(account, cycle, domain::Role::kCouncil));
  for (const std::string& area : account.areas) candidate.add_areas(area);
  for (const domain::UnitId& home : homes) candidate.add_home_units(home.value());
  ASSIGN_OR_RETURN(*candidate.mutable_person(), services::PersonOf(state, account.name.value()));
  *response.add_candidates() = std::move(candidate);
  return absl::OkStatus();
}

}  // namespace

bool Serves(const identity::Account& account, const domain::Cycle& cycle, domain::Role role) {
  return !account.disabled && account.unit == cycle.owner &&
         std::find(account.roles.begin(), account.roles.end(), role) != account.roles.end();
}

bool MayReviewIn(const domain::Cycle& cycle, const identity::Account& account) {
  return Serves(account, cycle, domain::Role::kReviewer) ||
         Serves(account, cycle, domain::Role::kCouncil);
}

absl::StatusOr<review::v1::ListCandidatesResponse> ListCandidates(
    const storage::Reader& state, const HeldDossiers& dossiers, const identity::Caller& caller,
    const review::v1::ListCandidatesRequest& request) {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnCycle(frame, caller, domain::Permission::kAssignReviewers).status());
  review::v1::ListCandidatesResponse response;
  std::string after;
  do {
    ASSIGN_OR_RETURN(const identity::AccountPage page,
                     identity::ListAccounts(state, frame.cycle.owner, after, kAccountsRead));
    for (const identity::Account& account : page.accounts) {
      RETURN_IF_ERROR(AddCandidate(state, frame.cycle, request.unit(), account, response));
    }
    after = page.next;
  } while (!after.empty());
  const auto name = [](const review::v1::Candidate& one) {
    return std::pair(one.person().full_name(), one.person().account());
  };
  std::sort(response.mutable_candidates()->begin(), response.mutable_candidates()->end(),
            [&](const auto& a, const auto& b) { return name(a) < name(b); });
  return response;
}

}  // namespace par::district
