// Which certificates are withdrawn, as the file `certificates.withdrawn` says now. A file that
// cannot be used changes nothing while the node runs: what was withdrawn stays withdrawn, and
// status() says why.
//
// Safe from many threads.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/identity/withdrawn_list.h"
#include "common/base/watched_file.h"

namespace par::node {

class LiveWithdrawn {
 public:
  // What WithdrawnList::Read refuses.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<LiveWithdrawn>> Open(
      const config::Config& config);

  // UNAUTHENTICATED peer_certificate_withdrawn.
  [[nodiscard]] absl::Status Check(std::string_view serial) const;
  // Reads the file again if it was written since. By one thread.
  void Refresh();
  // Why the last reading failed.
  [[nodiscard]] absl::Status status() const;

 private:
  explicit LiveWithdrawn(const config::Config& config) : file_(config.certificates.withdrawn) {}
  absl::Status Read();

  WatchedFile file_;

  mutable std::mutex mutex_;  // Guards what follows.
  identity::WithdrawnList list_;
  absl::Status status_;
};

}  // namespace par::node
