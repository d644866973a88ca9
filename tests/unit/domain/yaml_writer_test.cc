// Goal: a tree that is written is read back as the same tree, whatever its texts look like.
// Method: texts that YAML would take for something else; the files under criteria/ as whole trees.
#include "common/domain/yaml_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace par::domain {
namespace {

bool SameTree(const YamlValue& a, const YamlValue& b) {
  if (a.kind != b.kind || a.text != b.text || a.keys != b.keys) return false;
  if (a.items.size() != b.items.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!SameTree(a.items[i], b.items[i])) return false;
  }
  return true;
}

void ExpectTreeComesBack(const YamlValue& tree) {
  FindingList findings("written.yaml");
  const auto back = ReadYaml(WriteYaml(tree), findings);
  ASSERT_TRUE(back.has_value()) << WriteYaml(tree);
  EXPECT_TRUE(SameTree(tree, back->root)) << WriteYaml(tree);
}

TEST(WriteYaml, AnyTextComesBackAsItWas) {
  for (const char* text :
       {"chữ",   "",     "yes",        "12.50",      "null", "~",        "- a",   "a: b", "#",
        "a # b", "\"",   "'",          "\\",         "\\n",  "một\nhai", "\ttab", " ",    "{a}",
        "[a]",   "&a",   "*a",         "!a",         "%a",   "@a",       "`a",    "?",    "|",
        ">",     "=1+1", "\U0001F600", "2023-12-20", "---",  "..."}) {
    SCOPED_TRACE(text);
    YamlValue value;
    value.kind = YamlKind::kText;
    value.text = text;
    YamlValue list;
    list.kind = YamlKind::kList;
    list.items = {value, value};
    YamlValue inner;
    inner.kind = YamlKind::kMap;
    inner.keys = {"khóa", text};
    inner.keys_at.resize(2);
    inner.items = {list, YamlValue()};
    YamlValue root;
    root.kind = YamlKind::kMap;
    root.keys = {text, "danh sách", "bảng", "trống"};
    root.keys_at.resize(4);
    root.items = {value, list, inner, YamlValue()};
    root.items[1].items.push_back(inner);
    ExpectTreeComesBack(root);
  }
}

TEST(WriteYaml, WholeFilesComeBackAsTheyWere) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("criteria")) {
    if (entry.path().extension() != ".yaml") continue;
    SCOPED_TRACE(entry.path().string());
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    FindingList findings(entry.path().string());
    const auto file = ReadYaml(text.str(), findings);
    ASSERT_TRUE(file.has_value());
    ExpectTreeComesBack(file->root);
    ++files;
  }
  EXPECT_GT(files, 30);
}

}  // namespace
}  // namespace par::domain
