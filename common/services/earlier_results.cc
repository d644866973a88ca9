#include "common/services/earlier_results.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/published_years.h"
#include "common/domain/rational.h"
#include "common/services/cycles.h"
#include "common/services/earlier_tables.h"
#include "common/services/rows.h"
#include "common/services/signed_decision.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using ResultsByUnit = std::map<domain::UnitId, EarlierResult>;

// What is said first of a year stands.
void TakeResult(const domain::UnitId& unit, EarlierResult result, ResultsByUnit& results) {
  const auto [known, added] = results.try_emplace(unit, result);
  if (!added && known->second.year < result.year) known->second = std::move(result);
}

// Of the newest earlier year that the owner has decided on for units of this level.
absl::Status TakeDecided(const storage::Reader& state, const domain::Cycle& cycle,
                         ResultsByUnit& results) {
  record::v1::DecisionRow newest;
  int year = 0;
  RETURN_IF_ERROR(ForEachRow<record::v1::DecisionRow>(
      state, storage::KeyWriter(storage::Prefix::kDecision).Take(),
      [&](std::string_view, const record::v1::DecisionRow& row) -> absl::Status {
        if (row.issuer() != cycle.owner.value() || !row.superseded_by().empty()) return {};
        const auto published = LoadCycle(state, row.cycle());
        if (absl::IsNotFound(published.status())) return {};  // Lost, and not back yet.
        if (!published.ok()) return published.status();
        const bool earlier = published->level == cycle.level && published->year < cycle.year;
        if (!earlier || published->year <= year) return {};
        year = published->year;
        newest = row;
        return {};
      }));
  if (year == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(newest));
  for (const domain::DecisionLine& line : decision.lines) {
    if (!line.converted.has_value()) continue;
    TakeResult(line.unit,
               {.percent = *line.converted, .year = year, .document = decision.number.value()},
               results);
  }
  return absl::OkStatus();
}

void TakeImported(const domain::UnitId& unit, const std::optional<domain::Decimal>& percent,
                  const history::v1::ImportedTable& about, ResultsByUnit& results) {
  if (!percent.has_value()) return;
  const auto points = domain::Points::FromRational(domain::Rational::FromDecimal(*percent));
  if (!points.has_value()) return;
  TakeResult(unit,
             {.percent = *points,
              .year = static_cast<int>(about.year()),
              .document = about.document(),
              .imported = true},
             results);
}

// As the unit's table states it: converted, or total and maximum.
std::optional<domain::Decimal> StatedPercent(const domain::PublishedTable& table) {
  domain::YearRow row;
  row.percent = table.converted;
  row.total = table.total;
  row.maximum = table.effective_maximum;
  return domain::PercentOf({}, row);
}

}  // namespace

absl::StatusOr<std::map<domain::UnitId, EarlierResult>> EarlierResultsOf(
    const storage::Reader& state, const domain::Cycle& cycle) {
  constexpr std::string_view kIndexOfCycles = "par";
  ResultsByUnit results;
  RETURN_IF_ERROR(TakeDecided(state, cycle, results));
  ASSIGN_OR_RETURN(const std::vector<EarlierYear> years,
                   EarlierYears(state, cycle.owner.value(), kIndexOfCycles));
  for (const EarlierYear& one : years) {
    if (one.table.year >= cycle.year) continue;
    for (const domain::YearRow& row : one.table.rows) {
      TakeImported(row.unit, domain::PercentOf(one.table, row), one.about, results);
    }
  }
  ASSIGN_OR_RETURN(const auto tables, LastUnitTables(state, cycle.owner.value(), cycle.year));
  for (const auto& [unit, one] : tables) {
    TakeImported(domain::UnitId(unit), StatedPercent(one.table), one.about, results);
  }
  return results;
}

}  // namespace par::services
