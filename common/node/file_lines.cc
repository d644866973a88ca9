#include "common/node/file_lines.h"

#include <algorithm>
#include <utility>

#include "common/domain/refusal.h"
#include "common/exchange/blob_receiver.h"
#include "common/node/peer_lines.h"

namespace par::node {

FileLines::FileLines(Ports ports)
    : ports_(ports),
      blobs_(ports_.files, static_cast<std::uint64_t>(ports_.config.limits.evidence_bytes), {}) {}

absl::StatusOr<rpc::TakeBlob> FileLines::Accept(std::string_view peer) {
  std::vector<std::shared_ptr<rpc::BlobDriver>> superseded;
  std::shared_ptr<rpc::BlobDriver> driver;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping");
    superseded = SupersededBy(down_, [peer](const Down& down) { return down.peer == peer; });
    const std::uint64_t line = next_line_++;
    driver = NewReceiver(line, peer, WantedFrom(peer));
    down_[line] = {.peer = std::string(peer), .driver = driver};
  }
  EndSuperseded(superseded, peer);
  return driver->Accept();
}

std::shared_ptr<rpc::BlobDriver> FileLines::NewReceiver(
    std::uint64_t line, std::string_view peer, const std::shared_ptr<WantedFiles>& wanted) {
  const auto blobs = std::make_shared<EvidenceBlobs>(
      ports_.files, static_cast<std::uint64_t>(ports_.config.limits.evidence_bytes),
      "node " + std::string(peer));
  auto machine = std::make_shared<exchange::BlobReceiver>(
      *blobs, [wanted](const exchange::Blob& blob) { return wanted->Check(blob); },
      [wanted](const Sha256& sha256) { return wanted->MayHave(sha256); });
  return std::make_shared<rpc::BlobDriver>(
      [machine, blobs, wanted](exchange::BlobInput input) {
        if (const auto* in = std::get_if<exchange::BlobIn>(&input)) {
          wanted->Note(in->message.chunk().data().size());
        }
        return machine->Step(std::move(input));
      },
      rpc::BlobDriver::Ports{.pool = &ports_.pool,
                             .dial = {},
                             .settled =
                                 [this, wanted](const exchange::BlobSettled& settled) {
                                   if (settled.reason.empty()) wanted->Came(settled.blob);
                                   if (const auto up = Up()) up->StateChanged();
                                 },
                             .ended =
                                 [this, line] {
                                   const std::lock_guard ending(mutex_);
                                   down_.erase(line);
                                 }});
}

void FileLines::Start(std::function<void(const rpc::TakeBlob&)> dial) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  auto machine = std::make_shared<exchange::ChildBlobs>(
      exchange::ChildBlobsConfig{
          .node_id = ports_.config.node_id, .parent_node = ports_.config.upper.id, .retry = {}},
      exchange::ChildBlobsPorts{.store = ports_.store,
                                .topology = ports_.topology,
                                .blobs = blobs_,
                                .clock = ports_.clock,
                                .random = ports_.random});
  up_ = std::make_shared<rpc::BlobDriver>(
      [machine](exchange::BlobInput input) { return machine->Step(std::move(input)); },
      rpc::BlobDriver::Ports{
          .pool = &ports_.pool, .dial = std::move(dial), .settled = {}, .ended = {}});
  outgoing_ = std::move(machine);
}

std::shared_ptr<WantedFiles> FileLines::WantedFrom(std::string_view peer) {
  const auto found = wanted_.find(peer);
  if (found != wanted_.end()) return found->second;
  const WantedFiles::Ports ports{
      .store = ports_.store, .topology = ports_.topology, .blobs = blobs_, .clock = ports_.clock};
  auto made = std::make_shared<WantedFiles>(ports, ports_.config.node_id, std::string(peer));
  wanted_.emplace(peer, made);
  return made;
}

std::vector<std::shared_ptr<rpc::BlobDriver>> FileLines::Drivers() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<rpc::BlobDriver>> drivers;
  if (up_ != nullptr) drivers.push_back(up_);
  for (const auto& [line, down] : down_) drivers.push_back(down.driver);
  return drivers;
}

std::shared_ptr<rpc::BlobDriver> FileLines::Up() {
  const std::lock_guard lock(mutex_);
  return up_;
}

void FileLines::Tick() {
  for (const auto& driver : Drivers()) driver->Tick();
  Heal();
}

void FileLines::Heal() {
  std::set<Sha256> damaged = ports_.files.Damaged();
  std::shared_ptr<exchange::ChildBlobs> machine;
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    more = !std::includes(damaged_.begin(), damaged_.end(), damaged.begin(), damaged.end());
    damaged_ = damaged;
    machine = outgoing_;
  }
  if (machine == nullptr || damaged.empty()) return;
  Up()->Inspect([&] {
    if (more) machine->LookAgain();
    machine->FetchMissing(&damaged);
  });
}

void FileLines::StateChanged() {
  if (const auto up = Up()) up->StateChanged();
}

void FileLines::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (const auto& driver : Drivers()) driver->Stop();
}

exchange::BlobTraffic FileLines::TrafficUp() {
  std::shared_ptr<exchange::ChildBlobs> machine;
  {
    const std::lock_guard lock(mutex_);
    machine = outgoing_;
  }
  exchange::BlobTraffic traffic;
  if (machine == nullptr) return traffic;
  Up()->Inspect([&] { traffic = machine->Traffic(); });
  return traffic;
}

exchange::BlobLoss FileLines::Loss(bool fetch) {
  std::shared_ptr<exchange::ChildBlobs> machine;
  {
    const std::lock_guard lock(mutex_);
    machine = outgoing_;
  }
  exchange::BlobLoss loss;
  if (machine == nullptr) return loss;
  Up()->Inspect([&] {
    if (fetch) machine->FetchMissing();
    loss = machine->Loss();
  });
  return loss;
}

exchange::BlobTraffic FileLines::TrafficFrom(std::string_view peer) {
  std::shared_ptr<WantedFiles> wanted;
  {
    const std::lock_guard lock(mutex_);
    wanted = WantedFrom(peer);
  }
  return wanted->Traffic();
}

}  // namespace par::node
