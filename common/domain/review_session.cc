#include "common/domain/review_session.h"

#include <algorithm>
#include <array>
#include <map>

#include "common/base/check.h"
#include "common/domain/dossier_results.h"

namespace par::domain {
namespace {

struct ContestName {
  std::string_view name;
  std::string_view vietnamese;
};
constexpr std::array<ContestName, 4> kContests = {{
    {"appeal", "đơn vị kiến nghị"},
    {"disagreement", "ý kiến thẩm định khác nhau"},
    {"second_mark", "chấm lần hai chênh lệch"},
    {"query", "đã yêu cầu giải trình"},
}};

void Propose(ContestedLeaf& leaf, Proposal proposal) {
  const bool known =
      std::any_of(leaf.proposals.begin(), leaf.proposals.end(),
                  [&](const Proposal& other) { return other.mark == proposal.mark; });
  if (!known && leaf.proposals.size() < kMostProposals) {
    leaf.proposals.push_back(std::move(proposal));
  }
}

const SecondLeaf* FindSampled(const std::vector<SecondLeaf>& sampled, std::string_view criterion) {
  for (const SecondLeaf& leaf : sampled) {
    if (leaf.criterion == criterion) return &leaf;
  }
  return nullptr;
}

const Appeal* UndecidedAppeal(const Dossier& dossier, std::string_view criterion) {
  for (const Appeal& appeal : dossier.appeals) {
    if (appeal.criterion == criterion && !appeal.outcome.has_value()) return &appeal;
  }
  return nullptr;
}

std::optional<Contest> ContestInReview(const Dossier& dossier, std::string_view criterion,
                                       const SecondLeaf* sampled, Points apart_from) {
  if (DecidedInSession(dossier, criterion) != nullptr) return std::nullopt;
  if (StandingOf(dossier, criterion).status == ReviewStatus::kDisagreement) {
    return Contest::kDisagreement;
  }
  if (sampled != nullptr && StandingOf(dossier, *sampled, apart_from) == SecondStanding::kApart) {
    return Contest::kSecondMark;
  }
  const bool asked = std::any_of(dossier.queries.begin(), dossier.queries.end(),
                                 [&](const Query& query) { return query.criterion == criterion; });
  return asked ? std::optional(Contest::kQuery) : std::nullopt;
}

void ProposeReviews(const Dossier& dossier, ContestedLeaf& leaf) {
  for (const Review& review : dossier.reviews) {
    if (review.criterion != leaf.criterion || review.content != leaf.content) continue;
    Propose(leaf, {review.mark, "review", review.account});
  }
}

ContestedLeaf Listed(const Dossier& dossier, std::string_view criterion, Contest contest) {
  ContestedLeaf leaf;
  leaf.criterion = std::string(criterion);
  leaf.contest = contest;
  if (const LeafClaim* claim = FindClaim(dossier, criterion)) {
    leaf.content = claim->content;
    Propose(leaf, {claim->self, "self", {}});
  }
  return leaf;
}

}  // namespace

std::string_view Name(Contest contest) {
  return kContests.at(static_cast<std::size_t>(contest)).name;
}
std::string_view VietnameseName(Contest contest) {
  return kContests.at(static_cast<std::size_t>(contest)).vietnamese;
}
std::optional<Contest> ParseContest(std::string_view name) {
  for (std::size_t i = 0; i < kContests.size(); ++i) {
    if (kContests.at(i).name == name) return static_cast<Contest>(i);
  }
  return std::nullopt;
}

std::vector<ContestedLeaf> ContestedLeaves(const Dossier& dossier,
                                           const std::vector<ReviewedLeaf>& leaves,
                                           const std::vector<SecondLeaf>& sampled,
                                           Points apart_from) {
  std::vector<ContestedLeaf> contested;
  for (const ReviewedLeaf& known : leaves) {
    if (dossier.state == DossierState::kAppeal) {
      const Appeal* appeal = UndecidedAppeal(dossier, known.criterion);
      if (appeal == nullptr) continue;
      ContestedLeaf leaf = Listed(dossier, known.criterion, Contest::kAppeal);
      Propose(leaf, {StandingOf(dossier, known.criterion).mark, "standing", {}});
      Propose(leaf, {appeal->wanted, "appeal", appeal->account});
      contested.push_back(std::move(leaf));
    }
    if (dossier.state != DossierState::kInReview) continue;
    const SecondLeaf* again = FindSampled(sampled, known.criterion);
    const auto contest = ContestInReview(dossier, known.criterion, again, apart_from);
    if (!contest.has_value()) continue;
    ContestedLeaf leaf = Listed(dossier, known.criterion, *contest);
    ProposeReviews(dossier, leaf);
    if (again != nullptr && again->given.has_value() && again->given->content == leaf.content) {
      Propose(leaf, {again->given->mark, "second_mark", again->account});
    }
    contested.push_back(std::move(leaf));
  }
  return contested;
}

Tally Count(const std::vector<Vote>& votes, std::size_t proposals, const VotingRule& rule) {
  Tally tally;
  std::vector<int> counts(proposals);
  const Vote* chairs = nullptr;
  int cast = 0;
  for (const Vote& vote : votes) {
    if (vote.account == rule.chair) chairs = &vote;
    if (!vote.choice.has_value()) {
      ++tally.abstained;
      continue;
    }
    PAR_CHECK(*vote.choice < proposals);
    ++counts[*vote.choice];
    ++cast;
  }
  if (static_cast<int>(votes.size()) < rule.quorum) {
    tally.undecided = "session_no_quorum";
    return tally;
  }
  if (cast == 0) {
    tally.undecided = "session_nobody_for_any";
    return tally;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  std::size_t winner = static_cast<std::size_t>(most - counts.begin());
  if (std::count(counts.begin(), counts.end(), *most) > 1) {
    const bool chair_decides = rule.casting_vote && chairs != nullptr &&
                               chairs->choice.has_value() && counts[*chairs->choice] == *most;
    if (!chair_decides) {
      tally.undecided = "session_votes_equal";
      return tally;
    }
    winner = *chairs->choice;
    tally.casting = true;
  }
  tally.choice = winner;
  tally.in_favour = counts[winner];
  tally.against = cast - tally.in_favour;
  return tally;
}

}  // namespace par::domain
