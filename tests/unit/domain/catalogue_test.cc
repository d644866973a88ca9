// Goal: every refusal carries a stable reason, survives with its parameters, and is worded in both
// languages from the one catalogue.
// Method: the whole catalogue is walked; single refusals are made, read back and worded.
#include "common/domain/catalogue.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/domain/dossier.h"
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

TEST(Catalogue, SizesAndTypesAreShownAsAPersonReadsThem) {
  const struct {
    const char* why;
    const char* hole;
    const char* value;
    const char* vietnamese;
    const char* english;
  } rows[] = {
      {"the largest evidence file", "{x:size_down}", "209715200", "200 MB", "200 MB"},
      {"one byte more is more", "{x:size}", "209715201", "200,1 MB", "200.1 MB"},
      {"a bound is never given as more than it is", "{x:size_down}", "5347737", "5 MB", "5 MB"},
      {"a part", "{x:size}", "1572864", "1,5 MB", "1.5 MB"},
      {"below a MB", "{x:size_down}", "1048575", "1023,9 kB", "1023.9 kB"},
      {"small", "{x:size}", "1023", "1023 byte", "1023 bytes"},
      {"nothing", "{x:size}", "0", "0 byte", "0 bytes"},
      {"the largest number there is", "{x:size_down}", "18446744073709551615",
       "17592186044415,9 MB", "17592186044415.9 MB"},
      {"what is no number stays", "{x:size}", "12 quả", "12 quả", "12 quả"},
      {"a type in words", "{x:type}", "image/png", "ảnh PNG", "PNG picture"},
      {"one that is not known", "{x:type}", "text/html", "text/html", "text/html"},
      {"a state of a cycle", "{x:cycle_state}", "in_review", "đang thẩm định", "in_review"},
      {"the same word of a dossier", "{x:dossier_state}", "self_assessing", "đang tự chấm điểm",
       "self_assessing"},
      {"a state of a set", "{x:set_state}", "draft", "dự thảo", "draft"},
      {"what somebody wants to do", "{x:action}", "accept_late", "tiếp nhận dù muộn",
       "accept_late"},
      {"an act on a sample", "{x:action}", "mark_again", "chấm lần hai", "mark_again"},
      {"a word of a later program", "{x:action}", "sing", "sing", "sing"},
      {"no form", "{x}", "209715200", "209715200", "209715200"},
      {"no such parameter", "{y:size}", "1", "{y:size}", "{y:size}"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Fill(row.hole, {{"x", row.value}}, Language::kVietnamese), row.vietnamese) << row.why;
    EXPECT_EQ(Fill(row.hole, {{"x", row.value}}, Language::kEnglish), row.english) << row.why;
  }
}

TEST(Catalogue, EveryActionHasAVietnameseWord) {
  for (int i = 0; i < kActionCount; ++i) {
    const auto kind = static_cast<ActionKind>(i);
    const std::string name(Name(kind));
    EXPECT_EQ(ParseActionKind(name), kind);
    EXPECT_NE(Fill("{x:action}", {{"x", name}}, Language::kVietnamese), name);
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
