// The dossiers that the units below have handed in, as the unit above holds them: its rows, the
// answers of the submission in force (read back from the stream that brought them, for a body is
// stored once) and what the scoring of a dossier needs around it.
//
// Safe from many threads, each on a reader of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/answers.h"
#include "common/domain/cycle.h"
#include "common/domain/dossier.h"
#include "common/domain/score_sheet.h"
#include "common/exchange/ports.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/services/criteria_sets.h"
#include "common/services/units.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::district {

// A cycle with what all its dossiers share.
struct CycleFrame {
  domain::Cycle cycle;
  services::LoadedSet set;
  std::vector<domain::ReviewedLeaf> leaves;
  std::vector<domain::ReviewedLeaf> given;  // The other leaves: domain::DossierContext::given.
  std::shared_ptr<const domain::UnitTree> tree;
};

struct Held {
  record::v1::HeldDossier row;
  domain::Dossier dossier;  // As in the row.
};

// A held dossier with the answers in force and both scores.
struct Scored {
  Held held;
  assessment::v1::Submission submission;
  domain::Answers answers;  // Named and grouped by the unit tree.
  // The leaves the unit may not score itself are taken out of both sheets until they are entered.
  domain::ScoreSheet self;
  domain::ScoreSheet reviewed;
};

// What the unit had handed in before the submission in force.
struct Earlier {
  assessment::v1::Submission submission;
  domain::Answers answers;  // As Scored::answers.
};

class HeldDossiers {
 public:
  HeldDossiers(const services::Units& units, const services::CriteriaSets& sets,
               const exchange::EntryPayloads& payloads)
      : units_(units), sets_(sets), payloads_(payloads) {}

  // The set that the cycle is assessed by. NOT_FOUND cycle_unknown, criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<services::LoadedSet> SetOf(const storage::Reader& state,
                                                          std::string_view cycle) const;
  // That set and more. NOT_FOUND cycle_unknown, criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<CycleFrame> Frame(const storage::Reader& state,
                                                 std::string_view cycle) const;

  // Nothing if the unit handed nothing in and nothing was done about it.
  [[nodiscard]] absl::StatusOr<std::optional<Held>> Find(const storage::Reader& state,
                                                         std::string_view cycle,
                                                         std::string_view unit) const;
  // The same, opened if absent. FAILED_PRECONDITION unit_not_in_cycle.
  [[nodiscard]] absl::StatusOr<Held> FindOrOpen(const storage::Reader& state,
                                                const CycleFrame& frame,
                                                std::string_view unit) const;
  // FAILED_PRECONDITION cycle_leaves_units: in `to` a dossier of the cycle could never come to its
  // end any more. Nobody reviews the unit that runs a cycle for itself alone: it is not counted.
  [[nodiscard]] absl::Status CheckNobodyLeftBehind(const storage::Reader& state,
                                                   const domain::Cycle& cycle,
                                                   domain::CycleState to) const;
  // Writes the row with `held.dossier` in it.
  static void Write(ledger::Transaction& transaction, Held& held);

  // The submission in force. FAILED_PRECONDITION submission_not_back: this node was lost and has
  // yet to get it back from the unit. DATA_LOSS if the stream has lost it.
  [[nodiscard]] absl::StatusOr<assessment::v1::Submission> SubmissionOf(
      const storage::Reader& state, const Held& held) const;
  // Nothing if no submission is in force (never submitted, or withdrawn, or not submitted).
  [[nodiscard]] absl::StatusOr<std::optional<Scored>> Score(const storage::Reader& state,
                                                            const CycleFrame& frame, Held held,
                                                            bool traces) const;
  // Of a dossier that was returned: the newest submission before the one in force that was taken
  // and not withdrawn, or returned although it had been, read back from the stream. Nothing if
  // there is none (or it has not come back to a node that was lost), if no submission is in force,
  // or if it answers another text of the set. Costs a look at each of the unit's items between the
  // two.
  [[nodiscard]] absl::StatusOr<std::optional<Earlier>> EarlierOf(const storage::Reader& state,
                                                                 const CycleFrame& frame,
                                                                 const Held& held) const;
  [[nodiscard]] absl::StatusOr<domain::Answers> DecodeAnswers(
      const CycleFrame& frame, const assessment::v1::Answers& answers) const;

  // How `actors` stands to a unit of the cycle, on the day of its submission deadline.
  [[nodiscard]] static domain::Relation RelationTo(const CycleFrame& frame, std::string_view actors,
                                                   std::string_view unit);
  // As one who acts on the whole cycle: its owner stands to the units as their parent.
  // PERMISSION_DENIED not_permitted, role_unknown.
  [[nodiscard]] static absl::Status RequireOnCycle(const CycleFrame& frame,
                                                   const ledger::Actor& actor,
                                                   domain::Permission permission);
  [[nodiscard]] static absl::StatusOr<ledger::Actor> ActorOnCycle(const CycleFrame& frame,
                                                                  const identity::Caller& caller,
                                                                  domain::Permission permission);
  [[nodiscard]] static absl::StatusOr<ledger::Actor> ActorOnUnit(const CycleFrame& frame,
                                                                 const identity::Caller& caller,
                                                                 domain::Permission permission,
                                                                 std::string_view unit);

  // The actor with every unit he works or worked in, as his account says. PERMISSION_DENIED
  // role_unknown.
  [[nodiscard]] static absl::StatusOr<domain::DossierActor> ActingAs(const storage::Reader& state,
                                                                     const ledger::Actor& actor);
  // The caller as the rules of a dossier see him; his role is one of `caller.roles`, as it may be.
  [[nodiscard]] static absl::StatusOr<domain::DossierActor> Looking(const storage::Reader& state,
                                                                    const identity::Caller& caller);
  // As one who judges `unit`: PERMISSION_DENIED not_permitted, role_unknown, own_unit_reviewed.
  [[nodiscard]] static absl::StatusOr<domain::DossierActor> RequireOnUnit(
      const storage::Reader& state, const CycleFrame& frame, const ledger::Actor& actor,
      domain::Permission permission, std::string_view unit);

 private:
  const services::Units& units_;
  const services::CriteriaSets& sets_;
  const exchange::EntryPayloads& payloads_;
};

// What was entered for leaves that the unit does not score itself, or corrected since, and what the
// review put in place of the unit's own scores.
[[nodiscard]] domain::ScoreOverrides OverridesOf(const CycleFrame& frame, const Held& held);

// The answers without what the unit says of leaves that are not its own to score: surveys, external
// results, the leaders' score, bonus and penalty count only as entered.
[[nodiscard]] domain::Answers OwnAnswersOnly(const domain::CriteriaSet& set,
                                             domain::Answers answers);

// Whether the dossier's claims are those of a submission that counts.
[[nodiscard]] bool HasSubmission(const Held& held);

// It was handed in, but this node was lost since and has not got the submission back. Whoever
// counts units must wait: it is not one that handed nothing in.
[[nodiscard]] bool AwaitsSubmission(const Held& held);
// FAILED_PRECONDITION submission_not_back.
[[nodiscard]] absl::Status SubmissionNotBack(const Held& held);

}  // namespace par::district
