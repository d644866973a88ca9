// Receiving and reviewing (thẩm định): takes in what the units below hand up, carries out the
// superior's actions on their dossiers, takes the points of surveys and leaders, and tells each
// unit after every change. What is refused on arrival is a stored answer and changes nothing.
//
// Queries are safe from many threads on a snapshot each; the rest belongs to the committer's
// thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/refusal.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/act_router.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/documents.h"
#include "common/services/item_router.h"
#include "common/services/known_figures.h"
#include "common/services/units.h"
#include "district-node/foreseen_submissions.h"
#include "district-node/held_dossiers.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::district {

class ReviewDesk {
 public:
  ReviewDesk(const services::Units& units, const HeldDossiers& dossiers,
             const services::Courier& courier)
      : units_(units), dossiers_(dossiers), courier_(courier), known_(units) {}

  // A submission of a unit hosted here that comes back to a database which does not know it (a new
  // machine, or one restored from a backup): for the unit's own side to take.
  using TakeBack = std::function<absl::Status(
      const exchange::Arrival&, const assessment::v1::Submission&, ledger::Transaction&)>;

  void Register(services::CommandRouter& commands, services::ActRouter& acts,
                services::ItemRouter& items, TakeBack take_back);

  // Reads and scores a submission ahead of its entry (common/services/item_router.h). Safe from
  // many threads.
  void Foresee(const exchange::v1::Item& item, const Sha256& body_sha256,
               const storage::Reader& state);

  // Something a unit below handed up has arrived: kSubmission and kAction. Called by Register's
  // receivers; `foreseen` may be null, else `submission` may be its own. What only passes on its
  // way further up is kept by the exchange alone. Rejections: those of domain::Decide and
  // codec::Decode; submission_set_differs, action_not_from_unit, unit_not_hosted,
  // message_field_invalid.
  [[nodiscard]] absl::Status ReceiveSubmission(const ledger::Entry& entry,
                                               const exchange::Arrival& arrival,
                                               const assessment::v1::Submission& submission,
                                               const ForeseenSubmission* foreseen,
                                               ledger::Transaction& transaction) const;
  [[nodiscard]] absl::Status ReceiveAction(const ledger::Entry& entry,
                                           const exchange::Arrival& arrival,
                                           const dossier::v1::Action& action,
                                           ledger::Transaction& transaction) const;

  // Sends the whole dossier down to its unit. `cause`: the submission id of the unit's item that
  // this answers. FAILED_PRECONDITION entered_points_too_long; never for the dossier's own size.
  [[nodiscard]] absl::Status Notify(const ledger::Entry& entry, const CycleFrame& frame,
                                    const Held& held, ledger::Transaction& transaction,
                                    const std::string& cause = {}) const;

