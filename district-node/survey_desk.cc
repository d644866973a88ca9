#include "district-node/survey_desk.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "district-node/entered_points.h"
#include "district-node/survey_rows.h"

namespace par::district {
namespace {

using domain::Refusal;
using record::v1::SurveyResultsRow;
using record::v1::SurveyRow;

constexpr std::uint64_t kMostImports = 100;

absl::Status RequireRole(const ledger::Actor& actor, const std::string& owner) {
  const auto role = domain::ParseRole(actor.role);
  if (!role.has_value()) {
    return Refusal(absl::StatusCode::kPermissionDenied, "role_unknown", {{"role", actor.role}});
  }
  // Who runs the cycles stands to their units as their parent.
  return domain::Authorise(
      domain::Permission::kEnterSurvey, *role,
      actor.unit == owner ? domain::Relation::kParent : domain::Relation::kOther);
}

// What an earlier text of the survey fed and this one does not. True if there was any.
bool EraseOthers(const std::vector<domain::SurveyPoints>& points, const std::string& origin,
                 Held& held) {
  std::vector<std::string> stale;
  for (const dossier::v1::EnteredPoints& entered : held.row.entered()) {
    const bool fed = std::any_of(points.begin(), points.end(), [&](const auto& one) {
      return one.criterion == entered.criterion();
    });
    if (entered.origin() == origin && !fed) stale.push_back(entered.criterion());
  }
  for (const std::string& criterion : stale) (void)EraseEntered(criterion, origin, held);
  return !stale.empty();
}

}  // namespace

void SurveyDesk::Register(services::CommandRouter& commands) {
  using services::Kind;
  using survey::v1::EnterSurveyRequest;
  using survey::v1::ImportSurveyResultsRequest;
  using survey::v1::IssueSurveyRequest;
  commands.OnMessages<IssueSurveyRequest, survey::v1::IssueSurveyResponse>(
      Kind::kIssueSurvey, "survey.issue",
      [this](const ledger::Entry& entry, const IssueSurveyRequest& request,
             ledger::Transaction& transaction) { return Issue(entry, request, transaction); });
  commands.OnMessages<ImportSurveyResultsRequest, survey::v1::ImportSurveyResultsResponse>(
      Kind::kImportResults, "survey.import",
      [this](const ledger::Entry& entry, const ImportSurveyResultsRequest& request,
             ledger::Transaction& transaction) { return Import(entry, request, transaction); });
  commands.OnMessages<EnterSurveyRequest, survey::v1::EnterSurveyResponse>(
      Kind::kEnterSurvey, "survey.enter",
      [this](const ledger::Entry& entry, const EnterSurveyRequest& request,
             ledger::Transaction& transaction) { return Enter(entry, request, transaction); });
}

absl::StatusOr<survey::v1::IssueSurveyResponse> SurveyDesk::Issue(
    const ledger::Entry& entry, const survey::v1::IssueSurveyRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  ASSIGN_OR_RETURN(const domain::Survey survey,
                   domain::ParseSurvey(request.survey_yaml(), request.file_name()));
  ASSIGN_OR_RETURN(const auto known,
                   services::ReadRow<SurveyRow>(transaction, SurveyKey(survey.id)));
  if (known.has_value() && known->issuer() != unit) {
    return Refusal(absl::StatusCode::kAlreadyExists, "survey_of_another",
                   {{"survey", survey.id}, {"unit", known->issuer()}});
  }
  SurveyRow row;
  row.set_survey_yaml(request.survey_yaml());
  row.set_version(known.has_value() ? known->version() + 1 : 1);
  row.set_issuer(unit);
  row.set_set(survey.set);
  row.set_set_version(static_cast<std::uint32_t>(survey.set_version));
  row.set_year(survey.year);
  for (const std::string& criterion : survey.Criteria()) row.add_criteria(criterion);
  row.set_results(known.has_value() ? known->results() : 0);
  // What was imported must still be right by the newer text; otherwise it is another survey.
  RETURN_IF_ERROR(AllSurveyResults(transaction, survey, row).status());
  services::WriteRow(transaction, SurveyKey(survey.id), row);
  survey::v1::IssueSurveyResponse response;
  response.set_id(survey.id);
  response.set_version(row.version());
  return response;
}

absl::StatusOr<survey::v1::ImportSurveyResultsResponse> SurveyDesk::Import(
    const ledger::Entry& entry, const survey::v1::ImportSurveyResultsRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(SurveyRow row, LoadSurvey(transaction, request.survey()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, row.issuer()));
  RETURN_IF_ERROR(RequireRole(entry.command.actor, row.issuer()));
  ASSIGN_OR_RETURN(const domain::Survey survey, domain::ParseSurvey(row.survey_yaml(), ""));
  ASSIGN_OR_RETURN(domain::SurveyResults results,
                   ParseSurveyResults(request.results_yaml(), survey, request.file_name()));
  if (row.results() >= kMostImports) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "survey_too_many_imports",
                   {{"survey", survey.id}, {"maximum", std::to_string(kMostImports)}});
  }
  ASSIGN_OR_RETURN(domain::SurveyResults all, AllSurveyResults(transaction, survey, row));
  const std::size_t replaced = domain::ReplaceSurveyResults(all, std::move(results));
  if (replaced > 0 && request.reason().empty()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "survey_reason_needed",
                   {{"survey", survey.id}, {"count", std::to_string(replaced)}});
  }
  if (!request.reason().empty()) RETURN_IF_ERROR(domain::CheckText("lý do", request.reason()));
  row.set_results(row.results() + 1);
  SurveyResultsRow import;
  import.set_results_yaml(request.results_yaml());
  import.set_reason(request.reason());
  import.set_account(entry.command.actor.account);
  import.set_imported_at(entry.time);
  services::WriteRow(transaction, SurveyImportKey(survey.id, row.results()), import);
  services::WriteRow(transaction, SurveyKey(survey.id), row);
  survey::v1::ImportSurveyResultsResponse response;
  response.set_version(row.results());
  // The answer is kept with the entry; all remarks are in ShowSurvey.
  constexpr std::size_t kMostTold = 50;
  std::vector<domain::SurveyRemark> remarks = domain::ScoreSurvey(survey, all).remarks;
  if (remarks.size() > kMostTold) remarks.resize(kMostTold);
  PutSurveyRemarks(remarks, domain::Language::kVietnamese, *response.mutable_remarks());
  return response;
}

