#include "common/domain/shown_parameter.h"

#include <vector>

#include "common/base/check.h"
#include "common/domain/catalogue.h"

namespace par::domain {

std::string TextOf(std::string_view reason, std::span<const ShownParameter> parameters,
                   Language language) {
  PAR_CHECK(FindText(reason) != nullptr);
  const bool vietnamese = language == Language::kVietnamese;
  std::vector<Parameter> chosen;
  for (const ShownParameter& one : parameters) {
    chosen.push_back({one.name, vietnamese ? one.vietnamese : one.plain});
  }
  return Worded(reason, chosen, language);
}

}  // namespace par::domain
