// The dossier (hồ sơ) of one unit in one cycle, from its opening to its publication. It has one
// owner at a time: the unit fills it in until its leader has submitted and the superior accepted
// it; then the superior reviews, returns or settles it. Every change is an action decided by one
// pure function, Decide, at the unit's node and again at its superior's.
//
// The first rule broken names the refusal. Rules are tried in this order:
//    1 dossier_of_another_unit    INVALID_ARGUMENT     the action names another unit
//    2 dossier_of_another_cycle   INVALID_ARGUMENT     or another cycle
//    3 not_permitted              PERMISSION_DENIED    common/domain/access.h
//    4 own_unit_reviewed          PERMISSION_DENIED    nobody reviews a unit he works or worked in
//    5 cycle_closed               FAILED_PRECONDITION  the cycle's result is published
//    6 cycle_state_forbids        FAILED_PRECONDITION  not in this state of the cycle
//    7 stale_version              ABORTED              someone changed it since: read it again
//    8 dossier_state_forbids      FAILED_PRECONDITION  not in this state of the dossier
//    9 the rules of the action itself, in the order of the comments of ActionKind
//   10 dossier_full             FAILED_PRECONDITION  common/domain/dossier_size.h
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "common/domain/cycle.h"
#include "common/domain/ids.h"
#include "common/domain/review.h"

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class DossierState : std::uint8_t {
  kOpen = 0,
  kSelfAssessing = 1,
  kApproved = 2,   // By the unit's leader; not sent yet.
  kSubmitted = 3,  // May be withdrawn until it is accepted.
  kAccepted = 4,   // Locked.
  kInReview = 5,
  kReturned = 6,     // The unit owns it again.
  kReapproved = 7,   // By the unit's leader, after a return.
  kResubmitted = 8,  // May be withdrawn until its review begins.
  kProvisional = 9,
  kAppeal = 10,
  kFinal = 11,
  kPublished = 12,
  kSuperseded = 13,    // A newer decision is being prepared.
  kNotSubmitted = 14,  // The deadline passed without a submission that counts.
};
inline constexpr int kDossierStateCount = 15;
[[nodiscard]] std::string_view Name(DossierState state);            // "in_review"
[[nodiscard]] std::string_view VietnameseName(DossierState state);  // "đang thẩm định"
[[nodiscard]] std::optional<DossierState> ParseDossierState(std::string_view name);

// What may be done to a dossier, with the fields of Action it uses and its own rules in order. A
// `text` that must be given is refused with text_empty, text_too_long, text_not_utf8 or
// text_control_character, and with "mark" stand mark_out_of_range, mark_not_a_step (the leaf lists
// the points it may have) and mark_missing (not scored). Stored and sent: never renumber or reuse a
// value.
enum class ActionKind : std::uint8_t {
  // claims, each replacing the one on the same leaf: criterion_unknown, criterion_repeated,
  // mark_out_of_range.
  kSave = 0,
  kApprove = 1,   // dossier_empty
  kSendBack = 2,  // The leader, to the clerk. text
  kSubmit = 3,    // made_at, clock_age: submission_late, the first time
  kWithdraw = 4,
  kMarkNotSubmitted = 5,  // deadline_not_passed
  kReopen = 6,            // Lets a unit that is late go on. text
  kAccept = 7,            // late_needs_decision; text, if there is one
  kAcceptLate = 8,        // text; not_late
  kRefuseLate = 9,        // text; not_late
  // account, home_units, areas (none: nothing is assigned to him any more): area_unknown,
  // reviewer_of_own_unit
  kAssign = 10,
  kBeginReview = 11,
  // criterion: criterion_unknown, area_not_assigned, leaf_decided_in_session; leaf_said_meanwhile:
  // another reviewer has said something of the leaf since base_version
  kAgree = 12,
  kAdjust = 13,  // criterion, mark, text: as kAgree; text; mark
  kRefuse = 14,  // criterion, text: as kAgree; text
  kAsk = 15,     // criterion, text: as kRefuse
  // areas, criteria (single ones besides): area_unknown, criterion_unknown, area_not_assigned,
  // nothing_to_agree
  kAgreeRest = 16,
  kAnswer = 17,  // query, text: query_unknown, query_answered; text
  kReturn = 18,  // text; no_round_left
  kSettle = 19,  // query_unanswered, leaf_unreviewed, leaf_changed_since_review,
                 // reviews_disagree; text, if there is one
  kOpenAppeals = 20,
  // criterion, mark (what is asked for; not scored: the unit's own), text, made_at, clock_age:
  // criterion_unknown, appeal_late, appeal_repeated; text; mark
  kAppeal = 21,
  kDecideAppeal = 22,  // criterion, upheld, mark, text: appeal_unknown, appeal_decided; text;
                       // mark; appeal_upheld_unchanged
  kFinalise = 23,      // appeal_undecided, appeal_window_open; text, if there is one
  kPublish = 24,       // decision
  kSupersede = 25,     // text
  // criterion, mark, text: criterion_unknown; text; mark (of a leaf whose points are given from
  // outside also mark_out_of_range for any mark but points)
  kCorrect = 26,
  kWithdrawAppeal = 27,  // criterion, text: appeal_unknown, appeal_decided; text. The leaf may be
                         // appealed again until the deadline.
  // criterion, mark, text, session: criterion_unknown; text; mark, which may be missing where the
  // unit's own is. Stands before every other opinion on the claim; kAgree, kAdjust, kRefuse and
  // kAsk on it are then refused with leaf_decided_in_session. Only a council's session does it,
  // never a request.
  kDecideInSession = 28,
  // text. The superior waits no longer for the unit's explanation: what it handed in last stands.
  kResumeReview = 29,
};
inline constexpr int kActionCount = 30;
[[nodiscard]] std::string_view Name(ActionKind kind);            // "accept_late"
[[nodiscard]] std::string_view VietnameseName(ActionKind kind);  // "tiếp nhận dù muộn"
[[nodiscard]] std::optional<ActionKind> ParseActionKind(std::string_view name);
[[nodiscard]] Permission PermissionFor(ActionKind kind);

