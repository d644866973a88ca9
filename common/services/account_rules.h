// The account commands of a node: those of common/identity, with what depends on the units it
// hosts.
#pragma once

#include "common/services/command_router.h"
#include "common/services/units.h"

namespace par::services {

// `units` must outlive the router. An account is added only where its unit lives
// (FAILED_PRECONDITION unit_not_hosted): elsewhere nobody would look for it when it must be
// disabled.
void RegisterAccountCommands(CommandRouter& commands, const Units& units);

}  // namespace par::services
