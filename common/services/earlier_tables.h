// Tables of earlier years as they were imported into this node: rows of their own, apart from
// decisions. One that was taken back keeps its row and counts nowhere.
// docs/formats/published-years.md, "On a node".
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/finding.h"
#include "common/domain/published_table.h"
#include "common/domain/published_years.h"
#include "common/storage/store.h"
#include "par/history/v1/history.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

// Of a row that says the same of importing unit, unit, year, index and group.
[[nodiscard]] std::string EarlierKey(const history::v1::ImportedTable& about);

// YAML, or CSV by its first line. Nothing if there is any finding.
[[nodiscard]] std::optional<domain::PublishedTable> ReadUnitTable(std::string_view text,
                                                                  domain::FindingList& findings);

struct EarlierYear {
  history::v1::ImportedTable about;
  domain::YearTable table;
};
// The tables of ranks that `actor_unit` imported for this index, by year.
[[nodiscard]] absl::StatusOr<std::vector<EarlierYear>> EarlierYears(const storage::Reader& state,
                                                                    std::string_view actor_unit,
                                                                    std::string_view index);

struct EarlierUnit {
  history::v1::ImportedTable about;
  domain::PublishedTable table;
};
// The table of `unit` with its criteria of the last year before `year`, whichever unit of this node
// imported it; of two of one year that of `owner`. DATA_LOSS row_unreadable, as above: it was read
// when it was imported.
[[nodiscard]] absl::StatusOr<std::optional<EarlierUnit>> LastUnitTable(const storage::Reader& state,
                                                                       const std::string& owner,
                                                                       std::string_view unit,
                                                                       int year);

// The same of every unit that has such a table, by unit.
[[nodiscard]] absl::StatusOr<std::map<std::string, EarlierUnit>> LastUnitTables(
    const storage::Reader& state, const std::string& owner, int year);

// All that was imported, by importing unit, its tables of ranks first; also what was taken back. A
// page, which may hold fewer than asked for. INVALID_ARGUMENT message_field_invalid: page_token.
[[nodiscard]] absl::StatusOr<history::v1::ListTablesResponse> ListEarlier(
    const storage::Reader& state, const history::v1::ListTablesRequest& request);

}  // namespace par::services
