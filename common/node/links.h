// A node's lines: one up to its upper node, one within itself where it hosts units of two levels,
// and one down for every lower node that is connected. Safe from many threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/link.h"
#include "common/node/admission.h"
#include "common/node/file_lines.h"
#include "common/node/line_log.h"
#include "common/rpc/calls.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/link_driver.h"
#include "common/rpc/work_pool.h"

namespace par::node {

// In the order in which a node's lines are listed.
enum class Direction : std::uint8_t { kUp, kSelf, kDown };
// "up", "self", "down".
[[nodiscard]] std::string_view Name(Direction direction);
struct LineStatus {
  Direction direction = Direction::kUp;
  exchange::LinkStatus link;
  exchange::BlobTraffic files;     // Nothing for kSelf: both units have the same files.
  std::vector<std::string> units;  // Those at the other end whose lines these are.
};

// Asked about each line, in their order, before it is described: describing one reads rows, and
// there may be 20,000 of them. An empty one wants all.
using LineFilter = std::function<bool(Direction direction, std::string_view peer)>;
inline constexpr std::size_t kAllLines = std::numeric_limits<std::size_t>::max();

class Links {
 public:
  struct Ports {
    const config::Config& config;
    const storage::Store& store;
    const exchange::Topology& topology;
    const exchange::ItemTypes& types;
    const exchange::Signer& signer;
    const exchange::Verifier& verifier;
    evidence::EvidenceStore& files;
    const Clock& clock;
    Random& random;
    rpc::SubmitCommand submit;
    rpc::WorkPool& pool;
    rpc::WorkPool& file_pool;  // Reads and writes evidence; events do not wait for it.
    // Of the other side's certificate, whichever side dialled.
    rpc::AdmitCertificate admit = {};
    Log& log = NoLog();
  };
  // Everything in `ports` must outlive it, and the pools must be stopped before it goes.
  explicit Links(Ports ports);

  // Who may come in: the children that config names.
  [[nodiscard]] rpc::ExchangeDoor Door();
  // Begins to dial.
  void Start();
  void Tick();
  // Rows were committed. What waits for a line is sent now, or within a second where there are
  // many.
  void StateChanged();
  // Closes all lines; no more are taken.
  void Stop();
  // Up, self (once, and only where a unit here stands below another), then down by the node's id:
  // also nodes directly below that are not connected, as they were when their line ended. The first
  // `most` of those wanted.
  [[nodiscard]] std::vector<LineStatus> Status(const LineFilter& wanted = {},
                                               std::size_t most = kAllLines);
  // FileLines::Loss.
  [[nodiscard]] exchange::BlobLoss FileLoss(bool fetch) { return files_.Loss(fetch); }

 private:
  struct Line {
    Direction direction;
    std::string peer;
    std::shared_ptr<rpc::LinkDriver> driver;
    std::function<exchange::LinkStatus()> status;
  };

  void Submit(ledger::Command command, rpc::SubmitDone done);
  [[nodiscard]] rpc::LinkDriver::Ports PortsOf(std::function<void(const rpc::TakeLink&)> dial,
                                               std::function<void()> ended);
  [[nodiscard]] exchange::LinkPorts MachinePorts();
  // The machine's step, told to the log.
  template <typename Machine>
  [[nodiscard]] rpc::LinkDriver::Step StepOf(Direction direction, std::string_view peer,
                                             std::shared_ptr<Machine> machine);
  [[nodiscard]] absl::Status CheckChild(std::string_view peer) const;
  void AddLower(Direction direction, const std::string& upper_node,
                std::function<void(const rpc::TakeLink&)> dial);
  [[nodiscard]] absl::StatusOr<rpc::TakeLink> AddUpper(Direction direction, std::string_view peer);
  [[nodiscard]] std::vector<std::shared_ptr<rpc::LinkDriver>> Drivers();
  // The line of `id` is over: it is forgotten, but not how it ended.
  void Forget(std::uint64_t id, const std::string& peer);
  [[nodiscard]] std::vector<std::string> UnitsAcross(const storage::Reader& state,
                                                     const LineStatus& line) const;
  static void DescribeWitness(const storage::Reader& state, exchange::LinkStatus& link);
  [[nodiscard]] LineStatus Describe(const storage::Reader& state, const Line& line);
  // Without units: further down, it connects to the node between.
  [[nodiscard]] LineStatus DescribeAbsent(const storage::Reader& state, const std::string& child,
                                          const exchange::LinkStatus* before);

  const Ports ports_;
  const std::set<std::string, std::less<>> children_;
  const exchange::LedgerPayloads payloads_;
  const std::string boot_;  // 16 random bytes per start.
  FileLines files_;
  LineLog line_log_;
  Admission admission_;
  std::atomic<std::size_t> under_way_ = 0;  // Bytes of commands from all lines, not yet answered.
  std::unique_ptr<rpc::UpperNode> upper_;

  std::mutex mutex_;  // Guards what follows.
  bool stopped_ = false;
  std::uint64_t next_line_ = 1;
  std::map<std::uint64_t, Line> lines_;
  std::map<std::string, exchange::LinkStatus> ended_;  // By the child; the last that ended.
};

}  // namespace par::node
