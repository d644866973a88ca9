#include "common/domain/yaml_writer.h"

#include <cstddef>

namespace par::domain {
namespace {

void AppendInline(std::string& out, const YamlValue& value) {
  const bool map = value.kind == YamlKind::kMap;
  if (value.kind == YamlKind::kNothing) {
    out += "null";
  } else if (value.kind == YamlKind::kText) {
    out += QuotedYaml(value.text);
  } else {
    out += map ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i > 0) out += ", ";
      if (map) {
        out += QuotedYaml(value.keys[i]);
        out += ": ";
      }
      AppendInline(out, value.items[i]);
    }
    out += map ? '}' : ']';
  }
}

}  // namespace

std::string QuotedYaml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
      case '\\':
        out += '\\';
        out += c;
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

std::string WriteYaml(const YamlValue& root) {
  std::string out;
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    const YamlValue& value = root.items[i];
    if (root.kind == YamlKind::kMap) {
      out += QuotedYaml(root.keys[i]);
      out += ':';
    } else {
      out += '-';
    }
    if (value.kind == YamlKind::kList && !value.items.empty()) {
      for (const YamlValue& item : value.items) {
        out += "\n  - ";
        AppendInline(out, item);
      }
    } else {
      out += ' ';
      AppendInline(out, value);
    }
    out += '\n';
  }
  return out;
}

}  // namespace par::domain
