// All durable effects of the exchange: ledger commands 100-199 applied to rows. Services call Stage
// and SendDown from inside the application of their own entries; what arrives goes to the ItemSink.
// The rules are docs/formats/exchange.md.
//
// Deterministic. Called from the committer's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/kinds.h"
#include "common/exchange/ports.h"
#include "common/exchange/rows.h"
#include "common/exchange/stream.h"
#include "common/ledger/state_machine.h"
#include "par/exchange/v1/exchange.pb.h"
#include "par/record/v1/exchange_record.pb.h"

namespace par::exchange {

class LogWriter;

inline constexpr char kGranted = 'g';
inline constexpr char kNotGranted = '-';  // This node is itself recovering that stream.

class ExchangeState final : public ledger::StateMachine {
 public:
  // `node_id` signs what is made here. The ports must outlive this.
  ExchangeState(std::string node_id, const Topology& topology, ItemSink& sink)
      : node_id_(std::move(node_id)), topology_(topology), sink_(sink) {}

  [[nodiscard]] static bool Owns(std::uint32_t kind) {
    return kind >= kFirstKind && kind <= kLastKind;
  }

  // For entries whose kind it owns. ABORTED exchange_session, exchange_base_mismatch: the other
  // side must say hello again. UNAVAILABLE exchange_recovering: later. PERMISSION_DENIED
  // exchange_fenced: another machine took the place. INVALID_ARGUMENT exchange_malformed,
  // exchange_hash_wrong: the peer is wrong.
  [[nodiscard]] absl::StatusOr<std::string> Apply(const ledger::Entry& entry,
                                                  ledger::Transaction& transaction) override;

  // Origin side: makes `item` of `unit` wait for its place in up:<unit>; from the moment the entry
  // is durable the user may be told "saved here". The body should be a piece of the entry's
  // payload: then it is not stored again. Sets unit and origin_node. The same submission_id again
  // changes nothing. INVALID_ARGUMENT exchange_malformed, exchange_item_too_large;
  // FAILED_PRECONDITION exchange_no_parent: there is nobody above.
  [[nodiscard]] absl::Status Stage(const ledger::Entry& entry, ledger::Transaction& transaction,
                                   std::string_view unit, v1::Item item) const;

  // Upper side: numbers `item` in down:<child_unit>. `from_unit` is the unit that speaks. Otherwise
  // as Stage.
  [[nodiscard]] absl::Status SendDown(const ledger::Entry& entry, ledger::Transaction& transaction,
                                      std::string_view from_unit, std::string_view child_unit,
                                      v1::Item item) const;

  // The services say that what `submission_id` of `unit` asked for is decided. Nothing if unknown.
  [[nodiscard]] static absl::Status MarkDecided(ledger::Transaction& transaction,
                                                std::string_view unit,
                                                std::string_view submission_id);

  // This node hands `stream` of its upper side on, and has not yet taken over what the node above
  // holds of it: until then it gets no session.
  [[nodiscard]] static absl::StatusOr<bool> Recovering(const storage::Reader& state,
                                                       const Topology& topology,
                                                       const StreamId& stream);

 private:
  absl::StatusOr<std::string> GrantSession(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> ReceivePush(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> TakeDownAck(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> TakeDownTail(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> TakeAck(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> TakeHelloAck(const ledger::Entry& entry, ledger::Transaction& tx);
  absl::StatusOr<std::string> AdoptTail(const ledger::Entry& entry, ledger::Transaction& tx);
  static absl::StatusOr<std::string> NoteRestored(ledger::Transaction& tx);
  absl::StatusOr<std::string> ReceiveDownPush(const ledger::Entry& entry, ledger::Transaction& tx);

  absl::Status Settle(const ledger::Entry& entry, ledger::Transaction& tx, const StreamId& stream);
  // What a hello says of each stream, so that none is looked for among all the others.
  using DescribedStreams = std::map<StreamId, const v1::HelloStream*>;
  static absl::StatusOr<bool> LostWhatItSent(const storage::Reader& state,
                                             const DescribedStreams& described,
                                             const StreamId& stream);
  absl::StatusOr<v1::Result> Judge(const ledger::Entry& entry, const Arrival& arrival,
                                   ledger::Transaction& tx);
  absl::StatusOr<bool> TakeAckResult(LogWriter& log, const v1::Result& result, const v1::Ack& ack);
  // Upper side, down: gives what waits its places behind all that is numbered.
  static absl::Status PlaceWaiting(LogWriter& log);
  absl::Status AdoptEvent(const ledger::Entry& entry, ledger::Transaction& tx, LogWriter& log,
                          const record::ReceivedEvents& tail, const v1::Event& event,
                          record::EventRow row);

  // Relays (relay.cc). An upper stream is always the lower one it is relayed into, followed by what
  // waits there.
  static absl::StatusOr<std::optional<StreamId>> RelayedInto(const storage::Reader& state,
                                                             const Topology& topology,
                                                             const StreamId& upper);
  absl::StatusOr<std::optional<StreamId>> RelayedFrom(const storage::Reader& state,
                                                      const StreamId& lower) const;
  // `unit` stood below a unit of this node, and now stands below one of another.
  absl::StatusOr<bool> HasLeft(const storage::Reader& state, const std::string& unit) const;
  // What a unit sent up while the hop stood below one of `former` is here already, over that one's
  // hop: copied, the stream goes on where it was. False: `room` (bytes) was not enough; the next
  // entry that asks goes on. True also where there is nothing to take over.
  static absl::StatusOr<bool> TakeOver(ledger::Transaction& tx, const StreamId& stream,
                                       const std::vector<std::string>& former, std::size_t& room);
  absl::Status RebuildRelayed(ledger::Transaction& tx, const LogWriter& lower) const;

  std::string node_id_;
  const Topology& topology_;
  ItemSink& sink_;
};

// What is wrong with an item whatever its type: lengths, counts, empty names; OK if nothing is.
[[nodiscard]] absl::Status CheckItem(const v1::Item& item);

}  // namespace par::exchange
