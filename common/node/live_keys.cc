#include "common/node/live_keys.h"

#include <utility>

#include "common/base/status_macros.h"

namespace par::node {

LiveKeys::LiveKeys(const config::Config& config, std::string_view own_key)
    : file_(config.node_keys), own_node_(config.node_id), own_key_(own_key) {}

absl::StatusOr<std::unique_ptr<LiveKeys>> LiveKeys::Open(const config::Config& config,
                                                         std::string_view own_key) {
  std::unique_ptr<LiveKeys> keys(new LiveKeys(config, own_key));
  (void)keys->file_.Changed();
  RETURN_IF_ERROR(keys->Read());
  return keys;
}

absl::Status LiveKeys::Read() {
  identity::KeyRing keys;
  if (!file_.path().empty()) {
    ASSIGN_OR_RETURN(keys, identity::KeyRing::Read(file_.path()));
  }
  keys.Add(own_node_, own_key_);
  const std::lock_guard lock(mutex_);
  keys_ = std::make_shared<const identity::KeyRing>(std::move(keys));
  return absl::OkStatus();
}

void LiveKeys::Refresh() {
  if (!file_.Changed()) return;
  absl::Status status = Read();
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
}

bool LiveKeys::Verify(std::string_view node, std::string_view bytes,
                      std::string_view signature) const {
  std::shared_ptr<const identity::KeyRing> keys;
  {
    const std::lock_guard lock(mutex_);
    keys = keys_;
  }
  return keys->Holds(node, bytes, signature);
}

absl::Status LiveKeys::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace par::node
