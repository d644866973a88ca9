#include "common/config/settings.h"

#include <algorithm>
#include <type_traits>

namespace par::config {
namespace {

constexpr std::int64_t kKi = 1024;
constexpr std::int64_t kMi = kKi * kKi;

constexpr std::int64_t kLongestPath = 1024;
constexpr std::int64_t kLongestLine = 256;

constexpr bool kRequired = true;
constexpr bool kOptional = false;

template <auto kMember>
std::string& Text(Config& config) {
  return config.*kMember;
}

Setting TextRow(std::string_view key, bool required, Form form, TextField field,
                std::string_view vietnamese, std::string_view english) {
  const std::int64_t most =
      form == Form::kId ? 64 : (form == Form::kLine ? kLongestLine : kLongestPath);
  return {key, required, {}, 0, most, {}, form, false, field, vietnamese, english};
}

Setting NumberRow(std::string_view key, std::string_view standard, std::int64_t least,
                  std::int64_t most, bool is_size, NumberField field, std::string_view vietnamese,
                  std::string_view english) {
  return {key,       kOptional, standard, least,      most,   {},
          Form::kId, is_size,   field,    vietnamese, english};
}

Setting WordRow(std::string_view key, bool required, std::string_view standard,
                std::string_view words, WordField field, std::string_view vietnamese,
                std::string_view english) {
  return {key, required, standard, 0, 0, words, Form::kId, false, field, vietnamese, english};
}

constexpr WordField kLevel = {
    [](const Config& c) { return static_cast<std::size_t>(c.level); },
    [](Config& c, std::size_t at) { c.level = static_cast<NodeLevel>(at); }};
constexpr WordField kLog = {
    [](const Config& c) { return static_cast<std::size_t>(c.log_level); },
    [](Config& c, std::size_t at) { c.log_level = static_cast<LogLevel>(at); }};
constexpr WordField kLanguage = {
    [](const Config& c) { return static_cast<std::size_t>(c.language); },
    [](Config& c, std::size_t at) { c.language = static_cast<domain::Language>(at); }};
constexpr WordField kMetrics = {
    [](const Config& c) { return static_cast<std::size_t>(c.portal.metrics); },
    [](Config& c, std::size_t at) { c.portal.metrics = static_cast<MetricsFor>(at); }};
constexpr WordField kPublic = {
    [](const Config& c) { return static_cast<std::size_t>(c.portal.open_to_public); },
    [](Config& c, std::size_t at) { c.portal.open_to_public = at == 1; }};
static_assert(static_cast<int>(domain::Language::kVietnamese) == 0);
static_assert(static_cast<int>(domain::Language::kEnglish) == 1);

const std::vector<Setting>& Table() {
  static const std::vector<Setting> table = {
#include "common/config/settings.inc"
  };
  return table;
}

std::string Bracketed(const std::vector<std::string>& entries) {
  std::string text = "[";
  for (const std::string& entry : entries) {
    if (text.size() > 1) text += ", ";
    text += entry;
  }
  return text + "]";
}

std::string ValueText(const std::vector<ChildNode>& children) {
  std::vector<std::string> entries;
  entries.reserve(children.size());
  for (const ChildNode& child : children) {
    entries.push_back("{id: " + child.id + ", units: " + Bracketed(child.units) + "}");
  }
  return Bracketed(entries);
}

}  // namespace

std::span<const Setting> AllSettings() { return Table(); }

const Setting* FindSetting(std::string_view key) {
  const auto& table = Table();
  const auto at = std::find_if(table.begin(), table.end(),
                               [key](const Setting& setting) { return setting.key == key; });
  return at == table.end() ? nullptr : &*at;
}

std::vector<std::string_view> WordsOf(const Setting& setting) {
  std::vector<std::string_view> words;
  for (std::string_view rest = setting.words; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

std::string ValueOf(const Setting& setting, const Config& config) {
  // The accessors hand out references to change; here they are only read.
  auto& open = const_cast<Config&>(config);
  return std::visit(
      [&](const auto& field) -> std::string {
        using Field = std::decay_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, WordField>) {
          return std::string(WordsOf(setting)[field.get(config)]);
        } else if constexpr (std::is_same_v<Field, TextField>) {
          return field(open);
        } else if constexpr (std::is_same_v<Field, NumberField>) {
          return std::to_string(field(open));
        } else if constexpr (std::is_same_v<Field, ListField>) {
          return Bracketed(field(open));
        } else {
          return ValueText(field(open));
        }
      },
      setting.field);
}

}  // namespace par::config
