// Goal: every refusal carries a stable reason, survives with its parameters, and is worded in both
// languages from the one catalogue.
// Method: the whole catalogue is walked; single refusals are made, read back and worded.
#include "common/domain/catalogue.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

std::set<std::string> NamesIn(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    names.emplace(text.substr(at + 1, text.find('}', at) - at - 1));
  }
  return names;
}

TEST(Catalogue, EveryReasonIsWordedOnceInBothLanguagesWithTheSameParameters) {
  std::set<std::string_view> reasons;
  for (const CatalogueText& text : AllTexts()) {
    SCOPED_TRACE(text.reason);
    EXPECT_TRUE(reasons.insert(text.reason).second) << "this reason stands twice";
    EXPECT_FALSE(text.vietnamese.empty());
    EXPECT_FALSE(text.english.empty());
    EXPECT_EQ(NamesIn(text.vietnamese), NamesIn(text.english));
  }
}

TEST(Refusal, KeepsItsReasonAndParameters) {
  const absl::Status status =
      Refusal(absl::StatusCode::kInvalidArgument, "text_too_long",
              {{"field", "giải trình: {1}"}, {"length", "7"}, {"maximum", "5"}});
  EXPECT_EQ(ReasonOf(status), "text_too_long");
  EXPECT_EQ(ParametersOf(status).front(), (Parameter{"field", "giải trình: {1}"}));
  EXPECT_EQ(TextOf(status, Language::kVietnamese), "giải trình: {1}: dài 7 byte, tối đa 5");
  EXPECT_EQ(TextOf(status, Language::kEnglish), status.message());
}

TEST(Refusal, CutsALongValueAtACodePoint) {
  std::string longest;
  for (int i = 0; i < 1000; ++i) longest += "ế";
  const absl::Status status =
      Refusal(absl::StatusCode::kInvalidArgument, "text_empty", {{"field", longest}});
  const std::string value = ParametersOf(status).front().value;
  EXPECT_LE(value.size(), 210u);
  EXPECT_EQ(value.substr(value.size() - 6), "ế…");
}

TEST(Refusal, AStatusOfSomeoneElseHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), "");
  EXPECT_EQ(TextOf(absl::InternalError("x"), Language::kVietnamese), "x");
}

}  // namespace
}  // namespace par::domain
