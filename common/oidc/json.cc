#include "common/oidc/json.h"

namespace par::oidc {
namespace {

constexpr double kFarthestSecond = 1e12;

std::string TextOfJson(const json_t* value) {
  return {json_string_value(value), json_string_length(value)};
}

}  // namespace

Json ReadObject(std::string_view text) {
  json_error_t fault;
  Json read(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, &fault));
  return json_is_object(read.get()) ? std::move(read) : nullptr;
}

std::string TextIn(const json_t* object, const char* name) {
  const json_t* value = json_object_get(object, name);
  return json_is_string(value) ? TextOfJson(value) : std::string();
}

std::optional<std::int64_t> SecondsIn(const json_t* object, const char* name) {
  const json_t* value = json_object_get(object, name);
  if (!json_is_number(value)) return std::nullopt;
  const double seconds = json_number_value(value);
  if (!(seconds >= 0 && seconds <= kFarthestSecond)) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

std::optional<std::vector<std::string>> TextsIn(const json_t* object, const char* name) {
  std::vector<std::string> texts;
  const json_t* value = json_object_get(object, name);
  if (value == nullptr) return texts;
  if (json_is_string(value)) return std::vector<std::string>{TextOfJson(value)};
  if (!json_is_array(value)) return std::nullopt;
  for (std::size_t i = 0; i < json_array_size(value); ++i) {
    const json_t* one = json_array_get(value, i);
    if (!json_is_string(one)) return std::nullopt;
    texts.push_back(TextOfJson(one));
  }
  return texts;
}

}  // namespace par::oidc
