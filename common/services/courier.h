// How desks hand items to the exchange from inside the application of an entry: up to the unit
// above, or down to the units below.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/exchange/exchange_state.h"
#include "common/ledger/state_machine.h"
#include "common/services/kinds.h"
#include "common/services/units.h"
#include "par/exchange/v1/exchange.pb.h"

namespace google::protobuf {
class MessageLite;
}

namespace par::services {

// 16 bytes that are the same whenever the entry is replayed, and differ for every use of one entry.
[[nodiscard]] std::string DerivedId(const ledger::Entry& entry, std::string_view use);

class Courier {
 public:
  Courier(const Units& units, const exchange::ExchangeState& exchange)
      : units_(units), exchange_(exchange) {}

  // Stages an item of `unit` for the unit above under `submission_id` (16 bytes).
  [[nodiscard]] absl::Status Up(const ledger::Entry& entry, ledger::Transaction& transaction,
                                std::string_view unit, ItemType type,
                                const google::protobuf::MessageLite& body,
                                std::string submission_id,
                                const std::vector<exchange::v1::BlobRef>& blobs = {}) const;

  // Sends an item of `unit` to one unit below.
  [[nodiscard]] absl::Status Down(const ledger::Entry& entry, ledger::Transaction& transaction,
                                  std::string_view unit, std::string_view child, ItemType type,
                                  const google::protobuf::MessageLite& body) const;

  // The same for a unit of a cycle, which may have moved to another superior, or ended, since the
  // cycle was opened: then nothing is sent, and whatever the others are told goes on.
  [[nodiscard]] absl::Status DownIfBelow(const ledger::Entry& entry,
                                         ledger::Transaction& transaction, std::string_view unit,
                                         std::string_view child, ItemType type,
                                         const google::protobuf::MessageLite& body) const;

  // Sends it to every unit directly below `unit`; each hands it on when it arrives.
  [[nodiscard]] absl::Status DownToAll(const ledger::Entry& entry, ledger::Transaction& transaction,
                                       std::string_view unit, ItemType type,
                                       const google::protobuf::MessageLite& body) const;

  // Passes on what `child` brought back to a node that had sent it down and lost it: to the other
  // units below the sender, who may not have been told.
  [[nodiscard]] absl::Status DownToOthers(const ledger::Entry& entry,
                                          ledger::Transaction& transaction, std::string_view child,
                                          ItemType type,
                                          const google::protobuf::MessageLite& body) const;

 private:
  const Units& units_;
  const exchange::ExchangeState& exchange_;
};

}  // namespace par::services
