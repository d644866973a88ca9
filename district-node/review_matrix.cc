// The review desk's matrix: every criterion of every unit of a cycle.
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/score_codec.h"
#include "common/domain/dossier_results.h"
#include "common/services/earlier_results.h"
#include "common/services/leaf_changes.h"
#include "district-node/review_desk.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::ReviewStatus;

bool IsAsked(const domain::Dossier& dossier, const std::string& criterion) {
  for (const domain::Query& query : dossier.queries) {
    if (query.criterion == criterion && !query.answer.has_value()) return true;
  }
  return false;
}

dossier::v1::ReviewStanding StandingAt(const domain::Dossier& dossier, const domain::Node& node) {
  if (node.source != domain::Source::kSelfAssessed) return dossier::v1::REVIEW_STANDING_NOT_HERE;
  if (IsAsked(dossier, node.id)) return dossier::v1::REVIEW_STANDING_ASKED;
  switch (domain::StandingOf(dossier, node.id).status) {
    case ReviewStatus::kUnreviewed:
      return dossier::v1::REVIEW_STANDING_UNSPECIFIED;
    case ReviewStatus::kChangedSinceReview:
      return dossier::v1::REVIEW_STANDING_CHANGED;
    case ReviewStatus::kDisagreement:
      return dossier::v1::REVIEW_STANDING_DISAGREED;
    case ReviewStatus::kReviewed:
      return dossier::v1::REVIEW_STANDING_REVIEWED;
  }
  return dossier::v1::REVIEW_STANDING_UNSPECIFIED;
}

// What a leaf leaves the unit of its maximum: the points of a penalty are those taken away, and a
// bonus lies outside, so that nobody loses one.
domain::Points KeptOf(const domain::Node& node, domain::Points points) {
  if (node.source == domain::Source::kBonus) return node.maximum;
  return node.source == domain::Source::kPenalty ? node.maximum - points : points;
}

void AddMarks(const domain::CriteriaSet& set, const Scored& scored, dossier::v1::MarkRow& row) {
  domain::Points lowered;  // Only what the unit claims itself: surveys and the like come on top.
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    const domain::LeafScore& reviewed = scored.reviewed.leaves[leaf];
    const domain::Points self = scored.self.leaves[leaf].points;
    if (node.source == domain::Source::kSelfAssessed) lowered += self - reviewed.points;
    row.add_states(codec::EncodeState(reviewed.state));
    row.add_self_e4(self.e4());
    row.add_reviewed_e4(reviewed.points.e4());
    row.add_standings(StandingAt(scored.held.dossier, node));
    row.add_losses(static_cast<dossier::v1::LossBand>(
        domain::LossOf(reviewed.state, KeptOf(node, reviewed.points), node.maximum)));
  }
  row.set_lowered(lowered > domain::Points());
  row.set_self_total_e4(scored.self.total.e4());
  row.set_reviewed_total_e4(scored.reviewed.total.e4());
}

constexpr std::int64_t kFarAboveE4 = 10 * 10'000;  // Percentage points.

void AddPast(const domain::ScoreSheet& self, const services::EarlierResult& past,
             dossier::v1::MarkRow& row) {
  row.set_past_percent_e4(past.percent.e4());
  row.set_past_year(static_cast<std::uint32_t>(past.year));
  row.set_past_document(past.document);
  row.set_past_imported(past.imported);
  row.set_far_above_past(self.percent_rounded.has_value() &&
                         *self.percent_rounded >=
                             past.percent + domain::Points::FromE4(kFarAboveE4));
}

}  // namespace

absl::StatusOr<dossier::v1::ListMarksResponse> ReviewDesk::ListMarks(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::ListMarksRequest& request, std::int64_t time) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnCycle(frame, caller, domain::Permission::kViewDossier).status());
  ASSIGN_OR_RETURN(const domain::DossierActor actor, HeldDossiers::Looking(state, caller));
  ASSIGN_OR_RETURN(const auto past, services::EarlierResultsOf(state, frame.cycle));
  const domain::CriteriaSet& set = *frame.set.set;
  dossier::v1::ListMarksResponse response;
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    dossier::v1::MarkColumn& column = *response.add_columns();
    column.set_criterion(node.id);
    column.set_title(node.title);
    column.set_source(std::string(Name(node.source)));
    column.set_maximum_e4(node.maximum.e4());
  }
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    ASSIGN_OR_RETURN(const SampleOfUnit sample, LoadSample(state, request.cycle(), unit.value()));
    domain::HideFirstMarks(sample.leaves, caller.account, held.dossier);
    dossier::v1::MarkRow& row = *response.add_rows();
    row.set_unit(unit.value());
    const domain::Unit* known = frame.tree->Find(unit);
    row.set_unit_name(known == nullptr ? unit.value() : known->name);
    row.set_state(std::string(domain::Name(held.dossier.state)));
    row.set_version(held.dossier.version);
    row.set_next(NextFor(frame, actor, caller, held.dossier, time));
    ASSIGN_OR_RETURN(const auto scored, dossiers_.Score(state, frame, std::move(held), false));
    if (!scored.has_value()) continue;
    AddMarks(set, *scored, row);
    ASSIGN_OR_RETURN(const auto earlier, dossiers_.EarlierOf(state, frame, scored->held));
    if (earlier.has_value()) {
      for (const bool changed :
           services::ChangedLeaves(set, {earlier->submission, earlier->answers},
                                   {scored->submission, scored->answers})) {
        row.add_changed(changed);
      }
    }
    const auto before = past.find(unit);
    if (before != past.end()) AddPast(scored->self, before->second, row);
  }
  return response;
}

}  // namespace par::district
