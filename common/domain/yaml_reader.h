// YAML files that people write, read strictly: a tree of texts with their places in the file, and
// the helpers that every reader of a file shares. Nothing is converted behind the writer's back:
// numbers, dates and yes/no are texts until a reader asks for one of them. The only place that
// knows the YAML library.
//
// Refused: text that is not UTF-8, control characters, tags, anchors and aliases, a second
// document, repeated keys, keys that are not texts, and whatever is beyond limits.h. A byte order
// mark and CR LF line ends are accepted.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/finding.h"
#include "common/domain/points.h"

namespace par::domain {

enum class YamlKind : std::uint8_t { kNothing, kText, kList, kMap };

// Its texts are kept by whoever made it.
struct YamlValue {
  YamlKind kind = YamlKind::kNothing;
  Position at;
  std::string_view text;               // kText.
  std::vector<std::string_view> keys;  // kMap: beside `items`, in the order of the file.
  std::vector<Position> keys_at;       // kMap: beside `keys`.
  std::vector<YamlValue> items;        // kMap, kList.
  // kMap: null if there is no such key.
  [[nodiscard]] const YamlValue* Find(std::string_view key) const;
};

// A file's tree, with its texts.
struct YamlFile {
  YamlValue root;
  std::deque<std::string> texts;  // They stay where they are when the file is moved.
};

// Nothing if the file cannot be read at all; `findings` says why. With a repeated key the first
// stands in the tree and the finding is made.
[[nodiscard]] std::optional<YamlFile> ReadYaml(std::string_view text, FindingList& findings);

// The readers below add a finding that names `field` and the text, and return nothing, where the
// value is not what is asked for.
[[nodiscard]] std::optional<std::string> YamlText(const YamlValue& value, std::string_view field,
                                                  std::size_t longest, FindingList& findings);
[[nodiscard]] std::optional<Decimal> YamlDecimal(const YamlValue& value, std::string_view field,
                                                 FindingList& findings);
[[nodiscard]] std::optional<Points> YamlPoints(const YamlValue& value, std::string_view field,
                                               FindingList& findings);
// A whole number from `least` to `most`.
[[nodiscard]] std::optional<std::int64_t> YamlWhole(const YamlValue& value, std::string_view field,
                                                    std::int64_t least, std::int64_t most,
                                                    FindingList& findings);
// `true` or `false`.
[[nodiscard]] std::optional<bool> YamlBool(const YamlValue& value, std::string_view field,
                                           FindingList& findings);
[[nodiscard]] std::optional<Date> YamlDate(const YamlValue& value, std::string_view field,
                                           FindingList& findings);
// The number of the one of `names` that stands there.
[[nodiscard]] std::optional<std::size_t> YamlChoice(const YamlValue& value, std::string_view field,
                                                    const std::vector<std::string_view>& names,
                                                    FindingList& findings);
// False, with a finding, if the value is not a list (a map) of at most `most` items.
[[nodiscard]] bool YamlIsList(const YamlValue& value, std::string_view field, std::size_t most,
                              FindingList& findings);
[[nodiscard]] bool YamlIsMap(const YamlValue& value, std::string_view field, std::size_t most,
                             FindingList& findings);

// A map with fixed keys. Whoever asks for a key makes it known; End() reports the keys that nobody
// asked for, with the nearest known one. Keeps references to what it is given.
class YamlRecord {
 public:
  // A value that is not a map is a finding, and every key is absent without more findings.
  YamlRecord(const YamlValue& value, std::string field, FindingList& findings);

  [[nodiscard]] const YamlValue* Optional(std::string_view key);
  // Absent is a finding.
  [[nodiscard]] const YamlValue* Required(std::string_view key);
  // "3.4.1.title": the name of a key in findings.
  [[nodiscard]] std::string Field(std::string_view key) const;
  [[nodiscard]] const std::string& field() const { return field_; }
  [[nodiscard]] Position at() const { return value_.at; }
  [[nodiscard]] bool is_map() const { return value_.kind == YamlKind::kMap; }
  void End();

  // Text that is required (optional), with its finding where it is absent (never).
  [[nodiscard]] std::string RequiredText(std::string_view key, std::size_t longest);
  [[nodiscard]] std::string OptionalText(std::string_view key, std::size_t longest);
  [[nodiscard]] bool OptionalBool(std::string_view key, bool otherwise);
  [[nodiscard]] std::size_t OptionalChoice(std::string_view key, std::size_t otherwise,
                                           const std::vector<std::string_view>& names);
  // As above, and the key must be there; `names.size()` where it is not usable.
  [[nodiscard]] std::size_t RequiredChoice(std::string_view key,
                                           const std::vector<std::string_view>& names);
  // Checks that `format` is there and says exactly `wanted`.
  void Format(std::string_view wanted);

 private:
  const YamlValue& value_;
  std::string field_;
  FindingList& findings_;
  std::vector<std::string_view> asked_;
};

}  // namespace par::domain
