#include <array>
#include <cstddef>

#include "common/domain/dossier.h"

namespace par::domain {
namespace {

using S = DossierState;
using A = ActionKind;
using C = CycleState;

struct StateRow {
  std::string_view name;
  std::string_view vietnamese;
};

constexpr std::array<StateRow, kDossierStateCount> kStates = {{
    {"open", "chưa bắt đầu"},
    {"self_assessing", "đang tự chấm điểm"},
    {"approved", "lãnh đạo đơn vị đã duyệt"},
    {"submitted", "đã gửi"},
    {"accepted", "đã tiếp nhận"},
    {"in_review", "đang thẩm định"},
    {"returned", "trả lại để giải trình"},
    {"reapproved", "lãnh đạo đơn vị đã duyệt giải trình"},
    {"resubmitted", "đã gửi lại"},
    {"provisional", "kết quả tạm thời"},
    {"appeal", "đang nhận kiến nghị"},
    {"final", "kết quả chính thức"},
    {"published", "đã công bố"},
    {"superseded", "đang được thay thế"},
    {"not_submitted", "không gửi đúng hạn"},
}};

struct ActionRow {
  A action;
  std::string_view name;
  std::string_view vietnamese;
  Permission permission;
  // The states of the cycle in which it may be done, first and last.
  C first;
  C last;
};

constexpr std::array<ActionRow, kActionCount> kActions = {{
    {A::kSave, "save", "lưu", Permission::kFill, C::kSelfAssessing, C::kInReview},
    {A::kApprove, "approve", "duyệt", Permission::kApprove, C::kSelfAssessing, C::kInReview},
    {A::kSendBack, "send_back", "trả cho người nhập liệu sửa", Permission::kApprove,
     C::kSelfAssessing, C::kInReview},
    {A::kSubmit, "submit", "gửi", Permission::kSubmit, C::kSelfAssessing, C::kInReview},
    {A::kWithdraw, "withdraw", "rút lại", Permission::kSubmit, C::kSelfAssessing, C::kInReview},
    {A::kMarkNotSubmitted, "mark_not_submitted", "ghi nhận không gửi", Permission::kAccept,
     C::kSelfAssessing, C::kInReview},
    {A::kReopen, "reopen", "cho làm tiếp dù quá hạn", Permission::kAccept, C::kSelfAssessing,
     C::kInReview},
    {A::kAccept, "accept", "tiếp nhận", Permission::kAccept, C::kSelfAssessing, C::kInReview},
    {A::kAcceptLate, "accept_late", "tiếp nhận dù muộn", Permission::kAccept, C::kSelfAssessing,
     C::kInReview},
    {A::kRefuseLate, "refuse_late", "không nhận vì muộn", Permission::kAccept, C::kSelfAssessing,
     C::kInReview},
    {A::kAssign, "assign", "phân công thẩm định", Permission::kAssignReviewers, C::kSelfAssessing,
     C::kInReview},
    {A::kBeginReview, "begin_review", "bắt đầu thẩm định", Permission::kReview, C::kSelfAssessing,
     C::kInReview},
    {A::kAgree, "agree", "đồng ý", Permission::kReview, C::kSelfAssessing, C::kInReview},
    {A::kAdjust, "adjust", "điều chỉnh điểm", Permission::kReview, C::kSelfAssessing, C::kInReview},
    {A::kRefuse, "refuse", "không chấp nhận", Permission::kReview, C::kSelfAssessing, C::kInReview},
    {A::kAsk, "ask", "đề nghị giải trình một tiêu chí", Permission::kReview, C::kSelfAssessing,
     C::kInReview},
    {A::kAgreeRest, "agree_rest", "đồng ý các tiêu chí còn lại", Permission::kReview,
     C::kSelfAssessing, C::kInReview},
    {A::kAnswer, "answer", "trả lời câu hỏi", Permission::kAnswerQuery, C::kSelfAssessing,
     C::kInReview},
    {A::kReturn, "return", "trả lại để giải trình", Permission::kReturn, C::kSelfAssessing,
     C::kInReview},
    {A::kSettle, "settle", "chốt kết quả tạm thời", Permission::kSettle, C::kInReview,
     C::kInReview},
    {A::kOpenAppeals, "open_appeals", "mở thời gian kiến nghị", Permission::kSettle,
     C::kAppealWindow, C::kAppealWindow},
    {A::kAppeal, "appeal", "kiến nghị", Permission::kAppeal, C::kAppealWindow, C::kAppealWindow},
    {A::kDecideAppeal, "decide_appeal", "kết luận kiến nghị", Permission::kDecideAppeal,
     C::kAppealWindow, C::kAppealWindow},
    {A::kFinalise, "finalise", "chốt kết quả chính thức", Permission::kSettle, C::kAppealWindow,
     C::kAppealWindow},
    {A::kPublish, "publish", "công bố", Permission::kPublish, C::kFinal, C::kPublished},
    {A::kSupersede, "supersede", "lập quyết định thay thế", Permission::kPublish, C::kPublished,
     C::kPublished},
    {A::kCorrect, "correct", "sửa điểm đã công bố", Permission::kSettle, C::kPublished,
     C::kPublished},
    {A::kWithdrawAppeal, "withdraw_appeal", "rút kiến nghị", Permission::kAppeal, C::kAppealWindow,
     C::kAppealWindow},
    {A::kDecideInSession, "decide_in_session", "kết luận tại phiên họp", Permission::kSettle,
     C::kSelfAssessing, C::kInReview},
    {A::kResumeReview, "resume_review", "thẩm định tiếp, không chờ giải trình", Permission::kReturn,
     C::kSelfAssessing, C::kInReview},
}};

struct Transition {
  A action;
  S from;
  S to;
};

constexpr Transition kTransitions[] = {
    {A::kSave, S::kOpen, S::kSelfAssessing},
    {A::kSave, S::kSelfAssessing, S::kSelfAssessing},
    {A::kSave, S::kReturned, S::kReturned},
    {A::kApprove, S::kSelfAssessing, S::kApproved},
    {A::kApprove, S::kReturned, S::kReapproved},
    {A::kSendBack, S::kApproved, S::kSelfAssessing},
    {A::kSendBack, S::kReapproved, S::kReturned},
    {A::kSubmit, S::kApproved, S::kSubmitted},
    {A::kSubmit, S::kReapproved, S::kResubmitted},
    {A::kWithdraw, S::kSubmitted, S::kSelfAssessing},
    {A::kWithdraw, S::kResubmitted, S::kReturned},
    {A::kMarkNotSubmitted, S::kOpen, S::kNotSubmitted},
    {A::kMarkNotSubmitted, S::kSelfAssessing, S::kNotSubmitted},
    {A::kMarkNotSubmitted, S::kApproved, S::kNotSubmitted},
    {A::kReopen, S::kNotSubmitted, S::kSelfAssessing},
    {A::kAccept, S::kSubmitted, S::kAccepted},
    {A::kAcceptLate, S::kSubmitted, S::kAccepted},
    {A::kRefuseLate, S::kSubmitted, S::kNotSubmitted},
    {A::kAssign, S::kSubmitted, S::kSubmitted},
    {A::kAssign, S::kAccepted, S::kAccepted},
    {A::kAssign, S::kInReview, S::kInReview},
    {A::kAssign, S::kReturned, S::kReturned},
    {A::kAssign, S::kResubmitted, S::kResubmitted},
    {A::kBeginReview, S::kAccepted, S::kInReview},
    {A::kBeginReview, S::kResubmitted, S::kInReview},
    {A::kAgree, S::kInReview, S::kInReview},
    {A::kAdjust, S::kInReview, S::kInReview},
    {A::kRefuse, S::kInReview, S::kInReview},
    {A::kAsk, S::kInReview, S::kInReview},
    {A::kAgreeRest, S::kInReview, S::kInReview},
    {A::kDecideInSession, S::kInReview, S::kInReview},
    {A::kAnswer, S::kInReview, S::kInReview},
    {A::kAnswer, S::kReturned, S::kReturned},
    {A::kReturn, S::kInReview, S::kReturned},
    {A::kResumeReview, S::kReturned, S::kInReview},
    {A::kResumeReview, S::kReapproved, S::kInReview},
    {A::kSettle, S::kInReview, S::kProvisional},
    {A::kOpenAppeals, S::kProvisional, S::kAppeal},
    {A::kAppeal, S::kAppeal, S::kAppeal},
    {A::kDecideAppeal, S::kAppeal, S::kAppeal},
    {A::kWithdrawAppeal, S::kAppeal, S::kAppeal},
    {A::kFinalise, S::kAppeal, S::kFinal},
    {A::kPublish, S::kFinal, S::kPublished},
    {A::kPublish, S::kSuperseded, S::kPublished},
    {A::kSupersede, S::kPublished, S::kSuperseded},
    {A::kCorrect, S::kSuperseded, S::kSuperseded},
};

constexpr bool RowsFollowActionKind() {
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    if (static_cast<std::size_t>(kActions[i].action) != i) return false;
  }
  return true;
}
static_assert(RowsFollowActionKind());

const ActionRow& RowOf(A action) { return kActions.at(static_cast<std::size_t>(action)); }

}  // namespace

