// What a dossier holds about its leaves (tiêu chí thành phần that the unit scores itself): the
// unit's claims, the reviewers' opinions, their queries and the answers, the unit's appeals and the
// council's corrections. All are kept for good: an opinion is never overwritten, and the decision
// names those it used.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"
#include "common/domain/cycle.h"
#include "common/domain/ids.h"
#include "common/domain/points.h"

namespace par::domain {

// What stands in the points column. Zero points are kScored: "not scored" is something else, and so
// is "nothing arose". Stored and sent: never renumber or reuse a value.
enum class MarkState : std::uint8_t {
  kNotScored = 0,
  kScored = 1,
  kNotApplicable = 2,  // không phát sinh nhiệm vụ
  kWaived = 3,         // systemic, with its legal basis
};
[[nodiscard]] std::string_view Name(MarkState state);  // "not_applicable"

struct Mark {
  MarkState state = MarkState::kNotScored;
  Points points;  // Zero unless scored, or waived with its full points.
  [[nodiscard]] static Mark Scored(Points points) { return {MarkState::kScored, points}; }
  friend bool operator==(const Mark&, const Mark&) = default;
};

// A leaf that is reviewed, as the criteria set has it.
struct ReviewedLeaf {
  std::string criterion;
  std::string area;
  Points maximum;
  std::vector<Points> steps =
      {};  // Of a judged leaf that lists them, ascending; empty: any points.
  friend bool operator==(const ReviewedLeaf&, const ReviewedLeaf&) = default;
};

// The unit's claim on one leaf. `content` is a hash over everything the unit declared for it
// (figures, choices, explanation, evidence): a claim changed if and only if it changed.
struct LeafClaim {
  std::string criterion;
  Mark self;
  Sha256 content;
  friend bool operator==(const LeafClaim&, const LeafClaim&) = default;
};

// Stored and sent: never renumber or reuse a value.
enum class Opinion : std::uint8_t {
  kAgree = 0,
  kAdjust = 1,  // Other points, with the reason.
  kRefuse = 2,  // The claim does not count: zero points of the full maximum, with the reason.
};
[[nodiscard]] std::string_view Name(Opinion opinion);  // "adjust"

struct Review {
  std::uint64_t id = 0;  // The dossier's version it made; unique with the criterion.
  std::string criterion;
  Opinion opinion = Opinion::kAgree;
  Mark mark;  // What the leaf gets by this opinion.
  std::string reason;
  AccountId account;
  bool council = false;  // Given by the council, whose opinion goes before the reviewers'.
  bool bulk = false;     // One of many agreed to at once.
  int round = 1;
  Sha256 content;       // Of the claim that was reviewed.
  std::int64_t at = 0;  // When it was decided, as every `at` here: UTC microseconds.
  // The council's session that decided it (common/domain/review_session.h), whose opinion goes
  // before every other; empty: a person did.
  std::string session;
  friend bool operator==(const Review&, const Review&) = default;
};

struct Query {
  std::uint64_t id = 0;  // The dossier's version it made.
  std::string criterion;
  std::string text;
  AccountId account;
  int round = 1;
  std::optional<std::string> answer;
  AccountId answered_by;
  std::int64_t at = 0;
  std::int64_t answered_at = 0;
  friend bool operator==(const Query&, const Query&) = default;
};

struct AppealOutcome {
  bool upheld = false;
  Mark mark;  // What the leaf gets; of an appeal that was upheld.
  std::string reason;
  AccountId account;
  Mark before;  // What the leaf had.
  std::int64_t at = 0;
  std::string session;  // As of a review.
  friend bool operator==(const AppealOutcome&, const AppealOutcome&) = default;
};

// A unit's objection to the provisional result of one leaf (kiến nghị).
struct Appeal {
  std::uint64_t id = 0;  // The dossier's version it made.
  std::string criterion;
  std::string text;
  AccountId account;
  Mark wanted;            // What the unit asks for: its own mark unless it says otherwise.
  SubmissionTimes times;  // When it was received and, by the unit's clock, made.
  std::optional<AppealOutcome> outcome;
  friend bool operator==(const Appeal&, const Appeal&) = default;
};

enum class AppealResult : std::uint8_t { kUpheld, kUpheldInPart, kRejected };
[[nodiscard]] std::string_view Name(AppealResult result);  // "upheld_in_part"
// Upheld in full where the leaf got at least the points asked for, or the very mark. Nothing while
// it is undecided.
[[nodiscard]] std::optional<AppealResult> ResultOf(const Appeal& appeal);

// A change of a published leaf, also of one whose points are given from outside, to be published by
// a decision that supersedes the former.
struct Correction {
  std::uint64_t id = 0;  // The dossier's version it made.
  std::string criterion;
  Mark mark;
  std::string reason;
  AccountId account;
  std::int64_t at = 0;
  friend bool operator==(const Correction&, const Correction&) = default;
};

}  // namespace par::domain
