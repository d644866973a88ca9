// A parameter of a catalogue's text as it is shown in each language: numbers differ.
//
// Pure. Safe to call from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/domain/refusal.h"

namespace par::domain {

struct ShownParameter {
  std::string name;
  std::string vietnamese;
  std::string plain;
};

// `reason` must be in the catalogue.
[[nodiscard]] std::string TextOf(std::string_view reason,
                                 std::span<const ShownParameter> parameters, Language language);

}  // namespace par::domain
