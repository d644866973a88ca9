// What can be seen of a World, and what a country at rest must look like.
#include "common/base/check.h"
#include "common/exchange/rows.h"
#include "common/ledger/rebuild.h"
#include "common/storage/memory_store.h"
#include "tests/sim/world_node.h"

namespace par::sim {

using exchange::Side;
using exchange::StreamId;

std::vector<std::string> World::Processes() const {
  std::vector<std::string> names;
  for (const auto& [name, node] : nodes_) names.push_back(name);
  return names;
}

const Disk& World::DiskOf(const std::string& process) const { return *At(process).disk; }
const storage::Reader& World::StateOf(const std::string& process) const {
  return *At(process).disk;
}
const Desks& World::DesksOf(const std::string& process) const { return *At(process).desks; }
const Shelf& World::ShelfOf(const std::string& process) const { return At(process).shelf; }
bool World::IsUp(const std::string& process) const {
  const auto at = nodes_.find(process);
  return at != nodes_.end() && at->second->boot != 0;
}
int World::MachineOf(const std::string& process) const { return At(process).machine_number; }

exchange::Position World::EndOf(const std::string& process, Side side,
                                const StreamId& stream) const {
  return exchange::StreamView(StateOf(process), side, stream).End().value();
}

exchange::LinkStatus World::UpLink(const std::string& process, const std::string& above) const {
  return At(process).up.at(above)->Status();
}

std::string World::Disagreement() const {
  for (const auto& [name, node] : nodes_) {
    if (node->boot == 0) return name + " is down";
  }
  for (const UnitPlace& place : country_.places()) {
    if (place.parent.empty()) continue;
    const std::string& above = country_.NodeOf(place.parent);
    std::vector<StreamId> streams = {exchange::UpOf(place.unit), exchange::DownOf(place.unit)};
    for (const std::string& unit : country_.Below(place.unit)) {
      streams.push_back(exchange::RelayOf(unit, place.unit));
    }
    for (const StreamId& stream : streams) {
      const auto below = exchange::StreamView(StateOf(place.node), Side::kLower, stream).Row();
      const auto upper = exchange::StreamView(StateOf(above), Side::kUpper, stream).Row();
      const std::uint64_t waiting = below->staged_items() + upper->staged_items();
      const bool delivered = stream.direction == exchange::Direction::kUp ||
                             upper->delivered().length() == upper->length();
      if (exchange::EndOf(*below) != exchange::EndOf(*upper) || waiting != 0 || !delivered) {
        const auto link = At(place.node).up.find(above);
        return exchange::Name(stream) + ": " + std::to_string(below->length()) + " below, " +
               std::to_string(upper->length()) + " above, " + std::to_string(waiting) +
               " waiting; " +
               (link == At(place.node).up.end() ? std::string("no link")
                                                : link->second->Status().last_error.ToString());
      }
    }
  }
  return {};
}

std::string World::RebuildFault() const {
  for (const auto& [name, node] : nodes_) {
    if (std::string fault = RebuildFault(name); !fault.empty()) return fault;
  }
  return {};
}

std::string World::RebuildFault(const std::string& process) const {
  storage::MemoryStore empty;
  const auto report = ledger::RebuildAndCompare(DiskOf(process), *At(process).desks, empty);
  if (!report.ok()) return process + ": " + report.status().ToString();
  if (report->difference.has_value()) return process + ": a row differs after a rebuild";
  return {};
}

}  // namespace par::sim
