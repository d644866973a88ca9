#include "common/domain/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <sstream>
#include <utility>

#include "common/base/unicode.h"
#include "common/domain/limits.h"

namespace par::domain {
namespace {

constexpr std::string_view kWholeFile = "file";

// Turns the library's places (from 0, columns in bytes) into ours.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\n') starts_.push_back(at + 1);
    }
  }
  [[nodiscard]] Position Of(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const auto line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
    const auto offset = starts_[line] + static_cast<std::size_t>(mark.column);
    return At(line, std::min(offset, text_.size()));
  }
  [[nodiscard]] Position Of(std::size_t offset) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    return At(static_cast<std::size_t>(next - starts_.begin()) - 1, offset);
  }

 private:
  [[nodiscard]] Position At(std::size_t line, std::size_t offset) const {
    const std::string_view before = text_.substr(starts_[line], offset - starts_[line]);
    return {.line = static_cast<int>(line) + 1, .column = static_cast<int>(CodePoints(before)) + 1};
  }
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

// Ends the library's parsing from inside it; caught in ReadYaml.
struct Stop {};

class TreeMaker final : public YAML::EventHandler {
 public:
  TreeMaker(const Places& places, FindingList& findings) : places_(places), findings_(findings) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) Refuse(mark, "yaml_second_document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    NoAnchor(mark, anchor);
    Put(ValueAt(mark, YamlKind::kNothing));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    Refuse(mark, "yaml_anchor");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    NoAnchor(mark, anchor);
    NoTag(mark, tag);
    if (text.size() > kLongestScalar) {
      findings_.Add(
          places_.Of(mark), "text_too_long", kWholeFile,
          {{"length", std::to_string(text.size())}, {"maximum", std::to_string(kLongestScalar)}});
      throw Stop();
    }
    YamlValue value = ValueAt(mark, YamlKind::kText);
    value.text = file_.texts.emplace_back(text);
    Put(std::move(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(mark, tag, anchor, YamlKind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(mark, tag, anchor, YamlKind::kMap);
  }
  void OnMapEnd() override { Close(); }

  // Its root is nothing if the text holds none.
  [[nodiscard]] YamlFile TakeFile() { return std::move(file_); }

 private:
  struct Level {
    YamlValue value;
    std::set<std::string_view> known;  // The map's keys; a search of the list would be quadratic.
    bool at_key = true;                // The next value is a key of this map.
    bool repeated = false;             // The key just read stands already: its value is dropped.
  };

  [[nodiscard]] YamlValue ValueAt(const YAML::Mark& mark, YamlKind kind) const {
    YamlValue value;
    value.kind = kind;
    value.at = places_.Of(mark);
    return value;
  }
  [[noreturn]] void Refuse(const YAML::Mark& mark, std::string_view reason) {
    findings_.Add(places_.Of(mark), reason, kWholeFile);
    throw Stop();
  }
  void NoAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) Refuse(mark, "yaml_anchor");
  }
  void NoTag(const YAML::Mark& mark, const std::string& tag) {
    // "?" is plain and "!" is quoted; anything else was written by the author.
    if (!tag.empty() && tag != "?" && tag != "!") Refuse(mark, "yaml_tag");
  }
  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlKind kind) {
    NoAnchor(mark, anchor);
    NoTag(mark, tag);
    if (levels_.size() >= kDeepestNesting) {
      findings_.Add(places_.Of(mark), "yaml_too_deep", kWholeFile,
                    {{"maximum", std::to_string(kDeepestNesting)}});
      throw Stop();
    }
    if (!levels_.empty() && levels_.back().value.kind == YamlKind::kMap && levels_.back().at_key) {
      Refuse(mark, "yaml_key_not_text");
    }
    levels_.emplace_back();
    levels_.back().value = ValueAt(mark, kind);
  }
  void Close() {
    YamlValue value = std::move(levels_.back().value);
    levels_.pop_back();
    Put(std::move(value));
  }
  void Put(YamlValue value) {
    if (++values_ > kMostValues) {
      findings_.Add(value.at, "yaml_too_many_values", kWholeFile,
                    {{"maximum", std::to_string(kMostValues)}});
      throw Stop();
    }
    if (levels_.empty()) {
      file_.root = std::move(value);
      return;
    }
    Level& level = levels_.back();
    if (level.value.kind == YamlKind::kList) {
      level.value.items.push_back(std::move(value));
    } else if (level.at_key) {
      PutKey(level, std::move(value));
    } else {
      if (!level.repeated) level.value.items.push_back(std::move(value));
      level.at_key = true;
    }
  }
  void PutKey(Level& level, YamlValue key) {
    if (key.kind != YamlKind::kText) {
      findings_.Add(key.at, "yaml_key_not_text", kWholeFile);
      throw Stop();
    }
    level.at_key = false;
    level.repeated = !level.known.insert(key.text).second;
    if (level.repeated) {
      findings_.Add(key.at, "yaml_key_repeated", std::string(key.text));
      return;
    }
    level.value.keys.push_back(key.text);
    level.value.keys_at.push_back(key.at);
  }

  const Places& places_;
  FindingList& findings_;
  std::vector<Level> levels_;
  YamlFile file_;
  std::size_t values_ = 0;
  int documents_ = 0;
};

// Without a byte order mark and with line feeds only.
std::string Plain(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    plain += text[at];
  }
  return plain;
}

bool CheckCharacters(std::string_view text, const Places& places, FindingList& findings) {
  if (const auto offset = FirstInvalidUtf8(text)) {
    findings.Add(places.Of(*offset), "text_not_utf8", kWholeFile,
                 {{"offset", std::to_string(*offset)}});
    return false;
  }
  if (const auto offset = FirstControlCharacter(text)) {
    findings.Add(places.Of(*offset), "text_control_character", kWholeFile,
                 {{"offset", std::to_string(*offset)}});
    return false;
  }
  return true;
}

}  // namespace

const YamlValue* YamlValue::Find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

std::optional<YamlFile> ReadYaml(std::string_view text, FindingList& findings) {
  if (text.size() > kLongestFile) {
    findings.Add(
        {}, "text_too_long", kWholeFile,
        {{"length", std::to_string(text.size())}, {"maximum", std::to_string(kLongestFile)}});
    return std::nullopt;
  }
  const std::string plain = Plain(text);
  const Places places(plain);
  if (!CheckCharacters(plain, places, findings)) return std::nullopt;
  TreeMaker maker(places, findings);
  try {
    std::istringstream in(plain);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(maker)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    findings.Add(places.Of(error.mark), "yaml_malformed", kWholeFile, {{"problem", error.msg}});
    return std::nullopt;
  }
  YamlFile file = maker.TakeFile();
  if (file.root.kind == YamlKind::kNothing) {
    findings.Add({}, "yaml_empty", kWholeFile);
    return std::nullopt;
  }
  return file;
}

}  // namespace par::domain
