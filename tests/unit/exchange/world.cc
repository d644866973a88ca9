#include "tests/unit/exchange/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/exchange/limits.h"
#include "tests/unit/exchange/world_node.h"

namespace par::exchange::testing {

namespace {
constexpr std::int64_t kTick = kSecond;
}  // namespace

World::World(std::vector<TableTopology::Row> units, std::uint64_t seed)
    : topology_(std::move(units)), random_(seed), machine_random_(seed ^ 0x5eedu) {
  for (const TableTopology::Row& row : topology_.rows()) {
    if (nodes_.contains(row.node)) continue;
    auto node = std::make_unique<Node>();
    node->id = row.node;
    node->signer = std::make_unique<HashSigner>(row.node);
    node->machine = std::make_unique<NodeMachine>(row.node, topology_);
    nodes_[row.node] = std::move(node);
  }
  for (auto& [id, node] : nodes_) Boot(*node);
}

World::~World() {
  agenda_.clear();
  for (auto& [id, node] : nodes_) node->boot = 0;  // Late answers find nobody.
}

void World::Boot(Node& node) {
  const std::uint64_t boot = ++next_connection_;
  node.boot = boot;
  auto opened = ledger::Ledger::Open(*node.store, *node.mark, *node.machine, clock_);
  PAR_CHECK(opened.ok());
  node.ledger = *std::move(opened);
  for (const TableTopology::Row& row : topology_.rows()) {
    if (row.node != node.id || row.parent.empty()) continue;
    const std::string above = *topology_.NodeOf(*node.store, row.parent).value();
    if (node.up.contains(above)) continue;
    node.up[above] = std::make_unique<ChildLink>(
        ChildLinkConfig{.node_id = node.id,
                        .parent_node = above,
                        .machine_id = node.id + " machine " + std::to_string(node.machine_number),
                        .boot_nonce = std::to_string(boot),
                        .retry = {.first_micros = kSecond, .longest_micros = 20 * kSecond}},
        LinkPorts{.store = *node.store,
                  .topology = topology_,
                  .signer = *node.signer,
                  .verifier = verifier_,
                  .payloads = payloads_,
                  .clock = clock_,
                  .random = machine_random_});
  }
  Later(1 + static_cast<std::int64_t>(random_.Uint64() % 1000),
        [this, &node, boot] { TickOf(node, boot); });
}

void World::TickOf(Node& node, std::uint64_t boot) {
  if (node.boot != boot) return;
  for (const auto& [parent, link] : node.up) StepChild(node, parent, Tick{});
  for (const std::uint64_t id : ConnectionsTo(node)) StepParent(id, Tick{});
  Later(kTick, [this, &node, boot] { TickOf(node, boot); });
}

std::vector<std::uint64_t> World::ConnectionsTo(const Node& node) const {
  std::vector<std::uint64_t> ids;
  for (const auto& [id, connection] : connections_) {
    if (connection->parent == node.id) ids.push_back(id);
  }
  return ids;
}

void World::Later(std::int64_t delay, std::function<void()> what) {
  agenda_[{clock_.MonotonicMicros() + delay, next_event_++}] = std::move(what);
}

void World::RunFor(std::int64_t micros) {
  const std::int64_t end = clock_.MonotonicMicros() + micros;
  while (!agenda_.empty() && agenda_.begin()->first.first <= end) {
    auto next = agenda_.extract(agenda_.begin());
    clock_.Advance(std::max<std::int64_t>(0, next.key().first - clock_.MonotonicMicros()));
    next.mapped()();
  }
  clock_.Advance(end - clock_.MonotonicMicros());
}

bool World::RunUntilAgreed(std::int64_t limit) {
  for (std::int64_t spent = 0; spent < limit; spent += 5 * kSecond) {
    RunFor(5 * kSecond);
    if (Disagreement().empty()) return true;
  }
  return false;
}

void World::SubmitFor(Node& node, ledger::Command command,
                      std::function<void(absl::StatusOr<std::string>)> answer) {
  node.ledger->Submit(std::move(command),
                      [this, &node, boot = node.boot,
                       answer = std::move(answer)](absl::StatusOr<ledger::Committed> committed) {
                        absl::StatusOr<std::string> response = std::string();
                        if (committed.ok()) response = std::move(committed->response);
                        if (!committed.ok()) response = committed.status();
                        Later(0, [&node, boot, answer, response = std::move(response)] {
                          if (node.boot == boot) answer(response);
                        });
                      });
  Later(200, [this, &node, boot = node.boot] {
    if (node.boot == boot) Commit(node);
  });
}

void World::Commit(Node& node) {
  if (node.ledger->WriteNext() == 0) return;
  // A crash may come between the two.
  Later(100, [this, &node, boot = node.boot] {
    if (node.boot != boot) return;
    node.ledger->AcknowledgeWritten();
    Commit(node);  // What could not be written while too much was unacknowledged.
    for (const auto& [parent, link] : node.up) StepChild(node, parent, StateChanged{});
    for (const std::uint64_t id : ConnectionsTo(node)) StepParent(id, StateChanged{});
  });
}

void World::StepChild(Node& node, const std::string& parent, LinkInput input) {
  const auto link = node.up.find(parent);
  if (link == node.up.end()) return;
  for (LinkAction& action : link->second->Step(std::move(input))) {
    const std::uint64_t boot = node.boot;
    if (std::holds_alternative<Dial>(action)) {
      Later(1000, [this, &node, parent, boot] {
        if (node.boot == boot) Dialed(node, parent);
      });
    } else if (auto* send = std::get_if<Send>(&action)) {
      Carry(node.connection[parent], true, send->message);
    } else if (auto* submit = std::get_if<Submit>(&action)) {
      SubmitFor(node, std::move(submit->command),
                [this, &node, parent, ticket = submit->ticket](absl::StatusOr<std::string> answer) {
                  StepChild(node, parent, Committed{.ticket = ticket, .answer = std::move(answer)});
                });
    } else {
      CloseConnection(node.connection[parent], false, true);
    }
  }
}

void World::StepParent(std::uint64_t id, LinkInput input) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  Node& node = At(at->second->parent);
  for (LinkAction& action : at->second->link->Step(std::move(input))) {
    if (auto* send = std::get_if<Send>(&action)) {
      Carry(id, false, send->message);
    } else if (auto* submit = std::get_if<Submit>(&action)) {
      SubmitFor(node, std::move(submit->command),
                [this, id, ticket = submit->ticket](absl::StatusOr<std::string> answer) {
                  StepParent(id, Committed{.ticket = ticket, .answer = std::move(answer)});
                });
    } else if (std::holds_alternative<Close>(action)) {
      return CloseConnection(id, true, false);
    }
  }
}

