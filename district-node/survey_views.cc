// What a survey and its results say to people.
#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/limits.h"
#include "common/services/handler_ports.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/spreadsheet/survey_workbook.h"
#include "common/storage/key.h"
#include "district-node/survey_desk.h"
#include "district-node/survey_rows.h"

namespace par::district {
namespace {

using record::v1::SurveyResultsRow;
using record::v1::SurveyRow;
using ResultLines = google::protobuf::RepeatedPtrField<survey::v1::SurveyResultLine>;

void PutUnit(const domain::Survey& survey, const domain::UnitTree& tree,
             const domain::SurveyUnitScore& unit, domain::Language language,
             survey::v1::SurveyUnitScore& into) {
  const auto exact = [](const std::optional<domain::Points>& points) {
    return points.has_value() ? points->FormatShort(domain::NumberStyle::kPlain) : std::string();
  };
  const auto index = [](const std::optional<domain::Rational>& value) {
    return value.has_value() ? domain::IndexText(*value, domain::Language::kEnglish)
                             : std::string();
  };
  into.set_unit(unit.unit.value());
  const domain::SurveyUnit* framed = survey.FindUnit(unit.unit);
  const domain::Unit* known = tree.Find(unit.unit);
  if (framed != nullptr && !framed->title.empty()) {
    into.set_name(framed->title);
  } else if (known != nullptr) {
    into.set_name(known->name);
  }
  if (!survey.criterion.empty()) into.set_working(domain::SurveyWorking(survey, unit, language));
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

void PutSummary(const domain::Survey& survey, const SurveyRow& row,
                survey::v1::SurveySummary& into) {
  into.set_id(survey.id);
  into.set_title(survey.title);
  into.set_kind(std::string(domain::Name(survey.kind)));
  into.set_year(static_cast<std::uint32_t>(survey.year));
  into.set_set_id(survey.set);
  into.set_set_version(static_cast<std::uint32_t>(survey.set_version));
  into.set_issuer(row.issuer());
  into.set_imports(row.results());
  *into.mutable_criteria() = row.criteria();
}

// How many were asked and answered in the wave: of each component over all units, the most.
void PutWave(const domain::Survey& survey, std::size_t wave, const domain::SurveyResults& results,
             survey::v1::SurveyWave& into) {
  const domain::SurveyWave& from = survey.waves[wave];
  into.set_id(from.id);
  into.set_title(from.title);
  into.set_year(static_cast<std::uint32_t>(from.year));
  if (from.from.has_value()) into.set_from(from.from->Iso());
  if (from.until.has_value()) into.set_until(from.until->Iso());
  std::vector<std::int64_t> asked(survey.components.size());
  std::vector<std::int64_t> answers(survey.components.size());
  for (const domain::SurveyResult& one : results.results) {
    if (one.wave != wave) continue;
    asked[one.component] += one.asked.value_or(0);
    answers[one.component] += one.answers.value_or(0);
  }
  if (asked.empty()) return;
  into.set_asked(static_cast<std::uint64_t>(*std::max_element(asked.begin(), asked.end())));
  into.set_answers(static_cast<std::uint64_t>(*std::max_element(answers.begin(), answers.end())));
}

void PutDefinition(const domain::Survey& survey, const SurveyRow& row,
                   const domain::SurveyResults& results, survey::v1::ShowSurveyResponse& into) {
  PutSummary(survey, row, *into.mutable_summary());
  into.set_asked(survey.asked);
  into.set_counted(survey.counted);
  into.set_sample(static_cast<std::uint64_t>(survey.sample));
  into.set_minimum(static_cast<std::uint64_t>(survey.minimum));
  for (std::size_t wave = 0; wave < survey.waves.size(); ++wave) {
    PutWave(survey, wave, results, *into.add_waves());
  }
  for (const domain::SurveyComponent& from : survey.components) {
    survey::v1::SurveyComponent& one = *into.add_components();
    one.set_id(from.id);
    one.set_title(from.title);
    one.set_question(from.question);
    one.set_weight(from.weight.FormatShort(domain::NumberStyle::kPlain));
    one.set_best(from.best.FormatShort(domain::NumberStyle::kPlain));
    one.set_criterion(from.criterion);
  }
  for (const domain::SurveyUnit& from : survey.units) {
    survey::v1::SurveyFrameUnit& one = *into.add_frame();
    one.set_unit(from.unit.value());
    one.set_title(from.title);
    one.set_area(from.area);
    one.set_size(static_cast<std::uint64_t>(from.size.value_or(0)));
    one.set_sample(static_cast<std::uint64_t>(from.sample > 0 ? from.sample : survey.sample));
  }
}

void PutLines(const domain::Survey& survey, const domain::SurveyResults& results,
              ResultLines& into) {
  for (const domain::SurveyResult& from : results.results) {
    survey::v1::SurveyResultLine& one = *into.Add();
    one.set_unit(from.unit.value());
    one.set_wave(survey.waves[from.wave].id);
    one.set_component(survey.components[from.component].id);
    if (from.asked.has_value()) one.set_asked(static_cast<std::uint64_t>(*from.asked));
    if (from.answers.has_value()) one.set_answers(static_cast<std::uint64_t>(*from.answers));
    if (from.index.has_value()) one.set_index(from.index->Text());
    one.set_source(domain::SourceText(results.sources[from.source]));
  }
}

void PutFindings(domain::FindingList findings, domain::Language language,
                 survey::v1::CheckSurveyResultsResponse& into) {
  constexpr std::size_t kMostShown = 200;
  into.set_finding_count(static_cast<std::uint32_t>(findings.count()));
  for (const domain::Finding& finding : std::move(findings).TakeSorted()) {
    if (static_cast<std::size_t>(into.findings_size()) >= kMostShown) return;
    survey::v1::SurveyFinding& one = *into.add_findings();
    one.set_line(static_cast<std::uint32_t>(finding.at.line));
    one.set_column(static_cast<std::uint32_t>(finding.at.column));
    one.set_sheet(finding.sheet);
    one.set_reason(domain::ReasonOf(finding.refusal));
    one.set_text(domain::TextOf(finding.refusal, language));
  }
}

}  // namespace

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
  ASSIGN_OR_RETURN(const domain::SurveyResults results, AllSurveyResults(state, survey, row));
  const domain::Language language = services::LanguageOf(request.language());
  survey::v1::ShowSurveyResponse response;
  response.set_title(survey.title);
  response.set_survey_yaml(row.survey_yaml());
  response.set_version(row.version());
  PutDefinition(survey, row, results, response);
  for (std::uint64_t version = 1; version <= row.results(); ++version) {
    ASSIGN_OR_RETURN(const auto one, services::ReadRow<SurveyResultsRow>(
                                         state, SurveyImportKey(survey.id, version)));
    if (!one.has_value()) continue;
    ASSIGN_OR_RETURN(const domain::SurveyResults import,
                     ParseSurveyResults(one->results_yaml(), survey, ""));
    survey::v1::SurveyImport& shown = *response.add_imports();
    shown.set_version(version);
    shown.set_reason(one->reason());
    shown.set_account(one->account());
    ASSIGN_OR_RETURN(auto person, services::PersonOf(state, one->account()));
    if (!person.account().empty()) *shown.mutable_by() = std::move(person);
    shown.set_imported_at(one->imported_at());
    shown.set_source(domain::SourceText(import.sources.front()));
  }
  PutLines(survey, results, *response.mutable_results());
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  const domain::SurveyScore score = domain::ScoreSurvey(survey, results);
  if (row.results() == 0) return response;
  for (const domain::SurveyUnitScore& unit : score.units) {
    PutUnit(survey, *tree, unit, language, *response.add_units());
  }
  PutSurveyRemarks(score.remarks, language, *response.mutable_remarks());
  return response;
}

absl::StatusOr<survey::v1::ListSurveysResponse> SurveyDesk::List(
    const storage::Reader& state, const identity::Caller& caller) const {
  survey::v1::ListSurveysResponse response;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kSurvey).Take();
  RETURN_IF_ERROR(services::ForEachRow<SurveyRow>(
      state, prefix, [&](std::string_view, const SurveyRow& row) -> absl::Status {
        const auto actor =
            ActorOfOwner(state, caller, domain::Permission::kViewDossier, row.issuer());
        if (!actor.ok()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const domain::Survey survey, domain::ParseSurvey(row.survey_yaml(), ""));
        PutSummary(survey, row, *response.add_surveys());
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<survey::v1::CheckSurveyResultsResponse> SurveyDesk::Check(
    const storage::Reader& state, const identity::Caller& caller,
    const survey::v1::CheckSurveyResultsRequest& request) const {
  ASSIGN_OR_RETURN(const SurveyRow row, LoadSurvey(state, request.survey()));
  RETURN_IF_ERROR(
      ActorOfOwner(state, caller, domain::Permission::kEnterSurvey, row.issuer()).status());
  ASSIGN_OR_RETURN(const domain::Survey survey, domain::ParseSurvey(row.survey_yaml(), ""));
  const domain::Language language = services::LanguageOf(request.language());
  survey::v1::CheckSurveyResultsResponse response;
  domain::FindingList findings(request.file_name());
  auto read = spreadsheet::ReadSurveyResultsText(request.file(), survey, findings);
  if (!read.results.has_value()) {
    PutFindings(std::move(findings), language, response);
    return response;
  }
  response.set_results_yaml(std::move(read.yaml));
  response.set_source(domain::SourceText(read.results->sources.front()));
  PutLines(survey, *read.results, *response.mutable_results());
  ASSIGN_OR_RETURN(domain::SurveyResults all, AllSurveyResults(state, survey, row));
  const std::size_t replaced = domain::ReplaceSurveyResults(all, *std::move(read.results));
  response.set_replaced(static_cast<std::uint32_t>(replaced));
  const domain::SurveyScore score = domain::ScoreSurvey(survey, all);
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  for (const domain::SurveyUnitScore& unit : score.units) {
    PutUnit(survey, *tree, unit, language, *response.add_units());
  }
  PutSurveyRemarks(score.remarks, language, *response.mutable_remarks());
  return response;
}

}  // namespace par::district
