// A criteria set as a message, for programs that show or fill in a set without reading YAML.
#pragma once

#include "common/domain/criteria_set.h"
#include "par/criteria/v1/criteria.pb.h"

namespace par::services {

[[nodiscard]] criteria::v1::Structure StructureOf(const domain::CriteriaSet& set,
                                                  domain::Language language);

}  // namespace par::services
