// The unit's documents on a node: the service over the node's evidence files.
#pragma once

#include <vector>

#include "common/node/part.h"
#include "common/services/evidence_desk.h"
#include "common/services/evidence_handler.h"

namespace par::node {

class EvidencePart final : public Part {
 public:
  explicit EvidencePart(const NodePorts& node);
  void Register(services::CommandRouter& commands, services::ItemRouter& items) override;
  [[nodiscard]] std::vector<grpc::Service*> Services() override { return {&handler_}; }

 private:
  services::EvidenceDesk desk_;
  services::EvidenceHandler handler_;
};

}  // namespace par::node
