#include "tests/support/docx_reader.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <pugixml.hpp>

namespace par::testing {
namespace {

void ReadParts(std::string_view bytes, DocxContent& content) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) {
    ADD_FAILURE() << "not a zip file: " << zip_error_strerror(&error);
    zip_source_free(source);
    return;
  }
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t about;
    EXPECT_EQ(zip_stat_index(archive, index, 0, &about), 0);
    std::string part(about.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, index, 0);
    EXPECT_EQ(zip_fread(file, part.data(), part.size()), static_cast<zip_int64_t>(about.size));
    zip_fclose(file);
    content.parts[about.name] = std::move(part);
  }
  zip_discard(archive);
}

std::string TextOf(const pugi::xml_node& paragraph) {
  std::string text;
  for (const pugi::xpath_node& one : paragraph.select_nodes(".//w:t")) {
    text += one.node().child_value();
  }
  return text;
}

}  // namespace

DocxContent ReadDocx(std::string_view bytes) {
  DocxContent content;
  ReadParts(bytes, content);
  for (const auto& [name, part] : content.parts) {
    pugi::xml_document xml;
    EXPECT_TRUE(xml.load_buffer(part.data(), part.size())) << name;
  }
  pugi::xml_document body;
  const std::string& part = content.parts["word/document.xml"];
  if (!body.load_buffer(part.data(), part.size())) return content;
  for (const pugi::xpath_node& one : body.select_nodes("//w:p")) {
    const std::string text = TextOf(one.node());
    if (!text.empty()) content.paragraphs.push_back(text);
  }
  for (const pugi::xpath_node& table : body.select_nodes("//w:tbl")) {
    auto& rows = content.tables.emplace_back();
    for (const pugi::xml_node& row : table.node().children("w:tr")) {
      auto& cells = rows.emplace_back();
      for (const pugi::xml_node& cell : row.children("w:tc")) cells.push_back(TextOf(cell));
    }
  }
  return content;
}

int CountNumber(const DocxContent& content, std::string_view text) {
  const auto part_of_number = [](char c) { return (c >= '0' && c <= '9') || c == ','; };
  int count = 0;
  for (const std::string& one : content.paragraphs) {
    for (std::size_t at = one.find(text); at != std::string::npos; at = one.find(text, at + 1)) {
      const std::size_t end = at + text.size();
      const bool longer =
          (at > 0 && part_of_number(one[at - 1])) ||
          (end + 1 < one.size() && part_of_number(one[end]) && part_of_number(one[end + 1]));
      if (!longer) ++count;
    }
  }
  return count;
}

}  // namespace par::testing
