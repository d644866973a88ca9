// Goal: the table of settings is whole: every row has help in both languages, a default it accepts,
// and a row in the documentation; bounds hold at their edges.
// Method: walks the table; a number is set to its bounds and just outside them in a configuration
// that is otherwise right.
#include "common/config/settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "common/config/config.h"

namespace par::config {
namespace {

Config TopNode() {
  Config config = DefaultConfig();
  config.node_id = "quang-ngai";
  config.level = NodeLevel::kProvince;
  config.units = {"quang-ngai"};
  config.data_directory = "/d";
  config.mark_directory = "/m";
  config.client_listen = "127.0.0.1:0";
  return config;
}

bool HasProblemAt(const Config& config, std::string_view key) {
  for (const Problem& problem : Validate(config)) {
    if (problem.key == key) return true;
  }
  return false;
}

TEST(Settings, EveryRowHasAUniqueKeyAndHelpInBothLanguages) {
  std::set<std::string_view> keys;
  for (const Setting& setting : AllSettings()) {
    SCOPED_TRACE(setting.key);
    EXPECT_TRUE(keys.insert(setting.key).second);
    EXPECT_FALSE(setting.vietnamese.empty());
    EXPECT_FALSE(setting.english.empty());
    EXPECT_FALSE(setting.required && !setting.standard.empty()) << "a default makes it optional";
    EXPECT_EQ(FindSetting(setting.key)->english, setting.english);
  }
  EXPECT_EQ(FindSetting("nothing"), nullptr);
}

TEST(Settings, EveryRowStandsInTheDocumentationWithItsDefault) {
  std::ifstream file("docs/formats/config.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (const Setting& setting : AllSettings()) {
    SCOPED_TRACE(setting.key);
    const std::string standard = setting.standard.empty() ? (setting.required ? "required" : "none")
                                                          : std::string(setting.standard);
    EXPECT_NE(text.str().find("| `" + std::string(setting.key) + "` | " + standard + " |"),
              std::string::npos);
  }
}

TEST(Settings, DefaultsWithTheRequiredOnesAreAValidNode) {
  EXPECT_TRUE(Validate(TopNode()).empty());
}

TEST(Settings, NumbersHoldAtTheirBoundsAndNotOutside) {
  for (const Setting& setting : AllSettings()) {
    const auto* number = std::get_if<NumberField>(&setting.field);
    if (number == nullptr) continue;
    SCOPED_TRACE(setting.key);
    Config config = TopNode();
    config.limits.queue = 1;  // So that the largest message fits the queue's memory.
    (*number)(config) = setting.least;
    EXPECT_FALSE(HasProblemAt(config, setting.key));
    (*number)(config) = setting.least - 1;
    EXPECT_TRUE(HasProblemAt(config, setting.key));
    config.limits.message_bytes = 64 << 10;
    config.limits.queue = 1;
    (*number)(config) = setting.most;
    const bool queue = setting.key == "limits.queue";
    EXPECT_EQ(HasProblemAt(config, setting.key), queue)
        << "at its most the queue is over the memory it may take together with messages";
    (*number)(config) = setting.most + 1;
    EXPECT_TRUE(HasProblemAt(config, setting.key));
  }
}

TEST(Settings, TextsHoldAtTheirLongestAndNotBeyond) {
  for (const Setting& setting : AllSettings()) {
    const auto* text = std::get_if<TextField>(&setting.field);
    if (text == nullptr || (setting.form != Form::kId && setting.form != Form::kPath)) continue;
    SCOPED_TRACE(setting.key);
    Config config = TopNode();
    config.level = NodeLevel::kProvince;
    if (setting.key == "upper.id") config.upper.address = "a:1";
    (*text)(config) = std::string(static_cast<std::size_t>(setting.most), 'a');
    EXPECT_FALSE(HasProblemAt(config, setting.key));
    (*text)(config) += 'a';
    EXPECT_TRUE(HasProblemAt(config, setting.key));
  }
}

}  // namespace
}  // namespace par::config
