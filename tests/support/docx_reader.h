// A DOCX file read back: its parts, and the texts of its body in their order.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace par::testing {

struct DocxContent {
  std::map<std::string, std::string> parts;  // By name; empty if it is no zip file.
  // Of word/document.xml, in its order; the cells of a table too.
  std::vector<std::string> paragraphs;
  // By appendix and table, row by row. The heading and the signatures are tables.
  std::vector<std::vector<std::vector<std::string>>> tables;
};

[[nodiscard]] DocxContent ReadDocx(std::string_view bytes);

// How often `text` stands in the paragraphs, not as a part of a longer number.
[[nodiscard]] int CountNumber(const DocxContent& content, std::string_view text);

}  // namespace par::testing
