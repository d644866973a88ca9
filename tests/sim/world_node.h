// What a World keeps per running machine and per connection.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "common/exchange/blob_receiver.h"
#include "common/exchange/child_blobs.h"
#include "tests/sim/world.h"

namespace par::sim {

// The last news of a node or a line is this long ago before it counts as idle: longer than any
// look, dial or hello that a machine puts off to a later tick.
inline constexpr std::int64_t kAwakeMicros = 10'000'000;

// The machine's clock: time goes on as everywhere, the date is its own affair.
class NodeClock final : public Clock {
 public:
  explicit NodeClock(const Clock& world) : world_(world) {}
  [[nodiscard]] std::int64_t WallMicros() const override { return world_.WallMicros() + offset_; }
  [[nodiscard]] std::int64_t MonotonicMicros() const override { return world_.MonotonicMicros(); }
  void Jump(std::int64_t micros) { offset_ += micros; }

 private:
  const Clock& world_;
  std::int64_t offset_ = 0;
};

struct World::Node {
  Node(std::string process_name, std::string node_id, const Clock& world)
      : name(std::move(process_name)), id(std::move(node_id)), clock(world), signer(id) {}

  const std::string name, id;
  std::uint64_t boot = 0;  // What belongs to an earlier boot is void; 0: the process is down.
  int machine_number = 1;
  bool isolated = false;
  bool deaf_up = false, deaf_down = false;  // On the line upwards.
  bool mark_ahead = false;                  // The database was set back behind the mark's back.
  NodeClock clock;
  HashSigner signer;
  std::unique_ptr<Disk> disk = std::make_unique<Disk>(Rows());
  std::unique_ptr<ledger::MemoryMark> mark = std::make_unique<ledger::MemoryMark>();
  Shelf shelf;
  std::unique_ptr<Desks> desks;
  std::unique_ptr<ledger::Ledger> ledger;
  std::map<std::string, std::unique_ptr<exchange::ChildLink>> up;  // By the node above.
  std::map<std::string, std::uint64_t> connection;                 // Of each link; 0: none.
  std::map<std::string, std::unique_ptr<exchange::ChildBlobs>> files_up;
  std::map<std::string, std::uint64_t> file_line;   // Of each; 0: none.
  std::set<std::uint64_t> connections, file_lines;  // With an end here, upper or lower.
  std::int64_t busy_until = 0;
  std::int64_t next_tick = 0;
};

struct World::Connection {
  std::string child, parent;  // Processes.
  std::string parent_node;
  std::unique_ptr<exchange::ParentLink> link;
  std::int64_t last_up = 0, last_down = 0;  // So that order is kept unless a fault says otherwise.
  std::int64_t busy_until = 0;
  std::int64_t next_tick = 0;
};

// The Blob stream of a line, which is a connection of its own.
struct World::FileLine {
  std::string child, parent;  // Processes.
  std::string parent_node;
  std::unique_ptr<exchange::BlobReceiver> receiver;
  std::int64_t last_up = 0, last_down = 0;
};

}  // namespace par::sim
