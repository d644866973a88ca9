// What a node enters into its ledger when it starts: what it hosts, where the configuration says
// something new, the day that counts for lines (also later, when it has come), and its first
// accounts, as long as it has none. No command, or one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace par::services {
class Units;
}

namespace par::node {

// A command of the node itself, about the topmost unit it hosts.
[[nodiscard]] ledger::Command NodeCommand(const config::Config& config, std::string id,
                                          std::uint32_t kind, std::string payload);

[[nodiscard]] absl::StatusOr<std::vector<ledger::Command>> HostingCommand(
    const config::Config& config, const storage::Reader& state);

// That a day has come on which a membership begins or ends (services::Units::DayIsDue); none if the
// counted day is as good. `now`: UTC microseconds.
[[nodiscard]] absl::StatusOr<std::vector<ledger::Command>> DayCommand(const config::Config& config,
                                                                      const services::Units& units,
                                                                      const storage::Reader& state,
                                                                      std::int64_t now);

// NOT_FOUND file_not_read; the first finding in the file.
[[nodiscard]] absl::StatusOr<std::vector<ledger::Command>> FirstAccounts(
    const config::Config& config, const storage::Reader& state);

// That the data folder was restored from a backup (sealed_backup.h), for the streams to be compared
// before anything below is served. None if it was not, or if that has been noted.
[[nodiscard]] absl::StatusOr<std::vector<ledger::Command>> RestoredCommand(
    const config::Config& config);
// After its command is durable.
void ForgetRestored(const config::Config& config);

}  // namespace par::node
