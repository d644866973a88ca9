#include "common/domain/dossier_actions.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"

namespace par::domain {

absl::Status CarryOut(const Action& action, const DossierActor& actor,
                      const DossierContext& context, Dossier& next) {
  switch (action.kind) {
    case ActionKind::kSave:
    case ActionKind::kApprove:
    case ActionKind::kSendBack:
    case ActionKind::kSubmit:
    case ActionKind::kWithdraw:
    case ActionKind::kAnswer:
    case ActionKind::kAppeal:
    case ActionKind::kWithdrawAppeal:
      return CarryOutUnitsWork(action, actor, context, next);
    case ActionKind::kAssign:
    case ActionKind::kBeginReview:
    case ActionKind::kAgree:
    case ActionKind::kAdjust:
    case ActionKind::kRefuse:
    case ActionKind::kAsk:
    case ActionKind::kAgreeRest:
    case ActionKind::kReturn:
    case ActionKind::kSettle:
    case ActionKind::kDecideInSession:
    case ActionKind::kResumeReview:
      return CarryOutReview(action, actor, context, next);
    case ActionKind::kMarkNotSubmitted:
    case ActionKind::kReopen:
    case ActionKind::kAccept:
    case ActionKind::kAcceptLate:
    case ActionKind::kRefuseLate:
    case ActionKind::kOpenAppeals:
    case ActionKind::kDecideAppeal:
    case ActionKind::kFinalise:
    case ActionKind::kPublish:
    case ActionKind::kSupersede:
    case ActionKind::kCorrect:
      return CarryOutClosing(action, actor, context, next);
  }
  return absl::OkStatus();
}

absl::Status CheckText(std::string_view field, std::string_view text) {
  const auto refuse = [&](std::string_view reason, std::vector<Parameter> more) {
    more.insert(more.begin(), {"field", std::string(field)});
    return Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(more));
  };
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) return refuse("text_empty", {});
  if (text.size() > kLongestDossierText) {
    return refuse("text_too_long", {{"length", std::to_string(text.size())},
                                    {"maximum", std::to_string(kLongestDossierText)}});
  }
  if (const auto offset = FirstInvalidUtf8(text)) {
    return refuse("text_not_utf8", {{"offset", std::to_string(*offset)}});
  }
  if (const auto offset = FirstControlCharacter(text)) {
    return refuse("text_control_character", {{"offset", std::to_string(*offset)}});
  }
  return absl::OkStatus();
}

absl::Status CheckOptionalText(std::string_view field, std::string_view text) {
  return text.empty() ? absl::OkStatus() : CheckText(field, text);
}

absl::StatusOr<const ReviewedLeaf*> FindLeaf(const DossierContext& context,
                                             std::string_view criterion) {
  for (const ReviewedLeaf& leaf : context.leaves) {
    if (leaf.criterion == criterion) return &leaf;
  }
  return Refusal(absl::StatusCode::kInvalidArgument, "criterion_unknown",
                 {{"criterion", std::string(criterion)}, {"set", SetReference(context.cycle)}});
}

absl::Status OutOfRange(const ReviewedLeaf& leaf, const Mark& mark) {
  return Refusal(absl::StatusCode::kInvalidArgument, "mark_out_of_range",
                 {{"criterion", leaf.criterion},
                  {"points", mark.points.FormatShort(NumberStyle::kPlain)},
                  {"maximum", leaf.maximum.FormatShort(NumberStyle::kPlain)}});
}

absl::Status CheckMark(const ReviewedLeaf& leaf, const Mark& mark) {
  const bool scored = mark.state == MarkState::kScored;
  const bool waived_in_full = mark.state == MarkState::kWaived && mark.points == leaf.maximum;
  const bool well = scored ? mark.points >= Points() && mark.points <= leaf.maximum
                           : mark.points.IsZero() || waived_in_full;
  return well ? absl::OkStatus() : OutOfRange(leaf, mark);
}

absl::Status CheckGivenMark(const ReviewedLeaf& leaf, const Mark& mark) {
  RETURN_IF_ERROR(CheckMark(leaf, mark));
  if (mark.state == MarkState::kNotScored) {
    return Refusal(absl::StatusCode::kInvalidArgument, "mark_missing",
                   {{"criterion", leaf.criterion}});
  }
  const std::vector<Points>& steps = leaf.steps;
  const bool stepped = mark.state == MarkState::kScored && !steps.empty();
  if (!stepped || std::binary_search(steps.begin(), steps.end(), mark.points)) {
    return absl::OkStatus();
  }
  return Refusal(absl::StatusCode::kInvalidArgument, "mark_not_a_step",
                 {{"criterion", leaf.criterion},
                  {"points", mark.points.FormatShort(NumberStyle::kPlain)},
                  {"steps", StepsText(steps)}});
}

absl::Status CheckMarkBeside(const Dossier& dossier, const ReviewedLeaf& leaf, const Mark& mark) {
  const LeafClaim* claim = FindClaim(dossier, leaf.criterion);
  const bool own = mark == (claim == nullptr ? Mark() : claim->self);
  return own ? CheckMark(leaf, mark) : CheckGivenMark(leaf, mark);
}

void AddNote(const Action& action, const DossierActor& actor, std::int64_t now, Dossier& next) {
  next.notes.push_back({.id = next.version,
                        .kind = action.kind,
                        .text = action.text,
                        .account = actor.account,
                        .at = now});
}

}  // namespace par::domain
