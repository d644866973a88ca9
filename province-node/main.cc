// The node of a province: it issues the criteria sets and cycles, reviews the units below, enters
// surveys and leaders' scores, and publishes the official decision. All of this is a district's
// work on other data; what only the top may do is decided by the unit tree (nobody stands above
// it).
#include "common/node/evidence_part.h"
#include "common/node/node_main.h"
#include "district-node/district_part.h"

int main(int argc, char** argv) {
  const par::node::Program program{
      .name = "province-node",
      .level = par::config::NodeLevel::kProvince,
      .parts = {par::district::MakeDistrictPart, par::node::MakeEvidencePart}};
  return par::node::NodeMain(argc, argv, program);
}
