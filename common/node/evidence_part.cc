#include "common/node/evidence_part.h"

#include <cstdint>
#include <vector>

#include "common/services/evidence_desk.h"
#include "common/services/evidence_handler.h"

namespace par::node {
namespace {

class EvidencePart final : public Part {
 public:
  explicit EvidencePart(const NodePorts& node)
      : desk_(node.units, node.files),
        handler_(node.calls, {.store = node.store, .units = node.units, .clock = node.clock}, desk_,
                 node.files, static_cast<std::uint64_t>(node.config.limits.evidence_bytes)) {}
  void Register(services::CommandRouter& commands, services::ItemRouter&) override {
    desk_.Register(commands);
  }
  [[nodiscard]] std::vector<grpc::Service*> Services() override { return {&handler_}; }

 private:
  services::EvidenceDesk desk_;
  services::EvidenceHandler handler_;
};

}  // namespace

std::unique_ptr<Part> MakeEvidencePart(const NodePorts& node) {
  return std::make_unique<EvidencePart>(node);
}

}  // namespace par::node
