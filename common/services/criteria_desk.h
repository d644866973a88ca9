// Criteria sets: imported as a draft after the linter has looked at them, published (never to
// change again, sent to every unit below), made active for new cycles.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/criteria_sets.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "par/criteria/v1/criteria.pb.h"

namespace par::services {

class CriteriaDesk {
 public:
  CriteriaDesk(const Units& units, const CriteriaSets& sets, const Courier& courier)
      : units_(units), sets_(sets), courier_(courier) {}
  void Register(CommandRouter& commands, ItemRouter& items);

  // To a unit newly known below `unit`: every set that is no draft.
  [[nodiscard]] absl::Status SendTo(const ledger::Entry& entry, const std::string& unit,
                                    const std::string& child,
                                    ledger::Transaction& transaction) const;

  // What Import would find; refuses nothing for what is in the file but its id: ALREADY_EXISTS
  // criteria_set_of_another.
  [[nodiscard]] absl::StatusOr<criteria::v1::CheckSetResponse> Look(
      const storage::Reader& state, const criteria::v1::CheckSetRequest& request) const;

  // What `domain::Differences` finds. INVALID_ARGUMENT: the first fault of the text; NOT_FOUND
  // criteria_set_unknown, or criteria_set_not_active of version 0.
  [[nodiscard]] absl::StatusOr<criteria::v1::CompareDraftResponse> Compare(
      const storage::Reader& state, const criteria::v1::CompareDraftRequest& request) const;
  // Scored as a unit's answers are. INVALID_ARGUMENT: the first fault of the text, or what is wrong
  // in the figures (codec/answers_codec.h); NOT_FOUND criterion_unknown.
  [[nodiscard]] absl::StatusOr<criteria::v1::TryCriterionResponse> Try(
      const storage::Reader& state, const criteria::v1::TryCriterionRequest& request) const;

  [[nodiscard]] absl::StatusOr<criteria::v1::ListSetsResponse> List(const storage::Reader& state,
                                                                    const identity::Caller& caller,
                                                                    std::int64_t time) const;
  // NOT_FOUND criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<criteria::v1::GetSetResponse> Get(
      const storage::Reader& state, const criteria::v1::GetSetRequest& request) const;

 private:
  absl::Status MayIssue(const ledger::Entry& entry, const std::string& unit,
                        const storage::Reader& state) const;
  // INVALID_ARGUMENT: the first fault of the file, or criteria_lint_refused with the first linter
  // error that is not accepted; ALREADY_EXISTS criteria_set_fixed: that version is published,
  // criteria_set_of_another: a version of it is another unit's; ABORTED criteria_draft_changed: the
  // draft there is not the one that the text was begun from.
  absl::StatusOr<criteria::v1::ImportSetResponse> Import(
      const ledger::Entry& entry, const criteria::v1::ImportSetRequest& request,
      ledger::Transaction& transaction) const;
  // FAILED_PRECONDITION criteria_set_state: it is published already; ALREADY_EXISTS
  // criteria_set_of_another.
  absl::StatusOr<criteria::v1::PublishSetResponse> Publish(
      const ledger::Entry& entry, const criteria::v1::PublishSetRequest& request,
      ledger::Transaction& transaction) const;
  // FAILED_PRECONDITION criteria_set_state: it is still a draft; ALREADY_EXISTS
  // criteria_set_of_another.
  absl::StatusOr<criteria::v1::ActivateSetResponse> Activate(
      const ledger::Entry& entry, const criteria::v1::ActivateSetRequest& request,
      ledger::Transaction& transaction) const;
  absl::Status Receive(const ledger::Entry& entry, const exchange::Arrival& arrival,
                       criteria::v1::SetNotice notice, ledger::Transaction& transaction) const;
  // This node had told the unit of the set, and lost it: it tells the other units again. An
  // activation leaves a higher version active, since what was told comes back in any order.
  absl::Status TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                        criteria::v1::SetNotice notice, ledger::Transaction& transaction) const;
  // The row as the notice about it says, unless that state of it or a later one is known: then
  // false. ALREADY_EXISTS criteria_set_fixed: another text is published here under its id and
  // version.
  absl::StatusOr<bool> Take(const criteria::v1::SetNotice& notice, criteria::v1::SetSummary summary,
                            ledger::Transaction& transaction) const;
  // With whose set it is: as stated, otherwise that of the unit above `unit`, which received it.
  absl::Status NameIssuer(const storage::Reader& state, const std::string& unit,
                          criteria::v1::SetNotice& notice) const;

  // Writes the row; an active one takes the place of the active version before it.
  absl::Status Put(const record::v1::SetRow& row, ledger::Transaction& transaction) const;
  absl::StatusOr<criteria::v1::SetSummary> MoveTo(const ledger::Entry& entry,
                                                  const std::string& unit, const std::string& id,
                                                  std::uint32_t version,
                                                  criteria::v1::SetState next,
                                                  ledger::Transaction& transaction) const;

  const Units& units_;
  const CriteriaSets& sets_;
  const Courier& courier_;
};

}  // namespace par::services
