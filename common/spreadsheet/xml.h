// The XML parts of a workbook. Inside common/spreadsheet's reader only: it brings the XML library,
// which no other header of this folder includes. Names are compared without their prefix.
#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/unicode.h"
#include "common/domain/finding.h"
#include "common/spreadsheet/package.h"
#include "common/spreadsheet/stored_value.h"

namespace par::spreadsheet::xml {

[[nodiscard]] inline std::string_view Local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

[[nodiscard]] inline bool Is(const pugi::xml_node& node, std::string_view name) {
  return Local(node.name()) == name;
}

// A null node if there is none.
[[nodiscard]] inline pugi::xml_node Child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node& node : parent.children()) {
    if (Is(node, name)) return node;
  }
  return {};
}

// Empty if there is none.
[[nodiscard]] inline std::string_view Attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    if (Local(attribute.name()) == name) return attribute.value();
  }
  return {};
}

// The root element of a part. A null node, with a finding, if it cannot be read; a DTD is refused,
// and with it every entity but the five of XML itself.
[[nodiscard]] inline pugi::xml_node Load(const Package& package, const std::string& part,
                                         pugi::xml_document& document,
                                         domain::FindingList& findings) {
  const auto text = package.Read(part, findings);
  if (!text.has_value()) return {};
  if (FirstInvalidUtf8(*text).has_value()) {
    AddDamage(findings, part, "not UTF-8");
    return {};
  }
  constexpr unsigned kHow =
      pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text->data(), text->size(), kHow, pugi::encoding_utf8);
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() != pugi::node_doctype) continue;
    findings.Add({}, "sheet_doctype", kWholeWorkbook, {{"part", part}});
    return {};
  }
  if (!parsed) {
    AddDamage(findings, part, parsed.description());
    return {};
  }
  return document.document_element();
}

// All the text of an element, also where a comment or CDATA parts it.
[[nodiscard]] inline std::string Text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& part : node.children()) {
    const bool says = part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata;
    if (says) text += part.value();
  }
  return text;
}

// The text of a string item: its <t>, or those of its runs; phonetic hints are left out. Not yet
// checked: a character reference may stand for anything.
[[nodiscard]] inline std::string TextOfRuns(const pugi::xml_node& item) {
  std::string text;
  for (const pugi::xml_node& part : item.children()) {
    if (Is(part, "t")) text += Text(part);
    if (Is(part, "r")) text += Text(Child(part, "t"));
  }
  return FirstInvalidUtf8(text).has_value() ? text : PlainText(text);
}

}  // namespace par::spreadsheet::xml
