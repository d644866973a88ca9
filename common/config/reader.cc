#include "common/config/reader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "common/base/unicode.h"
#include "common/config/settings.h"
#include "common/config/values.h"

namespace par::config {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20u;

absl::Status Bad(std::string_view reason, std::vector<domain::Parameter> parameters) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
}

std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string Nearest(std::string_view key, const std::vector<std::string>& known) {
  return *std::min_element(known.begin(), known.end(), [key](const auto& a, const auto& b) {
    return Distance(key, a) < Distance(key, b);
  });
}

bool IsSection(std::string_view key) {
  return std::any_of(AllSettings().begin(), AllSettings().end(), [key](const Setting& setting) {
    return setting.key.starts_with(std::string(key) + ".");
  });
}

std::string Shown(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return node.Scalar();
    case YAML::NodeType::Sequence:
      return "[…]";
    case YAML::NodeType::Map:
      return "{…}";
    default:
      return "";
  }
}

void ResolvePaths(Config& config, const std::filesystem::path& folder) {
  for (const Setting& setting : AllSettings()) {
    const auto* list = std::get_if<ListField>(&setting.field);
    if (list != nullptr && setting.form == Form::kPath) {
      for (std::string& path : (*list)(config)) {
        if (!path.empty()) path = (folder / path).lexically_normal().string();
      }
    }
    const auto* field = std::get_if<TextField>(&setting.field);
    if (field == nullptr) continue;
    std::string& text = (*field)(config);
    if (text.empty()) continue;
    if (setting.form == Form::kPath) {
      text = (folder / text).lexically_normal().string();
      // "data/" is the folder "data": names are made from it ("data.restoring-…").
      if (text.size() > 1 && text.back() == '/') text.pop_back();
    } else if (const auto path = UnixPath(text); path.has_value() && !path->empty()) {
      text = "unix:" + (folder / *path).lexically_normal().string();
    }
  }
}

class Loader {
 public:
  // `folder` is where relative paths start; nothing: they stay as they are.
  Reading Run(std::string_view yaml, const std::optional<std::filesystem::path>& folder) {
    reading_.config = DefaultConfig();
    if (Load(yaml)) {
      // First: which folder lies in which, and how long a path is, is seen of whole paths only.
      if (folder.has_value()) ResolvePaths(reading_.config, *folder);
      RequireWords();
      for (Problem& problem : Validate(reading_.config)) Place(std::move(problem));
    }
    std::stable_sort(
        reading_.problems.begin(), reading_.problems.end(), [](const Problem& a, const Problem& b) {
          // Those without a place come last.
          return std::make_pair(a.line - 1, a.column) < std::make_pair(b.line - 1, b.column);
        });
    return std::move(reading_);
  }

 private:
  // False if the text is not YAML at all.
  bool Load(std::string_view yaml) {
    if (yaml.size() > kMostBytes) {
      AddAt(YAML::Mark::null_mark(), "",
            Bad("text_too_long", {{"field", "YAML"},
                                  {"length", std::to_string(yaml.size())},
                                  {"maximum", std::to_string(kMostBytes)}}));
      return false;
    }
    if (const auto at = FirstInvalidUtf8(yaml); at.has_value()) {
      AddAt(YAML::Mark::null_mark(), "",
            Bad("text_not_utf8", {{"field", "YAML"}, {"offset", std::to_string(*at)}}));
      return false;
    }
    try {
      const YAML::Node root = YAML::Load(std::string(yaml));
      if (root.IsMap()) {
        ReadMap(root, "");
      } else if (!root.IsNull()) {
        AddAt(root.Mark(), "",
              Bad("config_not_a_mapping", {{"key", "YAML"}, {"value", Shown(root)}}));
        return false;
      }
    } catch (const YAML::Exception& fault) {
      AddAt(fault.mark, "", Bad("config_not_yaml", {{"fault", fault.msg}}));
      return false;
    }
    return true;
  }

