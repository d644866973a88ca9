// Goal: a plan meets the scores of its own unit only, and becomes a workbook and a file again
// without any.
// Method: the real program on the real plan of Quảng Trị, and on copies with one place changed.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::Parctl;

bool Names(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// `file` in `folder`, under its name, with one place changed.
std::string Changed(const testing::TempDir& folder, const std::string& file,
                    const std::string& from, const std::string& to) {
  std::string text = testing::ReadText(file);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  const std::string copy = folder / std::filesystem::path(file).filename().string();
  std::ofstream(copy) << text;
  return copy;
}

TEST(ParctlRemediation, NothingIsWorkedOutWithTheScoresOfAnotherUnit) {
  const testing::TempDir folder;
  const CommandResult plan =
      Parctl({"remediation", "review", "--criteria", "criteria/province-2023.yaml", "--answers",
              "criteria/answers/quang-tri-2023.yaml", "--plan",
              Changed(folder, "criteria/plans/quang-tri-2024.yaml", "unit: quang-tri",
                      "unit: quang-ngai")});
  EXPECT_EQ(plan.exit, 1);
  EXPECT_EQ(plan.out, "");
  EXPECT_TRUE(Names(plan.err, "kế hoạch là của đơn vị “quang-ngai”, không phải “quang-tri”"))
      << plan.err;
  const CommandResult quality =
      Parctl({"review", "quality", "--criteria", "criteria/hue-district-2023.yaml", "--answers",
              "criteria/answers/quang-dien-2023.yaml", "--published",
              Changed(folder, "criteria/published/quang-dien-2023.yaml", "unit: quang-dien",
                      "unit: phong-dien"),
              "--by", "area"});
  EXPECT_EQ(quality.exit, 1);
  EXPECT_EQ(quality.out, "");
  EXPECT_TRUE(Names(quality.err, "“phong-dien”")) << quality.err;
}

TEST(ParctlRemediation, APlanIsConvertedWithoutItsSetAndItsScores) {
  const testing::TempDir folder;
  const std::string plan = "criteria/plans/quang-tri-2024.yaml";
  const std::string book = folder / "kh.xlsx";
  const CommandResult made = Parctl({"remediation", "convert", "--plan", plan, "--xlsx", book});
  EXPECT_EQ(made.exit, 0) << made.err;
  const CommandResult back = Parctl({"remediation", "convert", "--plan", book});
  EXPECT_EQ(back.exit, 0) << back.err;
  EXPECT_TRUE(Names(back.out, "\"set\": \"province-2023\"")) << back.out;
  const std::string again = folder / "kh.yaml";
  std::ofstream(again) << back.out;
  const auto review = [](const std::string& file) {
    return Parctl({"remediation", "review", "--criteria", "criteria/province-2023.yaml",
                   "--answers", "criteria/answers/quang-tri-2023.yaml", "--plan", file, "--on",
                   "2024-12-01"});
  };
  EXPECT_TRUE(review(again).out == review(plan).out) << review(again).out;
  // What a workbook has no column for would be lost without a word.
  const CommandResult slip =
      Parctl({"remediation", "convert", "--plan", Changed(folder, plan, "measure:", "mesure:")});
  EXPECT_EQ(slip.exit, 1);
  EXPECT_EQ(slip.out, "");
  EXPECT_TRUE(Names(slip.err, "mesure")) << slip.err;
}

}  // namespace
}  // namespace par
