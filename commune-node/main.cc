// The node of a commune: it declares figures, scores itself, attaches evidence, explains, submits.
#include <memory>

#include "common/node/evidence_part.h"
#include "common/node/node_main.h"
#include "commune-node/commune_part.h"

int main(int argc, char** argv) {
  using par::node::NodePorts;
  const par::node::Program program{
      .name = "commune-node",
      .level = par::config::NodeLevel::kCommune,
      .parts = {
          [](const NodePorts& ports) { return std::make_unique<par::commune::CommunePart>(ports); },
          [](const NodePorts& ports) { return std::make_unique<par::node::EvidencePart>(ports); },
      }};
  return par::node::NodeMain(argc, argv, program);
}
