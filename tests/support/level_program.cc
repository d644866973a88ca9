#include "tests/support/level_program.h"

#include <string>

#include "common/node/evidence_part.h"
#include "commune-node/commune_part.h"
#include "district-node/district_part.h"

namespace par::testing {

node::Program ProgramOfLevel(config::NodeLevel level) {
  const bool commune = level == config::NodeLevel::kCommune;
  return {.name = std::string(config::Name(level)) + "-node",
          .level = level,
          .parts = {commune ? commune::MakeCommunePart : district::MakeDistrictPart,
                    node::MakeEvidencePart}};
}

}  // namespace par::testing
