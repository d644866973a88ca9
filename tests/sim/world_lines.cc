// The lines of a World: dialling, carrying, losing, doubling, reordering and forging messages.
#include <algorithm>
#include <utility>

#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "tests/sim/world_node.h"

namespace par::sim {

using exchange::LinkAction;
using exchange::LinkInput;
using exchange::v1::LinkMessage;

exchange::LinkPorts World::PortsOf(Node& node) {
  return {.store = *node.disk,
          .topology = node.desks->library().units,
          .signer = node.signer,
          .verifier = verifier_,
          .payloads = payloads_,
          .clock = node.clock,
          .random = machine_random_,
          .types = &node.desks->types()};
}

std::vector<std::uint64_t> World::ConnectionsTo(const Node& node) const {
  std::vector<std::uint64_t> ids;
  for (const std::uint64_t id : node.connections) {
    if (connections_.at(id)->parent == node.name) ids.push_back(id);
  }
  return ids;
}

void World::StepChild(Node& node, const std::string& parent, LinkInput input) {
  const auto link = node.up.find(parent);
  if (link == node.up.end()) return;
  for (LinkAction& action : link->second->Step(std::move(input))) {
    const std::uint64_t boot = node.boot;
    if (std::holds_alternative<exchange::Dial>(action)) {
      Later(1000, [this, &node, parent, boot] {
        if (node.boot == boot) Dialed(node, parent);
      });
    } else if (auto* send = std::get_if<exchange::Send>(&action)) {
      Carry(node.connection[parent], true, send->message);
    } else if (auto* submit = std::get_if<exchange::Submit>(&action)) {
      SubmitFor(node, std::move(submit->command),
                [this, &node, parent, ticket = submit->ticket](absl::StatusOr<std::string> answer) {
                  StepChild(node, parent,
                            exchange::Committed{.ticket = ticket, .answer = std::move(answer)});
                });
    } else {
      Trace(node.name + " closes: " + std::get<exchange::Close>(action).why.ToString());
      CloseConnection(node.connection[parent], false, true);
    }
  }
}

void World::StepParent(std::uint64_t id, LinkInput input) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  Node& node = At(at->second->parent);
  for (LinkAction& action : at->second->link->Step(std::move(input))) {
    if (auto* send = std::get_if<exchange::Send>(&action)) {
      Carry(id, false, send->message);
    } else if (auto* submit = std::get_if<exchange::Submit>(&action)) {
      SubmitFor(node, std::move(submit->command),
                [this, id, ticket = submit->ticket](absl::StatusOr<std::string> answer) {
                  StepParent(id,
                             exchange::Committed{.ticket = ticket, .answer = std::move(answer)});
                });
    } else if (auto* close = std::get_if<exchange::Close>(&action)) {
      Trace(node.name + " closes below: " + close->why.ToString());
      return CloseConnection(id, true, false);
    }
  }
}

void World::Dialed(Node& node, const std::string& parent) {
  // A node's line to itself goes to the same machine, be it the old one or the present one.
  Node& above = parent == node.id ? node : At(parent);
  const bool line = !node.isolated && !above.isolated && !node.deaf_up && !node.deaf_down;
  if (above.boot == 0 || !line) {
    return StepChild(node, parent, exchange::Disconnected{absl::UnavailableError("no line")});
  }
  const std::uint64_t id = ++next_number_;
  auto connection = std::make_unique<Connection>();
  connection->child = node.name;
  connection->parent = above.name;
  connection->parent_node = parent;
  connection->link = std::make_unique<exchange::ParentLink>(
      exchange::ParentLinkConfig{
          .node_id = parent, .peer_node = node.id, .parent_boot = std::to_string(above.boot)},
      PortsOf(above));
  connections_[id] = std::move(connection);
  node.connection[parent] = id;
  node.connections.insert(id);
  above.connections.insert(id);
  KeepAwake(node);
  KeepAwake(above);
  StepParent(id, exchange::Connected{});
  StepChild(node, parent, exchange::Connected{});
}

std::size_t World::SessionsAt(const std::string& process) const {
  const std::vector<std::uint64_t> ids = ConnectionsTo(At(process));
  return static_cast<std::size_t>(std::count_if(ids.begin(), ids.end(), [&](std::uint64_t id) {
    return connections_.at(id)->link->Status().in_session;
  }));
}

std::int64_t World::Arrival(std::int64_t& last) {
  std::int64_t when = clock_.MonotonicMicros() + 100 +
                      static_cast<std::int64_t>(random_.Uint64() %
                                                static_cast<std::uint64_t>(faults.longest_delay));
  if (!Chance(faults.reorder_percent)) when = std::max(when, last);
  last = std::max(last, when);
  return when - clock_.MonotonicMicros();
}

