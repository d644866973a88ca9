// The node of a district: it assesses itself as a commune does, and receives, reviews, ranks and
// publishes its communes.
#include <memory>

#include "common/node/evidence_part.h"
#include "common/node/node_main.h"
#include "district-node/district_part.h"

int main(int argc, char** argv) {
  using par::node::NodePorts;
  const par::node::Program program{
      .name = "district-node",
      .level = par::config::NodeLevel::kDistrict,
      .parts = {
          [](const NodePorts& ports) {
            return std::make_unique<par::district::DistrictPart>(ports);
          },
          [](const NodePorts& ports) { return std::make_unique<par::node::EvidencePart>(ports); },
      }};
  return par::node::NodeMain(argc, argv, program);
}
