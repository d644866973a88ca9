// Which node signs with which key, as the file `node_keys` says now: it is looked at again and
// again, so a new node, or a new key, needs no restart. A file that cannot be used changes nothing:
// the keys that were read before stay in force, and status() says why.
//
// Safe from many threads.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/exchange/ports.h"
#include "common/identity/key_ring.h"
#include "common/base/watched_file.h"

namespace par::node {

class LiveKeys final : public exchange::Verifier {
 public:
  // `own_key` is this node's, which needs no line in the file. What KeyRing::Read refuses.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<LiveKeys>> Open(const config::Config& config,
                                                                      std::string_view own_key);

  [[nodiscard]] bool Verify(std::string_view node, std::string_view bytes,
                            std::string_view signature) const override;
  // Reads the file again if it was written since.
  void Refresh();
  // Why the last reading failed.
  [[nodiscard]] absl::Status status() const;

 private:
  LiveKeys(const config::Config& config, std::string_view own_key);
  absl::Status Read();

  WatchedFile file_;  // Empty: only the own key. Touched by Open and Refresh only.
  const std::string own_node_;
  const std::string own_key_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::shared_ptr<const identity::KeyRing> keys_;
  absl::Status status_;
};

}  // namespace par::node
