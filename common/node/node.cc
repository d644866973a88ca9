#include "common/node/node.h"

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/entry_payloads.h"
#include "common/gateway/gateway.h"
#include "common/identity/accounts.h"
#include "common/ledger/ledger.h"
#include "common/node/at_start.h"
#include "common/node/backup.h"
#include "common/node/changes.h"
#include "common/node/composition.h"
#include "common/node/evidence_checks.h"
#include "common/node/key_files.h"
#include "common/node/links.h"
#include "common/node/live_keys.h"
#include "common/node/live_withdrawn.h"
#include "common/node/node_handler.h"
#include "common/node/node_signer.h"
#include "common/node/sign_in.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/server.h"
#include "common/rpc/store_tokens.h"
#include "common/rpc/work_pool.h"
#include "common/services/receipt_handler.h"
#include "common/signature/checker.h"

namespace par::node {
namespace {

constexpr std::size_t kLinkThreads = 2;
constexpr std::size_t kFileThreads = 2;
constexpr std::size_t kQueuedLinks = 64;  // And one piece of work for each child's line.
constexpr auto kTick = std::chrono::seconds(1);
constexpr std::uint64_t kTicksPerSignOfLife = 15;
constexpr std::uint64_t kTicksPerSweep = 3600;  // For unfinished files that nobody finishes.
constexpr absl::Duration kGrace = absl::Seconds(5);
constexpr std::size_t kGatewaySecretBytes = 32;

// A commune's machine may have 2 GB; each call that waits may hold a request of 1 MiB.
std::size_t QueuedCalls(config::NodeLevel level) {
  return level == config::NodeLevel::kCommune ? 32 : 256;
}
std::size_t WaitingBytes(config::NodeLevel level) {
  return std::size_t{level == config::NodeLevel::kCommune ? 16u : 64u} << 20u;
}

}  // namespace

struct Node::Running {
  Running(const config::Config& given, const Program& what, NodeStorage opened,
          evidence::EvidenceStore evidence, std::unique_ptr<identity::Signer> key,
          std::unique_ptr<identity::SignInState> people)
      : program(what),
        config(given),
        storage(std::move(opened)),
        files(std::move(evidence)),
        sign_in(std::move(people)),
        tokens(*storage.store, sign_in->sessions),
        hash_pool(static_cast<std::size_t>(given.passwords.at_once), kQueuedHashes),
        pool(static_cast<std::size_t>(given.limits.pool_threads), QueuedCalls(given.level)),
        link_pool(kLinkThreads, kQueuedLinks + 2 * given.children.size()),
        file_pool(kFileThreads, kQueuedLinks + 2 * given.children.size()),
        calls(NewCallPorts()),
        composition(what, config, *storage.store, files, calls, std::move(key)),
        signer(config, composition.signer()),
        changes({.store = *storage.store,
                 .commands = composition.commands(),
                 .pool = pool,
                 .head = [this] { return ledger->head().number; }}),
        receipts(calls, HandlerPorts(), {config.node_id, composition.units(), payloads, signer}) {}

  services::HandlerPorts HandlerPorts() {
    return {.store = *storage.store, .units = composition.units(), .clock = SystemClock()};
  }

  rpc::CallPorts NewCallPorts() {
    rpc::CallPorts ports;
    ports.tokens = &tokens;
    ports.pool = &pool;
    if (!config.portal.listen.empty()) {
      ports.gateway_secret = ToHex(SystemRandom().Bytes(kGatewaySecretBytes));
    }
    ports.hashing = &hash_pool;
    ports.sign_in = sign_in.get();
    ports.submit = [this](ledger::Command command, rpc::SubmitDone done) {
      ledger->Submit(std::move(command),
                     [done = std::move(done)](absl::StatusOr<ledger::Committed> committed) {
                       if (committed.ok()) {
                         done(std::move(committed->response));
                       } else {
                         done(committed.status());
                       }
                     });
    };
    return ports;
  }

  absl::Status Open();
  absl::Status RunAtStart();
  absl::Status OpenPorts();
  absl::Status OpenPortal();
  NodeHandler::Ports NodeHandlerPorts();
  void StartThreads();
  void Write();
  void Acknowledge();
  void TickUntilStopped();
  void Stop();

