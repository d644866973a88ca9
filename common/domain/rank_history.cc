#include "common/domain/rank_history.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "common/domain/rational.h"

namespace par::domain {
namespace {

constexpr int kChangePlaces = 9;

std::optional<Decimal> MaximumOf(const YearTable& table, const YearRow& row) {
  return row.maximum.has_value() ? row.maximum : table.maximum;
}

std::optional<Decimal> Less(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  const int places = std::max(a->scale(), b->scale());
  return (Rational::FromDecimal(*a) - Rational::FromDecimal(*b))
      .RoundHalfUp(std::min(places, kChangePlaces));
}

YearPlace PlaceOf(const YearTable& table, const YearRow& row, Lineage lineage) {
  return {.year = table.year,
          .index = table.index,
          .group = table.group,
          .unit = row.unit,
          .name = row.name,
          .lineage = lineage,
          .rank = row.rank,
          .group_size = table.group_size,
          .total = row.total,
          .maximum = MaximumOf(table, row),
          .percent = PercentOf(table, row),
          .class_title = row.class_title,
          .places_up = {},
          .change = {},
          .stated_places_up = {},
          .stated_points_up = {},
          .document = table.document};
}

// Tables and rows of one index and group, to find a unit's row of a year.
struct Found {
  const YearTable* table = nullptr;
  const YearRow* row = nullptr;
};
Found Find(const PublishedYears& years, const YearTable& like, int year, const UnitId& unit) {
  for (const YearTable& table : years.tables) {
    if (table.year != year || table.index != like.index || table.group != like.group) continue;
    for (const YearRow& row : table.rows) {
      if (row.unit == unit) return {&table, &row};
    }
  }
  return {};
}

void Compare(const Found& before, const YearTable& table, const YearRow& row, YearPlace& place) {
  if (row.rank && before.row->rank) place.places_up = *before.row->rank - *row.rank;
  const bool alike = table.set == before.table->set &&
                     MaximumOf(table, row) == MaximumOf(*before.table, *before.row);
  place.change_in_percent = !alike;
  place.change = alike ? Less(row.total, before.row->total)
                       : Less(place.percent, PercentOf(*before.table, *before.row));
  if (row.places_up && place.places_up && *row.places_up != *place.places_up) {
    place.stated_places_up = row.places_up;
  }
  if (row.points_up && alike && place.change && *row.points_up != *place.change) {
    place.stated_points_up = row.points_up;
  }
}

// The row's place and, where only the row says what the year before was, that year's as well.
void Add(const PublishedYears& years, const YearTable& table, const YearRow& row, Lineage lineage,
         std::vector<YearPlace>& places) {
  YearPlace place = PlaceOf(table, row, lineage);
  const Found before = Find(years, table, table.year - 1, row.unit);
  if (before.row != nullptr) {
    Compare(before, table, row, place);
    places.push_back(std::move(place));
    return;
  }
  place.places_up = row.places_up;
  place.change = row.points_up;
  const bool says_rank = row.rank.has_value() && row.places_up.has_value();
  const bool says_total = row.total.has_value() && row.points_up.has_value();
  if (says_rank || says_total) {
    YearPlace derived{.year = table.year - 1,
                      .index = table.index,
                      .group = table.group,
                      .unit = row.unit,
                      .name = row.name,
                      .lineage = lineage,
                      .rank = {},
                      .group_size = {},
                      .total = {},
                      .maximum = {},
                      .percent = {},
                      .class_title = {},
                      .places_up = {},
                      .change = {},
                      .derived = true,
                      .stated_places_up = {},
                      .stated_points_up = {},
                      .document = table.document};
    if (says_rank) derived.rank = *row.rank + *row.places_up;
    if (says_total) derived.total = Less(row.total, row.points_up);
    places.push_back(std::move(derived));
  }
  places.push_back(std::move(place));
}

// Nothing if the two have nothing to do with each other on that day.
std::optional<Lineage> LineageOf(const UnitTree* tree, const UnitId& asked, const UnitId& unit,
                                 int year) {
  if (asked == unit) return Lineage::kItself;
  const auto day = Date::Of(year, 12, 31);
  if (tree == nullptr || !day.has_value()) return std::nullopt;
  const std::vector<UnitId> before = tree->Predecessors(asked, *day);
  if (std::find(before.begin(), before.end(), unit) != before.end()) return Lineage::kPredecessor;
  const std::vector<UnitId> after = tree->Successors(asked, *day);
  if (std::find(after.begin(), after.end(), unit) != after.end()) return Lineage::kSuccessor;
  return std::nullopt;
}

void Sort(std::vector<YearPlace>& places) {
  std::stable_sort(places.begin(), places.end(), [](const YearPlace& a, const YearPlace& b) {
    return std::tie(a.index, a.group, a.year, a.unit) < std::tie(b.index, b.group, b.year, b.unit);
  });
}

}  // namespace

std::vector<YearPlace> HistoryOf(const PublishedYears& years, const UnitTree* tree,
                                 const UnitId& unit, std::string_view index) {
  std::vector<YearPlace> places;
  for (const YearTable& table : years.tables) {
    if (!index.empty() && table.index != index) continue;
    for (const YearRow& row : table.rows) {
      const auto lineage = LineageOf(tree, unit, row.unit, table.year);
      if (lineage.has_value()) Add(years, table, row, *lineage, places);
    }
  }
  Sort(places);
  return places;
}

std::vector<YearPlace> HistoryOfGroup(const PublishedYears& years, std::string_view index,
                                      std::string_view group) {
  std::vector<YearPlace> places;
  for (const YearTable& table : years.tables) {
    if (table.index != index || (!group.empty() && table.group != group)) continue;
    for (const YearRow& row : table.rows) Add(years, table, row, Lineage::kItself, places);
  }
  // Where each unit stood last: the later the better, then by rank; not ranked comes last.
  std::map<std::pair<std::string, UnitId>, std::pair<int, int>> last;
  for (const YearPlace& place : places) {
    const std::pair<int, int> standing(-place.year,
                                       place.rank.value_or(std::numeric_limits<int>::max()));
    const auto [at, is_new] = last.emplace(std::pair(place.group, place.unit), standing);
    if (!is_new) at->second = std::min(at->second, standing);
  }
  std::stable_sort(places.begin(), places.end(), [&](const YearPlace& a, const YearPlace& b) {
    return std::tie(a.group, last.at({a.group, a.unit}), a.unit, a.year) <
           std::tie(b.group, last.at({b.group, b.unit}), b.unit, b.year);
  });
  return places;
}

}  // namespace par::domain
