// What reviewers see: the queue of a cycle and one dossier.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/codec/score_codec.h"
#include "common/domain/dossier_results.h"
#include "common/domain/dossier_ways.h"
#include "common/domain/refusal.h"
#include "common/domain/review_quality.h"
#include "common/services/evidence_findings.h"
#include "common/services/findings.h"
#include "common/services/handler_ports.h"
#include "common/services/leaf_changes.h"
#include "common/services/people.h"
#include "district-node/entered_points.h"
#include "district-node/review_desk.h"
#include "district-node/review_session_rows.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::Permission;
using domain::ReviewStatus;

domain::DossierContext ContextOf(const CycleFrame& frame, const domain::DossierActor& actor,
                                 const domain::UnitId& unit, std::int64_t time) {
  return {.cycle = frame.cycle,
          .leaves = frame.leaves,
          .relation = HeldDossiers::RelationTo(frame, actor.unit.value(), unit.value()),
          .now = time,
          .given = frame.given};
}

}  // namespace

std::string ReviewDesk::NextFor(const CycleFrame& frame, const domain::DossierActor& actor,
                                const identity::Caller& caller, const domain::Dossier& dossier,
                                std::int64_t time) {
  const auto next =
      domain::NextStep(dossier, actor, caller.roles, ContextOf(frame, actor, dossier.unit, time));
  return next.has_value() ? std::string(domain::Name(*next)) : std::string();
}

dossier::v1::QueueRow ReviewDesk::RowOf(const CycleFrame& frame, const domain::UnitId& unit,
                                        const Held& held, const Scored* scored) const {
  const domain::Dossier& dossier = held.dossier;
  dossier::v1::QueueRow row;
  row.set_unit(unit.value());
  const domain::Unit* known = frame.tree->Find(unit);
  row.set_unit_name(known == nullptr ? unit.value() : known->name);
  row.set_state(std::string(domain::Name(dossier.state)));
  row.set_handed_in(HasSubmission(held));
  row.set_leaves(static_cast<std::uint32_t>(frame.leaves.size()));
  for (const domain::ReviewedLeaf& leaf : frame.leaves) {
    const ReviewStatus status = domain::StandingOf(dossier, leaf.criterion).status;
    if (status == ReviewStatus::kReviewed) row.set_reviewed(row.reviewed() + 1);
    if (status == ReviewStatus::kChangedSinceReview) {
      row.set_changed_since_review(row.changed_since_review() + 1);
    }
  }
  const auto open =
      std::count_if(dossier.queries.begin(), dossier.queries.end(),
                    [](const domain::Query& query) { return !query.answer.has_value(); });
  row.set_open_queries(static_cast<std::uint32_t>(open));
  if (dossier.times.has_value()) {
    row.set_timeliness(
        std::string(domain::Name(domain::Judge(*dossier.times, frame.cycle.deadlines.submit))));
    row.set_received_at(dossier.times->received_at);
  }
  if (scored != nullptr) {
    row.set_self_score_e4(scored->submission.self_score_e4());
    row.set_reviewed_score_e4(scored->reviewed.total.e4());
  }
  return row;
}

absl::StatusOr<dossier::v1::ListQueueResponse> ReviewDesk::ListQueue(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::ListQueueRequest& request, std::int64_t time) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(HeldDossiers::ActorOnCycle(frame, caller, Permission::kViewDossier).status());
  ASSIGN_OR_RETURN(const domain::DossierActor actor, HeldDossiers::Looking(state, caller));
  dossier::v1::ListQueueResponse response;
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    ASSIGN_OR_RETURN(const SampleOfUnit sample, LoadSample(state, request.cycle(), unit.value()));
    domain::HideFirstMarks(sample.leaves, caller.account, held.dossier);
    // None on a new machine, either, that knows of it from its notice and has yet to get it back
    // from the unit.
    ASSIGN_OR_RETURN(const auto scored, dossiers_.Score(state, frame, held, false));
    dossier::v1::QueueRow& row = *response.add_rows();
    row = RowOf(frame, unit, held, scored.has_value() ? &*scored : nullptr);
    row.set_next(NextFor(frame, actor, caller, held.dossier, time));
    if (!scored.has_value()) continue;
    ASSIGN_OR_RETURN(const services::DocumentCounts counts,
                     services::CountDocuments(state, *frame.set.set, DocumentsNamed(*scored)));
    row.set_doubtful_documents(counts.doubtful);
    row.set_unchecked_documents(counts.unchecked);
  }
  return response;
}

absl::StatusOr<dossier::v1::ListProgressResponse> ReviewDesk::ListProgress(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::ListProgressRequest& request) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnUnit(frame, caller, Permission::kRunCycle, frame.cycle.owner.value())
          .status());
  dossier::v1::ListProgressResponse response;
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    const dossier::v1::QueueRow queued = RowOf(frame, unit, held, nullptr);
    dossier::v1::ProgressRow& row = *response.add_rows();
    row.set_unit(queued.unit());
    row.set_unit_name(queued.unit_name());
    row.set_state(queued.state());
    row.set_timeliness(queued.timeliness());
    row.set_received_at(queued.received_at());
    row.set_handed_in(domain::HandedIn(held.dossier.state));
  }
  return response;
}

