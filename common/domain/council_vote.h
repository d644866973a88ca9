// Recorded votes (phiếu chấm) of a council on the leaders' score, and what they come to. A member
// gives each unit and leadership criterion points from 0 to its maximum, or abstains; nobody scores
// the unit he works in; until the deadline a later vote replaces his own. Closing makes the points:
// the mean, the mean without the highest and lowest, or the median, exactly, rounded half up once.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/leadership_council.h"
#include "common/domain/points.h"

namespace par::domain {

struct CouncilVote {
  AccountId account;
  UnitId unit;
  std::string criterion;
  std::optional<Points> points;  // Nothing: abstains.
  std::int64_t cast_at = 0;      // The node's time of the entry, UTC microseconds.
  friend bool operator==(const CouncilVote&, const CouncilVote&) = default;
};

// A council at work on one cycle. `council` was made fit for it.
struct CouncilSession {
  LeadershipCouncil council;
  bool closed = false;
  Date deadline;                   // The council's, or the one of the last reopening.
  std::vector<CouncilVote> votes;  // By account, unit and criterion, each once.
};

struct CouncilScore {
  UnitId unit;
  std::string criterion;
  Points points;
  std::string working;  // In Vietnamese, without names: "7 phiếu, 1 phiếu trắng; trung vị 2,75".
};

// How many votes the member may give: one for each criterion of each unit but his own.
[[nodiscard]] std::size_t VotesExpected(const CouncilSession& session, const Cycle& cycle,
                                        const AccountId& member);

// `votes` are the member's; `home` is the unit of his account. The first rule broken:
//   council_closed           FAILED_PRECONDITION  it has to be reopened first
//   council_not_a_member     PERMISSION_DENIED
//   council_vote_late        FAILED_PRECONDITION  after the deadline
//   council_votes_none       INVALID_ARGUMENT
//   unit_not_in_cycle        FAILED_PRECONDITION
//   council_own_unit         PERMISSION_DENIED
//   criterion_unknown        INVALID_ARGUMENT     not one that this council scores
//   council_points_range     INVALID_ARGUMENT     not from 0 to the criterion's maximum
// Nothing is taken unless all may be.
[[nodiscard]] absl::Status Cast(const CriteriaSet& set, const Cycle& cycle, const AccountId& member,
                                const UnitId& home, const std::vector<CouncilVote>& votes,
                                std::int64_t now, CouncilSession& session);

// The points of every unit and criterion. FAILED_PRECONDITION council_closed; council_too_early
// (the deadline is not past and a member has not voted on everything); council_no_quorum;
// council_too_few_scores (all abstained, or nothing is left when the ends are left out).
[[nodiscard]] absl::StatusOr<std::vector<CouncilScore>> ScoresOf(const CriteriaSet& set,
                                                                 const Cycle& cycle,
                                                                 const CouncilSession& session,
                                                                 std::int64_t now);

// Votes may be given again until `deadline`. FAILED_PRECONDITION council_still_open;
// INVALID_ARGUMENT council_deadline_past; the refusals of CheckText for the reason.
[[nodiscard]] absl::Status Reopen(const std::string& reason, Date deadline, std::int64_t now,
                                  CouncilSession& session);

}  // namespace par::domain
