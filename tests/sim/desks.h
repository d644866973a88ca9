// What a node does with its entries: the production exchange and the production desks of its
// level, put together as common/node does, and besides them plain items of the simulation's own,
// whose effects are counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/exchange/entry_payloads.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/act_router.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/criteria_sets.h"
#include "common/services/cycle_desk.h"
#include "common/services/decision_box.h"
#include "common/services/item_router.h"
#include "common/services/unit_desk.h"
#include "commune-node/assessment_desk.h"
#include "district-node/decision_desk.h"
#include "district-node/held_dossiers.h"
#include "district-node/review_desk.h"

namespace par::sim {

// Commands of the simulation: the payload of the first two is an Item, that of the last a key with
// its length before it and a value.
enum class SimKind : std::uint32_t { kStage = 9000, kSendDown = 9001, kPutRow = 9002 };
// A plain item; it is rejected by who receives it first if its body begins with "reject".
inline constexpr std::uint32_t kPlainItem = 9000;
// The same, of a version that not every node's program has yet.
inline constexpr std::uint32_t kNewItem = 9001;

// Came back: to a database that did not know it; settled: was looked at again when all that was
// said about it was back.
// Which program a node runs: the newer one makes kNewItem where the others make kPlainItem.
enum class Version : std::uint8_t { kPresent, kOlder, kNewer };

enum class Came : std::uint8_t { kFirst, kBack, kBackAndSettled };
// How often an item took effect where it came in on `stream`.
[[nodiscard]] int EffectsOf(const storage::Reader& state, const exchange::StreamId& stream,
                            std::string_view id, Came came = Came::kFirst);

// Parsed trees and sets, shared by all nodes: pure functions of rows.
struct Library {
  services::Units units;
  services::CriteriaSets sets;
};

// For worlds of one thread.
[[nodiscard]] const Library& SharedLibrary();

class Desks final : public ledger::StateMachine {
 public:
  // `superior`: hosts a unit with units below it.
  Desks(const std::string& node, const Library& library, bool superior);
  Desks(const Desks&) = delete;
  Desks& operator=(const Desks&) = delete;

  [[nodiscard]] absl::StatusOr<std::string> Apply(const ledger::Entry& entry,
                                                  ledger::Transaction& transaction) override;

  // Set before it is started with that program.
  void SetVersion(Version version) { sink_.version = version; }
  [[nodiscard]] Version version() const { return sink_.version; }
  [[nodiscard]] const exchange::ItemTypes& types() const { return sink_; }
  [[nodiscard]] std::uint32_t plain_type() const {
    return version() == Version::kNewer ? kNewItem : kPlainItem;
  }

  [[nodiscard]] const commune::OwnDossiers& own() const { return own_; }
  [[nodiscard]] const district::HeldDossiers& held() const { return held_; }
  [[nodiscard]] const services::DecisionBox& box() const { return box_; }
  [[nodiscard]] const district::DecisionDesk& decisions() const { return decisions_; }
  [[nodiscard]] const Library& library() const { return library_; }

 private:
  // Counts what takes effect, whatever the type.
  class Sink final : public exchange::ItemSink, public exchange::ItemTypes {
   public:
    [[nodiscard]] absl::StatusOr<exchange::Judgement> Receive(
        const ledger::Entry& entry, const exchange::Arrival& arrival,
        ledger::Transaction& transaction) override;
    [[nodiscard]] bool Knows(std::uint32_t type) const override;
    void Foresee(const exchange::v1::Item& item, const Sha256& body_sha256,
                 const storage::Reader& state) const override {
      items.Foresee(item, body_sha256, state);
    }
    services::ItemRouter items;
    Version version = Version::kPresent;
  };

  absl::StatusOr<std::string> ApplyOwn(const ledger::Entry& entry,
                                       ledger::Transaction& transaction) const;

  const Library& library_;
  Sink sink_;
  services::CommandRouter commands_;
  services::ActRouter acts_;
  exchange::LedgerPayloads payloads_;
  exchange::ExchangeState exchange_;
  services::Courier courier_;
  services::UnitDesk units_;
  services::CycleDesk cycles_;
  services::DecisionBox box_;
  commune::OwnDossiers own_;
  commune::AssessmentDesk assessment_;
  district::HeldDossiers held_;
  district::ReviewDesk review_;
  district::DecisionDesk decisions_;
};

}  // namespace par::sim
