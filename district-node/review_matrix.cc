// The review desk's matrix: every criterion of every unit of a cycle.
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/score_codec.h"
#include "common/domain/dossier_results.h"
#include "district-node/review_desk.h"

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

void AddMarks(const domain::CriteriaSet& set, const Scored& scored, dossier::v1::MarkRow& row) {
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    row.add_states(codec::EncodeState(scored.reviewed.leaves[leaf].state));
    row.add_self_e4(scored.self.leaves[leaf].points.e4());
    row.add_reviewed_e4(scored.reviewed.leaves[leaf].points.e4());
    row.add_standings(StandingAt(scored.held.dossier, set.NodeOf(leaf)));
  }
  row.set_self_total_e4(scored.self.total.e4());
  row.set_reviewed_total_e4(scored.reviewed.total.e4());
}

}  // namespace

absl::StatusOr<dossier::v1::ListMarksResponse> ReviewDesk::ListMarks(
    const storage::Reader& state, const identity::Caller& caller,
    const dossier::v1::ListMarksRequest& request) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnCycle(frame, caller, domain::Permission::kViewDossier).status());
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
    dossier::v1::MarkRow& row = *response.add_rows();
    row.set_unit(unit.value());
    const domain::Unit* known = frame.tree->Find(unit);
    row.set_unit_name(known == nullptr ? unit.value() : known->name);
    row.set_state(std::string(domain::Name(held.dossier.state)));
    // A new machine knows of it from its notice, and has yet to get it back from the unit.
    if (HasSubmission(held) && held.row.submission_seq() == 0) continue;
    ASSIGN_OR_RETURN(const auto scored, dossiers_.Score(state, frame, std::move(held), false));
    if (scored.has_value()) AddMarks(set, *scored, row);
  }
  return response;
}

}  // namespace par::district
