// A country in memory: production ledgers, exchange and desks on simulated disks, joined by lines
// that delay, drop, double and reorder messages as a seed says. One thread, virtual time: the same
// calls on the same seed give the same run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/exchange/child_link.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/queries.h"
#include "common/ledger/ledger.h"
#include "common/services/command_kind.h"
#include "tests/sim/country.h"
#include "tests/sim/desks.h"
#include "tests/sim/disk.h"
#include "tests/sim/keys.h"
#include "tests/sim/shelf.h"
#include "tests/support/manual_clock.h"

namespace par::sim {

struct LineFaults {
  int drop_percent = 0;
  int double_percent = 0;
  int reorder_percent = 0;
  int forge_percent = 0;                // A changed copy of a Push goes ahead of the true one.
  std::int64_t longest_delay = 20'000;  // Microseconds.
};

// What a checker sees of a run. `process` names a running machine: the node's id, or for an old
// machine of the node that woke up, the id with "~".
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void OnBoot(const std::string& /*process*/) {}
  virtual void OnCommit(const std::string& /*process*/, const storage::Batch& /*batch*/) {}
  virtual void OnAcknowledged(const std::string& /*process*/, const std::string& /*command_id*/) {}
  // Before the message is in anybody's hands; `up`: from the lower end.
  virtual void OnSend(const std::string& /*from*/, const std::string& /*to*/, bool /*up*/,
                      const exchange::v1::LinkMessage& /*message*/) {}
  virtual void OnDeliver(const std::string& /*from*/, const std::string& /*to*/, bool /*up*/,
                         const exchange::v1::LinkMessage& /*message*/) {}
  virtual void OnDeliverFile(const std::string& /*to*/,
                             const exchange::v1::BlobMessage& /*message*/) {}
  // The process's disk is about to be thrown away.
  virtual void OnDiskGone(const std::string& /*process*/) {}
};

class World {
 public:
  // With `desks`, the tree of units and the cycles come down from the top as in a real country;
  // without, every node knows the tree from the start and there is no cycle.
  // What is parsed is shared through `library`: worlds on several threads need one each.
  World(const Country& country, std::uint64_t seed, bool desks = false,
        const Library& library = SharedLibrary());
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  LineFaults faults;
  void SetWatcher(Watcher* watcher) { watcher_ = watcher; }

  // Doing. The unit saves a plain item on its node (of `process` if named), and the id comes back;
  // acknowledged or not is for the watcher. A body of evidence makes the item refer to a file.
  std::string Stage(const std::string& unit, std::string body, const std::string& evidence = {},
                    const std::string& process = {});
  std::string SendDown(const std::string& child_unit, std::string body);
  // Any command; answered within the run. False: the process is down.
  bool Submit(const std::string& process, ledger::Command command,
              std::function<void(absl::StatusOr<std::string>)> answer);
  // The same, carried out at once.
  absl::StatusOr<std::string> Run(const std::string& process, const ledger::Actor& actor,
                                  services::CommandKind kind, std::string payload);

  // Users of Stage and SendDown wait for the answer; else it comes within the run, or never.
  bool users_wait = true;

  void RunFor(std::int64_t micros);
  void After(std::int64_t micros, std::function<void()> what) { Later(micros, std::move(what)); }
  // False if the country is not at rest after `limit`.
  bool RunUntilAgreed(std::int64_t limit);
  // Machines are ticked this often; a second is what they are promised.
  void SetTick(std::int64_t micros) { tick_ = micros; }
  // A node at which nothing was written, opened or closed for ten seconds is ticked only this
  // often: it waits for nothing but heartbeats (240 s) and silence (120 s). If it has no line up,
  // for the next dial (at most 20 s): every five seconds. An upper node looks in the same way at
  // each line by itself, for what was said on it. With the next news, every second again. 0: no
  // difference is made.
  void SetIdleTick(std::int64_t micros) { idle_tick_ = micros; }

  // Breaking. The process dies, the disk stays; it starts again after `down` microseconds.
  void Crash(const std::string& process, std::int64_t down = 0);
  void CrashAtNextCommit(const std::string& process, Disk::Death death);
  void CutLine(const std::string& process);
  void SetIsolated(const std::string& process, bool isolated);
  // Messages of one direction of the line from `process` upwards get lost.
  void SetDeaf(const std::string& process, bool up, bool deaf);
  void SetFull(const std::string& process, bool full);
  void JumpClock(const std::string& process, std::int64_t micros);
  [[nodiscard]] Rows Copy(const std::string& process) const;
  // The node goes on as this machine (they begin as number 1) with this disk (empty: a new one).
  void Replace(const std::string& process, const Rows& rows, int machine);
  // The database goes back to `rows` without anybody's knowledge, the mark does not.
  void LoseEnd(const std::string& process, const Rows& rows);
  // The node's old machine wakes up beside the present one.
  void WakeZombie(const std::string& node, const Rows& rows, int machine);
  void KillZombie(const std::string& node);
  // The node's program is replaced, and starts.
  void SetVersion(const std::string& process, Version version);

