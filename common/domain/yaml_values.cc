#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

bool IsText(const YamlValue& value, std::string_view field, FindingList& findings) {
  if (value.kind == YamlKind::kText) return true;
  findings.Add(value.at, value.kind == YamlKind::kNothing ? "text_empty" : "yaml_not_text", field);
  return false;
}

// Of records here; more are known as well.
constexpr std::size_t kMostKeys = 12;

// A parser's refusal becomes a finding at the value.
template <typename T>
std::optional<T> Kept(absl::StatusOr<T> parsed, const YamlValue& value, FindingList& findings) {
  if (parsed.ok()) return *std::move(parsed);
  findings.Add(value.at, parsed.status());
  return std::nullopt;
}

}  // namespace

std::optional<std::string> YamlText(const YamlValue& value, std::string_view field,
                                    std::size_t longest, FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  if (value.text.find_first_not_of(" \t\n") == std::string::npos) {
    findings.Add(value.at, "text_empty", field);
    return std::nullopt;
  }
  if (value.text.size() > longest) {
    findings.Add(
        value.at, "text_too_long", field,
        {{"length", std::to_string(value.text.size())}, {"maximum", std::to_string(longest)}});
    return std::nullopt;
  }
  return std::string(value.text);
}

std::optional<Decimal> YamlDecimal(const YamlValue& value, std::string_view field,
                                   FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  return Kept(ParseDecimal(value.text, field), value, findings);
}

std::optional<Points> YamlPoints(const YamlValue& value, std::string_view field,
                                 FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  return Kept(ParsePoints(value.text, field), value, findings);
}

std::optional<std::int64_t> YamlWhole(const YamlValue& value, std::string_view field,
                                      std::int64_t least, std::int64_t most,
                                      FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
  if (error != std::errc() || stopped != end || number < least || number > most) {
    findings.Add(value.at, "yaml_not_whole", field,
                 {{"value", std::string(value.text)},
                  {"least", std::to_string(least)},
                  {"most", std::to_string(most)}});
    return std::nullopt;
  }
  return number;
}

std::optional<bool> YamlBool(const YamlValue& value, std::string_view field,
                             FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  if (value.text == "true") return true;
  if (value.text == "false") return false;
  findings.Add(value.at, "yaml_not_bool", field, {{"value", std::string(value.text)}});
  return std::nullopt;
}

std::optional<Date> YamlDate(const YamlValue& value, std::string_view field,
                             FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  const std::optional<Date> date = Date::Parse(value.text);
  if (!date.has_value())
    findings.Add(value.at, "yaml_not_date", field, {{"value", std::string(value.text)}});
  return date;
}

std::optional<std::size_t> YamlChoice(const YamlValue& value, std::string_view field,
                                      const std::vector<std::string_view>& names,
                                      FindingList& findings) {
  if (!IsText(value, field, findings)) return std::nullopt;
  const auto at = std::find(names.begin(), names.end(), value.text);
  if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  findings.Add(value.at, "yaml_not_one_of", field,
               {{"value", std::string(value.text)},
                {"known", absl::StrJoin(names, ", ", [](std::string* out, std::string_view name) {
                   out->append(name);
                 })}});
  return std::nullopt;
}

bool YamlIsList(const YamlValue& value, std::string_view field, std::size_t most,
                FindingList& findings) {
  if (value.kind != YamlKind::kList) {
    findings.Add(value.at, "yaml_not_list", field);
    return false;
  }
  if (value.items.size() <= most) return true;
  findings.Add(value.at, "yaml_too_many_items", field,
               {{"value", std::to_string(value.items.size())}, {"maximum", std::to_string(most)}});
  return false;
}

bool YamlIsMap(const YamlValue& value, std::string_view field, std::size_t most,
               FindingList& findings) {
  if (value.kind != YamlKind::kMap) {
    findings.Add(value.at, "yaml_not_map", field);
    return false;
  }
  if (value.items.size() <= most) return true;
  findings.Add(value.at, "yaml_too_many_items", field,
               {{"value", std::to_string(value.items.size())}, {"maximum", std::to_string(most)}});
  return false;
}

YamlRecord::YamlRecord(const YamlValue& value, std::string field, FindingList& findings)
    : value_(value), field_(std::move(field)), findings_(findings) {
  asked_.reserve(kMostKeys);
  if (!is_map()) findings_.Add(value_.at, "yaml_not_map", field_.empty() ? "file" : field_);
}

const YamlValue* YamlRecord::Optional(std::string_view key) {
  asked_.push_back(key);
  return value_.Find(key);
}

const YamlValue* YamlRecord::Required(std::string_view key) {
  const YamlValue* const found = Optional(key);
  if (found == nullptr && is_map()) findings_.Add(value_.at, "yaml_key_missing", Field(key));
  return found;
}

std::string YamlRecord::Field(std::string_view key) const {
  return field_.empty() ? std::string(key) : field_ + '.' + std::string(key);
}

void YamlRecord::End() {
  for (std::size_t i = 0; i < value_.keys.size(); ++i) {
    const std::string_view key = value_.keys[i];
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    const std::string_view nearest = Nearest(key, asked_);
    if (nearest.empty()) {
      findings_.Add(value_.keys_at[i], "yaml_key_unknown", Field(key));
    } else {
      findings_.Add(value_.keys_at[i], "yaml_key_unknown_near", Field(key),
                    {{"near", std::string(nearest)}});
    }
  }
}

std::string YamlRecord::RequiredText(std::string_view key, std::size_t longest) {
  const YamlValue* const found = Required(key);
  if (found == nullptr) return {};
  return YamlText(*found, Field(key), longest, findings_).value_or("");
}

std::string YamlRecord::OptionalText(std::string_view key, std::size_t longest) {
  const YamlValue* const found = Optional(key);
  if (found == nullptr) return {};
  return YamlText(*found, Field(key), longest, findings_).value_or("");
}

bool YamlRecord::OptionalBool(std::string_view key, bool otherwise) {
  const YamlValue* const found = Optional(key);
  if (found == nullptr) return otherwise;
  return YamlBool(*found, Field(key), findings_).value_or(otherwise);
}

std::size_t YamlRecord::OptionalChoice(std::string_view key, std::size_t otherwise,
                                       const std::vector<std::string_view>& names) {
  const YamlValue* const found = Optional(key);
  if (found == nullptr) return otherwise;
  return YamlChoice(*found, Field(key), names, findings_).value_or(otherwise);
}

std::size_t YamlRecord::RequiredChoice(std::string_view key,
                                       const std::vector<std::string_view>& names) {
  const YamlValue* const found = Required(key);
  if (found == nullptr) return names.size();
  return YamlChoice(*found, Field(key), names, findings_).value_or(names.size());
}

void YamlRecord::Format(std::string_view wanted) {
  const YamlValue* const found = Required("format");
  if (found == nullptr) return;
  if (found->kind == YamlKind::kText && found->text == wanted) return;
  findings_.Add(found->at, "yaml_wrong_format", Field("format"),
                {{"value", std::string(found->text)}, {"wanted", std::string(wanted)}});
}

}  // namespace par::domain
