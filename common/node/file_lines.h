// The lines that evidence files travel on: one up to the upper node, dialled while files wait, and
// one down for every lower node that has something to send. What comes from below and is wanted
// above goes on from here. A file that is found damaged here is fetched from above again; one that
// came from below is offered again when the line from there breaks next. Safe from many threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/config/config.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"
#include "common/exchange/child_blobs.h"
#include "common/exchange/ports.h"
#include "common/node/evidence_blobs.h"
#include "common/node/wanted_files.h"
#include "common/rpc/blob_driver.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/work_pool.h"
#include "common/storage/store.h"

namespace par::node {

class FileLines {
 public:
  struct Ports {
    const config::Config& config;
    const storage::Store& store;
    const exchange::Topology& topology;
    evidence::EvidenceStore& files;
    const Clock& clock;
    Random& random;
    rpc::WorkPool& pool;
  };
  // Everything in `ports` must outlive it, and the pool must be stopped before it goes.
  explicit FileLines(Ports ports);

  // The upper end of a stream that `peer`, a child of this node, opens. UNAVAILABLE node_stopping.
  [[nodiscard]] absl::StatusOr<rpc::TakeBlob> Accept(std::string_view peer);
  // Begins to look for files to send up; `dial` opens a stream to the upper node.
  void Start(std::function<void(const rpc::TakeBlob&)> dial);
  void Tick();
  void StateChanged();
  // Closes all lines; no more are taken.
  void Stop();

  [[nodiscard]] exchange::BlobTraffic TrafficUp();
  // What should be here and is not; with `fetch`, from now on it is fetched from the upper node.
  [[nodiscard]] exchange::BlobLoss Loss(bool fetch);
  [[nodiscard]] exchange::BlobTraffic TrafficFrom(std::string_view peer);

 private:
  // Asks the node above for what was set aside here.
  void Heal();
  [[nodiscard]] std::vector<std::shared_ptr<rpc::BlobDriver>> Drivers();
  [[nodiscard]] std::shared_ptr<rpc::BlobDriver> Up();
  [[nodiscard]] std::shared_ptr<rpc::BlobDriver> NewReceiver(
      std::uint64_t line, std::string_view peer, const std::shared_ptr<WantedFiles>& wanted);
  // With the lock held.
  [[nodiscard]] std::shared_ptr<WantedFiles> WantedFrom(std::string_view peer);

  const Ports ports_;
  EvidenceBlobs blobs_;

  std::mutex mutex_;  // Guards what follows.
  bool stopped_ = false;
  std::shared_ptr<exchange::ChildBlobs> outgoing_;
  std::shared_ptr<rpc::BlobDriver> up_;  // Null where nobody is above.
  std::set<Sha256> damaged_;             // For which all was looked at.
  std::uint64_t next_line_ = 1;
  struct Down {
    std::string peer;
    std::shared_ptr<rpc::BlobDriver> driver;
  };
  std::map<std::uint64_t, Down> down_;
  std::map<std::string, std::shared_ptr<WantedFiles>, std::less<>> wanted_;  // By the child.
};

}  // namespace par::node