  // A word has no value that means "not given": Validate cannot see that it is missing.
  void RequireWords() {
    for (const Setting& setting : AllSettings()) {
      const std::string key(setting.key);
      const bool word = std::holds_alternative<WordField>(setting.field);
      if (!word || !setting.required || places_.contains(key)) continue;
      AddAt(YAML::Mark::null_mark(), key, Bad("config_missing", {{"key", key}}));
    }
  }

  // Whether the problem would not be there but for a level that could not be read.
  bool FollowsFromNoLevel(const Problem& problem) const {
    const std::string reason = domain::ReasonOf(problem.status);
    return refused_.contains("level") &&
           (reason == "config_upper_missing" || reason == "config_children_of_commune");
  }

  void AddAt(const YAML::Mark& mark, std::string key, absl::Status status) {
    const bool placed = mark.line >= 0;
    refused_.insert(key);
    reading_.problems.push_back({.key = std::move(key),
                                 .line = placed ? static_cast<std::size_t>(mark.line) + 1 : 0,
                                 .column = placed ? static_cast<std::size_t>(mark.column) + 1 : 0,
                                 .status = std::move(status)});
  }

  // A problem of Validate gets the place of its key, or of what the key stands in. A setting that
  // could not be read is not reported as missing too.
  void Place(Problem problem) {
    if (refused_.contains(problem.key) || FollowsFromNoLevel(problem)) return;
    for (std::string key = problem.key; !key.empty();) {
      const auto at = places_.find(key);
      if (at != places_.end()) {
        problem.line = static_cast<std::size_t>(at->second.line) + 1;
        problem.column = static_cast<std::size_t>(at->second.column) + 1;
        break;
      }
      const std::size_t cut = key.find_last_of(".[");
      key.resize(cut == std::string::npos ? 0 : cut);
    }
    reading_.problems.push_back(std::move(problem));
  }

  // Calls `each(key node, value node, dotted key)` for the entries of a mapping, refusing repeated
  // keys, keys that are no plain text, and tags.
  template <typename Each>
  void ForEachEntry(const YAML::Node& map, const std::string& prefix, const Each& each) {
    std::map<std::string, int> seen;
    for (const auto& entry : map) {
      const std::string name = Shown(entry.first);
      const std::string key = prefix + name;
      const auto [first, is_new] = seen.emplace(name, entry.first.Mark().line + 1);
      const std::string& tag = entry.second.Tag();
      if (!is_new) {
        AddAt(entry.first.Mark(), key,
              Bad("config_key_repeated", {{"key", key}, {"line", std::to_string(first->second)}}));
      } else if (!tag.empty() && tag != "?" && tag != "!") {
        AddAt(entry.second.Mark(), key, Bad("config_tag", {{"key", key}, {"tag", tag}}));
      } else {
        each(entry.first, entry.second, key);
      }
    }
  }

  void ReadMap(const YAML::Node& map, const std::string& prefix) {
    ForEachEntry(
        map, prefix, [&](const YAML::Node& name, const YAML::Node& value, const std::string& key) {
          if (const Setting* setting = FindSetting(key)) {
            places_.insert_or_assign(key, value.Mark());
            ReadSetting(*setting, value);
          } else if (!prefix.empty() || !IsSection(key)) {
            std::vector<std::string> known;
            for (const Setting& each : AllSettings()) known.emplace_back(each.key);
            AddAt(name.Mark(), key,
                  Bad("config_key_unknown", {{"key", key}, {"nearest", Nearest(key, known)}}));
          } else if (value.IsMap()) {
            ReadMap(value, key + ".");
          } else {
            AddAt(value.Mark(), key,
                  Bad("config_not_a_mapping", {{"key", key}, {"value", Shown(value)}}));
          }
        });
  }

