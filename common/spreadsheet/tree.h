// Makes the tree that domain/yaml_reader.h reads out of the cells of a workbook, with their places,
// so that a workbook goes through the very checks of the hand-written file.
//
// One thread.
#pragma once

#include <string>
#include <utility>

#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/table.h"

namespace par::spreadsheet {

class Tree {
 public:
  [[nodiscard]] static domain::YamlValue Map(domain::Position at) {
    return Value(at, domain::YamlKind::kMap);
  }
  [[nodiscard]] static domain::YamlValue List(domain::Position at) {
    return Value(at, domain::YamlKind::kList);
  }
  // Nothing where the text is empty: a reader that needs one says so.
  [[nodiscard]] domain::YamlValue Text(domain::Position at, std::string text) {
    if (text.empty()) return Value(at, domain::YamlKind::kNothing);
    domain::YamlValue value = Value(at, domain::YamlKind::kText);
    value.text = Keep(std::move(text));
    return value;
  }
  void Put(domain::YamlValue& map, std::string key, domain::Position at, domain::YamlValue value) {
    map.keys.push_back(Keep(std::move(key)));
    map.keys_at.push_back(at);
    map.items.push_back(std::move(value));
  }
  // Only where there is something.
  void PutText(domain::YamlValue& map, std::string key, const Entry& entry) {
    if (entry.text.empty()) return;
    Put(map, std::move(key), entry.at, Text(entry.at, std::string(entry.text)));
  }
  [[nodiscard]] domain::YamlFile Finish(domain::YamlValue root) && {
    file_.root = std::move(root);
    return std::move(file_);
  }

 private:
  static domain::YamlValue Value(domain::Position at, domain::YamlKind kind) {
    domain::YamlValue value;
    value.kind = kind;
    value.at = at;
    return value;
  }
  std::string_view Keep(std::string text) { return file_.texts.emplace_back(std::move(text)); }

  domain::YamlFile file_;
};

}  // namespace par::spreadsheet
