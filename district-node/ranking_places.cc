// Places over the years, by the decisions that this node holds.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/published_years.h"
#include "common/domain/rank_history.h"
#include "common/services/cycles.h"
#include "common/services/earlier_tables.h"
#include "common/services/signed_decision.h"
#include "district-node/ranking_desk.h"

namespace par::district {
namespace {

using domain::YearTable;

constexpr std::string_view kIndex = "par";

// The decisions in force of the unit that runs the cycle, the earlier first. A decision takes its
// year from its criteria set; what is ranked is the year of its cycle, where this node knows it.
absl::StatusOr<std::vector<domain::Decision>> DecisionsOf(const storage::Reader& state,
                                                          const services::DecisionBox& box,
                                                          const std::string& issuer) {
  ASSIGN_OR_RETURN(const auto list, box.List(state));
  std::vector<domain::Decision> decisions;
  for (const decision::v1::DecisionSummary& one : list.decisions()) {
    if (one.issuer() != issuer || !one.superseded_by().empty()) continue;
    ASSIGN_OR_RETURN(const record::v1::DecisionRow row, box.Find(state, one.id()));
    ASSIGN_OR_RETURN(domain::Decision decision, services::ReadDecision(row));
    const auto cycle = services::LoadCycle(state, one.cycle());
    if (cycle.ok()) decision.year = cycle->year;
    decisions.push_back(std::move(decision));
  }
  std::stable_sort(decisions.begin(), decisions.end(),
                   [](const auto& a, const auto& b) { return a.date < b.date; });
  return decisions;
}

// The cycle as it stands: what a decision of today would say, without its number.
void AddStanding(const CycleResults& results, int year, std::map<std::string, YearTable>& tables) {
  const domain::CriteriaSet& set = *results.frame.set.set;
  for (const UnitResult& unit : results.units) {
    if (!unit.scored.has_value()) continue;
    const domain::ScoreSheet& sheet = unit.scored->reviewed;
    YearTable& table = tables[unit.group];
    table.year = year;
    table.index = std::string(kIndex);
    table.group = unit.group;
    table.set = set.id + "@" + std::to_string(set.version);
    domain::YearRow row;
    row.unit = unit.unit;
    row.name = unit.name;
    row.total = sheet.total_rounded.ToDecimal();
    row.maximum = sheet.effective_maximum.ToDecimal();
    if (sheet.percent_rounded.has_value()) row.percent = sheet.percent_rounded->ToDecimal();
    if (unit.rank.has_value()) {
      row.rank = unit.rank;
      table.group_size = table.group_size.value_or(0) + 1;
    }
    if (sheet.result_class != domain::kNone)
      row.class_title = set.classes[sheet.result_class].title;
    table.rows.push_back(std::move(row));
  }
}

using YearAndGroup = std::pair<int, std::string>;

struct AllYears {
  domain::PublishedYears years;
  std::map<YearAndGroup, history::v1::ImportedTable>
      imported;  // Those of `years` that no decision made.
};

// One table for each group and year: of the cycle itself in its year, of the latest decision
// before, and where there is none as it was published elsewhere and imported.
absl::StatusOr<AllYears> YearsUpTo(const storage::Reader& state, const services::DecisionBox& box,
                                   const CycleResults& results) {
  const domain::Cycle& cycle = results.frame.cycle;
  ASSIGN_OR_RETURN(const std::vector<domain::Decision> decisions,
                   DecisionsOf(state, box, cycle.owner.value()));
  std::map<YearAndGroup, YearTable> tables;
  bool published = false;
  for (const domain::Decision& decision : decisions) {
    const bool own = decision.cycle == cycle.id;
    if (!own && decision.year >= cycle.year) continue;
    published = published || own;
    for (YearTable& table : domain::YearTablesOf(decision, kIndex)) {
      tables[{table.year, table.group}] = std::move(table);
    }
  }
  ASSIGN_OR_RETURN(std::vector<services::EarlierYear> earlier,
                   services::EarlierYears(state, cycle.owner.value(), kIndex));
  AllYears all;
  domain::PublishedYears& years = all.years;
  for (services::EarlierYear& one : earlier) {
    YearAndGroup key(one.table.year, one.table.group);
    if (one.table.year >= cycle.year || tables.contains(key)) continue;
    tables.emplace(key, std::move(one.table));
    all.imported.emplace(std::move(key), std::move(one.about));
  }
  if (!published) {
    std::map<std::string, YearTable> standing;
    AddStanding(results, cycle.year, standing);
    for (auto& [group, table] : standing) years.tables.push_back(std::move(table));
  }
  for (auto& [key, table] : tables) years.tables.push_back(std::move(table));
  return all;
}

std::string TextOf(const std::optional<domain::Decimal>& number) {
  return number.has_value() ? number->FormatShort(domain::NumberStyle::kPlain) : std::string();
}

void Show(const domain::YearPlace& from, ranking::v1::Place& place) {
  place.set_year(static_cast<std::uint32_t>(from.year));
  place.set_group(from.group);
  place.set_unit(from.unit.value());
  place.set_name(from.name);
  place.set_rank(static_cast<std::uint32_t>(from.rank.value_or(0)));
  place.set_group_size(static_cast<std::uint32_t>(from.group_size.value_or(0)));
  place.set_total(TextOf(from.total));
  place.set_maximum(TextOf(from.maximum));
  place.set_percent(TextOf(from.percent));
  place.set_classification(from.class_title);
  if (from.places_up.has_value()) place.set_places_up(*from.places_up);
  place.set_change(TextOf(from.change));
  place.set_change_in_percent(from.change_in_percent);
  place.set_document(from.document);
  place.set_derived(from.derived);
}

// A derived place stands in the table of the year after it.
void ShowSource(const AllYears& all, const domain::YearPlace& from, ranking::v1::Place& place) {
  const auto at = all.imported.find({from.derived ? from.year + 1 : from.year, from.group});
  if (at == all.imported.end()) return;
  place.set_imported(true);
  place.set_issuer(at->second.issuer());
  place.set_basis(at->second.basis());
}

}  // namespace

absl::StatusOr<ranking::v1::ListPlacesResponse> RankingDesk::ListPlaces(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::ListPlacesRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, Results(state, caller, request.cycle()));
  ASSIGN_OR_RETURN(const AllYears all, YearsUpTo(state, box_, results));
  std::set<std::string> groups;
  for (const UnitResult& unit : results.units) groups.insert(unit.group);
  ranking::v1::ListPlacesResponse response;
  for (const std::string& group : groups) {
    for (const domain::YearPlace& place : domain::HistoryOfGroup(all.years, kIndex, group)) {
      ranking::v1::Place& shown = *response.add_places();
      Show(place, shown);
      ShowSource(all, place, shown);
    }
  }
  return response;
}

}  // namespace par::district
