// Which of a unit's own documents anything relies on, and how one that nothing relies on leaves the
// unit's documents again (docs/evidence.md, "A file that nothing relies on").
//
// Functions of rows alone; safe from many threads, each on a reader of its own.
#pragma once

#include "absl/status/statusor.h"
#include "common/services/command_router.h"
#include "common/storage/store.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::services {

// Whether something may rely on a document of a unit that lives here: the unit's drafts, figures,
// reports and plans, if they name its file, its id or the file's name, be it within another word;
// every item that the unit ever sent up, or that waits to go up, also one that was rejected; what a
// unit above holds here of what was handed up. Rather once too often than once too seldom.
[[nodiscard]] absl::StatusOr<bool> IsReliedOn(const storage::Reader& state,
                                              const evidence::v1::Document& document);

// Takes a document (of which `unit` and `sha256` count) from the unit's own. FAILED_PRECONDITION
// evidence_relied_on. One that is gone already is fine.
void RegisterLettingGo(CommandRouter& commands);

}  // namespace par::services