  const Program program;
  const config::Config config;
  NodeStorage storage;
  evidence::EvidenceStore files;
  const std::unique_ptr<identity::SignInState> sign_in;
  rpc::StoreTokens tokens;
  rpc::WorkPool hash_pool;
  rpc::WorkPool pool;
  rpc::WorkPool link_pool;
  rpc::WorkPool file_pool;
  const rpc::CallPorts calls;  // Handlers may keep copies.
  Composition composition;
  std::unique_ptr<LiveKeys> keys;
  NodeSigner signer;
  const exchange::LedgerPayloads payloads;
  Changes changes;
  services::ReceiptHandler receipts;
  std::shared_ptr<LiveWithdrawn> withdrawn;  // gRPC may ask it a moment longer.
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<Links> links;
  std::unique_ptr<EvidenceChecks> checks;
  std::unique_ptr<NodeHandler> node_handler;
  std::shared_ptr<grpc::Service> exchange_service;
  std::unique_ptr<rpc::Server> peer;
  std::unique_ptr<rpc::Server> client;
  std::unique_ptr<rpc::Server> inside;
  std::unique_ptr<gateway::Gateway> portal;
  std::vector<std::thread> threads;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable changed;
  bool stop_requested = false;
  bool ledger_ended = false;
  bool stopped = false;
};

absl::Status Node::Running::Open() {
  ASSIGN_OR_RETURN(keys, LiveKeys::Open(config, composition.signer().public_key()));
  ASSIGN_OR_RETURN(withdrawn, LiveWithdrawn::Open(config));
  ledger::LedgerLimits limits;
  limits.waiting_commands = static_cast<std::size_t>(config.limits.queue);
  limits.waiting_bytes = WaitingBytes(config.level);
  ASSIGN_OR_RETURN(ledger, ledger::Ledger::Open(*storage.store, *storage.mark,
                                                composition.commands(), SystemClock(), limits));
  links = std::make_unique<Links>(Links::Ports{
      .config = config,
      .store = *storage.store,
      .topology = composition.units(),
      .types = composition.items(),
      .signer = signer,
      .verifier = *keys,
      .files = files,
      .clock = SystemClock(),
      .random = SystemRandom(),
      .submit = calls.submit,
      .pool = link_pool,
      .file_pool = file_pool,
      .foresee =
          [this](const exchange::v1::Item& item) {
            composition.items().Foresee(item, *storage.store->NewSnapshot());
          },
      .admit = [withdrawn =
                    withdrawn](std::string_view serial) { return withdrawn->Check(serial); }});
  checks = std::make_unique<EvidenceChecks>(
      EvidenceChecks::Ports{.config = config,
                            .store = *storage.store,
                            .files = files,
                            .clock = SystemClock(),
                            .random = SystemRandom(),
                            .submit = calls.submit,
                            .program = signature::ProgramBeside()});
  files.WhenFinished([this](const Sha256& file) { checks->Arrived(file); });
  StartThreads();
  RETURN_IF_ERROR(RunAtStart());
  RETURN_IF_ERROR(OpenPorts());
  links->Start();
  checks->Start();
  return absl::OkStatus();
}

// One after the other: a later part may count on what an earlier one entered.
absl::Status Node::Running::RunAtStart() {
  const auto run = [this](std::vector<ledger::Command> commands) -> absl::Status {
    for (ledger::Command& command : commands) {
      // Held by the answer too: it may still be leaving set_value when this thread goes on.
      const auto done = std::make_shared<std::promise<absl::Status>>();
      calls.submit(std::move(command), [done](const absl::StatusOr<std::string>& answer) {
        done->set_value(answer.status());
      });
      RETURN_IF_ERROR(done->get_future().get());
    }
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(std::vector<ledger::Command> restored, RestoredCommand(config));
  RETURN_IF_ERROR(run(std::move(restored)));
  ForgetRestored(config);
  ASSIGN_OR_RETURN(std::vector<ledger::Command> hosting,
                   HostingCommand(config, *storage.store->NewSnapshot()));
  RETURN_IF_ERROR(run(std::move(hosting)));
  for (const std::unique_ptr<Part>& part : composition.parts()) {
    ASSIGN_OR_RETURN(std::vector<ledger::Command> commands,
                     part->AtStart(*storage.store->NewSnapshot()));
    RETURN_IF_ERROR(run(std::move(commands)));
  }
  ASSIGN_OR_RETURN(std::vector<ledger::Command> accounts,
                   FirstAccounts(config, *storage.store->NewSnapshot()));
  return run(std::move(accounts));
}

absl::Status Node::Running::OpenPorts() {
  const auto largest = static_cast<int>(config.limits.message_bytes);
  node_handler = std::make_unique<NodeHandler>(NodeHandlerPorts());
  std::vector<grpc::Service*> services = {node_handler.get(), &receipts};
  for (const std::unique_ptr<Part>& part : composition.parts()) {
    for (grpc::Service* service : part->Services()) services.push_back(service);
  }
  ASSIGN_OR_RETURN(inside, rpc::Server::Start({rpc::Port::kInside, "", {}, largest}, services));
  if (!config.peer_listen.empty()) {
    exchange_service = rpc::NewExchangeHandler(links->Door());
    const rpc::TlsFiles tls{.authority = config.certificates.authority,
                            .certificate = config.certificates.certificate,
                            .key = config.certificates.key};
    ASSIGN_OR_RETURN(peer, rpc::Server::Start({.port = rpc::Port::kPeer,
                                               .address = config.peer_listen,
                                               .tls = tls,
                                               .peers = config.children.size()},
                                              {exchange_service.get()}));
  }
  ASSIGN_OR_RETURN(client, rpc::Server::Start(
                               {rpc::Port::kClient, config.client_listen, {}, largest}, services));
  return OpenPortal();
}

absl::Status Node::Running::OpenPortal() {
  if (config.portal.listen.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::unique_ptr<gateway::Gateway> opened,
                   gateway::Gateway::Start({.config = config,
                                            .inside = inside->InProcessChannel(),
                                            .secret = calls.gateway_secret,
                                            .node = [this]() -> gateway::NodeGauges {
                                              return {.ledger_entries = ledger->head().number,
                                                      .commands_waiting = ledger->waiting(),
                                                      .calls_waiting = pool.waiting(),
                                                      .ready = ledger->status().ok()};
                                            }}));
  // The thread that ticks runs already.
  const std::lock_guard lock(mutex);
  portal = std::move(opened);
  return absl::OkStatus();
}

NodeHandler::Ports Node::Running::NodeHandlerPorts() {
  return {.calls = calls,
          .handlers = HandlerPorts(),
          .config = config,
          .commands = composition.commands(),
          .changes = changes,
          .head = [this] { return ledger->head(); },
          .lines = [this](const LineFilter& wanted,
                          std::size_t most) { return links->Status(wanted, most); },
          .with_machine =
              [this](const std::function<void(ledger::StateMachine&)>& use) {
                absl::StatusOr<std::unique_ptr<identity::Signer>> key = OpenSigner(config);
                if (!key.ok()) return key.status();
                Composition other(program, config, *storage.store, files, calls, *std::move(key));
                use(other.commands());
                return absl::OkStatus();
              },
          .key_files =
              [this] {
                std::vector<KeyFile> named =
                    KeyFiles(config, composition.signer().public_key(), SystemClock().WallMicros());
                AddList("node_keys", config.node_keys, keys->status(), named);
                AddList("certificates.withdrawn", config.certificates.withdrawn,
                        withdrawn->status(), named);
                return named;
              },
          .copy =
              [this](const std::string& folder) {
                return MakeBackup(*storage.store, config, ledger->head(),
                                  SystemClock().WallMicros(), folder);
              },
          .file_loss = [this](bool fetch) { return links->FileLoss(fetch); },
          .started_at = SystemClock().WallMicros()};
}

void Node::Running::StartThreads() {
  threads.emplace_back([this] { Write(); });
  threads.emplace_back([this] { Acknowledge(); });
  threads.emplace_back([this] { TickUntilStopped(); });
}

void Node::Running::Write() {
  while (ledger->WaitToWrite()) ledger->WriteNext();
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
    if (ticks++ % kTicksPerSweep == 0) (void)files.DiscardOld(SystemClock().WallMicros() / 1000000);
    withdrawn->Refresh();
    links->Tick();
    checks->Tick();
    lock.lock();
  }
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
  if (portal != nullptr) portal->Stop(kGrace);
  for (rpc::Server* server : {peer.get(), client.get(), inside.get()}) {
    if (server != nullptr) server->Stop(kGrace);
  }
  hash_pool.Stop();
  pool.Stop();
  if (checks != nullptr) checks->Stop();
  if (ledger != nullptr) ledger->Close();
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  link_pool.Stop();
  file_pool.Stop();
}

Node::Node(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Node::~Node() { Stop(); }

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const config::Config& config,
                                                  const Program& program) {
  ASSIGN_OR_RETURN(NodeStorage storage, OpenStorage(config, IfMissing::kMake));
  return Start(config, program, std::move(storage));
}

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const config::Config& config,
                                                  const Program& program, NodeStorage storage) {
  if (config.level != program.level) {
    return domain::Refusal(
        absl::StatusCode::kFailedPrecondition, "level_differs",
        {{"level", std::string(config::Name(config.level))}, {"program", program.name}});
  }
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> key, OpenSigner(config));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, OpenEvidence(config));
  ASSIGN_OR_RETURN(std::unique_ptr<identity::SignInState> sign_in, NewSignIn(config));
  std::unique_ptr<Node> node(new Node(std::make_unique<Running>(
      config, program, std::move(storage), std::move(files), std::move(key), std::move(sign_in))));
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
