#include "common/services/earlier_tables.h"

#include <algorithm>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/refusal.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using history::v1::ImportedTable;
using record::v1::EarlierTable;

std::string TablesAbout(std::string_view actor_unit, std::string_view unit) {
  return storage::KeyWriter(storage::Prefix::kEarlierTable).Text(actor_unit).Text(unit).Take();
}

// Of all units; its tables of ranks first.
std::string TablesOf(std::string_view actor_unit) {
  return storage::KeyWriter(storage::Prefix::kEarlierTable).Text(actor_unit).Take();
}

absl::Status EarlierUnreadable() {
  return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable");
}

// Of two of one year the first stands.
absl::StatusOr<std::vector<std::string>> ImportersFor(const storage::Reader& state,
                                                      const std::string& owner) {
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
  std::vector<std::string> importers = {owner};
  importers.insert(importers.end(), hosting.units().begin(), hosting.units().end());
  return importers;
}

using LastRows = std::map<std::string, EarlierTable>;  // By unit.

// Units' tables under the prefix that are of a newer year than those taken already.
absl::Status TakeLast(const storage::Reader& state, std::string_view prefix, int year,
                      LastRows& last) {
  return ForEachRow<EarlierTable>(state, prefix, [&](std::string_view, const EarlierTable& row) {
    const ImportedTable& about = row.about();
    const bool counts =
        !about.unit().empty() && !about.has_withdrawn() && static_cast<int>(about.year()) < year;
    if (!counts) return absl::OkStatus();
    const auto known = last.find(about.unit());
    if (known == last.end()) {
      last.emplace(about.unit(), row);
    } else if (known->second.about().year() < about.year()) {
      known->second = row;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<EarlierUnit> ReadEarlierUnit(const EarlierTable& row) {
  domain::FindingList findings("");
  auto table = ReadUnitTable(row.table_yaml(), findings);
  if (!table.has_value()) return EarlierUnreadable();
  return EarlierUnit{.about = row.about(), .table = *std::move(table)};
}

constexpr std::uint32_t kTablesPerPage = 100;
constexpr std::uint32_t kMostTablesPerPage = 1000;
constexpr std::size_t kTablesPageBytes = 512 * 1024;

// With who imported it and who took it back.
absl::StatusOr<ImportedTable> NamedTable(const storage::Reader& state, ImportedTable table) {
  RETURN_IF_ERROR(TellBy(state, table.account(), table.actor_unit(), table));
  if (table.has_withdrawn()) {
    history::v1::TableWithdrawal& withdrawn = *table.mutable_withdrawn();
    RETURN_IF_ERROR(TellBy(state, withdrawn.account(), table.actor_unit(), withdrawn));
  }
  return table;
}

}  // namespace

std::string EarlierKey(const ImportedTable& about) {
  return storage::KeyWriter(storage::Prefix::kEarlierTable)
      .Text(about.actor_unit())
      .Text(about.unit())
      .Number(about.year())
      .Text(about.index())
      .Text(about.group())
      .Take();
}

std::optional<domain::PublishedTable> ReadUnitTable(std::string_view text,
                                                    domain::FindingList& findings) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // As Excel writes it.
  const bool marked = text.starts_with(kByteOrderMark);
  return text.substr(marked ? kByteOrderMark.size() : 0).starts_with("kind,")
             ? domain::ReadPublishedTableCsv(text, findings)
             : domain::ReadPublishedTable(text, findings);
}

absl::StatusOr<std::vector<EarlierYear>> EarlierYears(const storage::Reader& state,
                                                      std::string_view actor_unit,
                                                      std::string_view index) {
  std::vector<EarlierYear> years;
  const absl::Status read = ForEachRow<EarlierTable>(
      state, TablesAbout(actor_unit, ""),
      [&](std::string_view, const EarlierTable& row) -> absl::Status {
        if (row.about().index() != index || row.about().has_withdrawn()) return absl::OkStatus();
        domain::FindingList findings("");
        auto kept = domain::ReadPublishedYears(row.table_yaml(), findings);
        if (!kept.has_value() || kept->tables.size() != 1) return EarlierUnreadable();
        years.push_back({.about = row.about(), .table = std::move(kept->tables.front())});
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  return years;
}

absl::StatusOr<std::optional<EarlierUnit>> LastUnitTable(const storage::Reader& state,
                                                         const std::string& owner,
                                                         std::string_view unit, int year) {
  LastRows last;
  ASSIGN_OR_RETURN(const std::vector<std::string> importers, ImportersFor(state, owner));
  for (const std::string& actor_unit : importers) {
    RETURN_IF_ERROR(TakeLast(state, TablesAbout(actor_unit, unit), year, last));
  }
  if (last.empty()) return std::optional<EarlierUnit>();
  ASSIGN_OR_RETURN(EarlierUnit table, ReadEarlierUnit(last.begin()->second));
  return std::optional(std::move(table));
}

absl::StatusOr<std::map<std::string, EarlierUnit>> LastUnitTables(const storage::Reader& state,
                                                                  const std::string& owner,
                                                                  int year) {
  LastRows last;
  ASSIGN_OR_RETURN(const std::vector<std::string> importers, ImportersFor(state, owner));
  for (const std::string& actor_unit : importers) {
    RETURN_IF_ERROR(TakeLast(state, TablesOf(actor_unit), year, last));
  }
  std::map<std::string, EarlierUnit> tables;
  for (const auto& [unit, row] : last) {
    ASSIGN_OR_RETURN(EarlierUnit table, ReadEarlierUnit(row));
    tables.emplace(unit, std::move(table));
  }
  return tables;
}

absl::StatusOr<history::v1::ListTablesResponse> ListEarlier(
    const storage::Reader& state, const history::v1::ListTablesRequest& request) {
  const std::string all = storage::KeyWriter(storage::Prefix::kEarlierTable).Take();
  storage::Range range = storage::PrefixRange(all);
  const auto rest = FromHex(request.page_token());
  if (!rest.has_value()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "message_field_invalid",
                           {{"field", "page_token"}, {"value", request.page_token()}});
  }
  range.first = all + *rest;
  const std::uint32_t size =
      request.page_size() == 0 ? kTablesPerPage : std::min(request.page_size(), kMostTablesPerPage);
  history::v1::ListTablesResponse response;
  std::size_t bytes = 0;
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      if (static_cast<std::uint32_t>(response.tables_size()) == size || bytes >= kTablesPageBytes) {
        response.set_next_page_token(ToHex(std::string_view(key).substr(all.size())));
        return response;
      }
      EarlierTable row;
      RETURN_IF_ERROR(DecodeRow(value, row));
      ASSIGN_OR_RETURN(ImportedTable shown, NamedTable(state, std::move(*row.mutable_about())));
      bytes += shown.ByteSizeLong();
      *response.add_tables() = std::move(shown);
    }
    if (!page.resume.has_value()) return response;
    range.first = *page.resume;
  }
}

}  // namespace par::services
