// Rankings (xếp hạng) of a cycle as its dossiers stand, and what another version of the criteria
// set would change. Before publication only the units above may look; afterwards every account.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/identity/accounts.h"
#include "common/services/decision_box.h"
#include "district-node/cycle_results.h"
#include "par/ranking/v1/ranking.pb.h"

namespace par::district {

class RankingDesk {
 public:
  RankingDesk(const HeldDossiers& dossiers, const services::CriteriaSets& sets,
              const services::DecisionBox& box)
      : dossiers_(dossiers), sets_(sets), box_(box) {}

  // By group, rank and name; units without a rank last. NOT_FOUND cycle_unknown;
  // PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<ranking::v1::GetRankingResponse> GetRanking(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::GetRankingRequest& request) const;

  // The units' own answers and entered points under another version; what reviewers put in place of
  // single scores belongs to the version they reviewed by, and is left out on both sides.
  // NOT_FOUND criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<ranking::v1::CompareSetsResponse> CompareSets(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::CompareSetsRequest& request) const;

  // Score and loss of every area and leaf, for whoever may see the dossiers: what single criteria
  // gave is not published. FAILED_PRECONDITION unit_not_in_cycle.
  [[nodiscard]] absl::StatusOr<ranking::v1::GetUnitResultResponse> GetUnitResult(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::GetUnitResultRequest& request) const;

  // Of two decisions on one group and year the later one counts; where there is none, a table that
  // the cycle's owner imported, marked so.
  [[nodiscard]] absl::StatusOr<ranking::v1::ListPlacesResponse> ListPlaces(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::ListPlacesRequest& request) const;

  // Leaf by leaf what the units lost together; rights as for GetUnitResult.
  [[nodiscard]] absl::StatusOr<ranking::v1::ListLossesResponse> ListLosses(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::ListLossesRequest& request) const;

  // Whom waiving the criterion at every unit would reach; rights as for GetUnitResult.
  // FAILED_PRECONDITION remediation_not_systemic.
  [[nodiscard]] absl::StatusOr<ranking::v1::ListWaiversResponse> ListWaivers(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::ListWaiversRequest& request) const;

 private:
  // The cycle's results, if the caller may see them.
  [[nodiscard]] absl::StatusOr<CycleResults> Results(const storage::Reader& state,
                                                     const identity::Caller& caller,
                                                     std::string_view cycle) const;

  const HeldDossiers& dossiers_;
  const services::CriteriaSets& sets_;
  const services::DecisionBox& box_;
};

// One unit's line of a ranking.
[[nodiscard]] ranking::v1::RankedUnit RankedUnitOf(const domain::CriteriaSet& set,
                                                   const UnitResult& result,
                                                   std::string_view language);

}  // namespace par::district
