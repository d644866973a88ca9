// The node's signing key as the exchange uses it, with the certificate that the configuration names
// as it is in its file now.
//
// Safe from many threads.
#pragma once

#include <mutex>
#include <string>

#include "common/config/config.h"
#include "common/exchange/ports.h"
#include "common/identity/signing_key.h"
#include "common/base/watched_file.h"

namespace par::node {

class NodeSigner final : public exchange::Signer {
 public:
  // `key` must outlive it.
  NodeSigner(const config::Config& config, const identity::Signer& key);

  [[nodiscard]] std::string Sign(std::string_view bytes) const override { return key_.Sign(bytes); }
  [[nodiscard]] std::string PublicKey() const override { return key_.public_key(); }
  // Empty where the file is missing or unreadable.
  [[nodiscard]] std::string Certificate() const override;

  // Reads the file again if it was written since. One thread at a time.
  void Refresh();

 private:
  const identity::Signer& key_;
  WatchedFile file_;  // Touched by Refresh only.
  mutable std::mutex mutex_;
  std::string certificate_;
};

}  // namespace par::node
