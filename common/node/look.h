// Looking at a node that is not running: the answers of `verify` and `inspect`; and giving it the
// high-water mark that it lost.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/node/part.h"

namespace par::node {

// Walks the chain and replays every entry into an empty store in memory. DATA_LOSS: the first
// fault, or ledger_state_differs. FAILED_PRECONDITION: there is no node in the folder, or it is
// running. With the file `witness` (empty: none) also holds the ledger against what the node above
// has witnessed of it (common/node/witness_file.h).
[[nodiscard]] absl::StatusOr<std::string> VerifyText(const config::Config& config,
                                                     const Program& program,
                                                     const std::string& witness = {});

// As VerifyText where the high-water mark is whole. Where it is missing or damaged (mark_damaged),
// and only after all else was found to hold: writes a new one at the head of the ledger, and keeps
// a damaged file as ledger.mark.damaged-1 (2, …). From then on nobody can tell whether the ledger
// had lost its end before: docs/operations/lost-mark.md. FAILED_PRECONDITION mark_unusable,
// folder_not_made; INTERNAL file_not_written.
[[nodiscard]] absl::StatusOr<std::string> AcceptHeadText(const config::Config& config,
                                                         const Program& program);

// One line for each of at most `limit` entries from number `from` on.
[[nodiscard]] absl::StatusOr<std::string> InspectText(const config::Config& config,
                                                      const Program& program, std::uint64_t from,
                                                      std::uint64_t limit);

}  // namespace par::node
