// Makes the tree that domain/yaml_reader.h reads out of the cells of a workbook, with their places,
// so that a workbook goes through the very checks of the hand-written file.
//
// One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/table.h"

namespace par::spreadsheet {

// "Có" and "không" as the hand-written file has them; anything else as it is.
[[nodiscard]] inline std::string YesNo(std::string_view text, std::string_view yes,
                                       std::string_view no) {
  for (const std::string_view said : {"có", "Có", "CÓ"}) {
    if (text == said) return std::string(yes);
  }
  for (const std::string_view said : {"không", "Không", "KHÔNG"}) {
    if (text == said) return std::string(no);
  }
  return std::string(text);
}

// "20/12/2023" and "1/7/2025", which a person types as text, as "2023-12-20"; anything else as it
// is.
[[nodiscard]] inline std::string IsoDay(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == text.npos ? first : text.find('/', first + 1);
  const bool fits = second != text.npos && text.size() - second == 5 && first >= 1 && first <= 2 &&
                    second - first >= 2 && second - first <= 3;
  if (!fits) return std::string(text);
  const auto two = [](std::string_view digits) {
    return (digits.size() == 1 ? "0" : "") + std::string(digits);
  };
  return std::string(text.substr(second + 1)) + "-" +
         two(text.substr(first + 1, second - first - 1)) + "-" + two(text.substr(0, first));
}

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
  // The pieces of a cell between any of `separators`, trimmed; empty ones are left out.
  [[nodiscard]] domain::YamlValue ListOf(const Entry& entry, std::string_view separators) {
    domain::YamlValue list = List(entry.at);
    for (std::string_view rest = entry.text; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(separators), rest.size());
      const std::string_view piece = Trimmed(rest.substr(0, end));
      if (!piece.empty()) list.items.push_back(Text(entry.at, std::string(piece)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return list;
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
