// Whether the numbers of a table agree among themselves. Every sum that does not hold is one
// difference, with what is stated, what comes out and how far they are apart.
//
// Documents print rounded numbers, so printed parts may miss a printed sum by up to half a unit of
// the last place for every number shown. Such a difference is kept apart as rounding and does not
// count. Numbers shown with four places or more are taken as exact: leaves are kept at four. What
// one line of a column shows (a score "5" among scores of two places) is taken to be meant with the
// places of its column.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/decimal.h"
#include "common/domain/published_table.h"
#include "common/domain/refusal.h"

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class Check : std::uint8_t {
  kScoreAboveMaximum = 0,   // A row's score against its maximum less what is not applicable.
  kPartsOfScore = 1,        // The parts' scores against the row's.
  kPartsOfMaximum = 2,      // The parts' maxima against the row's.
  kPartsNotApplicable = 3,  // The parts' points not applicable against the row's.
  kGroupsOfTotal = 4,       // The groups against the total.
  kEffectiveMaximum = 5,    // Maxima less what is not applicable against the effective maximum.
  kConverted = 6,           // Total of effective maximum as a percentage.
  kRank = 7,                // A unit's rank against the order of the totals.
};
[[nodiscard]] std::string_view Name(Check check);  // "parts_of_score"

struct Difference {
  Check check = Check::kPartsOfScore;
  std::string where;  // "group self", "area 3", "total"; a unit's title, or its id.
  Decimal stated;
  Decimal computed;      // At most six places.
  Decimal apart;         // stated - computed.
  Decimal allowed = {};  // What rounded printing may explain; zero where numbers must be the same.
};

struct Reconciliation {
  std::vector<Difference> differences;  // In the order of the table.
  std::vector<Difference> roundings;    // Explained by rounded printing.
  [[nodiscard]] bool Holds() const { return differences.empty(); }
};

[[nodiscard]] Reconciliation Reconcile(const PublishedTable& table);

// "area 3: 56.7 stated, its parts add to 55.74, difference 0.96 (rounding explains up to 0.045)",
// from the catalogue.
[[nodiscard]] std::string TextOf(const Difference& difference, Language language);

// The same as a refusal, FAILED_PRECONDITION with the reason "reconcile_" and the check's name.
[[nodiscard]] absl::Status ToRefusal(const Difference& difference);

}  // namespace par::domain
