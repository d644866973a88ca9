// RemediationStatus: the plan as an official paper, and the published scores that it is about.
#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/document/plan_document.h"
#include "common/domain/dossier_scores.h"
#include "common/services/cycles.h"
#include "common/services/papers.h"
#include "common/services/remediation_status.h"
#include "common/services/signed_decision.h"

namespace par::services {

absl::StatusOr<std::string> RemediationStatus::PublisherOf(const storage::Reader& state,
                                                           const LoadedPlan& loaded) const {
  const auto cycle = LoadCycleRow(state, loaded.notice.cycle());
  if (cycle.ok()) return cycle->owner();
  if (!absl::IsNotFound(cycle.status())) return cycle.status();
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, loaded.now.unit.value()));
  return above.value_or("");
}

absl::StatusOr<std::optional<RemediationStatus::PublishedSheet>> RemediationStatus::SheetOf(
    const storage::Reader& state, const LoadedPlan& loaded) const {
  const std::optional<PublishedSheet> none;
  if (loaded.set == nullptr || loaded.notice.cycle().empty()) return none;
  ASSIGN_OR_RETURN(const std::string publisher, PublisherOf(state, loaded));
  const auto row = decisions_.InForce(state, loaded.notice.cycle(), publisher);
  if (absl::IsNotFound(row.status())) return none;
  RETURN_IF_ERROR(row.status());
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(*row));
  const auto line =
      std::find_if(decision.lines.begin(), decision.lines.end(),
                   [&](const domain::DecisionLine& one) { return one.unit == loaded.now.unit; });
  const bool fits = decision.set_id == loaded.set->id &&
                    decision.set_version == static_cast<int>(loaded.set->version);
  if (line == decision.lines.end() || !line->submitted || !fits) return none;
  return std::optional(PublishedSheet{.sheet = domain::SheetFrom(*loaded.set, *line),
                                      .decision = decision.number.value()});
}

absl::StatusOr<document::v1::MadeDocument> RemediationStatus::MakeDocument(
    const storage::Reader& state, const identity::Caller& caller,
    const remediation::v1::MakeDocumentRequest& request, std::int64_t now) const {
  remediation::v1::GetPlanRequest reading;
  reading.set_issuer(request.issuer());
  RETURN_IF_ERROR(KeptTo(state, caller, reading, now).status());
  ASSIGN_OR_RETURN(const LoadedPlan loaded, plans_.Load(state, request.issuer(), request.year()));
  ASSIGN_OR_RETURN(const auto published, SheetOf(state, loaded));
  const domain::Date today = domain::Date::InVietnam(now);
  const domain::RemediationPlan& plan = *loaded.issued;
  const domain::RemediationReview review =
      published.has_value() ? domain::ReviewPlan(*loaded.set, published->sheet, plan, today)
                            : domain::ReviewPlanWithoutSet(plan, today);
  return MakePaper(document::DocumentKind::kPlan, request.particulars(),
                   [&](const document::Particulars& particulars) -> OfficialDocumentOr {
                     RETURN_IF_ERROR(CheckPlanPaper(plan, particulars));
                     return document::PlanDocument(
                         {.set = published.has_value() ? loaded.set.get() : nullptr,
                          .sheet = published.has_value() ? &published->sheet : nullptr,
                          .plan = plan,
                          .review = review},
                         particulars);
                   });
}

}  // namespace par::services
