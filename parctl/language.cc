#include "parctl/language.h"

namespace par::parctl {

std::optional<domain::Language> ChooseLanguage(std::string_view option,
                                               std::string_view environment) {
  const std::string_view wanted = option.empty() ? environment : option;
  if (wanted.empty() || wanted == "vi") return domain::Language::kVietnamese;
  if (wanted == "en") return domain::Language::kEnglish;
  return std::nullopt;
}

}  // namespace par::parctl
