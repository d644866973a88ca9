// The little that every XML part of a DOCX file shares. For the DOCX writer only; includes pugixml.
#pragma once

#include <initializer_list>
#include <pugixml.hpp>
#include <string>
#include <utility>

namespace par::document {

inline constexpr const char* kWordNames =
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
inline constexpr const char* kRelationNames =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

using Attributes = std::initializer_list<std::pair<const char*, std::string>>;

inline pugi::xml_node Child(pugi::xml_node parent, const char* name, const Attributes& all = {}) {
  pugi::xml_node child = parent.append_child(name);
  for (const auto& [key, value] : all) child.append_attribute(key).set_value(value.c_str());
  return child;
}

inline pugi::xml_node Text(pugi::xml_node parent, const char* name, const std::string& text) {
  pugi::xml_node child = parent.append_child(name);
  child.append_child(pugi::node_pcdata).set_value(text.c_str());
  return child;
}

// The root of a part, after its declaration.
inline pugi::xml_node Root(pugi::xml_document& part, const char* name, const Attributes& all) {
  pugi::xml_node declaration = part.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  declaration.append_attribute("standalone").set_value("yes");
  return Child(part, name, all);
}

struct StringWriter : pugi::xml_writer {
  std::string bytes;
  void write(const void* data, std::size_t size) override {
    bytes.append(static_cast<const char*>(data), size);
  }
};

inline std::string BytesOf(const pugi::xml_document& part) {
  StringWriter writer;
  part.save(writer, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(writer.bytes);
}

}  // namespace par::document
