// Sessions of the council on a node (common/domain/review_session.h): opened with every contested
// leaf of a cycle on the list, voted in by name, closed by the chair, whose closing enters what was
// decided into the dossiers with the session as its reason. What is closed never changes.
//
// Queries are safe from many threads on a snapshot each; the rest belongs to the committer's
// thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/review_session.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/units.h"
#include "district-node/held_dossiers.h"
#include "district-node/review_desk.h"
#include "par/review/v1/review.pb.h"

namespace par::district {

class ReviewSessions {
 public:
  ReviewSessions(const services::Units& units, const HeldDossiers& dossiers,
                 const ReviewDesk& review)
      : units_(units), dossiers_(dossiers), review_(review) {}
  void Register(services::CommandRouter& commands);

  // Every session of the cycle without its items, or the one asked for with them. PERMISSION_DENIED
  // not_permitted; NOT_FOUND review_session_unknown.
  [[nodiscard]] absl::StatusOr<review::v1::ListSessionsResponse> List(
      const storage::Reader& state, const identity::Caller& caller,
      const review::v1::ListSessionsRequest& request) const;

 private:
  using Session = dossier::v1::ReviewSession;
  // INVALID_ARGUMENT session_id_malformed, yaml_not_date, session_members, session_quorum; text_…;
  // ALREADY_EXISTS session_exists; FAILED_PRECONDITION session_member_unsuitable,
  // unit_not_in_cycle, session_nothing_contested, session_too_many_items; PERMISSION_DENIED
  // not_permitted.
  absl::StatusOr<review::v1::OpenSessionResponse> Open(
      const ledger::Entry& entry, const review::v1::OpenSessionRequest& request,
      ledger::Transaction& transaction) const;
  // NOT_FOUND review_session_unknown, session_item_unknown; FAILED_PRECONDITION session_closed,
  // session_proposals_full; ALREADY_EXISTS session_proposed; PERMISSION_DENIED not_permitted,
  // session_not_member, own_unit_reviewed; what CheckGivenMark and CheckText refuse.
  absl::StatusOr<review::v1::ProposeMarkResponse> Propose(
      const ledger::Entry& entry, const review::v1::ProposeMarkRequest& request,
      ledger::Transaction& transaction) const;
  // As Propose; INVALID_ARGUMENT session_choice.
  absl::StatusOr<review::v1::VoteResponse> Vote(const ledger::Entry& entry,
                                                const review::v1::VoteRequest& request,
                                                ledger::Transaction& transaction) const;
  // PERMISSION_DENIED session_not_chair. What cannot be entered into its dossier any more says why
  // in its item.
  absl::StatusOr<review::v1::CloseSessionResponse> Close(
      const ledger::Entry& entry, const review::v1::CloseSessionRequest& request,
      ledger::Transaction& transaction) const;

  // One item of an open session in the hands of a member.
  struct MembersWork {
    CycleFrame frame;
    domain::DossierActor actor;
    Session session;
    dossier::v1::SessionItem* item = nullptr;  // In `session`.
  };
  // How Propose and Vote begin.
  template <typename Request>
  absl::Status Begin(const ledger::Entry& entry, const Request& request,
                     const storage::Reader& state, MembersWork& work) const;

  absl::Status AddItems(const storage::Reader& state, const CycleFrame& frame,
                        const domain::UnitId& unit, Session& session) const;
  // What the item decided, in the dossier of `held`. The refusal says why not.
  static absl::Status Enter(const ledger::Entry& entry, const CycleFrame& frame,
                            const Session& session, const dossier::v1::SessionItem& item,
                            Held& held);

  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const ReviewDesk& review_;
};

}  // namespace par::district
