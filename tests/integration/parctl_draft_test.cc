// Goal: of two people who write on from one draft of a criteria set with parctl, the second is told
// that the first has entered another, in words, and goes on with his text once he has seen it.
// Method: the real parctl against a real node; files as `criteria show` printed them.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

TEST(ParctlDraft, TheSecondOfTwoSeesWhatTheFirstEntered) {
  CycleWorld world;
  const TempDir folder;
  ASSERT_OK(identity::WriteFileDurably(folder / "token", std::string("token-") + kPublisher,
                                       identity::Secrecy::kSecret));
  const auto say = [&](std::vector<std::string> words) {
    words.insert(words.begin(),
                 {PARCTL, "--node", "127.0.0.1:" + std::to_string(world.upper_port()),
                  "--token-file", folder / "token", "criteria"});
    return RunCommand(words, {"PARNET_LANG=vi"});
  };
  const auto file = [&](const std::string& name, const std::string& title) {
    std::string text = ReadText("criteria/quang-ngai-district-2023-v2.yaml");
    text.insert(text.find("title: ") + 7, title);
    std::ofstream(folder / name) << text;
    return folder / name;
  };
  const std::string began = file("began.yaml", "");
  const std::string first = file("first.yaml", "Bản của An ");
  const std::string second = file("second.yaml", "Bản của Bình ");
  const auto import = [&](const std::string& text, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"import", text, "--as", "tu-nghia"};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  };
  EXPECT_EQ(import(began, {"--new", "--base", began}).exit, 2) << "one or the other";
  EXPECT_EQ(import(began, {"--base", folder / "none.yaml"}).exit, 1);
  const CommandResult entered = import(began, {"--new"});
  ASSERT_EQ(entered.exit, 0) << entered.err;
  EXPECT_EQ(import(first, {"--new"}).exit, 1) << "there is a draft by now";

  const CommandResult shown = say({"show", "quang-ngai-district-2023", "--set-version", "2"});
  ASSERT_EQ(shown.exit, 0) << shown.err;
  std::ofstream(folder / "shown.yaml") << shown.out;
  const CommandResult good = import(first, {"--base", folder / "shown.yaml"});
  ASSERT_EQ(good.exit, 0) << good.err;
  const CommandResult late = import(second, {"--base", folder / "shown.yaml"});
  EXPECT_EQ(late.exit, 1);
  EXPECT_NE(late.err.find("không còn là bản được mở lúc bắt đầu soạn"), std::string::npos)
      << late.err;
  EXPECT_EQ(import(second, {"--base", first}).exit, 0) << "he has seen it";
  EXPECT_EQ(import(first, {}).exit, 0) << "whoever does not say what he saw, as before";
}

}  // namespace
}  // namespace par::testing
