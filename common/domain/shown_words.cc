#include "common/domain/shown_words.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "common/domain/cycle.h"
#include "common/domain/dossier.h"

namespace par::domain {
namespace {

struct Word {
  std::string_view name;
  std::string_view vietnamese;
};

constexpr Word kSetStates[] = {
    {"draft", "dự thảo"},
    {"published", "đã ban hành"},
    {"active", "đang áp dụng"},
};

// Of the sample for second marks; no act on a dossier (ActionKind).
constexpr Word kActsOnSample[] = {
    {"draw_sample", "lấy mẫu chấm lần hai"},
    {"mark_again", "chấm lần hai"},
};

template <std::size_t kCount>
std::string_view In(const Word (&words)[kCount], std::string_view value) {
  const Word* at = std::find_if(std::begin(words), std::end(words),
                                [&](const Word& word) { return word.name == value; });
  return at != std::end(words) ? at->vietnamese : std::string_view();
}

std::string_view Vietnamese(std::string_view form, std::string_view value) {
  if (form == ":set_state") return In(kSetStates, value);
  if (form == ":action") {
    const auto kind = ParseActionKind(value);
    return kind.has_value() ? VietnameseName(*kind) : In(kActsOnSample, value);
  }
  if (form == ":cycle_state") {
    const auto state = ParseCycleState(value);
    return state.has_value() ? VietnameseName(*state) : std::string_view();
  }
  const auto state = ParseDossierState(value);
  return state.has_value() ? VietnameseName(*state) : std::string_view();
}

}  // namespace

std::string InWords(std::string_view form, std::string_view value, Language language) {
  const bool known = form == ":cycle_state" || form == ":dossier_state" || form == ":set_state" ||
                     form == ":action";
  if (!known || language != Language::kVietnamese) return std::string(value);
  const std::string_view word = Vietnamese(form, value);
  return std::string(word.empty() ? value : word);
}

}  // namespace par::domain