void World::Dialed(Node& node, const std::string& parent) {
  if (node.isolated || At(parent).isolated) {
    return StepChild(node, parent, Disconnected{"no line"});
  }
  const std::uint64_t id = ++next_connection_;
  Node& above = At(parent);
  auto connection = std::make_unique<Connection>();
  connection->child = node.id;
  connection->parent = parent;
  connection->link = std::make_unique<ParentLink>(
      ParentLinkConfig{
          .node_id = parent, .peer_node = node.id, .parent_boot = std::to_string(above.boot)},
      LinkPorts{.store = *above.store,
                .topology = topology_,
                .signer = *above.signer,
                .verifier = verifier_,
                .payloads = payloads_,
                .clock = clock_,
                .random = machine_random_});
  connections_[id] = std::move(connection);
  node.connection[parent] = id;
  StepParent(id, Connected{});
  StepChild(node, parent, Connected{});
}

void World::Carry(std::uint64_t id, bool up, const v1::LinkMessage& message) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  const int copies = Chance(faults.drop_percent) ? 0 : Chance(faults.double_percent) ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy) {
    std::int64_t when = clock_.MonotonicMicros() + 100 +
                        static_cast<std::int64_t>(random_.Uint64() %
                                                  static_cast<std::uint64_t>(faults.longest_delay));
    std::int64_t& last = up ? at->second->last_up : at->second->last_down;
    if (!Chance(faults.reorder_percent)) when = std::max(when, last);
    last = std::max(last, when);
    Later(when - clock_.MonotonicMicros(), [this, id, up, message] { Deliver(id, up, message); });
  }
}

