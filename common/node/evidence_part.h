// The unit's documents on a node: the files in <data_directory>/evidence and the service over them.
#pragma once

#include <memory>
#include <vector>

#include "common/evidence/evidence_store.h"
#include "common/node/part.h"
#include "common/services/evidence_desk.h"
#include "common/services/evidence_handler.h"

namespace par::node {

// A folder that cannot be opened ends the start (INTERNAL evidence_disk, from AtStart).
class EvidencePart final : public Part {
 public:
  explicit EvidencePart(const NodePorts& node);
  void Register(services::CommandRouter& commands, services::ItemRouter& items) override;
  [[nodiscard]] std::vector<grpc::Service*> Services() override;
  [[nodiscard]] absl::StatusOr<std::vector<ledger::Command>> AtStart(
      const storage::Reader& state) override;

 private:
  absl::StatusOr<evidence::EvidenceStore> files_;
  // Null if the folder did not open.
  std::unique_ptr<services::EvidenceDesk> desk_;
  std::unique_ptr<services::EvidenceHandler> handler_;
};

}  // namespace par::node
