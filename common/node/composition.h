// The state machine of a program with everything it needs, put together once for serving and for
// verifying.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/exchange_state.h"
#include "common/identity/signing_key.h"
#include "common/node/part.h"
#include "common/rpc/calls.h"
#include "common/services/certificate_desk.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "common/storage/store.h"

namespace par::node {

// Does not move: parts point into it.
class Composition {
 public:
  // All that is given by reference must outlive it.
  Composition(const Program& program, const config::Config& config, const storage::Store& store,
              evidence::EvidenceStore& files, const rpc::CallPorts& calls,
              std::unique_ptr<identity::Signer> signer);
  Composition(const Composition&) = delete;
  Composition& operator=(const Composition&) = delete;

  [[nodiscard]] services::CommandRouter& commands() { return commands_; }
  [[nodiscard]] const services::ItemRouter& items() const { return items_; }
  [[nodiscard]] const services::Units& units() const { return units_; }
  [[nodiscard]] const services::CertificateDesk& certificates() const { return certificates_; }
  [[nodiscard]] const identity::Signer& signer() const { return *signer_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Part>>& parts() const { return parts_; }

 private:
  const std::unique_ptr<identity::Signer> signer_;
  services::Units units_;
  services::ItemRouter items_;
  exchange::ExchangeState exchange_;
  services::Courier courier_;
  services::CertificateDesk certificates_;
  services::CommandRouter commands_;
  std::vector<std::unique_ptr<Part>> parts_;
};

// Where that key lies: the file that config names; without a name signing.key in the data folder.
[[nodiscard]] std::filesystem::path SigningKeyFile(const config::Config& config);
// The key that config names, made at the first start; without a name it lives in the data folder
// as signing.key.
[[nodiscard]] absl::StatusOr<std::unique_ptr<identity::Signer>> OpenSigner(
    const config::Config& config);

}  // namespace par::node
