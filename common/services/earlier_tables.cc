#include "common/services/earlier_tables.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using record::v1::EarlierTable;

std::string TablesAbout(std::string_view actor_unit, std::string_view unit) {
  return storage::KeyWriter(storage::Prefix::kEarlierTable).Text(actor_unit).Text(unit).Take();
}

absl::Status EarlierUnreadable() {
  return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable");
}

}  // namespace

std::string EarlierKey(const history::v1::ImportedTable& about) {
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
        if (row.about().index() != index) return absl::OkStatus();
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
  std::optional<EarlierTable> last;
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
  std::vector<std::string> importers = {owner};  // The first of a year stands.
  importers.insert(importers.end(), hosting.units().begin(), hosting.units().end());
  for (const std::string& actor_unit : importers) {
    RETURN_IF_ERROR(ForEachRow<EarlierTable>(
        state, TablesAbout(actor_unit, unit), [&](std::string_view, const EarlierTable& row) {
          const bool before = static_cast<int>(row.about().year()) < year;
          if (before && (!last.has_value() || last->about().year() < row.about().year())) {
            last = row;
          }
          return absl::OkStatus();
        }));
  }
  if (!last.has_value()) return std::optional<EarlierUnit>();
  domain::FindingList findings("");
  auto table = ReadUnitTable(last->table_yaml(), findings);
  if (!table.has_value()) return EarlierUnreadable();
  return EarlierUnit{.about = last->about(), .table = *std::move(table)};
}

absl::StatusOr<history::v1::ListTablesResponse> ListEarlier(const storage::Reader& state) {
  history::v1::ListTablesResponse response;
  const absl::Status read =
      ForEachRow<EarlierTable>(state, storage::KeyWriter(storage::Prefix::kEarlierTable).Take(),
                               [&](std::string_view, const EarlierTable& row) {
                                 *response.add_tables() = row.about();
                                 return absl::OkStatus();
                               });
  if (!read.ok()) return read;
  return response;
}

}  // namespace par::services
