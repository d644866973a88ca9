// Goal: whatever was once found, and the samples the search starts from, keep every promise of the
// targets. Method: each file of tests/fuzz/corpus/<target> goes through its target, cut short at
// several places too.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace par::fuzz {
namespace {

std::vector<std::filesystem::path> FilesOf(const Target& target) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::filesystem::path("tests/fuzz/corpus") / target.name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Corpus, EveryTargetKeepsItsPromisesOnEveryFile) {
  for (const Target& target : Targets()) {
    const std::vector<std::filesystem::path> files = FilesOf(target);
    EXPECT_FALSE(files.empty()) << target.name;
    for (const std::filesystem::path& file : files) {
      SCOPED_TRACE(file.string());
      const std::string input = Content(file);
      target.run(input);
      for (const std::size_t part : {1, 2, 3}) {
        target.run(std::string_view(input).substr(0, input.size() * part / 4));
      }
    }
  }
}

TEST(Corpus, AnEmptyInputIsOneToo) {
  for (const Target& target : Targets()) target.run({});
}

}  // namespace
}  // namespace par::fuzz
