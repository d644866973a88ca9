#include "common/storage/schema.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/storage/key.h"

namespace par::storage {
namespace {

absl::Status Unreadable() {
  return domain::Refusal(absl::StatusCode::kDataLoss, "schema_unreadable");
}

absl::Status WriteVersion(Store& store, std::uint32_t version) {
  return ToStatus(store.Commit({SchemaRow(version)}, {}, Durability::kSynced));
}

// Zero for an empty store.
absl::StatusOr<std::uint32_t> ReadVersion(const Store& store) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, store.Get(SchemaRow(0).key));
  if (!value.has_value()) {
    ASSIGN_OR_RETURN(const Page page, store.Scan(Range{}, PageLimit{.rows = 1}));
    if (!page.rows.empty()) return Unreadable();
    return 0;
  }
  KeyReader reader(*value);
  const std::optional<std::uint64_t> version = reader.TakeNumber();
  if (!reader.AtEnd() || *version == 0 || *version > UINT32_MAX) return Unreadable();
  return static_cast<std::uint32_t>(*version);
}

}  // namespace

Write SchemaRow(std::uint32_t version) {
  // The value is a number as keys write it, after a key's own prefix byte is taken off.
  return {.key = KeyWriter(Prefix::kSchema).Take(),
          .value = KeyWriter(Prefix::kSchema).Number(version).Take().substr(1)};
}

absl::Status OpenSchema(Store& store, std::uint32_t current, const std::vector<Migration>& steps) {
  ASSIGN_OR_RETURN(std::uint32_t version, ReadVersion(store));
  if (version == 0) return WriteVersion(store, current);
  if (version > current) {
    return domain::Refusal(
        absl::StatusCode::kFailedPrecondition, "schema_too_new",
        {{"found", std::to_string(version)}, {"known", std::to_string(current)}});
  }
  for (; version < current; ++version) {
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](const Migration& m) { return m.from == version; });
    if (step == steps.end()) {
      return domain::Refusal(
          absl::StatusCode::kFailedPrecondition, "schema_too_old",
          {{"found", std::to_string(version)}, {"known", std::to_string(current)}});
    }
    RETURN_IF_ERROR(step->run(store));
    RETURN_IF_ERROR(WriteVersion(store, version + 1));
  }
  return absl::OkStatus();
}

absl::Status OpenSchema(Store& store) { return OpenSchema(store, kSchemaVersion, {}); }

}  // namespace par::storage
