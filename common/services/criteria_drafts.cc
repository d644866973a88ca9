// What the portal's editor asks about a set that is still being written: what it changes, and how a
// criterion of it scores. Nothing is entered.
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/score_codec.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/domain/set_diff.h"
#include "common/services/criteria_desk.h"
#include "common/services/handler_ports.h"

namespace par::services {
namespace {

absl::StatusOr<domain::CriteriaSet> ReadDraft(const std::string& yaml) {
  domain::CriteriaSetFile file = domain::ReadCriteriaSet(yaml, "");
  if (!file.set.has_value()) return file.findings.front().refusal;
  return *std::move(file.set);
}

}  // namespace

absl::StatusOr<criteria::v1::CompareDraftResponse> CriteriaDesk::Compare(
    const storage::Reader& state, const criteria::v1::CompareDraftRequest& request) const {
  ASSIGN_OR_RETURN(const domain::CriteriaSet after, ReadDraft(request.criteria_yaml()));
  ASSIGN_OR_RETURN(const record::v1::SetRow row, sets_.Row(state, after.id, request.version()));
  ASSIGN_OR_RETURN(const LoadedSet before,
                   sets_.Load(state, row.summary().id(), row.summary().version()));
  criteria::v1::CompareDraftResponse response;
  *response.mutable_before() = row.summary();
  for (domain::SetChange& change : domain::Differences(*before.set, after)) {
    criteria::v1::SetChange& one = *response.add_changes();
    one.set_kind(std::string(domain::Name(change.kind)));
    one.set_id(std::move(change.id));
    one.set_field(std::move(change.field));
    one.set_before(std::move(change.before));
    one.set_after(std::move(change.after));
  }
  return response;
}

absl::StatusOr<criteria::v1::TryCriterionResponse> CriteriaDesk::Try(
    const storage::Reader& state, const criteria::v1::TryCriterionRequest& request) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.actor_unit()));
  ASSIGN_OR_RETURN(const domain::CriteriaSet set, ReadDraft(request.criteria_yaml()));
  const domain::NodeIndex node = set.FindNode(request.criterion());
  if (node == domain::kNone || set.nodes[node].leaf == domain::kNone) {
    return domain::Refusal(absl::StatusCode::kNotFound, "criterion_unknown",
                           {{"set", set.id}, {"criterion", request.criterion()}});
  }
  assessment::v1::Answers tried;
  tried.set_set_id(set.id);
  tried.set_set_version(static_cast<std::uint32_t>(set.version));
  tried.set_unit(request.actor_unit());
  *tried.mutable_figures() = request.figures();
  *tried.mutable_previous() = request.previous();
  if (!request.judged().empty()) {
    assessment::v1::Declaration& declared = *tried.add_declarations();
    declared.set_criterion(request.criterion());
    declared.set_judged(request.judged());
    declared.set_reason("–");  // Asked of whoever judges, not of whoever tries.
  }
  ASSIGN_OR_RETURN(const domain::Answers answers, codec::Decode(tried, set));
  score::v1::ScoreSheet sheet =
      codec::Encode(set, answers, domain::Score(set, answers), LanguageOf(request.language()));
  criteria::v1::TryCriterionResponse response;
  *response.mutable_leaf() =
      std::move(*sheet.mutable_leaves(static_cast<int>(set.nodes[node].leaf)));
  return response;
}

}  // namespace par::services
