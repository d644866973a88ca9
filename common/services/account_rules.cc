#include "common/services/account_rules.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/identity/account_commands.h"

namespace par::services {

void RegisterAccountCommands(CommandRouter& commands, const Units& units) {
  for (const identity::AccountCommand& command : identity::AccountCommands()) {
    if (command.kind != identity::Kind::kAddAccount) {
      commands.On(command.kind, command.name, command.apply);
      continue;
    }
    commands.On(command.kind, command.name,
                [&units, apply = command.apply](
                    const ledger::Entry& entry,
                    ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                  // The account's unit is the command's, or the command is refused
                  // (ApplyAddAccount).
                  RETURN_IF_ERROR(units.RequireHosted(transaction, entry.command.unit));
                  return apply(entry, transaction);
                });
  }
}

}  // namespace par::services
