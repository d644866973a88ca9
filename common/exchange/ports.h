// What the exchange needs of the node around it. Signer, Verifier and EntryPayloads are called from
// the links' threads; Topology from those and, as ItemSink, from the committer's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/exchange/stream.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

// Signs with the key of this node (Ed25519).
class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual std::string Sign(std::string_view bytes) const = 0;
  [[nodiscard]] virtual std::string PublicKey() const = 0;
  // The authority's certificate over that key, DER; empty where the node has none now.
  [[nodiscard]] virtual std::string Certificate() const = 0;
};

class Verifier {
 public:
  virtual ~Verifier() = default;
  // True if any key that `node` has held made `signature` over `bytes`. An unknown node is false.
  [[nodiscard]] virtual bool Verify(std::string_view node, std::string_view bytes,
                                    std::string_view signature) const = 0;
};

// Which unit is below which and which node hosts it. It reads rows only, so that replaying an entry
// gives the same answer.
class Topology {
 public:
  virtual ~Topology() = default;
  // Nothing at the top of the tree and for unknown units.
  [[nodiscard]] virtual absl::StatusOr<std::optional<std::string>> ParentOf(
      const storage::Reader& state, std::string_view unit) const = 0;
  // Directly below which units it stood before, the latest first, as far as this node has seen the
  // day on which it left them.
  [[nodiscard]] virtual absl::StatusOr<std::vector<std::string>> FormerParentsOf(
      const storage::Reader& state, std::string_view unit) const = 0;
  // Nothing for unknown units.
  [[nodiscard]] virtual absl::StatusOr<std::optional<std::string>> NodeOf(
      const storage::Reader& state, std::string_view unit) const = 0;
  // In a fixed order; empty for unknown nodes.
  [[nodiscard]] virtual absl::StatusOr<std::vector<std::string>> UnitsOn(
      const storage::Reader& state, std::string_view node) const = 0;
  // All units below, at any depth, in a fixed order.
  [[nodiscard]] virtual absl::StatusOr<std::vector<std::string>> UnitsBelow(
      const storage::Reader& state, std::string_view unit) const = 0;
};

// How many children may begin a session at once: each may bring a backlog.
class Admission {
 public:
  virtual ~Admission() = default;
  // Nothing: `peer` may begin, and must Leave. Otherwise it is to ask again after so many
  // milliseconds. Safe from many threads.
  [[nodiscard]] virtual std::optional<std::uint64_t> Enter(std::string_view peer) = 0;
  virtual void Leave() = 0;
};

// The payload of a ledger entry, from which bodies are read.
class EntryPayloads {
 public:
  virtual ~EntryPayloads() = default;
  // DATA_LOSS if there is no such entry.
  [[nodiscard]] virtual absl::StatusOr<std::string> Payload(const storage::Reader& state,
                                                            std::uint64_t entry) const = 0;
};

// Which items this program knows what to do with. One that it does not know is of a newer version:
// it is not taken, and waits with its sender until this node has been upgraded.
class ItemTypes {
 public:
  virtual ~ItemTypes() = default;
  // Safe from many threads.
  [[nodiscard]] virtual bool Knows(std::uint32_t type) const = 0;
  // Told of an item that came up and was checked, before its entry is submitted: what receiving it
  // will need may be worked out ahead. May only remember. Safe from many threads.
  virtual void Foresee(const v1::Item& item, const Sha256& body_sha256,
                       const storage::Reader& state) const = 0;
};

// What the receiving services make of an item.
struct Judgement {
  bool applied = true;
  std::string reason;  // From the catalogue; kept with the event and sent back to its origin.
  std::vector<domain::Parameter> parameters;

  static Judgement Applied() { return {}; }
  // `refusal` was made by domain::Refusal.
  static Judgement Rejected(const absl::Status& refusal) {
    return {.applied = false,
            .reason = domain::ReasonOf(refusal),
            .parameters = domain::ParametersOf(refusal)};
  }
};

struct Arrival {
  StreamId stream;  // Where it came in; the receiving unit is the one above stream.hop, or, down,
                    // stream.unit.
  const v1::Event& event;
  // The side of the line on which this node keeps the stream: upper for what comes up from below.
  Side side = Side::kUpper;
  // An item of earlier comes back because this database does not know it (a new machine, or one
  // restored from a backup). Up, lower side: the unit's own. Up, upper side: what a unit below had
  // handed up here, from the node above. Down, upper side: what this node had sent to the unit.
  bool restored = false;
  // Up, upper side, restored, a second time: all that this node had said about it is back too.
  // Where nothing of that accounts for the item, it is to have its effect now.
  bool settled = false;
  // Of the item's body, 32 bytes, as this node found it when the item came up in a push; empty
  // otherwise.
  std::string_view body_sha256 = {};
};

// Implemented by the services. Called at most once per item and line in one database, inside the
// application of an entry.
class ItemSink {
 public:
  virtual ~ItemSink() = default;
  // Carries out the item's effect or rejects it; a rejection is an answer, not an error, and must
  // have written nothing. The lines let no unknown type through (ItemTypes); one that comes all the
  // same is rejected (exchange_type_unknown). A status that is not OK means that the store failed:
  // the whole batch is given up and comes again.
  [[nodiscard]] virtual absl::StatusOr<Judgement> Receive(const ledger::Entry& entry,
                                                          const Arrival& arrival,
                                                          ledger::Transaction& transaction) = 0;
};

}  // namespace par::exchange
