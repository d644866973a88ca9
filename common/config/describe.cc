// CheckConfigText: what `check-config` prints.
#include <algorithm>

#include "common/config/reader.h"
#include "common/config/settings.h"

namespace par::config {

std::string CheckConfigText(const Reading& reading, std::string_view file,
                            domain::Language language) {
  std::string text;
  if (!reading.problems.empty()) {
    for (const Problem& problem : reading.problems) text += TextOf(problem, file, language) + '\n';
    return text;
  }
  const bool vietnamese = language == domain::Language::kVietnamese;
  text =
      std::string(file) + (vietnamese ? ": cấu hình hợp lệ\n" : ": the configuration is valid\n");
  for (const Setting& setting : AllSettings()) {
    const std::string value = ValueOf(setting, reading.config);
    text += "\n# ";
    text += vietnamese ? setting.vietnamese : setting.english;
    text += '\n';
    text += setting.key;
    text += value.empty() ? ":" : ": " + value;
    text += '\n';
  }
  return text;
}

}  // namespace par::config
