// The audit trail: entries of the ledger that answer a question.
#pragma once

#include "absl/status/statusor.h"
#include "common/services/command_router.h"
#include "common/storage/store.h"
#include "par/node/v1/node.pb.h"

namespace par::node {

// One call reads so many entries at most, whether they answer or not; `next` leads on.
inline constexpr std::uint64_t kMostEntriesRead = 5'000;

// `commands` names the kinds. What reading the ledger refuses. Safe from many threads.
[[nodiscard]] absl::StatusOr<v1::ListEntriesResponse> FindEntries(
    const storage::Reader& state, const services::CommandRouter& commands,
    const v1::ListEntriesRequest& request);

}  // namespace par::node
