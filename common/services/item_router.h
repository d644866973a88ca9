// Hands every item that arrives from another node to the desk that owns its type. A desk's refusal
// is a stored answer that travels back, and all that the item leaves: what the desk had written
// before is dropped. Only a failing store is an error.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/refusal.h"
#include "common/exchange/ports.h"
#include "common/services/kinds.h"

namespace par::services {

// OK: applied. INVALID_ARGUMENT, FAILED_PRECONDITION, ABORTED, NOT_FOUND, ALREADY_EXISTS,
// PERMISSION_DENIED with a reason: rejected, and nothing of what was written is kept. Anything
// else: the store failed.
using ReceiveFunction = std::function<absl::Status(const ledger::Entry&, const exchange::Arrival&,
                                                   ledger::Transaction&)>;

// Works out ahead, on any thread, what receiving an item will need and what its bytes (and rows
// that seldom change) decide. It may only remember: receiving must come to the same without it.
using ForeseeFunction = std::function<void(const exchange::v1::Item&, const Sha256& body_sha256,
                                           const storage::Reader& state)>;

class ItemRouter final : public exchange::ItemSink, public exchange::ItemTypes {
 public:
  // A type that is already taken is our own mistake.
  void On(ItemType type, ReceiveFunction receive);

  // The same for bodies that are protobuf messages; a body that is none is rejected.
  template <typename Body, typename Function>
  void OnMessage(ItemType type, Function receive) {
    On(type,
       [receive = std::move(receive)](const ledger::Entry& entry, const exchange::Arrival& arrival,
                                      ledger::Transaction& transaction) {
         Body body;
         if (!body.ParseFromString(arrival.event.item().body())) return BadBody(arrival);
         return absl::Status(receive(entry, arrival, std::as_const(body), transaction));
       });
  }

  // What to do with an item that this node had sent down, lost, and gets back from the unit that
  // received it (exchange::Arrival::restored). Types without such a function need nothing.
  template <typename Body, typename Function>
  void OnSentBack(ItemType type, Function take_back) {
    OnSent(type, [take_back = std::move(take_back)](const ledger::Entry& entry,
                                                    const exchange::Arrival& arrival,
                                                    ledger::Transaction& transaction) {
      Body body;
      if (!body.ParseFromString(arrival.event.item().body())) return BadBody(arrival);
      return absl::Status(take_back(entry, arrival, std::as_const(body), transaction));
    });
  }

  // At most one for a type.
  void OnForeseen(ItemType type, ForeseeFunction foresee);
  void Foresee(const exchange::v1::Item& item, const Sha256& body_sha256,
               const storage::Reader& state) const override;

  [[nodiscard]] absl::StatusOr<exchange::Judgement> Receive(
      const ledger::Entry& entry, const exchange::Arrival& arrival,
      ledger::Transaction& transaction) override;

  [[nodiscard]] bool Knows(std::uint32_t type) const override {
    return parts_.contains(type) || sent_back_.contains(type);
  }

  // INVALID_ARGUMENT item_body_invalid.
  static absl::Status BadBody(const exchange::Arrival& arrival);

 private:
  void OnSent(ItemType type, ReceiveFunction take_back);

  std::map<std::uint32_t, ReceiveFunction> parts_;
  std::map<std::uint32_t, ReceiveFunction> sent_back_;
  std::map<std::uint32_t, ForeseeFunction> foresee_;
};

}  // namespace par::services
