// Inside answers_yaml: what reads a declaration. Not for other code.
#pragma once

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/yaml_reader.h"

namespace par::domain::answers_yaml {

[[nodiscard]] Declaration ReadDeclaration(const YamlValue& value, const CriteriaSet& set,
                                          LeafIndex leaf, FindingList& findings);

}  // namespace par::domain::answers_yaml
