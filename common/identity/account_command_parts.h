// What the commands on accounts and those on credentials share. Only common/identity uses it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/refusal.h"
#include "common/ledger/state_machine.h"
#include "par/record/v1/account_record.pb.h"

namespace par::identity {

// INVALID_ARGUMENT and FAILED_PRECONDITION with that reason.
[[nodiscard]] absl::Status Bad(std::string_view reason,
                               std::vector<domain::Parameter> parameters = {});
[[nodiscard]] absl::Status Precondition(std::string_view reason,
                                        std::vector<domain::Parameter> parameters = {});

// INVALID_ARGUMENT account_request_unreadable.
template <typename Message>
[[nodiscard]] absl::StatusOr<Message> ParsePayload(const ledger::Entry& entry) {
  Message message;
  if (!message.ParseFromString(entry.command.payload)) return Bad("account_request_unreadable");
  return message;
}

// INVALID_ARGUMENT account_name_malformed.
[[nodiscard]] absl::Status CheckName(const std::string& name);

// One line of text that people read, of at most that many bytes. INVALID_ARGUMENT text_empty,
// text_too_long, text_not_utf8, text_control_character.
[[nodiscard]] absl::Status CheckLine(std::string_view field, std::string_view text,
                                     std::size_t most);

// The account a request is about: it must exist and belong to the unit that was authorised.
// NOT_FOUND account_unknown; PERMISSION_DENIED account_unit_differs.
[[nodiscard]] absl::StatusOr<record::v1::AccountRow> Named(const ledger::Entry& entry,
                                                           const ledger::Transaction& rows,
                                                           const std::string& name);

// All sessions of the account, if it can have any, end.
[[nodiscard]] absl::Status EndSessions(ledger::Transaction& rows, const std::string& account);

}  // namespace par::identity
