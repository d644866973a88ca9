// The key `set` of a file that is about one criteria set: answers, a remediation plan.
//
// Pure. Safe to call from any thread.
#pragma once

#include "common/domain/criteria_set.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {

// Requires the key and that it names this set: "id" or "id@version". Finding set_other where not.
void CheckSetNamed(YamlRecord& record, const CriteriaSet& set, FindingList& findings);

}  // namespace par::domain
