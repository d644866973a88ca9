// The node of a commune: it declares figures, scores itself, attaches evidence, explains, submits.
#include "common/node/evidence_part.h"
#include "common/node/node_main.h"
#include "commune-node/commune_part.h"

int main(int argc, char** argv) {
  const par::node::Program program{
      .name = "commune-node",
      .level = par::config::NodeLevel::kCommune,
      .parts = {par::commune::MakeCommunePart, par::node::MakeEvidencePart}};
  return par::node::NodeMain(argc, argv, program);
}
