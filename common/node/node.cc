#include "common/node/node.h"

#include <chrono>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/node/at_start.h"
#include "common/node/line_log.h"
#include "common/node/running_node.h"

namespace par::node {
namespace {

constexpr auto kTick = std::chrono::seconds(1);
constexpr std::uint64_t kTicksPerSignOfLife = 15;
constexpr std::uint64_t kTicksPerLookAtDay = 10;
constexpr std::uint64_t kTicksPerSweep = 3600;  // For unfinished files that nobody finishes.
constexpr absl::Duration kGrace = absl::Seconds(5);

}  // namespace

void Node::Running::StartThreads() {
  threads.emplace_back([this] { Write(); });
  threads.emplace_back([this] { Acknowledge(); });
  threads.emplace_back([this] { TickUntilStopped(); });
}

void Node::Running::Write() {
  while (ledger->WaitToWrite()) ledger->WriteNext();
  if (const absl::Status why = ledger->status(); !why.ok()) {
    log.Write(LogEvent::kLedgerStopped, WhyFields(why));
  }
  const std::lock_guard lock(mutex);
  ledger_ended = true;
  changed.notify_all();
}

void Node::Running::Acknowledge() {
  while (ledger->WaitToAcknowledge()) {
    ledger->AcknowledgeWritten();
    links->StateChanged();
    changes.Committed();
  }
}

void Node::Running::TickUntilStopped() {
  std::uint64_t ticks = 0;
  std::unique_lock lock(mutex);
  while (!changed.wait_for(lock, kTick, [this] { return stopped; })) {
    gateway::Gateway* const gate = portal.get();
    lock.unlock();
    if (gate != nullptr) gate->Tick();
    keys->Refresh();
    signer.Refresh();
    if (ticks % kTicksPerSignOfLife == 0) changes.SignOfLife();
    if (ticks % kTicksPerLookAtDay == 0) CountDay();
    if (ticks++ % kTicksPerSweep == 0) (void)files.DiscardOld(SystemClock().WallMicros() / 1000000);
    sweep.Step();
    withdrawn->Refresh();
    renewal->Step();
    links->Tick();
    checks->Tick();
    unused->Tick();
    ledger_checks->Tick();
    watch.Tick();
    log.Tick();
    lock.lock();
  }
}

// What cannot be read or written now is tried again.
void Node::Running::CountDay() {
  if (counting_day) return;
  auto day = DayCommand(config, composition.units(), *storage.store->NewSnapshot(),
                        SystemClock().WallMicros());
  if (!day.ok() || day->empty()) return;
  counting_day = true;
  calls.submit(std::move(day->front()),
               [this](const absl::StatusOr<std::string>&) { counting_day = false; });
}

// In the order of who needs whom: lines and calls first, while the ledger still answers them.
void Node::Running::Stop() {
  {
    const std::lock_guard lock(mutex);
    if (stopped) return;
    stopped = true;
    stop_requested = true;
  }
  changed.notify_all();
  if (links != nullptr) links->Stop();
  changes.Stop();
  if (provider != nullptr) provider->Stop();
  if (portal != nullptr) portal->Stop(kGrace);
  for (rpc::Server* server : {peer.get(), client.get(), inside.get()}) {
    if (server != nullptr) server->Stop(kGrace);
  }
  hash_pool.Stop();
  outbound_pool.Stop();
  pool.Stop();
  if (checks != nullptr) checks->Stop();
  if (unused != nullptr) unused->Stop();
  if (ledger != nullptr) ledger->Close();
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  link_pool.Stop();
  file_pool.Stop();
}

Node::Node(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Node::~Node() { Stop(); }

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const config::Config& config,
                                                  const Program& program, Log& log) {
  ASSIGN_OR_RETURN(NodeStorage storage, OpenStorage(config, IfMissing::kMake));
  return Start(config, program, std::move(storage), log);
}

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const config::Config& config,
                                                  const Program& program, NodeStorage storage,
                                                  Log& log) {
  if (config.level != program.level) {
    return domain::Refusal(
        absl::StatusCode::kFailedPrecondition, "level_differs",
        {{"level", std::string(config::Name(config.level))}, {"program", program.name}});
  }
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> key, OpenSigner(config));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, OpenEvidence(config));
  ASSIGN_OR_RETURN(std::unique_ptr<identity::SignInState> sign_in, NewSignIn(config));
  std::unique_ptr<Node> node(
      new Node(std::make_unique<Running>(config, program, std::move(storage), std::move(files),
                                         std::move(key), std::move(sign_in), log)));
  RETURN_IF_ERROR(node->running_->Open());
  return node;
}

absl::Status Node::Wait() {
  std::unique_lock lock(running_->mutex);
  running_->changed.wait(lock,
                         [this] { return running_->stop_requested || running_->ledger_ended; });
  return running_->ledger->status();
}

void Node::RequestStop() {
  const std::lock_guard lock(running_->mutex);
  running_->stop_requested = true;
  running_->changed.notify_all();
}

void Node::Stop() { running_->Stop(); }

int Node::peer_port() const { return running_->peer == nullptr ? 0 : running_->peer->port(); }
int Node::client_port() const { return running_->client->port(); }
int Node::portal_port() const { return running_->portal == nullptr ? 0 : running_->portal->port(); }
std::vector<LineStatus> Node::Lines(const LineFilter& wanted, std::size_t most) const {
  return running_->links->Status(wanted, most);
}
std::shared_ptr<grpc::Channel> Node::InsideChannel() {
  return running_->inside->InProcessChannel();
}

}  // namespace par::node
