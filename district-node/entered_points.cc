#include "district-node/entered_points.h"

#include <algorithm>
#include <string>

#include "common/base/status_macros.h"
#include "common/domain/dossier.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::district {
namespace {

absl::Status GivenElsewhere(std::string_view reason, std::string_view criterion,
                            const std::string& survey) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, reason,
                         {{"criterion", std::string(criterion)}, {"survey", survey}});
}

template <typename Names>
bool HasName(const Names& names, std::string_view one) {
  return std::find(names.begin(), names.end(), one) != names.end();
}

}  // namespace

std::string SurveyKey(std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kSurvey).Text(id).Take();
}

std::string CouncilKey(std::string_view cycle) {
  return storage::KeyWriter(storage::Prefix::kCouncil).Text(cycle).Take();
}

bool Feeds(const record::v1::SurveyRow& row, const domain::Cycle& cycle) {
  return row.issuer() == cycle.owner.value() && row.set() == cycle.criteria_set &&
         row.year() == cycle.year &&
         (row.set_version() == 0 ||
          row.set_version() == static_cast<std::uint32_t>(cycle.criteria_version));
}

absl::Status RequireTypedIn(const storage::Reader& state, const CycleFrame& frame,
                            std::string_view criterion) {
  ASSIGN_OR_RETURN(const auto council, services::ReadRow<record::v1::CouncilRow>(
                                           state, CouncilKey(frame.cycle.id.value())));
  if (council.has_value() && HasName(council->criteria(), criterion)) {
    return GivenElsewhere("entered_points_by_council", criterion, "");
  }
  return services::ForEachRow<record::v1::SurveyRow>(
      state, storage::KeyWriter(storage::Prefix::kSurvey).Take(),
      [&](std::string_view key, const record::v1::SurveyRow& row) {
        if (!Feeds(row, frame.cycle) || !HasName(row.criteria(), criterion)) {
          return absl::OkStatus();
        }
        storage::KeyReader reader(key);
        (void)reader.TakePrefix(storage::Prefix::kSurvey);
        return GivenElsewhere("entered_points_by_survey", criterion,
                              reader.TakeText().value_or(""));
      });
}

domain::Permission PermissionToEnter(domain::Source source) {
  return source == domain::Source::kLeadership ? domain::Permission::kEnterLeadershipScore
                                               : domain::Permission::kEnterSurvey;
}

absl::StatusOr<std::vector<std::string>> TypedInBy(const storage::Reader& state,
                                                   const CycleFrame& frame,
                                                   const identity::Caller& caller,
                                                   const domain::DossierActor& actor,
                                                   const Held& held) {
  std::vector<std::string> typed_in;
  const domain::UnitId& unit = held.dossier.unit;
  if (!RequireOpenForPoints(held).ok() || !domain::CheckNotOwnUnit(actor, unit).ok()) {
    return typed_in;
  }
  const domain::CriteriaSet& set = *frame.set.set;
  for (const domain::Leaf& leaf : set.leaves) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source == domain::Source::kSelfAssessed) continue;
    const domain::Permission permission = PermissionToEnter(node.source);
    if (!HeldDossiers::ActorOnUnit(frame, caller, permission, unit.value()).ok()) continue;
    const absl::Status by_hand = RequireTypedIn(state, frame, node.id);
    if (by_hand.ok()) {
      typed_in.push_back(node.id);
    } else if (by_hand.code() != absl::StatusCode::kFailedPrecondition) {
      return by_hand;
    }
  }
  return typed_in;
}

absl::Status RequireOpenForPoints(const Held& held) {
  const domain::DossierState state = held.dossier.state;
  if (state < domain::DossierState::kFinal || state == domain::DossierState::kNotSubmitted) {
    return absl::OkStatus();
  }
  return domain::Refusal(
      absl::StatusCode::kFailedPrecondition, "entered_points_final",
      {{"unit", held.dossier.unit.value()}, {"state", std::string(domain::Name(state))}});
}

absl::Status CheckRoomForPoints(const Held& held) {
  constexpr std::size_t kTagAndLength = 4;
  std::size_t size = 0;
  for (const dossier::v1::EnteredPoints& points : held.row.entered()) {
    size += kTagAndLength + points.ByteSizeLong();
  }
  if (size <= kMostEnteredBytes) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "entered_points_too_long",
                         {{"unit", held.dossier.unit.value()},
                          {"size", std::to_string(size)},
                          {"maximum", std::to_string(kMostEnteredBytes)}});
}

bool PutEntered(const dossier::v1::EnteredPoints& points, Held& held) {
  for (dossier::v1::EnteredPoints& known : *held.row.mutable_entered()) {
    if (known.criterion() != points.criterion()) continue;
    const bool same = known.points_e4() == points.points_e4() &&
                      known.source() == points.source() && known.working() == points.working() &&
                      known.origin() == points.origin();
    if (!same) known = points;
    return !same;
  }
  *held.row.add_entered() = points;
  return true;
}

bool EraseEntered(std::string_view criterion, std::string_view origin, Held& held) {
  auto& entered = *held.row.mutable_entered();
  const auto found =
      std::find_if(entered.begin(), entered.end(), [&](const dossier::v1::EnteredPoints& points) {
        return points.criterion() == criterion && points.origin() == origin;
      });
  if (found == entered.end()) return false;
  entered.erase(found);
  return true;
}

}  // namespace par::district
