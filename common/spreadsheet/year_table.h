// A table of ranks that somebody published in an earlier year, as Excel (.xlsx) or CSV: the rows
// are matched to the unit tree and checked for their sums. Columns are known by their headings
// (year_table_aliases.inc); a heading over two rows may be merged, cells below it may not.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"
#include "common/domain/published_years.h"
#include "common/domain/unit_tree.h"

namespace par::spreadsheet {

struct YearTableWish {
  domain::YearTable about;  // Everything but the rows; `file` and `file_hash` are filled in.
  std::string sheet;        // Empty: the only one that holds such a table.
  domain::UnitId under;     // Only units below this one; empty: all.
  bool accept_differences = false;  // Sums that do not hold: kept and marked, instead of refused.
};

struct YearTableRead {
  std::optional<domain::YearTable> table;  // Only if `findings` is empty.
  std::vector<domain::Finding> findings;   // In the order of the file, at most kMostFindings.
  std::size_t finding_count = 0;
  std::vector<domain::Finding> accepted;  // Differences that were accepted.
};

// Findings name sheet, row and cell. Those of workbook.h and csv.h, sheet_merged,
// sheet_column_repeated, number_malformed, and
//   year_table_missing, year_table_several   no table of ranks, or more than one
//   year_unit_unknown, year_unit_unknown_near, year_unit_other_time, year_unit_ambiguous
//   year_unit_repeated  a unit twice;  year_row_without_unit;  year_row_empty
//   year_sum_wrong      areas that do not add up to the total by more than rounding explains
//   year_rank_wrong     ranks that do not follow the totals
[[nodiscard]] YearTableRead ReadYearTable(std::string_view bytes, std::string file_name,
                                          const domain::UnitTree& tree, const YearTableWish& wish);

}  // namespace par::spreadsheet
