// A small country in memory: nodes with real ledgers and real exchange state on memory stores,
// joined by a network that delays, drops, doubles and reorders messages as a seed says. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/base/random.h"
#include "common/exchange/child_link.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/queries.h"
#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"

namespace par::exchange::testing {

// Units, their parents and their nodes, as a table.
class TableTopology final : public Topology {
 public:
  struct Row {
    std::string unit, parent, node;
  };
  explicit TableTopology(std::vector<Row> rows) : rows_(std::move(rows)) {}
  absl::StatusOr<std::optional<std::string>> ParentOf(const storage::Reader& state,
                                                      std::string_view unit) const override;
  absl::StatusOr<std::optional<std::string>> NodeOf(const storage::Reader& state,
                                                    std::string_view unit) const override;
  absl::StatusOr<std::vector<std::string>> UnitsOn(const storage::Reader& state,
                                                   std::string_view node) const override;
  absl::StatusOr<std::vector<std::string>> UnitsBelow(const storage::Reader& state,
                                                      std::string_view unit) const override;
  const std::vector<Row>& rows() const { return rows_; }

 private:
  const Row* Find(std::string_view unit) const;
  std::vector<Row> rows_;
};

// Keyed hashes in the place of Ed25519: what matters here is who could have made one.
class HashSigner final : public Signer {
 public:
  explicit HashSigner(std::string node) : node_(std::move(node)) {}
  std::string Sign(std::string_view bytes) const override;

 private:
  std::string node_;
};
class HashVerifier final : public Verifier {
 public:
  bool Verify(std::string_view node, std::string_view bytes,
              std::string_view signature) const override;
};

// Commands of the tests: the payload is an Item, whose unit says for whom.
inline constexpr std::uint32_t kStageKind = 900;
inline constexpr std::uint32_t kSendDownKind = 901;

// Counts how often each item took effect on each line. Rejects bodies that begin with "reject".
class CountingSink final : public ItemSink {
 public:
  absl::StatusOr<Judgement> Receive(const ledger::Entry& entry, const Arrival& arrival,
                                    ledger::Transaction& transaction) override;
};
// 0 where it never did.
int EffectsOf(const storage::Reader& state, const StreamId& stream, std::string_view id);

class NodeMachine final : public ledger::StateMachine {
 public:
  NodeMachine(const std::string& node, const Topology& topology) : state_(node, topology, sink_) {}
  absl::StatusOr<std::string> Apply(const ledger::Entry& entry,
                                    ledger::Transaction& transaction) override;

 private:
  CountingSink sink_;
  ExchangeState state_;
};

struct Faults {
  int drop_percent = 0;
  int double_percent = 0;
  int reorder_percent = 0;
  std::int64_t longest_delay = 20'000;  // Microseconds.
};

class World {
 public:
  World(std::vector<TableTopology::Row> units, std::uint64_t seed);
  ~World();

  Faults faults;

  // The unit saves an item on its node; the id comes back once the ledger acknowledged it.
  std::string Stage(const std::string& unit, std::string body);
  std::string SendDown(const std::string& child_unit, std::string body);

  void RunFor(std::int64_t micros);
  // False if the country is not at rest after `limit`.
  bool RunUntilAgreed(std::int64_t limit);

  void Crash(const std::string& node);    // The process dies; the disk stays; it starts again.
  void CutLine(const std::string& node);  // The node's connections break.
  void SetIsolated(const std::string& node, bool isolated);
  using Disk = storage::MemoryStore::Rows;
  Disk Copy(const std::string& node) const;
  // The node goes on as this machine (they begin as number 1) with this disk (empty: a new one).
  void Replace(const std::string& node, const Disk& disk, int machine);

  const storage::Reader& StateOf(const std::string& node) const;
  Position EndOf(const std::string& node, Side side, const StreamId& stream) const;
  // What differs from a country at rest, or that item `id` is lost or doubled; empty if nothing.
  std::string Disagreement() const;
  std::string Lost() const;
  std::string RebuildFault() const;
  LinkStatus UpLink(const std::string& node, const std::string& above) const;
  const TableTopology& topology() const { return topology_; }
  par::testing::ManualClock& clock() { return clock_; }
  std::uint64_t delivered() const { return delivered_; }

 private:
  struct Node;
  struct Connection;

  Node& At(const std::string& node) const { return *nodes_.at(node); }
  void Boot(Node& node);
  void TickOf(Node& node, std::uint64_t boot);
  std::vector<std::uint64_t> ConnectionsTo(const Node& node) const;
  void Later(std::int64_t delay, std::function<void()> what);
  bool Chance(int percent) { return static_cast<int>(random_.Uint64() % 100) < percent; }
  void StepChild(Node& node, const std::string& parent, LinkInput input);
  void StepParent(std::uint64_t connection, LinkInput input);
  void Dialed(Node& node, const std::string& parent);
  void Carry(std::uint64_t connection, bool up, const v1::LinkMessage& message);
  void Deliver(std::uint64_t connection, bool up, const v1::LinkMessage& message);
  void CloseConnection(std::uint64_t connection, bool tell_child, bool tell_parent);
  void SubmitFor(Node& node, ledger::Command command,
                 std::function<void(absl::StatusOr<std::string>)> answer);
  void Commit(Node& node);
  std::string Save(const std::string& node, std::uint32_t kind, const std::string& unit,
                   std::string body);

  TableTopology topology_;
  HashVerifier verifier_;
  LedgerPayloads payloads_;
  SeededRandom random_;
  SeededRandom machine_random_;
  par::testing::ManualClock clock_;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> agenda_;
  std::uint64_t next_event_ = 0;
  std::uint64_t next_connection_ = 1;
  std::uint64_t delivered_ = 0;
  std::map<std::string, std::unique_ptr<Node>> nodes_;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  struct Saved {
    std::string unit, id;
    bool down;
  };
  std::vector<Saved> saved_;
};

}  // namespace par::exchange::testing
