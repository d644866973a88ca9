#include "district-node/survey_desk.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/services/handler_ports.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "district-node/entered_points.h"

namespace par::district {
namespace {

using domain::Refusal;
using record::v1::SurveyResultsRow;
using record::v1::SurveyRow;

constexpr std::uint64_t kMostImports = 100;

std::string ImportKey(std::string_view survey, std::uint64_t version) {
  return storage::KeyWriter(storage::Prefix::kSurveyResults).Text(survey).Number(version).Take();
}

absl::StatusOr<SurveyRow> LoadSurvey(const storage::Reader& state, const std::string& id) {
  ASSIGN_OR_RETURN(auto row, services::ReadRow<SurveyRow>(state, SurveyKey(id)));
  if (row.has_value()) return *std::move(row);
  return Refusal(absl::StatusCode::kNotFound, "survey_unknown", {{"survey", id}});
}

// The first thing that is wrong, where nobody can be shown all of it.
absl::StatusOr<domain::SurveyResults> ParseResults(const std::string& text,
                                                   const domain::Survey& survey,
                                                   const std::string& file) {
  domain::FindingList findings(file);
  auto results = domain::ReadSurveyResults(text, survey, findings);
  if (!results.has_value()) return std::move(findings).TakeSorted().front().refusal;
  return *std::move(results);
}

// All imports up to now, the later in place of the earlier.
absl::StatusOr<domain::SurveyResults> AllResults(const storage::Reader& state,
                                                 const domain::Survey& survey,
                                                 const SurveyRow& row) {
  domain::SurveyResults all;
  for (std::uint64_t version = 1; version <= row.results(); ++version) {
    ASSIGN_OR_RETURN(const auto one,
                     services::ReadRow<SurveyResultsRow>(state, ImportKey(survey.id, version)));
    if (!one.has_value()) continue;
    ASSIGN_OR_RETURN(domain::SurveyResults results, ParseResults(one->results_yaml(), survey, ""));
    (void)domain::ReplaceSurveyResults(all, std::move(results));
  }
  return all;
}

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

template <typename Remarks>
void PutRemarks(const std::vector<domain::SurveyRemark>& remarks, domain::Language language,
                Remarks& into) {
  for (const domain::SurveyRemark& remark : remarks) {
    if (static_cast<std::size_t>(into.size()) >= domain::kMostFindings) return;
    survey::v1::SurveyRemark& one = *into.Add();
    one.set_reason(std::string(remark.reason));
    one.set_text(domain::TextOf(remark, language));
  }
}

void PutUnit(const domain::Survey& survey, const domain::SurveyUnitScore& unit,
             domain::Language language, survey::v1::SurveyUnitScore& into) {
  const auto exact = [](const std::optional<domain::Points>& points) {
    return points.has_value() ? points->FormatShort(domain::NumberStyle::kPlain) : std::string();
  };
  const auto index = [](const std::optional<domain::Rational>& value) {
    return value.has_value() ? domain::IndexText(*value, domain::Language::kEnglish)
                             : std::string();
  };
  into.set_unit(unit.unit.value());
  into.set_index(index(unit.index));
  into.set_points(exact(unit.points));
  for (std::size_t i = 0; i < unit.components.size(); ++i) {
    survey::v1::SurveyComponentScore& one = *into.add_components();
    one.set_component(survey.components[i].id);
    one.set_criterion(survey.components[i].criterion);
    one.set_index(index(unit.components[i].index));
    one.set_points(exact(unit.components[i].points));
    one.set_working(domain::SurveyWorking(survey, unit, i, language));
  }
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
  RETURN_IF_ERROR(AllResults(transaction, survey, row).status());
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
                   ParseResults(request.results_yaml(), survey, request.file_name()));
  if (row.results() >= kMostImports) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "survey_too_many_imports",
                   {{"survey", survey.id}, {"maximum", std::to_string(kMostImports)}});
  }
  ASSIGN_OR_RETURN(domain::SurveyResults all, AllResults(transaction, survey, row));
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
  services::WriteRow(transaction, ImportKey(survey.id, row.results()), import);
  services::WriteRow(transaction, SurveyKey(survey.id), row);
  survey::v1::ImportSurveyResultsResponse response;
  response.set_version(row.results());
  // The answer is kept with the entry; all remarks are in ShowSurvey.
  constexpr std::size_t kMostTold = 50;
  std::vector<domain::SurveyRemark> remarks = domain::ScoreSurvey(survey, all).remarks;
  if (remarks.size() > kMostTold) remarks.resize(kMostTold);
  PutRemarks(remarks, domain::Language::kVietnamese, *response.mutable_remarks());
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
  ASSIGN_OR_RETURN(const domain::SurveyResults results, AllResults(transaction, survey, row));
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

absl::StatusOr<ledger::Actor> SurveyDesk::ActorOfOwner(const storage::Reader& state,
                                                       const identity::Caller& caller,
                                                       domain::Permission permission,
                                                       std::string_view owner) const {
  domain::Relation relation = domain::Relation::kOther;
  if (caller.unit.value() == owner) {
    relation = domain::Relation::kParent;
  } else {
    ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, owner));
    if (above.has_value() && *above == caller.unit.value()) relation = domain::Relation::kAbove;
  }
  ASSIGN_OR_RETURN(const domain::Role role, identity::RoleFor(caller, permission, relation));
  return ledger::Actor{caller.unit.value(), caller.account.value(),
                       std::string(domain::Name(role))};
}

absl::StatusOr<survey::v1::ShowSurveyResponse> SurveyDesk::Show(
    const storage::Reader& state, const identity::Caller& caller,
    const survey::v1::ShowSurveyRequest& request) const {
  ASSIGN_OR_RETURN(const SurveyRow row, LoadSurvey(state, request.survey()));
  RETURN_IF_ERROR(
      ActorOfOwner(state, caller, domain::Permission::kViewDossier, row.issuer()).status());
  ASSIGN_OR_RETURN(const domain::Survey survey, domain::ParseSurvey(row.survey_yaml(), ""));
  ASSIGN_OR_RETURN(const domain::SurveyResults results, AllResults(state, survey, row));
  const domain::Language language = services::LanguageOf(request.language());
  survey::v1::ShowSurveyResponse response;
  response.set_title(survey.title);
  response.set_survey_yaml(row.survey_yaml());
  response.set_version(row.version());
  for (std::uint64_t version = 1; version <= row.results(); ++version) {
    ASSIGN_OR_RETURN(const auto one,
                     services::ReadRow<SurveyResultsRow>(state, ImportKey(survey.id, version)));
    if (!one.has_value()) continue;
    ASSIGN_OR_RETURN(const domain::SurveyResults import,
                     ParseResults(one->results_yaml(), survey, ""));
    survey::v1::SurveyImport& shown = *response.add_imports();
    shown.set_version(version);
    shown.set_reason(one->reason());
    shown.set_account(one->account());
    shown.set_imported_at(one->imported_at());
    shown.set_source(domain::SourceText(import.sources.front()));
  }
  const domain::SurveyScore score = domain::ScoreSurvey(survey, results);
  if (row.results() == 0) return response;
  for (const domain::SurveyUnitScore& unit : score.units) {
    PutUnit(survey, unit, language, *response.add_units());
  }
  PutRemarks(score.remarks, language, *response.mutable_remarks());
  return response;
}

}  // namespace par::district
