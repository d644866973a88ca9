#include "district-node/review_quality_desk.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/review_codec.h"
#include "common/domain/refusal.h"
#include "common/domain/review_quality.h"
#include "common/services/people.h"

namespace par::district {
namespace {

using domain::Permission;
using domain::QualityBy;

std::uint32_t CountOf(int count) { return static_cast<std::uint32_t>(count); }

// Against the deadline for answers: when it was answered, or now.
void StateDelay(const domain::Appeal& appeal, domain::Date deadline, std::int64_t now,
                review::v1::AppealRow& row) {
  const domain::SubmissionTimes answered{
      .received_at = appeal.outcome.has_value() ? appeal.outcome->at : now,
      .made_at = {},
      .clock_age = {}};
  const int days = domain::DaysLate(answered, deadline);
  row.set_overdue(days > 0);
  row.set_days_over(CountOf(days));
}

}  // namespace

absl::StatusOr<review::v1::GetQualityResponse> ReviewQualityDesk::GetQuality(
    const storage::Reader& state, const identity::Caller& caller,
    const review::v1::GetQualityRequest& request) const {
  if (request.cycles().empty()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "quality_cycles_none");
  }
  const auto by = request.by().empty() ? QualityBy::kUnit : domain::ParseQualityBy(request.by());
  if (!by.has_value()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "quality_by_unknown",
                           {{"value", request.by()}});
  }
  review::v1::GetQualityResponse response;
  std::vector<domain::QualityCase> cases;
  for (const std::string& cycle : request.cycles()) {
    ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, cycle));
    RETURN_IF_ERROR(HeldDossiers::ActorOnCycle(frame, caller, Permission::kViewDossier).status());
    for (const domain::UnitId& unit : frame.cycle.units) {
      ASSIGN_OR_RETURN(const Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
      if (domain::IsSettled(held.dossier.state)) {
        response.set_dossiers(response.dossiers() + 1);
      } else {
        response.set_unsettled(response.unsettled() + 1);
      }
      domain::AddCases(held.dossier, frame.leaves, cases);
    }
  }
  const int minimum =
      request.minimum() == 0 ? domain::kFewestComparable : static_cast<int>(request.minimum());
  std::vector<domain::QualityRow> rows = domain::QualityOf(cases, *by, minimum);
  if (request.most_contested_first()) domain::RankContested(rows);
  for (const domain::QualityRow& row : rows) {
    *response.add_rows() = codec::Encode(row);
    if (*by != QualityBy::kReviewer) continue;
    RETURN_IF_ERROR(services::AddPerson(state, row.key, *response.mutable_people()));
  }
  return response;
}

absl::StatusOr<review::v1::ListAppealsResponse> ReviewQualityDesk::ListAppeals(
    const storage::Reader& state, const identity::Caller& caller,
    const review::v1::ListAppealsRequest& request, std::int64_t now) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(HeldDossiers::ActorOnCycle(frame, caller, Permission::kViewDossier).status());
  const domain::Date answer_by = domain::AnswerDeadline(frame.cycle.deadlines);
  review::v1::ListAppealsResponse response;
  response.set_appeal_by(frame.cycle.deadlines.appeal.Iso());
  response.set_answer_by(answer_by.Iso());
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    for (std::size_t i = 0; i < held.dossier.appeals.size(); ++i) {
      const domain::Appeal& appeal = held.dossier.appeals[i];
      review::v1::AppealRow row;
      row.set_unit(unit.value());
      *row.mutable_appeal() = held.row.dossier().appeals(static_cast<int>(i));
      row.set_timeliness(
          std::string(domain::Name(domain::Judge(appeal.times, frame.cycle.deadlines.appeal))));
      if (const auto result = domain::ResultOf(appeal)) {
        row.set_result(std::string(domain::Name(*result)));
      }
      StateDelay(appeal, answer_by, now, row);
      if (!request.overdue() || row.overdue()) *response.add_rows() = std::move(row);
    }
  }
  return response;
}

}  // namespace par::district
