// Which evidence files any row of a node speaks of: by the hash of a file or the beginning of it,
// as bytes or in hexadecimal digits, wherever it stands in whatever kind of row. So a kind of row
// that is added one day keeps its files, and nothing here need know of it.
#pragma once

#include <atomic>
#include <set>

#include "absl/status/status.h"
#include "common/base/sha256.h"
#include "common/storage/store.h"

namespace par::node {

// Takes those out of `files` that a row speaks of. Not asked: the ledger's entries (the past) and
// what only says that a file is here, a unit's own documents and what was found in a file.
// DATA_LOSS: a row cannot be read. CANCELLED: `give_up` was set, from any thread.
[[nodiscard]] absl::Status TakeOutMentioned(const storage::Reader& state,
                                            const std::atomic<bool>& give_up,
                                            std::set<Sha256>& files);

}  // namespace par::node
