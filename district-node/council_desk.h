// The leaders' score of a cycle by recorded votes: one council for each cycle, on the node of the
// unit that runs it. Rules: common/domain/council_vote.h.
//
// Queries are safe from many threads on a snapshot each; the rest belongs to the committer's
// thread.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/council_vote.h"
#include "common/services/command_router.h"
#include "district-node/review_desk.h"
#include "par/survey/v1/survey.pb.h"

namespace par::district {

class CouncilDesk {
 public:
  CouncilDesk(const services::Units& units, const HeldDossiers& dossiers, const ReviewDesk& review)
      : units_(units), dossiers_(dossiers), review_(review) {}

  // Kind::kOpenCouncil, kCastVotes, kCloseCouncil, kReopenCouncil.
  void Register(services::CommandRouter& commands);

  // A member sees his own votes until it is closed; then members and council see all. NOT_FOUND
  // council_unknown; PERMISSION_DENIED not_permitted: neither a member nor of the council.
  [[nodiscard]] absl::StatusOr<survey::v1::ShowCouncilResponse> Show(
      const storage::Reader& state, const identity::Caller& caller,
      const survey::v1::ShowCouncilRequest& request) const;

  // NOT_FOUND council_unknown; PERMISSION_DENIED council_not_a_member.
  [[nodiscard]] absl::Status RequireMember(const storage::Reader& state,
                                           const identity::Caller& caller,
                                           const std::string& cycle) const;

 private:
  struct Work {
    CycleFrame frame;
    record::v1::CouncilRow row;
    domain::CouncilSession session;
  };
  // NOT_FOUND cycle_unknown, council_unknown.
  [[nodiscard]] absl::StatusOr<Work> Load(const storage::Reader& state,
                                          const std::string& cycle) const;
  // The council that the text says, fit for the cycle, with the units of its members' accounts.
  // NOT_FOUND account_unknown.
  [[nodiscard]] absl::StatusOr<domain::CouncilSession> SessionOf(const storage::Reader& state,
                                                                 const CycleFrame& frame,
                                                                 const std::string& text,
                                                                 const std::string& file) const;
  // As the council of the unit that runs the cycle, on its node.
  [[nodiscard]] absl::Status RequireCouncil(const ledger::Entry& entry, const CycleFrame& frame,
                                            const storage::Reader& state) const;
  // FAILED_PRECONDITION entered_points_final: of any unit.
  [[nodiscard]] absl::Status RequireAllOpen(const storage::Reader& state,
                                            const CycleFrame& frame) const;

  // ALREADY_EXISTS council_known; the refusals of ReadLeadershipCouncil and FitCouncil.
  absl::StatusOr<survey::v1::OpenCouncilResponse> Open(
      const ledger::Entry& entry, const survey::v1::OpenCouncilRequest& request,
      ledger::Transaction& transaction) const;
  // The refusals of domain::Cast and ParsePoints.
  absl::StatusOr<survey::v1::CastVotesResponse> Cast(const ledger::Entry& entry,
                                                     const survey::v1::CastVotesRequest& request,
                                                     ledger::Transaction& transaction) const;
  // The refusals of domain::ScoresOf; entered_points_final.
  absl::StatusOr<survey::v1::CloseCouncilResponse> Close(
      const ledger::Entry& entry, const survey::v1::CloseCouncilRequest& request,
      ledger::Transaction& transaction) const;
  // The refusals of domain::Reopen; entered_points_final.
  absl::StatusOr<survey::v1::ReopenCouncilResponse> Reopen(
      const ledger::Entry& entry, const survey::v1::ReopenCouncilRequest& request,
      ledger::Transaction& transaction) const;

  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const ReviewDesk& review_;
};

}  // namespace par::district
