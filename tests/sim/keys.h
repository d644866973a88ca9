// Keyed hashes in the place of Ed25519: what matters in a simulation is who could have made one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/base/sha256.h"
#include "common/exchange/ports.h"

namespace par::sim {

class HashSigner final : public exchange::Signer {
 public:
  explicit HashSigner(std::string node) : node_(std::move(node)) {}
  [[nodiscard]] std::string Sign(std::string_view bytes) const override {
    return Sha256::Of("key of " + node_ + " " + std::string(bytes)).ToBytes();
  }
  [[nodiscard]] std::string PublicKey() const override { return "key of " + node_; }
  [[nodiscard]] std::string Certificate() const override { return "certificate of " + node_; }

 private:
  std::string node_;
};

class HashVerifier final : public exchange::Verifier {
 public:
  [[nodiscard]] bool Verify(std::string_view node, std::string_view bytes,
                            std::string_view signature) const override {
    return HashSigner(std::string(node)).Sign(bytes) == signature;
  }
};

}  // namespace par::sim
