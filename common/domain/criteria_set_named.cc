#include "common/domain/criteria_set_named.h"

#include "common/domain/limits.h"

namespace par::domain {

void CheckSetNamed(YamlRecord& record, const CriteriaSet& set, FindingList& findings) {
  const YamlValue* const named = record.Required("set");
  if (named == nullptr) return;
  const auto text = YamlText(*named, "set", kLongestId + 10, findings);
  const std::string whole = set.id + '@' + std::to_string(set.version);
  if (!text.has_value() || *text == set.id || *text == whole) return;
  findings.Add(named->at, "set_other", "set", {{"value", *text}, {"wanted", whole}});
}

}  // namespace par::domain