  // Looking.
  [[nodiscard]] const Country& country() const { return country_; }
  [[nodiscard]] std::vector<std::string> Processes() const;
  [[nodiscard]] bool Exists(const std::string& process) const { return nodes_.contains(process); }
  [[nodiscard]] const Disk& DiskOf(const std::string& process) const;
  [[nodiscard]] const storage::Reader& StateOf(const std::string& process) const;
  [[nodiscard]] const Desks& DesksOf(const std::string& process) const;
  [[nodiscard]] const Shelf& ShelfOf(const std::string& process) const;
  [[nodiscard]] int MachineOf(const std::string& process) const;
  // How many nodes below have a session with it.
  [[nodiscard]] std::size_t SessionsAt(const std::string& process) const;
  [[nodiscard]] exchange::Position EndOf(const std::string& process, exchange::Side side,
                                         const exchange::StreamId& stream) const;
  [[nodiscard]] exchange::LinkStatus UpLink(const std::string& process,
                                            const std::string& above) const;
  // What differs from a country at rest; empty if nothing.
  [[nodiscard]] std::string Disagreement() const;
  [[nodiscard]] std::string RebuildFault() const;
  [[nodiscard]] std::string RebuildFault(const std::string& process) const;
  // Things that must never happen and that only the world itself can see.
  [[nodiscard]] const std::vector<std::string>& Faults() const { return found_; }

  [[nodiscard]] par::testing::ManualClock& clock() { return clock_; }
  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  // Of everything delivered and written so far, in its order.
  [[nodiscard]] std::uint64_t trace_hash() const { return trace_hash_; }
  // Prints every event to stderr.
  void SetTrace(bool trace) { trace_ = trace; }
  std::string NewId();
  [[nodiscard]] bool IsUp(const std::string& process) const;

 private:
  struct Node;
  struct Connection;
  struct FileLine;

  Node& At(const std::string& process) const { return *nodes_.at(process); }
  Node& AddProcess(const std::string& name, const std::string& node, int machine);
  void Found(Node& node);
  void Boot(Node& node);
  void Stop(Node& node);
  void DialFrom(Node& node, const std::string& above);
  void TickOf(Node& node, std::uint64_t boot);
  void TickAfter(Node& node, std::int64_t delay);
  void KeepAwake(Node& node);
  [[nodiscard]] std::int64_t NextTick(const Node& node) const;
  [[nodiscard]] bool IsDue(std::uint64_t connection);
  void Later(std::int64_t delay, std::function<void()> what);
  bool Chance(int percent) { return static_cast<int>(random_.Uint64() % 100) < percent; }
  void SubmitFor(Node& node, ledger::Command command,
                 std::function<void(absl::StatusOr<std::string>)> answer);
  void Commit(Node& node);
  void Enter(const std::string& process, const std::string& unit, SimKind kind,
             const exchange::v1::Item& item);
  void Mix(std::uint64_t value) { trace_hash_ = (trace_hash_ ^ value) * 1099511628211u; }
  void Trace(const std::string& what);

  // Lines (world_lines.cc).
  [[nodiscard]] exchange::LinkPorts PortsOf(Node& node);
  std::vector<std::uint64_t> ConnectionsTo(const Node& node) const;
  void StepChild(Node& node, const std::string& parent, exchange::LinkInput input);
  void StepParent(std::uint64_t connection, exchange::LinkInput input);
  void Dialed(Node& node, const std::string& parent);
  void Carry(std::uint64_t connection, bool up, const exchange::v1::LinkMessage& message);
  void Forge(std::uint64_t connection, const exchange::v1::LinkMessage& message);
  void Deliver(std::uint64_t connection, bool up, const exchange::v1::LinkMessage& message);
  // When the next message of this direction arrives.
  std::int64_t Arrival(std::int64_t& last);
  void CloseConnection(std::uint64_t connection, bool tell_child, bool tell_parent);

  // Evidence (world_blobs.cc).
  void StepFiles(Node& node, const std::string& parent, exchange::BlobInput input);
  void StepReceiver(std::uint64_t line, exchange::BlobInput input);
  void DialFiles(Node& node, const std::string& parent);
  void CarryFile(std::uint64_t line, bool up, exchange::v1::BlobMessage message);
  void DeliverFile(std::uint64_t line, bool up, const exchange::v1::BlobMessage& message);
  void CloseFileLine(std::uint64_t line);
  [[nodiscard]] absl::Status Wanted(const Node& node, const exchange::Blob& blob) const;

  const Country country_;
  const bool desks_;
  const Library& library_;
  HashVerifier verifier_;
  exchange::LedgerPayloads payloads_;
  SeededRandom random_;
  SeededRandom machine_random_;
  par::testing::ManualClock clock_;
  std::int64_t tick_;
  std::int64_t idle_tick_ = 0;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> agenda_;
  std::uint64_t next_event_ = 0;
  std::uint64_t next_number_ = 1;
  std::uint64_t delivered_ = 0;
  std::uint64_t trace_hash_ = 14695981039346656037u;
  bool trace_ = false;
  Watcher* watcher_ = nullptr;
  std::map<std::string, std::unique_ptr<Node>> nodes_;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::map<std::uint64_t, std::unique_ptr<FileLine>> file_lines_;
  std::vector<std::unique_ptr<Node>> gone_;  // Whose late events may still come.
  std::vector<std::string> found_;
};

}  // namespace par::sim
