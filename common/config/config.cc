#include "common/config/config.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/config/settings.h"
#include "common/config/values.h"

namespace par::config {

std::string_view Name(NodeLevel level) {
  switch (level) {
    case NodeLevel::kCommune:
      return "commune";
    case NodeLevel::kDistrict:
      return "district";
    case NodeLevel::kProvince:
      return "province";
  }
  return {};
}

std::string_view Name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return {};
}

Config DefaultConfig() {
  Config config;
  for (const Setting& setting : AllSettings()) {
    if (setting.standard.empty()) continue;
    if (const auto* number = std::get_if<NumberField>(&setting.field)) {
      const auto value = ParseNumber(setting.standard, setting.is_size);
      PAR_CHECK(value.has_value());
      (*number)(config) = *value;
    } else if (const auto* word = std::get_if<WordField>(&setting.field)) {
      const auto words = WordsOf(setting);
      const auto at = std::find(words.begin(), words.end(), setting.standard);
      PAR_CHECK(at != words.end());
      word->set(config, static_cast<std::size_t>(at - words.begin()));
    } else {
      (*std::get_if<TextField>(&setting.field))(config) = std::string(setting.standard);
    }
  }
  return config;
}

std::string TextOf(const Problem& problem, std::string_view file, domain::Language language) {
  std::string text(file);
  if (problem.line != 0) {
    text += ':' + std::to_string(problem.line) + ':' + std::to_string(problem.column);
  }
  return text + ": " + domain::TextOf(problem.status, language);
}

}  // namespace par::config
