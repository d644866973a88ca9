#include "commune-node/assessment_views.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/codec/score_codec.h"
#include "common/domain/dossier_scores.h"
#include "common/services/deliveries.h"
#include "common/services/evidence_findings.h"
#include "common/services/findings.h"
#include "common/services/handler_ports.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::commune {
namespace {

// What the unit above entered, or corrected since, stands in the sheet as it will count.
domain::ScoreOverrides EnteredPointsOf(const OwnWork& work) {
  domain::ScoreOverrides overrides;
  for (const dossier::v1::EnteredPoints& entered : work.row.entered()) {
    const domain::LeafIndex leaf = work.set.set->FindLeaf(entered.criterion());
    const auto points = domain::PointsFromE4(entered.points_e4(), entered.criterion());
    if (leaf == domain::kNone || !points.ok()) continue;
    overrides.insert_or_assign(leaf,
                               domain::ScoreOverride{.kind = domain::ScoreOverride::Kind::kPoints,
                                                     .points = *points,
                                                     .reason = codec::SourceOf(entered)});
  }
  domain::CorrectGiven(*work.set.set, work.dossier.corrections, overrides);
  return overrides;
}

}  // namespace

absl::StatusOr<std::vector<assessment::v1::Finding>> FindingsOf(
    const storage::Reader& state, const OwnWork& work, const domain::Answers& answers,
    const domain::ScoreSheet& sheet, const domain::UnitTree& tree, domain::Language language) {
  const domain::CriteriaSet& set = *work.set.set;
  std::vector<assessment::v1::Finding> findings =
      services::FindingsOf(set, answers, sheet, tree, language);
  const std::string& unit = work.dossier.unit.value();
  ASSIGN_OR_RETURN(const auto documents,
                   services::DocumentsOf(state, services::DocumentSide::kOwn, unit));
  const auto named = services::NamedBy(work.row.answers(), documents);
  const auto idle = services::IdleCriteria(work.row.answers());
  std::vector<domain::EvidenceUse> uses;
  for (const services::NamedDocument& one : named) services::AddUses(unit, idle, one, uses);
  RETURN_IF_ERROR(services::AddEvidenceFindings(
      state, {.unit = unit, .set = set, .sheet = sheet, .documents = named, .uses = uses}, language,
      findings));
  if (!work.dossier.claims.empty()) return findings;
  const domain::Unit* known = tree.Find(work.dossier.unit);
  const absl::Status empty = domain::Refusal(absl::StatusCode::kFailedPrecondition, "dossier_empty",
                                             {{"unit", known == nullptr ? unit : known->name}});
  findings.insert(findings.begin(), services::MakeFinding("", empty, set.maximum, language));
  findings.front().set_blocks_submission(true);
  return findings;
}

absl::StatusOr<std::optional<OwnWork>> AssessmentViews::LastYearOf(const storage::Reader& state,
                                                                   const OwnWork& work) const {
  const domain::UnitId& unit = work.dossier.unit;
  ASSIGN_OR_RETURN(const auto cycles, services::CyclesOfYearBefore(state, work.cycle, unit));
  for (const std::string& cycle : cycles) {
    auto then = dossiers_.Load(state, cycle, unit.value());
    if (!then.ok() || !then->row.has_answers()) continue;  // Its set may be gone from here.
    const domain::DossierState stands = then->dossier.state;
    if (domain::HandedIn(stands) && !domain::UnitOwns(stands))
      return std::optional(*std::move(then));
  }
  return std::optional<OwnWork>();
}

absl::Status AssessmentViews::AddKnown(const storage::Reader& state,
                                       const services::DeclaredFigures& declared,
                                       const OwnWork& work, services::DocumentSide side,
                                       domain::Language language,
                                       std::vector<assessment::v1::Finding>& findings,
                                       assessment::v1::GetAssessmentResponse& response) const {
  services::LastYear before;
  ASSIGN_OR_RETURN(const std::optional<OwnWork> then, LastYearOf(state, work));
  std::optional<domain::Answers> answers;
  if (then.has_value()) {
    if (auto read = OwnDossiers::AnswersOf(*then); read.ok()) answers = *std::move(read);
  }
  if (answers.has_value()) {
    before = {.year = then->cycle.year, .set = then->set.set.get(), .answers = &*answers};
  }
  ASSIGN_OR_RETURN(const auto known, known_.Of(state, side, declared, before, language));
  response.mutable_known()->Add(known.begin(), known.end());
  services::AddReportedFindings(declared, known, language, findings);
  return absl::OkStatus();
}