absl::StatusOr<survey::v1::EnterSurveyResponse> SurveyDesk::Enter(
    const ledger::Entry& entry, const survey::v1::EnterSurveyRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  RETURN_IF_ERROR(
      HeldDossiers::RequireOnCycle(frame, entry.command.actor, domain::Permission::kEnterSurvey));
  ASSIGN_OR_RETURN(const SurveyRow row, LoadSurvey(transaction, request.survey()));
  ASSIGN_OR_RETURN(const domain::Survey survey, domain::ParseSurvey(row.survey_yaml(), ""));
  if (!Feeds(row, frame.cycle) || row.criteria().empty()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "survey_not_of_cycle",
                   {{"survey", survey.id}, {"cycle", request.cycle()}});
  }
  domain::FindingList findings("");
  domain::CheckSurveyFeeds(survey, *frame.set.set, findings);
  if (!findings.empty()) return findings.findings().front().refusal;
  if (row.results() == 0) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "survey_without_results",
                   {{"survey", survey.id}});
  }
  ASSIGN_OR_RETURN(const domain::SurveyResults results, AllSurveyResults(transaction, survey, row));
  const domain::SurveyScore score = domain::ScoreSurvey(survey, results);
  std::map<domain::UnitId, const domain::SurveyUnitScore*> scores;
  for (const domain::SurveyUnitScore& unit : score.units) scores[unit.unit] = &unit;
  survey::v1::EnterSurveyResponse response;
  response.set_version(row.results());
  domain::SurveyUnitScore nothing;
  nothing.components.resize(survey.components.size());
  for (const domain::UnitId& unit : frame.cycle.units) {
    const auto found = scores.find(unit);
    const std::vector<domain::SurveyPoints> points = domain::PointsOf(
        survey, found == scores.end() ? nothing : *found->second, domain::Language::kVietnamese);
    dossier::v1::EnteredPoints like;
    like.set_source(domain::SourceText(results, unit));
    like.set_origin("survey " + survey.id);
    like.set_account(entry.command.actor.account);
    RETURN_IF_ERROR(EnterUnit(entry, frame, unit, points, like, response, transaction));
  }
  return response;
}

absl::Status SurveyDesk::EnterUnit(const ledger::Entry& entry, const CycleFrame& frame,
                                   const domain::UnitId& unit,
                                   const std::vector<domain::SurveyPoints>& points,
                                   const dossier::v1::EnteredPoints& like,
                                   survey::v1::EnterSurveyResponse& response,
                                   ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(transaction, frame, unit.value()));
  bool changed = EraseOthers(points, like.origin(), held);
  for (const domain::SurveyPoints& one : points) {
    if (!one.points.has_value()) {
      response.set_not_scored(response.not_scored() + 1);
      changed = EraseEntered(one.criterion, like.origin(), held) || changed;
      continue;
    }
    dossier::v1::EnteredPoints put = like;
    put.set_criterion(one.criterion);
    put.set_points_e4(one.points->e4());
    put.set_working(one.working);
    changed = PutEntered(put, held) || changed;
    response.set_points(response.points() + 1);
  }
  if (!changed) return absl::OkStatus();
  RETURN_IF_ERROR(RequireOpenForPoints(held));
  ++held.dossier.version;
  HeldDossiers::Write(transaction, held);
  response.set_units(response.units() + 1);
  return review_.Notify(entry, frame, held, transaction);
}

}  // namespace par::district
