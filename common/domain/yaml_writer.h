// A tree as the text of a YAML file: what yaml_reader.h reads it back from. For trees that came
// another way (a workbook) and travel as the hand-written file does.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/yaml_reader.h"

namespace par::domain {

// A text as YAML reads it back, whatever stands in it.
[[nodiscard]] std::string QuotedYaml(std::string_view text);

// The keys of the root stand on lines of their own, as do the items of a list below them. All texts
// are quoted, so that no text can be taken for anything else.
[[nodiscard]] std::string WriteYaml(const YamlValue& root);

}  // namespace par::domain