  // How far each unit of the cycle is; for whoever runs the cycle. PERMISSION_DENIED
  // not_permitted.
  [[nodiscard]] absl::StatusOr<dossier::v1::ListProgressResponse> ListProgress(
      const storage::Reader& state, const identity::Caller& caller,
      const dossier::v1::ListProgressRequest& request) const;
  // The units of the cycle in their order, at `time` (UTC microseconds), as the next two.
  // PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<dossier::v1::ListQueueResponse> ListQueue(
      const storage::Reader& state, const identity::Caller& caller,
      const dossier::v1::ListQueueRequest& request, std::int64_t time) const;
  // The same units with every criterion. PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<dossier::v1::ListMarksResponse> ListMarks(
      const storage::Reader& state, const identity::Caller& caller,
      const dossier::v1::ListMarksRequest& request, std::int64_t time) const;
  // PERMISSION_DENIED not_permitted; NOT_FOUND dossier_not_held. Sheets and answers are empty while
  // no submission is in force.
  [[nodiscard]] absl::StatusOr<dossier::v1::OpenDossierResponse> OpenDossier(
      const storage::Reader& state, const identity::Caller& caller,
      const dossier::v1::OpenDossierRequest& request, std::int64_t time) const;

 private:
  // The superior's side of Kind::kAct. PERMISSION_DENIED action_of_session_only;
  // FAILED_PRECONDITION reviewer_unsuitable (assigning areas to whom district-node/candidates.h
  // does not name); ABORTED stale_version; the other refusals of domain::Decide; those of
  // CheckSample.
  absl::StatusOr<dossier::v1::ActResponse> Act(const ledger::Entry& entry,
                                               const dossier::v1::ActRequest& request,
                                               ledger::Transaction& transaction) const;
  // INVALID_ARGUMENT entered_points_none, criterion_unknown, entered_points_source,
  // entered_points_range, text_empty, what ParsePoints refuses; FAILED_PRECONDITION
  // entered_points_final, entered_points_by_survey, entered_points_by_council,
  // entered_points_too_long; PERMISSION_DENIED not_permitted, own_unit_reviewed.
  absl::StatusOr<dossier::v1::EnterPointsResponse> EnterPoints(
      const ledger::Entry& entry, const dossier::v1::EnterPointsRequest& request,
      ledger::Transaction& transaction) const;
  absl::Status EnterOne(const ledger::Entry& entry, const storage::Reader& state,
                        const CycleFrame& frame, const dossier::v1::NewPoints& points,
                        Held& held) const;
  // What the cycle's sample for second marks forbids (district-node/second_mark_desk.h): the
  // refusals of domain::CheckReserved and, of settling, of domain::CheckSettled.
  static absl::Status CheckSample(const storage::Reader& state, const CycleFrame& frame,
                                  const domain::Action& action, const domain::AccountId& account,
                                  const domain::Dossier& dossier);

  // Save, approve and submit in the unit's name, as its own node did.
  absl::Status Replay(const ledger::Entry& entry, const CycleFrame& frame,
                      const assessment::v1::Submission& submission,
                      const ForeseenSubmission* foreseen, Held& held) const;
  // A notice of this desk's that its unit brings back to a new machine: the dossier stands again as
  // the newest says, and the unit's items that it had taken account of count without being judged
  // again when they come.
  absl::Status TakeBackNotice(const exchange::Arrival& arrival,
                              const dossier::v1::DossierNotice& notice,
                              ledger::Transaction& transaction) const;
  // An item that this node had received before it was lost, from the node above. What nothing
  // accounts for comes a second time (exchange::Arrival::settled).
  absl::Status HoldAgain(const exchange::Arrival& arrival, const std::string& cycle,
                         ledger::Transaction& transaction) const;
  // What the submission names of its own documents.
  [[nodiscard]] static std::vector<services::NamedDocument> DocumentsNamed(const Scored& scored);
  // The criteria of which the unit's submission in force says that the task did not arise.
  [[nodiscard]] absl::StatusOr<std::set<std::string>> IdleOf(const storage::Reader& state,
                                                             const std::string& cycle,
                                                             const std::string& unit) const;
  // What is wrong with the documents, by this node's own check.
  [[nodiscard]] absl::Status AddEvidenceFindings(
      const storage::Reader& state, const CycleFrame& frame, const Scored& scored,
      domain::Language language, std::vector<assessment::v1::Finding>& findings) const;
  // What the submission in force declares otherwise than the one before it, where there is one.
  [[nodiscard]] absl::Status AddEarlier(const storage::Reader& state, const CycleFrame& frame,
                                        const Scored& scored,
                                        dossier::v1::OpenDossierResponse& response) const;
  // What the unit reported in the year, and declared the year before; with what of it differs among
  // the response's findings.
  [[nodiscard]] absl::Status AddKnown(const storage::Reader& state, const CycleFrame& frame,
                                      const Scored& scored, domain::Language language,
                                      std::vector<assessment::v1::Finding>& findings,
                                      dossier::v1::OpenDossierResponse& response) const;
  // The step that waits for him; empty: none.
  [[nodiscard]] static std::string NextFor(const CycleFrame& frame,
                                           const domain::DossierActor& actor,
                                           const identity::Caller& caller,
                                           const domain::Dossier& dossier, std::int64_t time);
  dossier::v1::QueueRow RowOf(const CycleFrame& frame, const domain::UnitId& unit, const Held& held,
                              const Scored* scored) const;

  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const services::Courier& courier_;
  const services::KnownFigures known_;
  TakeBack take_back_;
  ForeseenSubmissions foreseen_;
};

}  // namespace par::district
