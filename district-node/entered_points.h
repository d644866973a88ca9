// The points of leaves that a unit does not score itself, in the dossiers held of it: typed in, by
// a survey's results, or by a council's votes. Where the last two give them, nobody types them in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "district-node/held_dossiers.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::district {

[[nodiscard]] std::string SurveyKey(std::string_view id);
[[nodiscard]] std::string CouncilKey(std::string_view cycle);

// Whether the survey gives points of this cycle: issued by who runs it, of its set and year.
[[nodiscard]] bool Feeds(const record::v1::SurveyRow& row, const domain::Cycle& cycle);

// FAILED_PRECONDITION entered_points_by_survey, entered_points_by_council.
[[nodiscard]] absl::Status RequireTypedIn(const storage::Reader& state, const CycleFrame& frame,
                                          std::string_view criterion);

// Whose work it is to give a leaf of this source its points.
[[nodiscard]] domain::Permission PermissionToEnter(domain::Source source);

// The criteria, in the set's order, whose points `caller` may type in for this dossier now: what
// screens offer. `actor`: the caller as HeldDossiers::Looking sees him.
[[nodiscard]] absl::StatusOr<std::vector<std::string>> TypedInBy(const storage::Reader& state,
                                                                 const CycleFrame& frame,
                                                                 const identity::Caller& caller,
                                                                 const domain::DossierActor& actor,
                                                                 const Held& held);

// FAILED_PRECONDITION entered_points_final.
[[nodiscard]] absl::Status RequireOpenForPoints(const Held& held);

// Of one unit, with their sources and workings: they travel with its dossier.
inline constexpr std::size_t kMostEnteredBytes = 64'000;
// FAILED_PRECONDITION entered_points_too_long.
[[nodiscard]] absl::Status CheckRoomForPoints(const Held& held);

// Puts the points in place of those of the same criterion. False if they stood there already.
bool PutEntered(const dossier::v1::EnteredPoints& points, Held& held);
// False if the origin has given this criterion nothing.
bool EraseEntered(std::string_view criterion, std::string_view origin, Held& held);

}  // namespace par::district
