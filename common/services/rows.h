// Rows of the services: a version byte and a message of par.record.v1 under a key of
// common/storage/schema.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace google::protobuf {
class MessageLite;
}

namespace par::services {

[[nodiscard]] std::string EncodeRow(const google::protobuf::MessageLite& row);
// DATA_LOSS row_unreadable.
[[nodiscard]] absl::Status DecodeRow(std::string_view value, google::protobuf::MessageLite& row);

// Nothing if there is no such row.
template <typename Row>
[[nodiscard]] absl::StatusOr<std::optional<Row>> ReadRow(const storage::Reader& state,
                                                         std::string_view key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, state.Get(key));
  if (!value.has_value()) return std::optional<Row>();
  std::optional<Row> row(std::in_place);
  RETURN_IF_ERROR(DecodeRow(*value, *row));
  return row;
}

inline void WriteRow(ledger::Transaction& transaction, std::string key,
                     const google::protobuf::MessageLite& row) {
  transaction.Put(std::move(key), EncodeRow(row));
}

// Calls `visit(key, row)` for every row whose key begins with `prefix`, in key order, until it
// returns an error.
template <typename Row, typename Visit>
[[nodiscard]] absl::Status ForEachRow(const storage::Reader& state, std::string_view prefix,
                                      Visit visit) {
  storage::Range range = storage::PrefixRange(prefix);
  while (true) {
    ASSIGN_OR_RETURN(storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      Row row;
      RETURN_IF_ERROR(DecodeRow(value, row));
      RETURN_IF_ERROR(visit(std::string_view(key), row));
    }
    if (!page.resume.has_value()) return absl::OkStatus();
    range.first = *page.resume;
  }
}

}  // namespace par::services
