// Sessions of the council (phiên họp hội đồng thẩm định): which leaves of a dossier are contested,
// which marks may be voted on, and what a vote decides. The members' votes are recorded with their
// names; whoever works or worked in the unit concerned has none.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/dossier.h"
#include "common/domain/second_mark.h"

namespace par::domain {

inline constexpr std::size_t kMostSessionItems = 200;
inline constexpr std::size_t kMostSessionMembers = 50;
inline constexpr std::size_t kMostProposals = 10;            // On one item.
inline constexpr std::size_t kLongestProposalReason = 1000;  // Bytes; of a member's own.

// Why a leaf is on the list. Sent by name; the first that holds.
enum class Contest : std::uint8_t {
  kAppeal,        // The unit has appealed and nobody has decided.
  kDisagreement,  // Reviewers differ.
  kSecondMark,    // The second mark is too far from the first.
  kQuery,         // The unit was asked to explain.
};
[[nodiscard]] std::string_view Name(Contest contest);            // "second_mark"
[[nodiscard]] std::string_view VietnameseName(Contest contest);  // "chấm lần hai chênh lệch"
[[nodiscard]] std::optional<Contest> ParseContest(std::string_view name);

struct Proposal {
  Mark mark;
  std::string_view origin;  // "self", "review", "second_mark", "appeal", "standing"
  AccountId account;        // Whose it is; empty: the unit's.
};

struct ContestedLeaf {
  std::string criterion;
  Contest contest = Contest::kQuery;
  Sha256 content;                   // Of the present claim.
  std::vector<Proposal> proposals;  // Each mark once, the unit's own first.
};

// Of a dossier in review, or one that takes appeals; none in other states, and none that a session
// has decided. In the order of `leaves`.
[[nodiscard]] std::vector<ContestedLeaf> ContestedLeaves(const Dossier& dossier,
                                                         const std::vector<ReviewedLeaf>& leaves,
                                                         const std::vector<SecondLeaf>& sampled,
                                                         Points apart_from);

struct Vote {
  AccountId account;
  std::optional<std::size_t> choice;  // Nothing: abstained.
};

struct VotingRule {
  int quorum = 1;  // Members who must have voted, abstaining included.
  bool casting_vote = false;
  AccountId chair;
};

struct Tally {
  std::optional<std::size_t> choice;  // What has more votes than any other.
  int in_favour = 0;
  int against = 0;  // For other proposals.
  int abstained = 0;
  bool casting = false;  // Votes were equal and the chair's decided.
  // Why nothing was decided: session_no_quorum, session_nobody_for_any, session_votes_equal.
  std::string_view undecided;
};

// `votes`: one of each member at most, all within `proposals`.
[[nodiscard]] Tally Count(const std::vector<Vote>& votes, std::size_t proposals,
                          const VotingRule& rule);

}  // namespace par::domain
