// Every text a person reads about a refusal or a finding, by its reason code. One .inc file per
// subject under catalogue/; each row is {reason, Vietnamese, English} with {parameters} in braces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/decimal.h"
#include "common/domain/refusal.h"

namespace par::domain {

struct CatalogueText {
  std::string_view reason;
  std::string_view vietnamese;
  std::string_view english;
};

// Null if there is no such reason.
[[nodiscard]] const CatalogueText* FindText(std::string_view reason);

[[nodiscard]] const std::vector<CatalogueText>& AllTexts();

// `text` with every "{name}" replaced by that parameter's value; unknown names stay as they are.
// "{name:size}" writes a number of bytes as a person reads it, rounded up ("200,1 MB"),
// "{name:size_down}" rounded down; "{name:type}" says a media type in words. A value that is none
// of these stays as it is.
[[nodiscard]] std::string Fill(std::string_view text, const std::vector<Parameter>& parameters,
                               Language language = Language::kEnglish);

// The row's text, filled, in that language; the reason itself if there is no such row.
[[nodiscard]] std::string Worded(std::string_view reason, const std::vector<Parameter>& parameters,
                                 Language language);

// How that language writes numbers and dates.
[[nodiscard]] constexpr NumberStyle StyleOf(Language language) {
  return language == Language::kVietnamese ? NumberStyle::kVietnamese : NumberStyle::kPlain;
}

}  // namespace par::domain
