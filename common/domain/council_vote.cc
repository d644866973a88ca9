#include "common/domain/council_vote.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

auto KeyOfVote(const CouncilVote& vote) {
  return std::tie(vote.account, vote.unit, vote.criterion);
}

absl::Status Forbidden(std::string_view reason, std::vector<Parameter> parameters) {
  return Refusal(absl::StatusCode::kPermissionDenied, reason, std::move(parameters));
}
absl::Status NotNow(std::string_view reason, std::vector<Parameter> parameters) {
  return Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters));
}

absl::Status MayCast(const CouncilSession& session, const AccountId& member, std::int64_t now) {
  const std::string& cycle = session.council.cycle.value();
  if (session.closed) return NotNow("council_closed", {{"cycle", cycle}});
  if (session.council.Find(member) == nullptr) {
    return Forbidden("council_not_a_member", {{"account", member.value()}, {"cycle", cycle}});
  }
  if (now >= session.deadline.EndInVietnam()) {
    return NotNow("council_vote_late", {{"deadline", session.deadline.Iso()}});
  }
  return absl::OkStatus();
}

absl::Status CheckVote(const CriteriaSet& set, const Cycle& cycle, const CouncilMember& member,
                       const UnitId& home, const CouncilSession& session, const CouncilVote& vote) {
  if (!TakesPart(cycle, vote.unit)) {
    return NotNow("unit_not_in_cycle", {{"unit", vote.unit.value()}, {"cycle", cycle.id.value()}});
  }
  if (vote.unit == home || vote.unit == member.unit) {
    return Forbidden("council_own_unit",
                     {{"account", member.account.value()}, {"unit", vote.unit.value()}});
  }
  const std::vector<std::string>& criteria = session.council.criteria;
  if (!std::binary_search(criteria.begin(), criteria.end(), vote.criterion)) {
    return Invalid("criterion_unknown",
                   {{"criterion", vote.criterion}, {"set", SetReference(cycle)}});
  }
  if (!vote.points.has_value()) return absl::OkStatus();
  const Points maximum = set.NodeOf(set.FindLeaf(vote.criterion)).maximum;
  if (*vote.points >= Points() && *vote.points <= maximum) return absl::OkStatus();
  return Invalid("council_points_range", {{"unit", vote.unit.value()},
                                          {"criterion", vote.criterion},
                                          {"value", vote.points->FormatShort(NumberStyle::kPlain)},
                                          {"maximum", maximum.FormatShort(NumberStyle::kPlain)}});
}

// What a unit's criterion was given.
struct Ballot {
  std::size_t cast = 0;
  std::vector<Points> points;  // Rising.
};

Ballot BallotOf(const CouncilSession& session, const UnitId& unit, const std::string& criterion) {
  Ballot ballot;
  for (const CouncilVote& vote : session.votes) {
    if (vote.unit != unit || vote.criterion != criterion) continue;
    ++ballot.cast;
    if (vote.points.has_value()) ballot.points.push_back(*vote.points);
  }
  std::sort(ballot.points.begin(), ballot.points.end());
  return ballot;
}

Rational MeanOf(const std::vector<Points>& points, std::size_t left_out) {
  Points sum;
  for (std::size_t i = left_out; i < points.size() - left_out; ++i) sum += points[i];
  return sum.ToRational() /
         Rational::FromInt(static_cast<std::int64_t>(points.size() - 2 * left_out));
}

Rational MedianOf(const std::vector<Points>& points) {
  const std::size_t half = points.size() / 2;
  return MeanOf(points, points.size() % 2 == 1 ? half : half - 1);
}

std::string WorkingOf(const LeadershipCouncil& council, const Ballot& ballot, Points points) {
  const std::size_t abstained = ballot.cast - ballot.points.size();
  std::string text = std::to_string(ballot.cast) + " phiếu";
  if (abstained > 0) text += ", " + std::to_string(abstained) + " phiếu trắng";
  switch (council.method) {
    case CouncilMethod::kMean:
      text += "; trung bình ";
      break;
    case CouncilMethod::kTrimmedMean: {
      const std::string trim = std::to_string(council.trim);
      text += "; trung bình sau khi bỏ " + trim + " phiếu cao nhất, " + trim + " phiếu thấp nhất ";
      break;
    }
    case CouncilMethod::kMedian:
      text += "; trung vị ";
      break;
  }
  return text + points.FormatShort(NumberStyle::kVietnamese);
}

// Of those who may score the unit. Who has no unit in the council's list may be of it by his
// account alone; he is counted as one who may.
std::size_t Entitled(const LeadershipCouncil& council, const UnitId& unit) {
  return static_cast<std::size_t>(
      std::count_if(council.members.begin(), council.members.end(),
                    [&](const CouncilMember& member) { return member.unit != unit; }));
}

