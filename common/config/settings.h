// The table of a node's settings: key, kind, default, bounds and help in one row each. The reader,
// Validate, check-config and the documentation's test all walk it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/config/config.h"

namespace par::config {

// What a text setting holds.
enum class Form {
  kId,             // [a-z0-9-]{1,64}
  kPath,           // Relative to the folder of the configuration file.
  kPeerAddress,    // host:port of another node
  kListen,         // host:port here; port 0: any free one
  kClientAddress,  // unix:PATH, or host:port of the loopback
  kHttpsUrl,       // https://…
  kOrigin,         // https://host[:port], or http:// of the loopback
  kLine,           // Any text of one line.
};

using TextField = std::string& (*)(Config&);
using NumberField = std::int64_t& (*)(Config&);
using ListField = std::vector<std::string>& (*)(Config&);
using ChildrenField = std::vector<ChildNode>& (*)(Config&);
// One of the row's words, as its place among them.
struct WordField {
  std::size_t (*get)(const Config&);
  void (*set)(Config&, std::size_t);
};

struct Setting {
  std::string_view key;  // "limits.queue" stands under `limits:` in the file.
  bool required;
  std::string_view standard;  // The default as written in a file; empty: none.
  std::int64_t least;         // Of a number; of a text its bytes; of a list its entries.
  std::int64_t most;
  std::string_view words;  // Space between them; only for a word.
  Form form;               // Only for texts and lists.
  bool is_size;            // A number of bytes: may be written with KiB, MiB, GiB.
  std::variant<TextField, NumberField, ListField, ChildrenField, WordField> field;
  std::string_view vietnamese;
  std::string_view english;
};

// In the order of docs/formats/config.md.
[[nodiscard]] std::span<const Setting> AllSettings();

// Null if there is no such key.
[[nodiscard]] const Setting* FindSetting(std::string_view key);

// The words of a row, in order.
[[nodiscard]] std::vector<std::string_view> WordsOf(const Setting& setting);

// The value as it would stand in a file; lists in [brackets].
[[nodiscard]] std::string ValueOf(const Setting& setting, const Config& config);

}  // namespace par::config
