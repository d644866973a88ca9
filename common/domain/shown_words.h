// What stands as a word in files and requests, said as on screens: for the texts of the catalogue.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/catalogue.h"

namespace par::domain {

// `form` is what stands behind a parameter's name in a text: ":cycle_state", ":dossier_state",
// ":set_state" or ":action" (ActionKind, and what is drawn and marked a second time). Vietnamese as
// an official says it; English is the word itself, and so is a value that is none of these.
[[nodiscard]] std::string InWords(std::string_view form, std::string_view value, Language language);

}  // namespace par::domain
