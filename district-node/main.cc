// The node of a district: it assesses itself as a commune does, and receives, reviews, ranks and
// publishes its communes.
#include "common/node/evidence_part.h"
#include "common/node/node_main.h"
#include "district-node/district_part.h"

int main(int argc, char** argv) {
  const par::node::Program program{
      .name = "district-node",
      .level = par::config::NodeLevel::kDistrict,
      .parts = {par::district::MakeDistrictPart, par::node::MakeEvidencePart}};
  return par::node::NodeMain(argc, argv, program);
}
