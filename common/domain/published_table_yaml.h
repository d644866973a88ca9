// Reads a published table, docs/formats/criteria-set.md "Published table", from YAML.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/finding.h"
#include "common/domain/published_table.h"

namespace par::domain {

inline constexpr std::size_t kMostTableRows = 20'000;

// Nothing if there is any finding (yaml_reader.h; table_empty: neither groups nor units).
[[nodiscard]] std::optional<PublishedTable> ReadPublishedTable(std::string_view text,
                                                               FindingList& findings);

// The CSV form (RFC 4180, UTF-8, comma): header kind,id,parent,title,maximum,score,not_applicable;
// kind is total, group, area or leaf; parent is the id of the group or area it belongs to, the
// nearest above with that id. Of the total, id is the unit and maximum less not_applicable is the
// effective maximum.
// Findings: csv_header, csv_columns, csv_quote, csv_kind, csv_parent, csv_total_repeated,
// table_empty, and those of numbers.
[[nodiscard]] std::optional<PublishedTable> ReadPublishedTableCsv(std::string_view text,
                                                                  FindingList& findings);

}  // namespace par::domain
