#include "tests/sim/world.h"

#include <algorithm>
#include <cstring>
#include <iostream>
#include <utility>

#include "common/base/check.h"
#include "common/exchange/limits.h"
#include "tests/sim/papers.h"
#include "tests/sim/world_node.h"

namespace par::sim {
namespace {

using exchange::kSecond;
constexpr std::int64_t kWriteMicros = 200;  // From a command to its batch,
constexpr std::int64_t kMarkMicros = 100;   // from the batch to the mark. A crash may come between.

constexpr std::int64_t kDialTick = 5 * kSecond;

}  // namespace

World::World(const Country& country, std::uint64_t seed, bool desks, const Library& library)
    : country_(country),
      desks_(desks),
      library_(library),
      random_(seed),
      machine_random_(seed ^ 0x5eedu),
      tick_(kSecond) {
  clock_.SetWall(1'697'760'000'000'000);  // 2023-10-20, within the cycles' first deadline.
  clock_.Advance(kSecond);
  for (const std::string& node : country_.Nodes()) AddProcess(node, node, 1);
  for (auto& [name, node] : nodes_) Boot(*node);
}

World::~World() {
  agenda_.clear();
  for (auto& [name, node] : nodes_) node->boot = 0;  // Late answers find nobody.
}

World::Node& World::AddProcess(const std::string& name, const std::string& id, int machine) {
  auto& node = nodes_[name];
  node = std::make_unique<Node>(name, id, clock_);
  node->machine_number = machine;
  const auto& places = country_.places();
  const bool superior = std::any_of(places.begin(), places.end(), [&](const UnitPlace& place) {
    return place.node == id && country_.HasChildren(place.unit);
  });
  node->desks = std::make_unique<Desks>(id, library_, superior);
  return *node;
}

// What the administrator of a new machine enters from its configuration.
void World::Found(Node& node) {
  for (auto& [kind, payload] : FoundingOf(country_, node.id, desks_)) {
    PAR_CHECK(Run(node.name, {node.id, "", "node"}, kind, std::move(payload)).ok());
  }
}

void World::Boot(Node& node) {
  const std::uint64_t boot = ++next_number_;
  auto opened = ledger::Ledger::Open(*node.disk, *node.mark, *node.desks, node.clock);
  if (!opened.ok()) {
    // The administrator sees what is wrong and puts a new machine there.
    Trace(node.name + " does not start: " + opened.status().ToString());
    if (node.disk->full()) {  // Its version row cannot be written; later.
      return Later(kSecond, [this, &node] {
        if (node.boot == 0) Boot(node);
      });
    }
    if (!node.mark_ahead || !absl::IsDataLoss(opened.status())) {
      found_.push_back("S1: " + node.name + " does not start: " + opened.status().ToString());
    }
    return Replace(node.name, {}, node.machine_number + 1);
  }
  if (node.mark_ahead)
    found_.push_back("S1: " + node.name + " started on a database that lost its end");
  node.boot = boot;
  node.ledger = *std::move(opened);
  node.disk->SetWatch([this, &node](const storage::Batch& batch) {
    if (watcher_ != nullptr) watcher_->OnCommit(node.name, batch);
  });
  if (watcher_ != nullptr) watcher_->OnBoot(node.name);
  if (node.ledger->head().number == 0 && !node.disk->full()) Found(node);
  if (const auto above = country_.UpperNode(node.id); above.has_value()) DialFrom(node, *above);
  const auto& places = country_.places();
  const bool within = std::any_of(places.begin(), places.end(), [&](const UnitPlace& place) {
    return place.node == node.id && !place.parent.empty() &&
           country_.NodeOf(place.parent) == node.id;
  });
  if (within) DialFrom(node, node.id);
  KeepAwake(node);
  TickAfter(node, 1 + static_cast<std::int64_t>(random_.Uint64() % 1000));
}

void World::DialFrom(Node& node, const std::string& above) {
  node.up[above] = std::make_unique<exchange::ChildLink>(
      exchange::ChildLinkConfig{
          .node_id = node.id,
          .parent_node = above,
          .machine_id = node.id + " machine " + std::to_string(node.machine_number),
          .boot_nonce = std::to_string(node.boot),
          .retry = {.first_micros = kSecond, .longest_micros = 20 * kSecond}},
      PortsOf(node));
  node.files_up[above] = std::make_unique<exchange::ChildBlobs>(
      exchange::ChildBlobsConfig{
          .node_id = node.id,
          .parent_node = above,
          .retry = {.first_micros = kSecond, .longest_micros = 20 * kSecond}},
      exchange::ChildBlobsPorts{.store = *node.disk,
                                .topology = node.desks->library().units,
                                .blobs = node.shelf,
                                .clock = node.clock,
                                .random = machine_random_});
}

void World::Stop(Node& node) {
  node.boot = 0;
  node.up.clear();
  node.files_up.clear();
  CutLine(node.name);
  node.connection.clear();
  node.file_line.clear();
  node.disk->SetWatch({});
  node.ledger.reset();
}

void World::TickOf(Node& node, std::uint64_t boot) {
  if (node.boot != boot) return;
  for (const auto& [parent, link] : node.up) {
    StepChild(node, parent, exchange::Tick{});
    StepFiles(node, parent, exchange::BlobTick{});
  }
  for (const std::uint64_t id : ConnectionsTo(node)) {
    if (IsDue(id)) StepParent(id, exchange::Tick{});
  }
  TickAfter(node, NextTick(node));
}

void World::TickAfter(Node& node, std::int64_t delay) {
  node.next_tick = clock_.MonotonicMicros() + delay;
  Later(delay, [this, &node, boot = node.boot, due = node.next_tick] {
    if (node.next_tick == due) TickOf(node, boot);
  });
}

void World::KeepAwake(Node& node) {
  if (idle_tick_ == 0 || node.boot == 0) return;
  node.busy_until = clock_.MonotonicMicros() + kAwakeMicros;
  if (node.next_tick > clock_.MonotonicMicros() + tick_) TickAfter(node, tick_);
}

bool World::IsDue(std::uint64_t id) {
  if (idle_tick_ == 0) return true;
  const auto at = connections_.find(id);
  if (at == connections_.end()) return false;
  Connection& line = *at->second;
  const std::int64_t now = clock_.MonotonicMicros();
  if (now >= line.busy_until && now < line.next_tick) return false;
  line.next_tick = now + idle_tick_;
  return true;
}

std::int64_t World::NextTick(const Node& node) const {
  if (idle_tick_ == 0 || clock_.MonotonicMicros() < node.busy_until) return tick_;
  const bool all_stand = std::all_of(node.up.begin(), node.up.end(), [&](const auto& link) {
    const auto line = node.connection.find(link.first);
    return line != node.connection.end() && line->second != 0;
  });
  return all_stand ? idle_tick_ : std::min(idle_tick_, kDialTick);
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

void World::Trace(const std::string& what) {
  if (trace_) std::cerr << clock_.MonotonicMicros() / 1000 << " ms  " << what << '\n';
}

void World::SubmitFor(Node& node, ledger::Command command,
                      std::function<void(absl::StatusOr<std::string>)> answer) {
  const std::string id = command.id;
  node.ledger->Submit(
      std::move(command), [this, &node, id, boot = node.boot, answer = std::move(answer)](
                              const absl::StatusOr<ledger::Committed>& committed) {
        if (committed.ok() && node.boot == boot &&
            !node.disk->DurableValue(ledger::EntryKey(committed->number)).has_value()) {
          found_.push_back((node.disk->full() ? "S13: " : "S4: ") + node.name +
                           " acknowledges a command that a power cut would take");
        }
        if (committed.ok() && node.boot == boot && watcher_ != nullptr) {
          watcher_->OnAcknowledged(node.name, id);
        }
        absl::StatusOr<std::string> response = std::string();
        if (committed.ok()) response = committed->response;
        if (!committed.ok()) response = committed.status();
        Later(0, [&node, boot, answer, response = std::move(response)] {
          if (node.boot == boot) answer(response);
        });
      });
  Later(kWriteMicros, [this, &node, boot = node.boot] {
    if (node.boot == boot) Commit(node);
  });
}

void World::Commit(Node& node) {
  if (node.ledger->WriteNext() == 0) return;
  if (!node.ledger->status().ok()) {
    Trace(node.name + " stops: " + node.ledger->status().ToString());
    return Crash(node.name, kSecond);  // What supervises it starts it again.
  }
  std::uint64_t head = 0;
  std::memcpy(&head, node.ledger->head().hash.bytes.data(), sizeof(head));
  Mix(head);
  KeepAwake(node);
  Later(kMarkMicros, [this, &node, boot = node.boot] {
    if (node.boot != boot) return;
    node.ledger->AcknowledgeWritten();
    Commit(node);  // What could not be written while too much was unacknowledged.
    if (node.boot != boot) return;
    for (const auto& [parent, link] : node.up) {
      StepFiles(node, parent, exchange::BlobsChanged{});
      StepChild(node, parent, exchange::StateChanged{});
    }
    for (const std::uint64_t id : ConnectionsTo(node)) StepParent(id, exchange::StateChanged{});
  });
}

std::string World::NewId() { return random_.Bytes(exchange::kSubmissionIdBytes); }

bool World::Submit(const std::string& process, ledger::Command command,
                   std::function<void(absl::StatusOr<std::string>)> answer) {
  const auto at = nodes_.find(process);
  if (at == nodes_.end() || at->second->boot == 0) return false;
  SubmitFor(*at->second, std::move(command), std::move(answer));
  return true;
}

absl::StatusOr<std::string> World::Run(const std::string& process, const ledger::Actor& actor,
                                       services::CommandKind kind, std::string payload) {
  Node& node = At(process);
  absl::StatusOr<std::string> answer = absl::UnavailableError("the process is down");
  if (node.boot == 0) return answer;
  const std::string id = NewId();
  node.ledger->Submit({.id = id,
                       .actor = actor,
                       .unit = actor.unit,
                       .cycle = {},
                       .kind = kind.number(),
                       .payload = std::move(payload)},
                      [&](absl::StatusOr<ledger::Committed> committed) {
                        if (committed.ok()) answer = std::move(committed->response);
                        if (!committed.ok()) answer = committed.status();
                      });
  node.ledger->CommitWaiting();
  if (!node.ledger->status().ok()) {
    Crash(process, kSecond);
  } else if (answer.ok() && watcher_ != nullptr) {
    watcher_->OnAcknowledged(process, id);
  }
  return answer;
}

}  // namespace par::sim
