// A table of results as a document prints it: what it states for the whole, its groups, their areas
// and their leaves; or several units with their totals and ranks. Kept as printed: every number
// with the places it is shown with. Read from YAML (common/domain/published_table_yaml.h) or CSV
// (published_table_csv.h), checked by common/domain/reconcile.h.
//
// Format: docs/formats/criteria-set.md, "Published table". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/decimal.h"

namespace par::domain {

enum class RowKind : std::uint8_t { kTotal, kGroup, kArea, kLeaf };
[[nodiscard]] std::string_view Name(RowKind kind);  // "area"

struct TableRow {
  RowKind kind = RowKind::kGroup;
  std::string id;
  std::string title;
  std::optional<Decimal> maximum;  // With what turned out not applicable.
  std::optional<Decimal> score;
  Decimal not_applicable;  // Of the maximum: points that nothing arose for.
  bool bonus = false;      // A group that counts outside the maximum.
  std::vector<TableRow> parts;
};

struct StatedRank {
  std::string id;
  std::string title;
  std::string group;  // Ranks are compared within it.
  Decimal total;
  int rank = 0;
};

enum class TieRule : std::uint8_t { kGap, kDense };  // 1 2 2 4 | 1 2 2 3

struct PublishedTable {
  std::string title;
  std::string unit;
  std::optional<Decimal> total;
  std::optional<Decimal> effective_maximum;
  std::optional<Decimal> converted;  // Percent.
  std::optional<int> rank;           // Shown beside the rest; one unit's rank cannot be checked.
  std::vector<TableRow> groups;
  std::vector<StatedRank> units;
  TieRule ties = TieRule::kGap;
};

}  // namespace par::domain
