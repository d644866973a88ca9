// In which language parctl speaks.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/refusal.h"

namespace par::parctl {

// `option` is what --lang says (empty: not given) and wins over `environment`, the value of
// PARNET_LANG (empty: not set). Vietnamese if neither is given. Nothing if the one that counts is
// neither "vi" nor "en".
[[nodiscard]] std::optional<domain::Language> ChooseLanguage(std::string_view option,
                                                             std::string_view environment);

// One of two texts.
[[nodiscard]] constexpr std::string_view Pick(domain::Language language,
                                              std::string_view vietnamese,
                                              std::string_view english) {
  return language == domain::Language::kVietnamese ? vietnamese : english;
}

}  // namespace par::parctl