std::string_view Name(DossierState state) {
  return kStates.at(static_cast<std::size_t>(state)).name;
}
std::string_view VietnameseName(DossierState state) {
  return kStates.at(static_cast<std::size_t>(state)).vietnamese;
}
std::optional<DossierState> ParseDossierState(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates.at(i).name == name) return static_cast<DossierState>(i);
  }
  return std::nullopt;
}

std::string_view Name(ActionKind kind) { return RowOf(kind).name; }
std::string_view VietnameseName(ActionKind kind) { return RowOf(kind).vietnamese; }
std::optional<ActionKind> ParseActionKind(std::string_view name) {
  for (const ActionRow& row : kActions) {
    if (row.name == name) return row.action;
  }
  return std::nullopt;
}
Permission PermissionFor(ActionKind kind) { return RowOf(kind).permission; }

std::optional<DossierState> Target(DossierState state, ActionKind kind) {
  for (const Transition& transition : kTransitions) {
    if (transition.action == kind && transition.from == state) return transition.to;
  }
  return std::nullopt;
}

bool CycleAllows(CycleState state, ActionKind kind) {
  return RowOf(kind).first <= state && state <= RowOf(kind).last;
}

bool MayStillEnd(DossierState state, CycleState cycle) {
  std::array<bool, kDossierStateCount> reached = {};
  reached.at(static_cast<std::size_t>(state)) = true;
  for (int now = static_cast<int>(cycle); now < static_cast<int>(C::kPublished); ++now) {
    for (bool grew = true; grew;) {
      grew = false;
      for (const Transition& one : kTransitions) {
        bool& to = reached.at(static_cast<std::size_t>(one.to));
        if (to || !reached.at(static_cast<std::size_t>(one.from))) continue;
        grew = to = CycleAllows(static_cast<C>(now), one.action);
        if (grew) break;
      }
    }
  }
  for (std::size_t end = 0; end < reached.size(); ++end) {
    if (reached.at(end) && IsOver(static_cast<S>(end))) return true;
  }
  return false;
}

bool HandedIn(DossierState state) {
  return state != S::kOpen && state != S::kSelfAssessing && state != S::kApproved &&
         state != S::kNotSubmitted;
}

bool IsOver(DossierState state) { return state >= S::kFinal; }

bool UnitOwns(DossierState state) {
  return state == S::kOpen || state == S::kSelfAssessing || state == S::kReturned;
}

}  // namespace par::domain
