// Pieces that the remediation commands share.
#pragma once

#include <optional>
#include <string>

#include "common/domain/date.h"
#include "parctl/app.h"
#include "parctl/verbs.h"

namespace par::parctl {

// The day that --on names, otherwise today in Vietnam. Nothing if it is no day, which is printed.
[[nodiscard]] std::optional<domain::Date> DayOf(Session& session, const std::string& given);
void TakeDay(Command verb, const Session& session, std::string& on);

// issue, tasks, progress, status, extend (remediation_node_command.cc).
void AddRemediationNodeCommands(Command group, Session& session);
// systemic (remediation_systemic.cc).
void AddRemediationSystemic(Command group, Session& session);

}  // namespace par::parctl
