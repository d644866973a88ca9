// The unit tree: taken from a file at the top of the tree, handed down to every node. A unit that
// it newly puts below one of this node's gets what went to its siblings before it was known: this
// node may have published before it had a tree, and communes are founded and move. A membership
// that begins on a coming day counts from an entry on that day on, which the node makes itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"
#include "par/unit/v1/unit.pb.h"

namespace par::services {

class UnitDesk {
 public:
  UnitDesk(const Units& units, const Courier& courier) : units_(units), courier_(courier) {}
  void Register(CommandRouter& commands, ItemRouter& items);

  // Sends `child` what `unit`, hosted here and now directly above it, has for all its units.
  using Welcome =
      std::function<absl::Status(const ledger::Entry& entry, const std::string& unit,
                                 const std::string& child, ledger::Transaction& transaction)>;
  // In the order of these calls, after the tree itself.
  void OnNewChild(Welcome welcome) { welcomes_.push_back(std::move(welcome)); }

  // What Import would refuse or change. The same refusals but for those of the file, which are
  // told. Also ABORTED units_changed_since.
  [[nodiscard]] absl::StatusOr<unit::v1::CheckUnitsResponse> Check(
      const storage::Reader& state, const unit::v1::CheckUnitsRequest& request) const;

  // Units as of a day (default: `today`), in the order of their ids; with history all of them.
  // INVALID_ARGUMENT yaml_not_date.
  [[nodiscard]] absl::StatusOr<unit::v1::ListUnitsResponse> List(
      const storage::Reader& state, const unit::v1::ListUnitsRequest& request,
      domain::Date today) const;

 private:
  // FAILED_PRECONDITION units_not_top: the tree comes from above.
  [[nodiscard]] absl::Status RequireTop(const storage::Reader& state,
                                        const std::string& unit) const;
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION units_not_top: the tree comes from above;
  // ABORTED units_changed_since: another tree than the request expects is in force;
  // INVALID_ARGUMENT with the first thing wrong in the file.
  absl::StatusOr<unit::v1::ImportUnitsResponse> Import(const ledger::Entry& entry,
                                                       const unit::v1::ImportUnitsRequest& request,
                                                       ledger::Transaction& transaction) const;
  absl::Status Receive(const ledger::Entry& entry, const exchange::Arrival& arrival,
                       const unit::v1::ImportUnitsRequest& request,
                       ledger::Transaction& transaction) const;
  absl::StatusOr<std::string> SetHosting(const ledger::Entry& entry,
                                         ledger::Transaction& transaction) const;
  // The day of the entry counts from now on.
  absl::StatusOr<std::string> CountDay(const ledger::Entry& entry,
                                       ledger::Transaction& transaction) const;
  static absl::StatusOr<unit::v1::ImportUnitsResponse> Put(const std::string& yaml,
                                                           const domain::UnitTree& tree,
                                                           ledger::Transaction& transaction);
  // Puts the tree, sends it to the units below `unit`, and welcomes who is new.
  absl::StatusOr<unit::v1::ImportUnitsResponse> PutAndSend(
      const ledger::Entry& entry, const std::string& unit,
      const unit::v1::ImportUnitsRequest& request, ledger::Transaction& transaction) const;
  // Those whom `after` takes from a unit here hear of it while it is still theirs: who leads them
  // now tells them nothing that they would take before they know him.
  absl::Status TellLeaving(const ledger::Entry& entry, const domain::UnitTree& after,
                           const unit::v1::ImportUnitsRequest& request,
                           ledger::Transaction& transaction) const;
  // What stood below whom before an entry. Without a day: as the last memberships say.
  struct Before {
    std::shared_ptr<const domain::UnitTree> tree;
    std::optional<domain::Date> day;
  };
  [[nodiscard]] absl::StatusOr<Before> Now(const storage::Reader& state) const;
  // `request`: the tree that came, for those below other units of this node than `unit`; null where
  // only a day has come.
  absl::Status WelcomeNew(const ledger::Entry& entry, const std::string& unit, const Before& before,
                          const unit::v1::ImportUnitsRequest* request,
                          ledger::Transaction& transaction) const;

  const Units& units_;
  const Courier& courier_;
  std::vector<Welcome> welcomes_;
};

}  // namespace par::services
