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

constexpr Word kActions[] = {
    {"save", "lưu"},
    {"approve", "duyệt"},
    {"send_back", "trả cho người nhập liệu sửa"},
    {"submit", "gửi"},
    {"withdraw", "rút lại"},
    {"mark_not_submitted", "ghi nhận không gửi"},
    {"reopen", "cho làm tiếp dù quá hạn"},
    {"accept", "tiếp nhận"},
    {"accept_late", "tiếp nhận dù muộn"},
    {"refuse_late", "không nhận vì muộn"},
    {"assign", "phân công thẩm định"},
    {"begin_review", "bắt đầu thẩm định"},
    {"agree", "đồng ý"},
    {"adjust", "điều chỉnh điểm"},
    {"refuse", "không chấp nhận"},
    {"ask", "đề nghị giải trình một tiêu chí"},
    {"agree_rest", "đồng ý các tiêu chí còn lại"},
    {"answer", "trả lời câu hỏi"},
    {"return", "trả lại để giải trình"},
    {"settle", "chốt kết quả tạm thời"},
    {"open_appeals", "mở thời gian kiến nghị"},
    {"appeal", "kiến nghị"},
    {"decide_appeal", "kết luận kiến nghị"},
    {"finalise", "chốt kết quả chính thức"},
    {"publish", "công bố"},
    {"supersede", "lập quyết định thay thế"},
    {"correct", "sửa điểm đã công bố"},
    {"withdraw_appeal", "rút kiến nghị"},
    {"decide_in_session", "kết luận tại phiên họp"},
    {"resume_review", "thẩm định tiếp, không chờ giải trình"},
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
  if (form == ":action") return In(kActions, value);
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
