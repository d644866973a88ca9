// The rows of accounts: keys and values. Only common/identity uses them.
//
//   kAccount       name                  AccountRow
//   kToken         SHA-256 (32 bytes)    TokenRow
//   kTokenOf       account, token id     the token's SHA-256
//   kAccountCounts                       AccountCounts
//   kCredential    name                  CredentialRow
//   kProviderOf    issuer, subject       the account's name
//
// A value is one byte of version and the serialized message of par.record.v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/storage/key.h"
#include "common/storage/store.h"
#include "par/record/v1/account_record.pb.h"

namespace par::identity {

inline constexpr char kRecordVersion = 1;

[[nodiscard]] inline std::string AccountKey(std::string_view name) {
  return storage::KeyWriter(storage::Prefix::kAccount).Text(name).Take();
}
[[nodiscard]] inline std::string TokenKey(std::string_view sha256) {
  return storage::KeyWriter(storage::Prefix::kToken).Text(sha256).Take();
}
[[nodiscard]] inline std::string TokenOfKey(std::string_view account, std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kTokenOf).Text(account).Text(id).Take();
}
[[nodiscard]] inline std::string CountsKey() {
  return storage::KeyWriter(storage::Prefix::kAccountCounts).Take();
}

[[nodiscard]] inline std::string CredentialKey(std::string_view account) {
  return storage::KeyWriter(storage::Prefix::kCredential).Text(account).Take();
}

// By a hash: a provider's names are of any length up to 255 bytes.
[[nodiscard]] inline std::string ProviderOfKey(std::string_view issuer, std::string_view subject) {
  const std::string both =
      storage::KeyWriter(storage::Prefix::kProviderOf).Text(issuer).Text(subject).Take();
  return storage::KeyWriter(storage::Prefix::kProviderOf).Text(Sha256::Of(both).ToBytes()).Take();
}

template <typename Row>
[[nodiscard]] std::string EncodeRow(const Row& row) {
  return kRecordVersion + row.SerializeAsString();
}

// DATA_LOSS account_row_unreadable.
template <typename Row>
[[nodiscard]] absl::StatusOr<Row> DecodeRow(std::string_view value) {
  Row row;
  const bool good = !value.empty() && value.front() == kRecordVersion &&
                    row.ParseFromArray(value.data() + 1, static_cast<int>(value.size()) - 1);
  if (!good) return domain::Refusal(absl::StatusCode::kDataLoss, "account_row_unreadable");
  return row;
}

template <typename Row>
[[nodiscard]] absl::StatusOr<std::optional<Row>> ReadRow(const storage::Reader& rows,
                                                         const std::string& key) {
  const absl::StatusOr<std::optional<std::string>> value = rows.Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::optional<Row>();
  absl::StatusOr<Row> row = DecodeRow<Row>(**value);
  if (!row.ok()) return std::move(row).status();
  return std::optional<Row>(*std::move(row));
}

}  // namespace par::identity