void World::Carry(std::uint64_t id, bool up, const LinkMessage& message) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  Connection& line = *at->second;
  line.busy_until = clock_.MonotonicMicros() + kAwakeMicros;
  if (watcher_ != nullptr) {
    watcher_->OnSend(up ? line.child : line.parent, up ? line.parent : line.child, up, message);
  }
  const Node& child = At(line.child);
  if (up ? child.deaf_up : child.deaf_down) return;
  if (up && message.has_push() && Chance(faults.forge_percent)) Forge(id, message);
  const int copies = Chance(faults.drop_percent) ? 0 : Chance(faults.double_percent) ? 2 : 1;
  if (copies == 0) return;
  const auto shared = std::make_shared<const LinkMessage>(message);
  for (int copy = 0; copy < copies; ++copy) {
    Later(Arrival(up ? line.last_up : line.last_down),
          [this, id, up, shared] { Deliver(id, up, *shared); });
  }
}

// Somebody on the way, or the child's machine itself, says something else than its unit wrote.
void World::Forge(std::uint64_t id, const LinkMessage& message) {
  if (message.push().events().empty()) return;
  auto forged = std::make_shared<LinkMessage>(message);
  exchange::v1::Event& event = *forged->mutable_push()->mutable_events(0);
  exchange::v1::Item& item = *event.mutable_item();
  const auto stream = exchange::FromWire(message.push().stream());
  switch (random_.Uint64() % 3) {
    case 0:  // Another text under the old signature.
      item.set_body("forged " + item.body());
      break;
    case 1:  // In another unit's name.
      item.set_unit(country_.places().back().unit == item.unit() ? country_.places()[1].unit
                                                                 : country_.places().back().unit);
      break;
    default:  // A submission nobody made, signed by the machine that sends.
      item.set_submission_id("forged" + random_.Bytes(exchange::kSubmissionIdBytes - 6));
      item.set_origin_node(country_.TopNode());
      item.set_origin_signature(random_.Bytes(32));
      break;
  }
  const Sha256 body = Sha256::Of(item.body());
  event.set_hash(exchange::EventHash(*stream, exchange::FromWire(message.push().base()), item, body)
                     .ToBytes());
  while (forged->push().events_size() > 1) forged->mutable_push()->mutable_events()->RemoveLast();
  Connection& line = *connections_.at(id);
  Later(Arrival(line.last_up), [this, id, forged] { Deliver(id, true, *forged); });
}

void World::Deliver(std::uint64_t id, bool up, const LinkMessage& message) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  const Connection& line = *at->second;
  ++delivered_;
  Mix(static_cast<std::uint64_t>(clock_.MonotonicMicros()));
  Mix(id * 64 + static_cast<std::uint64_t>(message.message_case()) * 2 + (up ? 1 : 0));
  Mix(message.ByteSizeLong());
  if (trace_) {
    Trace((up ? line.child + " > " + line.parent : line.parent + " > " + line.child) + ": " +
          message.ShortDebugString().substr(0, 300));
  }
  if (watcher_ != nullptr) {
    watcher_->OnDeliver(up ? line.child : line.parent, up ? line.parent : line.child, up, message);
  }
  if (up) return StepParent(id, exchange::MessageIn{message});
  const std::string parent = line.parent_node;
  StepChild(At(line.child), parent, exchange::MessageIn{message});
}

void World::CloseConnection(std::uint64_t id, bool tell_child, bool tell_parent) {
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  Node& node = At(at->second->child);
  const std::string parent = at->second->parent_node;
  if (node.connection[parent] == id) node.connection[parent] = 0;
  if (tell_parent)
    (void)at->second->link->Step(exchange::Disconnected{absl::UnavailableError("closed")});
  // Answers that still come for it find nothing, as with a process that has dropped it.
  auto closed = connections_.extract(at);
  node.connections.erase(id);
  At(closed.mapped()->parent).connections.erase(id);
  KeepAwake(node);
  auto kept = std::make_shared<std::unique_ptr<Connection>>(std::move(closed.mapped()));
  Later(0, [kept] { kept->reset(); });
  if (tell_child)
    StepChild(node, parent, exchange::Disconnected{absl::UnavailableError("closed above")});
}

void World::CutLine(const std::string& process) {
  const std::set<std::uint64_t> cut = At(process).connections;
  for (const std::uint64_t id : cut) CloseConnection(id, true, true);
  const std::set<std::uint64_t> files = At(process).file_lines;
  for (const std::uint64_t id : files) CloseFileLine(id);
}

void World::SetIsolated(const std::string& process, bool isolated) {
  At(process).isolated = isolated;
  if (isolated) CutLine(process);
}

void World::SetDeaf(const std::string& process, bool up, bool deaf) {
  Node& node = At(process);
  (up ? node.deaf_up : node.deaf_down) = deaf;
}

}  // namespace par::sim
