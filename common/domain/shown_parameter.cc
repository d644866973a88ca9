#include "common/domain/shown_parameter.h"

#include <vector>

#include "common/base/check.h"
#include "common/domain/catalogue.h"

namespace par::domain {

std::string TextOf(std::string_view reason, std::span<const ShownParameter> parameters,
                   Language language) {
  const CatalogueText* const text = FindText(reason);
  PAR_CHECK(text != nullptr);
  const bool vietnamese = language == Language::kVietnamese;
  std::vector<Parameter> chosen;
  for (const ShownParameter& one : parameters) {
    chosen.push_back({one.name, vietnamese ? one.vietnamese : one.plain});
  }
  return Fill(vietnamese ? text->vietnamese : text->english, chosen);
}

}  // namespace par::domain
