// A ledger held against what the node above has witnessed of it. For commands' files only.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "parctl/app.h"
#include "parctl/command_line.h"

namespace par::parctl {

struct WitnessAnswer {
  std::string text;    // For people, with the end of its lines.
  absl::Status fault;  // OK, or ledger_not_as_witnessed.
};
// The file is what `ledger witnessed --format json` printed. Nothing where it is not, or where the
// node does not answer, which is then printed.
[[nodiscard]] std::optional<WitnessAnswer> HeldAgainst(Session& session, const std::string& path);

void AddWitnessed(Command ledger, Session& session);  // Below `ledger`.

}  // namespace par::parctl
