// A unit's places over the years, and a group's: ranks with the size of the group, what changed
// against the year before, across mergers and splits. A unit and what it came from are shown beside
// each other, never joined: the places of two communes are not the place of the one they became.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/published_years.h"
#include "common/domain/unit_tree.h"

namespace par::domain {

// What the unit of a row is to the unit that was asked for.
enum class Lineage : std::uint8_t { kItself, kPredecessor, kSuccessor };

struct YearPlace {
  int year = 0;
  std::string index;
  std::string group;
  UnitId unit;
  std::string name;
  Lineage lineage = Lineage::kItself;
  std::optional<int> rank;
  std::optional<int> group_size;
  std::optional<Decimal> total;
  std::optional<Decimal> maximum;
  std::optional<Decimal> percent;
  std::string class_title;
  // Against the year before, of the same unit, index and group; above zero: better.
  std::optional<int> places_up;
  std::optional<Decimal> change;   // Points; percentage points where `change_in_percent`.
  bool change_in_percent = false;  // Another set or maximum than the year before.
  // Not published in a table: follows from what the document of the next year says changed.
  bool derived = false;
  // The document's own word on the change, where the tables of both years say otherwise.
  std::optional<int> stated_places_up;
  std::optional<Decimal> stated_points_up;
  std::string document;
};

// By index, year and unit. `tree` null: no mergers are known. A row is of the unit, of one that it
// came from or of one that it became, as the tree has it on the last day of the row's year.
// `index` empty: every one.
[[nodiscard]] std::vector<YearPlace> HistoryOf(const PublishedYears& years, const UnitTree* tree,
                                               const UnitId& unit, std::string_view index);

// Every unit of one index and group, unit by unit and by year: first those of the last year, best
// first. `group` empty: of every group, one after the other.
[[nodiscard]] std::vector<YearPlace> HistoryOfGroup(const PublishedYears& years,
                                                    std::string_view index, std::string_view group);

}  // namespace par::domain
