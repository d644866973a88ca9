// The unit tree: taken from a file at the top of the tree, handed down to every node.
#pragma once

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

  // Units as of a day (default: `today`), in the order of their ids.
  // INVALID_ARGUMENT yaml_not_date.
  [[nodiscard]] absl::StatusOr<unit::v1::ListUnitsResponse> List(
      const storage::Reader& state, const unit::v1::ListUnitsRequest& request,
      domain::Date today) const;

 private:
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION units_not_top: the tree comes from above;
  // INVALID_ARGUMENT with the first thing wrong in the file.
  absl::StatusOr<unit::v1::ImportUnitsResponse> Import(const ledger::Entry& entry,
                                                       const unit::v1::ImportUnitsRequest& request,
                                                       ledger::Transaction& transaction) const;
  absl::Status Receive(const ledger::Entry& entry, const exchange::Arrival& arrival,
                       const unit::v1::ImportUnitsRequest& request,
                       ledger::Transaction& transaction) const;
  absl::StatusOr<std::string> SetHosting(const ledger::Entry& entry,
                                         ledger::Transaction& transaction) const;
  absl::StatusOr<unit::v1::ImportUnitsResponse> Put(const std::string& yaml,
                                                    const std::string& file_name,
                                                    ledger::Transaction& transaction) const;

  const Units& units_;
  const Courier& courier_;
};

}  // namespace par::services
