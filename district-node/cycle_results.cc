#include "district-node/cycle_results.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/ranking.h"

namespace par::district {
namespace {

using domain::DossierState;

void RankUnits(CycleResults& results) {
  std::vector<domain::RankEntry> entries;
  std::vector<UnitResult*> ranked;
  for (UnitResult& result : results.units) {
    if (!result.scored.has_value()) continue;
    entries.push_back(domain::MakeRankEntry(*results.frame.set.set, result.scored->answers,
                                            result.scored->reviewed));
    ranked.push_back(&result);
  }
  const auto ranks = domain::RankAll(entries, results.frame.set.set->ties);
  for (std::size_t i = 0; i < ranks.size(); ++i) ranked[i]->rank = ranks[i];
}

}  // namespace

absl::StatusOr<CycleResults> ResultsOf(const HeldDossiers& dossiers, const storage::Reader& state,
                                       std::string_view cycle) {
  CycleResults results;
  ASSIGN_OR_RETURN(results.frame, dossiers.Frame(state, cycle));
  results.complete = true;
  for (const domain::UnitId& unit : results.frame.cycle.units) {
    UnitResult result;
    result.unit = unit;
    const domain::Unit* known = results.frame.tree->Find(unit);
    result.name = known == nullptr ? unit.value() : known->name;
    result.group = known != nullptr && !known->rank_group.empty()
                       ? known->rank_group
                       : std::string(domain::Name(results.frame.set.set->level));
    ASSIGN_OR_RETURN(result.held, dossiers.FindOrOpen(state, results.frame, unit.value()));
    ASSIGN_OR_RETURN(result.scored, dossiers.Score(state, results.frame, result.held, false));
    const bool settled = result.held.dossier.state >= DossierState::kProvisional;
    if (!settled || AwaitsSubmission(result.held)) results.complete = false;
    results.units.push_back(std::move(result));
  }
  RankUnits(results);
  return results;
}

}  // namespace par::district