absl::StatusOr<assessment::v1::GetAssessmentResponse> AssessmentViews::Get(
    const storage::Reader& state, const identity::Caller& caller,
    const assessment::v1::GetAssessmentRequest& request, std::int64_t time) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.unit()));
  ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, request.cycle(), request.unit()));
  ASSIGN_OR_RETURN(const domain::Answers answers, OwnDossiers::AnswersOf(work));
  const domain::Language language = services::LanguageOf(request.language());
  const domain::ScoreSheet sheet = domain::Score(*work.set.set, answers, {}, EnteredPointsOf(work));
  assessment::v1::GetAssessmentResponse response;
  response.set_version(work.dossier.version);
  response.set_state(std::string(domain::Name(work.dossier.state)));
  response.set_delivery(services::DeliveryName(work.submission));
  response.set_delivery_text(services::DeliveryText(work.submission, language));
  response.set_receipt_number(services::ReceiptNumberOf(work.submission));
  response.set_rejected_reason(services::RejectionText(work.submission, language));
  *response.mutable_answers() = work.row.answers();
  *response.mutable_sheet() = codec::Encode(*work.set.set, answers, sheet, language);
  codec::ShowReviews(work.dossier, domain::ReviewedLeavesOf(*work.set.set),
                     *response.mutable_sheet());
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  ASSIGN_OR_RETURN(auto findings, FindingsOf(state, work, answers, sheet, *tree, language));
  RETURN_IF_ERROR(AddKnown(state, {work.cycle, *work.set.set, answers, sheet}, work,
                           services::SideOf(caller, request.unit()), language, findings, response));
  response.mutable_findings()->Add(findings.begin(), findings.end());
  for (const domain::Way& way : OwnDossiers::WaysFor(caller, work, time)) {
    *response.add_ways() = codec::Encode(way, language);
  }
  ASSIGN_OR_RETURN(auto earlier, earlier_.Of(state, work.cycle, *work.set.set, work.dossier.unit));
  if (earlier.has_value()) *response.mutable_earlier() = *std::move(earlier);
  return response;
}

absl::StatusOr<dossier::v1::OpenDossierResponse> AssessmentViews::Open(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::OpenDossierRequest& request, std::int64_t time) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.unit()));
  ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, request.cycle(), request.unit()));
  dossier::v1::OpenDossierResponse response;
  *response.mutable_dossier() = codec::Encode(work.dossier);
  *response.mutable_entered() = work.row.entered();
  ASSIGN_OR_RETURN(const auto people,
                   services::PeopleIn(state, services::PeopleSide::kUnit, response.dossier(),
                                      response.entered(), work.row.people()));
  response.mutable_people()->Add(people.begin(), people.end());
  const domain::Language language = services::LanguageOf(request.language());
  for (const domain::Way& way : OwnDossiers::WaysFor(caller, work, time)) {
    *response.add_ways() = codec::Encode(way, language);
  }
  return response;
}

absl::StatusOr<dossier::v1::ListEvidenceResponse> AssessmentViews::ListEvidence(
    const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request,
    const services::EvidenceDesk& evidence) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.unit()));
  ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, request.cycle(), request.unit()));
  const services::DocumentsSeen own{services::DocumentSide::kOwn, request.unit()};
  ASSIGN_OR_RETURN(const auto documents, services::DocumentsOf(state, own.side, own.unit));
  ASSIGN_OR_RETURN(const auto named,
                   evidence.ListNamed(state, own, {work.row.answers(), documents, *work.set.set},
                                      services::LanguageOf(request.language())));
  dossier::v1::ListEvidenceResponse response;
  response.mutable_documents()->Add(named.begin(), named.end());
  return response;
}

absl::StatusOr<assessment::v1::ListAssessmentsResponse> AssessmentViews::List(
    const storage::Reader& state, const identity::Caller& caller,
    const assessment::v1::ListAssessmentsRequest& request, std::int64_t time) const {
  const domain::Language language = services::LanguageOf(request.language());
  assessment::v1::ListAssessmentsResponse response;
  const auto add = [&](const std::string& cycle, const std::string& unit) -> absl::Status {
    ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, cycle, unit));
    assessment::v1::AssessmentSummary& row = *response.add_assessments();
    row.set_cycle(cycle);
    row.set_unit(unit);
    row.set_state(std::string(domain::Name(work.dossier.state)));
    row.set_delivery(services::DeliveryName(work.submission));
    row.set_delivery_text(services::DeliveryText(work.submission, language));
    row.set_receipt_number(services::ReceiptNumberOf(work.submission));
    row.set_version(work.dossier.version);
    row.set_next(OwnDossiers::NextFor(caller, work, time));
    const auto open =
        std::count_if(work.dossier.queries.begin(), work.dossier.queries.end(),
                      [](const domain::Query& query) { return !query.answer.has_value(); });
    row.set_open_queries(static_cast<std::uint32_t>(open));
    return absl::OkStatus();
  };
  const std::string prefix = storage::KeyWriter(storage::Prefix::kCycle).Take();
  const absl::Status listed = services::ForEachRow<cycle::v1::Cycle>(
      state, prefix, [&](std::string_view, const cycle::v1::Cycle& cycle) -> absl::Status {
        for (const std::string& unit : cycle.units()) {
          const auto view = domain::Permission::kViewDossier;
          if (!units_.RequireHosted(state, unit).ok()) continue;
          if (!units_.ActorFor(state, caller, view, unit, time).ok()) continue;
          RETURN_IF_ERROR(add(cycle.id(), unit));
        }
        return absl::OkStatus();
      });
  if (!listed.ok()) return listed;
  return response;
}

}  // namespace par::commune
