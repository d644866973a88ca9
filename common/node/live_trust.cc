#include "common/node/live_trust.h"

#include <utility>

#include "common/signature/trust.h"

namespace par::node {

LiveTrust::LiveTrust(const config::EvidenceTrust& files) : files_(files) {
  watched_.emplace_back(files.anchors);
  for (const std::string& list : files.revocation_lists) watched_.emplace_back(list);
  Refresh();
}

void LiveTrust::Refresh() {
  bool changed = false;
  for (WatchedFile& file : watched_) changed |= file.Changed();
  if (!changed) return;
  absl::StatusOr<std::string> pem = std::string();
  if (!files_.anchors.empty()) {
    pem = signature::ReadTrust(files_.anchors, files_.revocation_lists);
  }
  if (!pem.ok()) return;
  const Sha256 fingerprint = Sha256::Of(*pem);
  const std::lock_guard lock(mutex_);
  trust_ = std::make_shared<Trust>(Trust{*std::move(pem), fingerprint});
}

std::shared_ptr<const Trust> LiveTrust::Now() const {
  const std::lock_guard lock(mutex_);
  return trust_;
}

}  // namespace par::node