  void ReadSetting(const Setting& setting, const YAML::Node& value) {
    const std::string key(setting.key);
    Config& config = reading_.config;
    if (const auto* text = std::get_if<TextField>(&setting.field)) {
      if (auto read = ReadText(value, key)) (*text)(config) = *std::move(read);
    } else if (const auto* number = std::get_if<NumberField>(&setting.field)) {
      const auto read =
          value.IsScalar() ? ParseNumber(value.Scalar(), setting.is_size) : std::nullopt;
      if (read.has_value()) {
        (*number)(config) = *read;
      } else {
        AddAt(value.Mark(), key,
              Bad(setting.is_size ? "config_not_a_size" : "config_not_a_number",
                  {{"key", key}, {"value", Shown(value)}}));
      }
    } else if (const auto* word = std::get_if<WordField>(&setting.field)) {
      const auto words = WordsOf(setting);
      const auto at = std::find(words.begin(), words.end(), Shown(value));
      if (at != words.end() && value.IsScalar()) {
        word->set(config, static_cast<std::size_t>(at - words.begin()));
      } else {
        AddAt(value.Mark(), key,
              Bad("config_not_a_word",
                  {{"key", key}, {"value", Shown(value)}, {"words", std::string(setting.words)}}));
      }
    } else if (const auto* list = std::get_if<ListField>(&setting.field)) {
      (*list)(config) = ReadList(value, key);
    } else {
      ReadChildren(value, key);
    }
  }

  std::optional<std::string> ReadText(const YAML::Node& value, const std::string& key) {
    if (value.IsScalar()) return value.Scalar();
    AddAt(value.Mark(), key, Bad("config_not_a_text", {{"key", key}, {"value", Shown(value)}}));
    return std::nullopt;
  }

  std::vector<std::string> ReadList(const YAML::Node& value, const std::string& key) {
    std::vector<std::string> entries;
    if (!value.IsSequence()) {
      AddAt(value.Mark(), key, Bad("config_not_a_list", {{"key", key}, {"value", Shown(value)}}));
      return entries;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string entry_key = key + "[" + std::to_string(i) + "]";
      places_.insert_or_assign(entry_key, value[i].Mark());
      entries.push_back(ReadText(value[i], entry_key).value_or(""));
    }
    return entries;
  }

  void ReadChildren(const YAML::Node& value, const std::string& key) {
    if (!value.IsSequence()) {
      AddAt(value.Mark(), key, Bad("config_not_a_list", {{"key", key}, {"value", Shown(value)}}));
      return;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string entry_key = key + "[" + std::to_string(i) + "]";
      places_.insert_or_assign(entry_key, value[i].Mark());
      ChildNode& child = reading_.config.children.emplace_back();
      if (!value[i].IsMap()) {
        AddAt(value[i].Mark(), entry_key,
              Bad("config_not_a_mapping", {{"key", entry_key}, {"value", Shown(value[i])}}));
        continue;
      }
      ForEachEntry(
          value[i], entry_key + ".",
          [&](const YAML::Node& name, const YAML::Node& part, const std::string& part_key) {
            places_.insert_or_assign(part_key, part.Mark());
            if (name.Scalar() == "id") {
              child.id = ReadText(part, part_key).value_or("");
            } else if (name.Scalar() == "units") {
              child.units = ReadList(part, part_key);
            } else {
              AddAt(name.Mark(), part_key,
                    Bad("config_key_unknown",
                        {{"key", part_key}, {"nearest", Nearest(name.Scalar(), {"id", "units"})}}));
            }
          });
    }
  }

  Reading reading_;
  std::map<std::string, YAML::Mark> places_;
  std::set<std::string> refused_;
};

}  // namespace

Reading ReadConfig(std::string_view yaml) { return Loader().Run(yaml, std::nullopt); }

Reading ReadConfigFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    Reading reading;
    reading.problems.push_back({.key = "",
                                .status = domain::Refusal(absl::StatusCode::kNotFound,
                                                          "config_unreadable", {{"path", path}})});
    return reading;
  }
  return Loader().Run(text.str(), std::filesystem::absolute(path).parent_path());
}

}  // namespace par::config