void World::Deliver(std::uint64_t id, bool up, const v1::LinkMessage& message) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  ++delivered_;
  if (up) return StepParent(id, MessageIn{message});
  Node& node = At(at->second->child);
  StepChild(node, at->second->parent, MessageIn{message});
}

void World::CloseConnection(std::uint64_t id, bool tell_child, bool tell_parent) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  Node& node = At(at->second->child);
  const std::string parent = at->second->parent;
  if (node.connection[parent] == id) node.connection[parent] = 0;
  const bool current = tell_child;
  if (tell_parent) (void)at->second->link->Step(Disconnected{"closed"});
  // Answers that still come for it find nothing, as with a process that has dropped it.
  auto closed = connections_.extract(at);
  auto kept = std::make_shared<std::unique_ptr<Connection>>(std::move(closed.mapped()));
  Later(0, [kept] { kept->reset(); });
  if (current) StepChild(node, parent, Disconnected{"closed above"});
}

void World::CutLine(const std::string& node) {
  std::vector<std::uint64_t> cut;
  for (const auto& [id, connection] : connections_) {
    if (connection->child == node || connection->parent == node) cut.push_back(id);
  }
  for (const std::uint64_t id : cut) CloseConnection(id, true, true);
}

void World::SetIsolated(const std::string& node, bool isolated) {
  At(node).isolated = isolated;
  if (isolated) CutLine(node);
}

void World::Crash(const std::string& id) {
  Node& node = At(id);
  node.boot = 0;
  node.up.clear();
  CutLine(id);
  node.connection.clear();
  node.ledger.reset();
  Boot(node);
}

void World::Replace(const std::string& id, const Disk& disk, int machine) {
  Node& node = At(id);
  node.boot = 0;
  node.up.clear();
  CutLine(id);
  node.connection.clear();
  node.ledger.reset();
  node.store = std::make_unique<storage::MemoryStore>();
  node.mark = std::make_unique<ledger::MemoryMark>();
  storage::Batch batch;
  for (const auto& [key, value] : disk) batch.push_back({key, value});
  if (!batch.empty()) {
    PAR_CHECK(node.store->Commit(batch, {}, storage::Durability::kSynced) == storage::Outcome::kOk);
    PAR_CHECK(ledger::AcceptHead(*node.store, *node.mark).ok());
  }
  node.machine_number = machine;
  Boot(node);
}

std::string World::Save(const std::string& node_id, std::uint32_t kind, const std::string& unit,
                        std::string body) {
  Node& node = At(node_id);
  v1::Item item;
  item.set_submission_id(random_.Bytes(kSubmissionIdBytes));
  item.set_type(10);
  item.set_body(std::move(body));
  item.set_wall_time(clock_.WallMicros());
  item.set_clock_quality(v1::CLOCK_QUALITY_SYNCED);
  item.set_author("clerk");
  if (kind == kSendDownKind) {
    item.set_unit(*topology_.ParentOf(*node.store, unit).value());
  }
  const std::string id = item.submission_id();
  bool saved = false;
  node.ledger->Submit({.id = random_.Bytes(16),
                       .actor = {.unit = unit, .account = "clerk", .role = "clerk"},
                       .unit = unit,
                       .cycle = {},
                       .kind = kind,
                       .payload = item.SerializeAsString()},
                      [&](absl::StatusOr<ledger::Committed> committed) {
                        saved = committed.ok();
                        EXPECT_TRUE(committed.ok()) << committed.status();
                      });
  node.ledger->CommitWaiting();
  if (saved) saved_.push_back({.unit = unit, .id = id, .down = kind == kSendDownKind});
  return id;
}

std::string World::Stage(const std::string& unit, std::string body) {
  const std::string node = *topology_.NodeOf(*nodes_.begin()->second->store, unit).value();
  return Save(node, kStageKind, unit, std::move(body));
}

std::string World::SendDown(const std::string& child_unit, std::string body) {
  const storage::Reader& any = *nodes_.begin()->second->store;
  const std::string parent = *topology_.ParentOf(any, child_unit).value();
  return Save(*topology_.NodeOf(any, parent).value(), kSendDownKind, child_unit, std::move(body));
}

}  // namespace par::exchange::testing