absl::StatusOr<CouncilScore> ScoreOne(const CriteriaSet& set, const CouncilSession& session,
                                      const UnitId& unit, const std::string& criterion) {
  const LeadershipCouncil& council = session.council;
  const Ballot ballot = BallotOf(session, unit, criterion);
  const std::size_t entitled = Entitled(council, unit);
  const auto of = static_cast<std::size_t>(council.quorum_of);
  const auto in = static_cast<std::size_t>(council.quorum_in);
  const std::size_t needed = (entitled * of + in - 1) / in;
  if (ballot.cast < needed) {
    return NotNow("council_no_quorum", {{"unit", unit.value()},
                                        {"criterion", criterion},
                                        {"cast", std::to_string(ballot.cast)},
                                        {"needed", std::to_string(needed)}});
  }
  const auto trim = static_cast<std::size_t>(council.trim);
  if (ballot.points.size() < 2 * trim + 1) {
    return NotNow("council_too_few_scores", {{"unit", unit.value()},
                                             {"criterion", criterion},
                                             {"count", std::to_string(ballot.points.size())},
                                             {"needed", std::to_string(2 * trim + 1)}});
  }
  const Rational exact = council.method == CouncilMethod::kMedian ? MedianOf(ballot.points)
                                                                  : MeanOf(ballot.points, trim);
  CouncilScore score{.unit = unit,
                     .criterion = criterion,
                     .points = *Points::FromRational(exact, set.leaf_places),
                     .working = {}};
  score.working = WorkingOf(council, ballot, score.points);
  return score;
}

bool AllHaveVoted(const Cycle& cycle, const CouncilSession& session) {
  for (const CouncilMember& member : session.council.members) {
    const auto cast = static_cast<std::size_t>(
        std::count_if(session.votes.begin(), session.votes.end(),
                      [&](const CouncilVote& vote) { return vote.account == member.account; }));
    if (cast < VotesExpected(session, cycle, member.account)) return false;
  }
  return true;
}

}  // namespace

std::size_t VotesExpected(const CouncilSession& session, const Cycle& cycle,
                          const AccountId& member) {
  const CouncilMember* found = session.council.Find(member);
  if (found == nullptr) return 0;
  const auto units = static_cast<std::size_t>(
      std::count_if(cycle.units.begin(), cycle.units.end(),
                    [&](const UnitId& unit) { return unit != found->unit; }));
  return units * session.council.criteria.size();
}

absl::Status Cast(const CriteriaSet& set, const Cycle& cycle, const AccountId& member,
                  const UnitId& home, const std::vector<CouncilVote>& votes, std::int64_t now,
                  CouncilSession& session) {
  RETURN_IF_ERROR(MayCast(session, member, now));
  if (votes.empty()) return Invalid("council_votes_none", {});
  for (const CouncilVote& vote : votes) {
    RETURN_IF_ERROR(CheckVote(set, cycle, *session.council.Find(member), home, session, vote));
  }
  for (CouncilVote vote : votes) {
    vote.account = member;
    vote.cast_at = now;
    const auto at = std::lower_bound(
        session.votes.begin(), session.votes.end(), vote,
        [](const CouncilVote& a, const CouncilVote& b) { return KeyOfVote(a) < KeyOfVote(b); });
    if (at != session.votes.end() && KeyOfVote(*at) == KeyOfVote(vote)) {
      *at = std::move(vote);
    } else {
      session.votes.insert(at, std::move(vote));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CouncilScore>> ScoresOf(const CriteriaSet& set, const Cycle& cycle,
                                                   const CouncilSession& session,
                                                   std::int64_t now) {
  if (session.closed) return NotNow("council_closed", {{"cycle", cycle.id.value()}});
  if (now < session.deadline.EndInVietnam() && !AllHaveVoted(cycle, session)) {
    return NotNow("council_too_early", {{"deadline", session.deadline.Iso()}});
  }
  std::vector<CouncilScore> scores;
  for (const UnitId& unit : cycle.units) {
    for (const std::string& criterion : session.council.criteria) {
      ASSIGN_OR_RETURN(CouncilScore score, ScoreOne(set, session, unit, criterion));
      scores.push_back(std::move(score));
    }
  }
  return scores;
}

absl::Status Reopen(const std::string& reason, Date deadline, std::int64_t now,
                    CouncilSession& session) {
  if (!session.closed && now < session.deadline.EndInVietnam()) {
    return NotNow("council_still_open", {{"deadline", session.deadline.Iso()}});
  }
  RETURN_IF_ERROR(CheckText("lý do", reason));
  if (now >= deadline.EndInVietnam()) {
    return Invalid("council_deadline_past", {{"deadline", deadline.Iso()}});
  }
  session.closed = false;
  session.deadline = deadline;
  return absl::OkStatus();
}

}  // namespace par::domain
