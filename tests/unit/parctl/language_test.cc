// Goal: the option wins over the environment; Vietnamese is the default; nothing else passes.
// Method: a table.
#include "parctl/language.h"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>

namespace par::parctl {
namespace {

using domain::Language;

TEST(ChooseLanguage, TakesTheOptionThenTheEnvironment) {
  const struct {
    std::string_view why, option, environment;
    std::optional<Language> want;
  } kCases[] = {
      {"nothing said", "", "", Language::kVietnamese},
      {"only the environment", "", "en", Language::kEnglish},
      {"the option wins", "vi", "en", Language::kVietnamese},
      {"an option is never guessed", "fr", "en", std::nullopt},
      {"nor the environment", "", "vi_VN.UTF-8", std::nullopt},
      {"a good option hides a bad environment", "en", "xx", Language::kEnglish},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(ChooseLanguage(c.option, c.environment), c.want);
  }
}

}  // namespace
}  // namespace par::parctl
