#include "common/node/node_signer.h"

#include <utility>

#include "common/identity/signer_certificate.h"

namespace par::node {

NodeSigner::NodeSigner(const config::Config& config, const identity::Signer& key)
    : config_(config), key_(key) {
  Refresh();
}

std::string NodeSigner::Certificate() const {
  const std::lock_guard lock(mutex_);
  return certificate_;
}

void NodeSigner::Refresh() {
  auto read = identity::ReadSignerCertificate(config_.signing_certificate);
  std::string certificate = read.ok() ? *std::move(read) : std::string();
  const std::lock_guard lock(mutex_);
  certificate_ = std::move(certificate);
}

}  // namespace par::node
