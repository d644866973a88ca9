#include "common/node/node_signer.h"

#include <utility>

#include "common/identity/signer_certificate.h"

namespace par::node {

NodeSigner::NodeSigner(const config::Config& config, const identity::Signer& key)
    : key_(key), file_(config.signing_certificate) {
  Refresh();
}

std::string NodeSigner::Certificate() const {
  const std::lock_guard lock(mutex_);
  return certificate_;
}

void NodeSigner::Refresh() {
  if (!file_.Changed()) return;
  auto read = identity::ReadSignerCertificate(file_.path());
  std::string certificate = read.ok() ? *std::move(read) : std::string();
  const std::lock_guard lock(mutex_);
  certificate_ = std::move(certificate);
}

}  // namespace par::node
