// What was published in earlier years: for a year, an index (PAR Index, SIPAS, PAPI, DDCI) and a
// group of units, who stood where with how many points. Kept as printed, with the document and the
// file that it came from; what a document only says of a change ("up 11 places") is kept as said.
//
// Format: docs/formats/published-years.md. Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/decision.h"
#include "common/domain/finding.h"
#include "common/domain/ids.h"

namespace par::domain {

struct YearRow {
  UnitId unit;       // Of the unit tree, as it was in that year.
  std::string name;  // As printed.
  std::optional<int> rank;
  std::optional<Decimal> total;
  std::optional<Decimal> maximum;  // Where it is not the table's: what was not applicable is out.
  std::optional<Decimal> percent;  // As published; without it PercentOf computes it.
  std::string class_title;
  std::vector<std::pair<std::string, Decimal>> areas;  // Title and points, as printed.
  // What the document says of the year before: places and points won (below zero: lost).
  std::optional<int> places_up;
  std::optional<Decimal> points_up;
  bool differs = false;  // Its areas do not add up to its total, and that was accepted.
};

struct YearTable {
  int year = 0;
  std::string index;  // [a-z0-9-]{1,64}: "par", "sipas", "papi", "ddci".
  std::string group;  // Khối; empty where there is one only.
  std::optional<int> group_size;
  std::optional<Decimal> maximum;
  std::string set;  // The criteria set or its legal basis: with another one only percents compare.
  std::string document;  // Number.
  std::optional<Date> date;
  std::string issuer;
  std::string file;  // Name of what was imported, and its SHA-256; empty: entered by hand.
  std::string file_hash;
  std::string note;
  std::vector<YearRow> rows;
};

struct PublishedYears {
  std::vector<YearTable> tables;
};

// Nothing if there is any finding: those of yaml_reader.h, and
//   years_table_repeated  the same year, index and group twice
//   years_unit_repeated   a unit twice in a table
//   years_row_empty       a row without rank, points and changes
//   years_rank_beyond     a rank beyond the group's size
//   years_rank_order      a better rank with fewer points of the same maximum
[[nodiscard]] std::optional<PublishedYears> ReadPublishedYears(std::string_view text,
                                                               FindingList& findings);

// As ReadPublishedYears reads it back: the same tables are the same bytes.
[[nodiscard]] std::string PublishedYearsText(const PublishedYears& years);

// The row's percent as published; else total × 100 / maximum of the row or its table, rounded half
// up to two places; nothing where one of them is not known.
[[nodiscard]] std::optional<Decimal> PercentOf(const YearTable& table, const YearRow& row);

// A decision of our own as the tables of its year, one for each group in which it ranks; units that
// did not submit are left out, points are those published.
[[nodiscard]] std::vector<YearTable> YearTablesOf(const Decision& decision, std::string_view index);

}  // namespace par::domain