struct Action {
  ActionKind kind = ActionKind::kSave;
  UnitId unit;  // Of the dossier.
  CycleId cycle;
  // The version the actor saw. It must be the present one; for what concerns single leaves (agree,
  // adjust, refuse, ask, answer, appeal, its
  // withdrawal and its decision) it is enough that the claims have not
  // changed since, so that several reviewers can work side by side.
  std::uint64_t base_version = 0;
  std::string criterion;
  Mark mark;
  std::string text;
  bool upheld = false;
  std::uint64_t query = 0;
  std::vector<LeafClaim> claims;
  std::vector<std::string> areas;
  std::vector<std::string> criteria;  // Of kAgreeRest, besides the areas.
  AccountId account;                  // Whom to assign...
  std::vector<UnitId> home_units;     // ...and where he works or worked.
  DecisionId decision;
  std::optional<std::int64_t> made_at;    // See SubmissionTimes.
  std::optional<std::int64_t> clock_age;  // See SubmissionTimes.
  std::string session;                    // The council's, of what it decided.
};

struct Assignment {
  AccountId account;
  std::vector<std::string> areas;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// What was done with the whole dossier and when: accepted, settled, final; and the reason given for
// a return, a late acceptance and so on.
struct Note {
  std::uint64_t id = 0;
  ActionKind kind = ActionKind::kReturn;
  std::string text;
  AccountId account;
  std::int64_t at = 0;
  friend bool operator==(const Note&, const Note&) = default;
};

struct Dossier {
  UnitId unit;
  CycleId cycle;
  DossierState state = DossierState::kOpen;
  std::uint64_t version = 0;         // Grows by one with every action.
  std::uint64_t claims_version = 0;  // The version at which a claim last changed.
  int round = 1;
  bool late_allowed = false;             // It was accepted as late, or opened again.
  std::optional<SubmissionTimes> times;  // Of the first submission that stands.
  std::vector<LeafClaim> claims;         // In criterion order of their text.
  std::vector<Assignment> assignments;   // One for each reviewer.
  std::vector<Review> reviews;           // As given.
  std::vector<Query> queries;
  std::vector<Appeal> appeals;
  std::vector<Correction> corrections;
  std::vector<Note> notes;
  std::vector<DecisionId> decisions;  // That published it; the last one is in force.
  friend bool operator==(const Dossier&, const Dossier&) = default;
};

// An action of that kind on the dossier as it stands now; what the kind needs besides is empty.
[[nodiscard]] Action ActionOn(const Dossier& dossier, ActionKind kind);

// Who acts, as authenticated: for which unit, and every unit that he works in, or worked in while
// it was assessed (an officer of the home-affairs office reviewing for the district, who came from
// one of its communes).
struct DossierActor {
  AccountId account;
  Role role = Role::kClerk;
  UnitId unit;
  std::vector<UnitId> home_units;
};

// What the decision depends on besides the dossier. `relation` is RelationOf(tree, actor.unit,
// dossier.unit, the day of the cycle's submission deadline). `now` is the deciding node's time of
// the entry, UTC microseconds.
struct DossierContext {
  const Cycle& cycle;
  const std::vector<ReviewedLeaf>& leaves;
  Relation relation = Relation::kOther;
  std::int64_t now = 0;
  // Leaves whose points are given from outside (surveys, the leaders, bonus, penalty): nobody
  // reviews them, but what was published of them can be corrected.
  std::span<const ReviewedLeaf> given = {};
};

// PERMISSION_DENIED own_unit_reviewed: rule 4.
[[nodiscard]] absl::Status CheckNotOwnUnit(const DossierActor& actor, const UnitId& unit);

// FAILED_PRECONDITION unit_not_in_cycle.
[[nodiscard]] absl::StatusOr<Dossier> OpenDossier(const Cycle& cycle, const UnitId& unit);

// The dossier after the action, or the refusal (above). The dossier given is left alone.
[[nodiscard]] absl::StatusOr<Dossier> Decide(const Dossier& dossier, const Action& action,
                                             const DossierActor& actor,
                                             const DossierContext& context);

// A dossier marked as not submitted while what its unit had made in time was on the way, as it was
// before: the mark said only that nothing had come, and a late delivery is for the superior to
// decide on. Any other as it is; what was refused as late stays refused.
[[nodiscard]] Dossier BeforeTheMark(Dossier dossier, const SubmissionTimes& times,
                                    const Cycle& cycle);

// Where `kind` leads from `state`; nothing if it may not be done there.
[[nodiscard]] std::optional<DossierState> Target(DossierState state, ActionKind kind);
// Whether `kind` may be done while the cycle is in `state`.
[[nodiscard]] bool CycleAllows(CycleState state, ActionKind kind);

// Whether a dossier in `state` can still become final, or not submitted, once the cycle is in
// `cycle`: a cycle never goes back, so whoever moves it on must not leave such a dossier behind.
[[nodiscard]] bool MayStillEnd(DossierState state, CycleState cycle);

// Whether the unit has handed in something that counts.
[[nodiscard]] bool HandedIn(DossierState state);
// Whether nothing is left to do before the decision: final and later, or not submitted.
[[nodiscard]] bool IsOver(DossierState state);

// Who may change the claims now: the unit, or nobody.
[[nodiscard]] bool UnitOwns(DossierState state);

}  // namespace par::domain