absl::StatusOr<dossier::v1::OpenDossierResponse> ReviewDesk::OpenDossier(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::OpenDossierRequest& request, std::int64_t time) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnUnit(frame, caller, Permission::kViewDossier, request.unit()).status());
  ASSIGN_OR_RETURN(auto held, dossiers_.Find(state, request.cycle(), request.unit()));
  if (!held.has_value()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "dossier_not_held",
                           {{"unit", request.unit()}, {"cycle", request.cycle()}});
  }
  ASSIGN_OR_RETURN(const SampleOfUnit sample, LoadSample(state, request.cycle(), request.unit()));
  domain::HideFirstMarks(sample.leaves, caller.account, held->dossier);
  dossier::v1::OpenDossierResponse response;
  *response.mutable_dossier() = codec::Encode(held->dossier);
  response.set_minutes(domain::IsSettled(held->dossier.state));
  ASSIGN_OR_RETURN(const domain::DossierActor actor, HeldDossiers::Looking(state, caller));
  const domain::Language language = services::LanguageOf(request.language());
  for (const domain::Way& way : domain::WaysOn(held->dossier, actor, caller.roles,
                                               ContextOf(frame, actor, held->dossier.unit, time))) {
    *response.add_ways() = codec::Encode(way, language);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> typed_in,
                   TypedInBy(state, frame, caller, actor, *held));
  if (!typed_in.empty()) {
    assessment::v1::Way& way = *response.add_ways();
    way.set_kind("enter_points");
    way.mutable_on()->Assign(typed_in.begin(), typed_in.end());
  }
  ASSIGN_OR_RETURN(const auto sessions, ClosedSessionsOn(state, request.cycle(), request.unit()));
  response.mutable_sessions()->Add(sessions.begin(), sessions.end());
  *response.mutable_entered() = held->row.entered();
  ASSIGN_OR_RETURN(const auto people,
                   services::PeopleIn(state, services::PeopleSide::kAbove, response.dossier(),
                                      response.entered(), held->row.people()));
  response.mutable_people()->Add(people.begin(), people.end());
  ASSIGN_OR_RETURN(const auto scored, dossiers_.Score(state, frame, *std::move(held), true));
  if (!scored.has_value()) return response;
  const domain::CriteriaSet& set = *frame.set.set;
  *response.mutable_self_sheet() = codec::Encode(set, scored->answers, scored->self, language);
  *response.mutable_reviewed_sheet() =
      codec::Encode(set, scored->answers, scored->reviewed, language);
  codec::ShowReviews(scored->held.dossier, frame.leaves, *response.mutable_self_sheet());
  codec::ShowReviews(scored->held.dossier, frame.leaves, *response.mutable_reviewed_sheet());
  *response.mutable_answers() = scored->submission.answers();
  std::vector<assessment::v1::Finding> findings =
      services::FindingsOf(set, scored->answers, scored->self, *frame.tree, language);
  RETURN_IF_ERROR(AddEvidenceFindings(state, frame, *scored, language, findings));
  RETURN_IF_ERROR(AddKnown(state, frame, *scored, language, findings, response));
  response.mutable_findings()->Add(findings.begin(), findings.end());
  RETURN_IF_ERROR(AddEarlier(state, frame, *scored, response));
  return response;
}

absl::Status ReviewDesk::AddKnown(const storage::Reader& state, const CycleFrame& frame,
                                  const Scored& scored, domain::Language language,
                                  std::vector<assessment::v1::Finding>& findings,
                                  dossier::v1::OpenDossierResponse& response) const {
  const domain::UnitId& unit = scored.held.dossier.unit;
  services::LastYear before;
  services::LoadedSet set;
  std::optional<domain::Answers> answers;
  ASSIGN_OR_RETURN(const auto cycles, services::CyclesOfYearBefore(state, frame.cycle, unit));
  for (const std::string& cycle : cycles) {
    if (answers.has_value()) break;
    ASSIGN_OR_RETURN(const auto held, dossiers_.Find(state, cycle, unit.value()));
    if (!held.has_value() || !HasSubmission(*held)) continue;
    const auto submission = dossiers_.SubmissionOf(state, *held);
    auto loaded = dossiers_.SetOf(state, cycle);
    if (!submission.ok() || !loaded.ok()) continue;  // Lost, or of a set that is gone from here.
    set = *std::move(loaded);
    if (auto read = codec::Decode(submission->answers(), *set.set); read.ok()) {
      answers = *std::move(read);
    }
  }
  if (answers.has_value()) {
    before = {.year = frame.cycle.year - 1, .set = set.set.get(), .answers = &*answers};
  }
  const services::DeclaredFigures declared{frame.cycle, *frame.set.set, scored.answers,
                                           scored.self};
  ASSIGN_OR_RETURN(const auto known,
                   known_.Of(state, services::DocumentSide::kHeld, declared, before, language));
  response.mutable_known()->Add(known.begin(), known.end());
  services::AddReportedFindings(declared, known, language, findings);
  return absl::OkStatus();
}

absl::Status ReviewDesk::AddEarlier(const storage::Reader& state, const CycleFrame& frame,
                                    const Scored& scored,
                                    dossier::v1::OpenDossierResponse& response) const {
  ASSIGN_OR_RETURN(const auto earlier, dossiers_.EarlierOf(state, frame, scored.held));
  if (!earlier.has_value()) return absl::OkStatus();
  *response.mutable_earlier() =
      services::EarlierBeside(*frame.set.set, {earlier->submission, earlier->answers},
                              {scored.submission, scored.answers}, *frame.tree);
  return absl::OkStatus();
}

}  // namespace par::district
