// Goal: the linter finds in every set of criteria/ exactly what is written down for it, so that a
// defect of an official text is kept on purpose and a new one is noticed. Method: all sets are
// linted and compared with criteria/expected-findings.txt, line by line.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/lint.h"

namespace par::domain {
namespace {

std::vector<std::string> Expected() {
  std::ifstream in("criteria/expected-findings.txt");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  return lines;
}

std::vector<std::filesystem::path> Sets() {
  std::vector<std::filesystem::path> sets;
  for (const auto& entry : std::filesystem::directory_iterator("criteria")) {
    if (entry.path().extension() == ".yaml") sets.push_back(entry.path());
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

TEST(RealSetsLint, FindsWhatIsWrittenDownAndNothingElse) {
  std::vector<std::string> found;
  for (const std::filesystem::path& path : Sets()) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const CriteriaSetFile file = ReadCriteriaSet(text.str(), path);
    for (const Finding& finding : file.findings) {
      ADD_FAILURE() << TextOf(finding, Language::kEnglish);
    }
    ASSERT_TRUE(file.set.has_value()) << path;
    for (const LintFinding& finding : LintCriteriaSet(*file.set)) {
      const char* severity = finding.severity == LintSeverity::kError ? "error" : "warning";
      found.push_back(path.stem().string() + ' ' + severity + ' ' + finding.node + ' ' +
                      std::string(finding.reason));
    }
  }
  std::vector<std::string> expected = Expected();
  ASSERT_FALSE(expected.empty());
  std::sort(found.begin(), found.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace par::domain
