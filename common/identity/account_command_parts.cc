#include "common/identity/account_command_parts.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/identity/account_commands.h"
#include "common/identity/records.h"

namespace par::identity {

using record::v1::AccountRow;
using record::v1::CredentialRow;

absl::Status Bad(std::string_view reason, std::vector<domain::Parameter> parameters) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
}

absl::Status Precondition(std::string_view reason, std::vector<domain::Parameter> parameters) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters));
}

absl::Status CheckName(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  const bool good = !name.empty() && name.size() <= kLongestAccountName &&
                    std::all_of(name.begin(), name.end(), allowed);
  return good ? absl::OkStatus() : Bad("account_name_malformed", {{"account", name}});
}

absl::Status CheckLine(std::string_view field, std::string_view text, std::size_t most) {
  const std::string name(field);
  if (text.empty()) return Bad("text_empty", {{"field", name}});
  if (text.size() > most) {
    return Bad("text_too_long", {{"field", name},
                                 {"length", std::to_string(text.size())},
                                 {"maximum", std::to_string(most)}});
  }
  if (const auto at = FirstInvalidUtf8(text)) {
    return Bad("text_not_utf8", {{"field", name}, {"offset", std::to_string(*at)}});
  }
  const auto at = std::min(FirstControlCharacter(text).value_or(std::string_view::npos),
                           text.find_first_of("\t\n"));
  if (at != std::string_view::npos) {
    return Bad("text_control_character", {{"field", name}, {"offset", std::to_string(at)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<AccountRow> Named(const ledger::Entry& entry, const ledger::Transaction& rows,
                                 const std::string& name) {
  RETURN_IF_ERROR(CheckName(name));
  ASSIGN_OR_RETURN(auto row, ReadRow<AccountRow>(rows, AccountKey(name)));
  if (!row.has_value()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "account_unknown", {{"account", name}});
  }
  if (row->account().unit() != entry.command.unit) {
    return domain::Refusal(
        absl::StatusCode::kPermissionDenied, "account_unit_differs",
        {{"account", name}, {"unit", row->account().unit()}, {"authorised", entry.command.unit}});
  }
  return *std::move(row);
}

absl::Status EndSessions(ledger::Transaction& rows, const std::string& account) {
  ASSIGN_OR_RETURN(auto credential, ReadRow<CredentialRow>(rows, CredentialKey(account)));
  if (!credential.has_value()) return absl::OkStatus();
  credential->set_epoch(credential->epoch() + 1);
  rows.Put(CredentialKey(account), EncodeRow(*credential));
  return absl::OkStatus();
}

}  // namespace par::identity
