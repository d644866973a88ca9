// What happens to the machines of a World: crashes, lost and returning disks, and the users' hands.
#include <utility>

#include "common/base/check.h"
#include "common/exchange/limits.h"
#include "tests/sim/world_node.h"

namespace par::sim {

void World::Crash(const std::string& process, std::int64_t down) {
  Node& node = At(process);
  Trace(process + " crashes");
  Stop(node);
  node.disk->LosePower();
  if (down == 0) return Boot(node);
  Later(down, [this, &node] {
    if (node.boot == 0 && nodes_.contains(node.name)) Boot(node);
  });
}

void World::CrashAtNextCommit(const std::string& process, Disk::Death death) {
  At(process).disk->DieAtNextCommit(death);
}

void World::SetFull(const std::string& process, bool full) { At(process).disk->SetFull(full); }

void World::JumpClock(const std::string& process, std::int64_t micros) {
  At(process).clock.Jump(micros);
}

Rows World::Copy(const std::string& process) const { return At(process).disk->DurableRows(); }

void World::Replace(const std::string& process, const Rows& rows, int machine) {
  Node& node = At(process);
  Trace(process + " goes on as machine " + std::to_string(machine) + " with " +
        std::to_string(rows.size()) + " rows");
  if (watcher_ != nullptr) watcher_->OnDiskGone(process);
  Stop(node);
  node.disk = std::make_unique<Disk>(rows);
  node.mark = std::make_unique<ledger::MemoryMark>();
  node.mark_ahead = false;
  if (rows.empty()) {
    node.shelf.Clear();
  } else {
    PAR_CHECK(ledger::AcceptHead(*node.disk, *node.mark).ok());
  }
  node.machine_number = machine;
  Boot(node);
}

void World::LoseEnd(const std::string& process, const Rows& rows) {
  Node& node = At(process);
  Trace(process + " loses the end of its database");
  const ledger::Mark mark = node.mark->Read().value().value_or(ledger::Mark());
  const auto marked = ledger::ReadEntry(Disk(rows), mark.number);
  PAR_CHECK(marked.ok());
  const bool differs = mark.number != 0 && (!marked->has_value() || (*marked)->hash != mark.hash);
  if (watcher_ != nullptr) watcher_->OnDiskGone(process);
  Stop(node);
  node.disk = std::make_unique<Disk>(rows);
  node.mark_ahead = differs;
  Boot(node);
}

void World::WakeZombie(const std::string& node, const Rows& rows, int machine) {
  KillZombie(node);
  Node& zombie = AddProcess(node + "~", node, machine);
  Trace(zombie.name + " wakes up");
  zombie.disk = std::make_unique<Disk>(rows);
  PAR_CHECK(ledger::AcceptHead(*zombie.disk, *zombie.mark).ok());
  Boot(zombie);
}

void World::SetVersion(const std::string& process, Version version) {
  At(process).desks->SetVersion(version);
  Crash(process);
}

void World::KillZombie(const std::string& node) {
  const auto at = nodes_.find(node + "~");
  if (at == nodes_.end()) return;
  if (watcher_ != nullptr) watcher_->OnDiskGone(at->first);
  Stop(*at->second);
  gone_.push_back(std::move(at->second));
  nodes_.erase(at);
}

// The command's id is the item's, so that who is told "saved" is told it of the item.
void World::Enter(const std::string& process, const std::string& unit, SimKind kind,
                  const exchange::v1::Item& item) {
  Node& node = At(process);
  if (node.boot == 0) return;
  SubmitFor(node,
            {.id = item.submission_id(),
             .actor = {.unit = unit, .account = item.author(), .role = "clerk"},
             .unit = unit,
             .cycle = {},
             .kind = static_cast<std::uint32_t>(kind),
             .payload = item.SerializeAsString()},
            [](const absl::StatusOr<std::string>&) {});
  if (!users_wait) return;
  node.ledger->CommitWaiting();
  if (!node.ledger->status().ok()) Crash(process, exchange::kSecond);
}

std::string World::Stage(const std::string& unit, std::string body, const std::string& evidence,
                         const std::string& process) {
  const std::string name = process.empty() ? country_.NodeOf(unit) : process;
  Node& node = At(name);
  exchange::v1::Item item;
  item.set_submission_id(NewId());
  item.set_type(node.desks->plain_type());
  item.set_body(std::move(body));
  item.set_unit(unit);
  item.set_wall_time(node.clock.WallMicros());
  item.set_clock_quality(exchange::v1::CLOCK_QUALITY_SYNCED);
  item.set_author("clerk");
  if (!evidence.empty()) {
    node.shelf.Keep(evidence);
    exchange::v1::BlobRef& blob = *item.add_blobs();
    blob.set_sha256(Sha256::Of(evidence).ToBytes());
    blob.set_size(evidence.size());
    blob.set_media_type("application/pdf");
  }
  Enter(name, unit, SimKind::kStage, item);
  return item.submission_id();
}

std::string World::SendDown(const std::string& child_unit, std::string body) {
  const std::string parent = country_.ParentOf(child_unit);
  Node& node = At(country_.NodeOf(parent));
  exchange::v1::Item item;
  item.set_submission_id(NewId());
  item.set_type(node.desks->plain_type());
  item.set_body(std::move(body));
  item.set_unit(parent);
  item.set_wall_time(node.clock.WallMicros());
  item.set_author("reviewer");
  Enter(node.name, child_unit, SimKind::kSendDown, item);
  return item.submission_id();
}

}  // namespace par::sim
