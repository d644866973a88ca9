#include "common/node/evidence_part.h"

#include <cstdint>

namespace par::node {

EvidencePart::EvidencePart(const NodePorts& node)
    : desk_(node.units, node.files),
      handler_(node.calls, {.store = node.store, .units = node.units, .clock = node.clock}, desk_,
               node.files, static_cast<std::uint64_t>(node.config.limits.evidence_bytes)) {}

void EvidencePart::Register(services::CommandRouter& commands, services::ItemRouter&) {
  desk_.Register(commands);
}

}  // namespace par::node
