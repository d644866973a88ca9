// Surveys on the node of the unit that runs the cycles: their definitions, the imports of their
// results (kept for good; a later one stands in place of what it says again) and the points that
// they give the dossiers. Rules: common/domain/survey.h, survey_results.h, survey_score.h.
//
// Queries are safe from many threads on a snapshot each; the rest belongs to the committer's
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/survey_score.h"
#include "common/services/command_router.h"
#include "district-node/review_desk.h"
#include "par/survey/v1/survey.pb.h"

namespace par::district {

class SurveyDesk {
 public:
  SurveyDesk(const services::Units& units, const HeldDossiers& dossiers, const ReviewDesk& review)
      : units_(units), dossiers_(dossiers), review_(review) {}

  // Kind::kIssueSurvey, kImportResults, kEnterSurvey.
  void Register(services::CommandRouter& commands);

  // NOT_FOUND survey_unknown; PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<survey::v1::ShowSurveyResponse> Show(
      const storage::Reader& state, const identity::Caller& caller,
      const survey::v1::ShowSurveyRequest& request) const;

  // Those that the caller may see.
  [[nodiscard]] absl::StatusOr<survey::v1::ListSurveysResponse> List(
      const storage::Reader& state, const identity::Caller& caller) const;

  // A file of results, before it is imported. NOT_FOUND survey_unknown; PERMISSION_DENIED
  // not_permitted.
  [[nodiscard]] absl::StatusOr<survey::v1::CheckSurveyResultsResponse> Check(
      const storage::Reader& state, const identity::Caller& caller,
      const survey::v1::CheckSurveyResultsRequest& request) const;

  // As who enters points, or looks at dossiers, for the unit that runs the cycles.
  [[nodiscard]] absl::StatusOr<ledger::Actor> ActorOfOwner(const storage::Reader& state,
                                                           const identity::Caller& caller,
                                                           domain::Permission permission,
                                                           std::string_view owner) const;

 private:
  // INVALID_ARGUMENT: what is wrong with the text, or with results that were imported before;
  // ALREADY_EXISTS survey_of_another;
  // FAILED_PRECONDITION unit_not_hosted.
  absl::StatusOr<survey::v1::IssueSurveyResponse> Issue(
      const ledger::Entry& entry, const survey::v1::IssueSurveyRequest& request,
      ledger::Transaction& transaction) const;
  // INVALID_ARGUMENT: what is wrong with the text; NOT_FOUND survey_unknown; FAILED_PRECONDITION
  // survey_reason_needed, survey_too_many_imports.
  absl::StatusOr<survey::v1::ImportSurveyResultsResponse> Import(
      const ledger::Entry& entry, const survey::v1::ImportSurveyResultsRequest& request,
      ledger::Transaction& transaction) const;
  // NOT_FOUND cycle_unknown, survey_unknown; FAILED_PRECONDITION survey_not_of_cycle,
  // survey_without_results, entered_points_final; INVALID_ARGUMENT: the refusals of
  // CheckSurveyFeeds.
  absl::StatusOr<survey::v1::EnterSurveyResponse> Enter(
      const ledger::Entry& entry, const survey::v1::EnterSurveyRequest& request,
      ledger::Transaction& transaction) const;
  // `like` says source, origin and account of all of them.
  absl::Status EnterUnit(const ledger::Entry& entry, const CycleFrame& frame,
                         const domain::UnitId& unit,
                         const std::vector<domain::SurveyPoints>& points,
                         const dossier::v1::EnteredPoints& like,
                         survey::v1::EnterSurveyResponse& response,
                         ledger::Transaction& transaction) const;

  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const ReviewDesk& review_;
};

}  // namespace par::district
