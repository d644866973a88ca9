// Opening a node: what it is made of, what it enters before it takes calls, its ports.
#include <filesystem>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/hex.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/identity/kinds.h"
#include "common/node/at_start.h"
#include "common/node/backup.h"
#include "common/node/key_files.h"
#include "common/node/line_log.h"
#include "common/node/running_node.h"
#include "common/signature/checker.h"

namespace par::node {
namespace {

constexpr std::size_t kLinkThreads = 2;
constexpr std::size_t kFileThreads = 2;
constexpr std::size_t kQueuedLinks = 64;  // And one piece of work for each child's line.
constexpr std::size_t kGatewaySecretBytes = 32;
// With less left on the disk of a folder somebody should make room: some of the largest files, and
// the mark, which is written anew beside the old one.
constexpr std::uint64_t kLeastForData = std::uint64_t{1} << 30u;
constexpr std::uint64_t kLeastForMark = std::uint64_t{16} << 20u;

// A commune's machine may have 2 GB; each call that waits may hold a request of 1 MiB.
std::size_t QueuedCalls(config::NodeLevel level) {
  return level == config::NodeLevel::kCommune ? 32 : 256;
}
std::size_t WaitingBytes(config::NodeLevel level) {
  return std::size_t{level == config::NodeLevel::kCommune ? 16u : 64u} << 20u;
}

}  // namespace

Node::Running::Running(const config::Config& given, const Program& what, NodeStorage opened,
                       evidence::EvidenceStore evidence, std::unique_ptr<identity::Signer> key,
                       std::unique_ptr<identity::SignInState> people, Log& told)
    : program(what),
      config(given),
      log(told),
      storage(std::move(opened)),
      files(std::move(evidence)),
      sign_in(std::move(people)),
      provider(NewProvider(given)),
      tokens(*storage.store, sign_in->sessions),
      hash_pool(static_cast<std::size_t>(given.passwords.at_once), kQueuedHashes),
      outbound_pool(provider == nullptr ? 1 : kOutboundThreads, kQueuedOutbound),
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

rpc::CallPorts Node::Running::NewCallPorts() {
  rpc::CallPorts ports;
  ports.tokens = &tokens;
  ports.pool = &pool;
  if (!config.portal.listen.empty()) {
    ports.gateway_secret = ToHex(SystemRandom().Bytes(kGatewaySecretBytes));
  }
  ports.hashing = &hash_pool;
  ports.sign_in = sign_in.get();
  ports.outbound = &outbound_pool;
  ports.provider = provider.get();
  ports.submit = [this](ledger::Command command, rpc::SubmitDone done) {
    if (command.kind == static_cast<std::uint32_t>(identity::Kind::kRefuseSignIn)) {
      ++sign_ins_refused;
    }
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

absl::Status Node::Running::Open() {
  // Where it cannot, the certificate and its key are as they are, and opening the ports says so.
  (void)FinishRenewal(config.certificates);
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
      .admit = [withdrawn =
                    withdrawn](std::string_view serial) { return withdrawn->Check(serial); },
      .log = log});
  checks = std::make_unique<EvidenceChecks>(
      EvidenceChecks::Ports{.config = config,
                            .store = *storage.store,
                            .files = files,
                            .clock = SystemClock(),
                            .random = SystemRandom(),
                            .submit = calls.submit,
                            .program = signature::ProgramBeside()});
  unused = std::make_unique<UnusedFiles>(
      UnusedFiles::Ports{.config = config,
                         .store = *storage.store,
                         .files = files,
                         .clock = SystemClock(),
                         .random = SystemRandom(),
                         .submit = calls.submit,
                         .log = log,
                         .counts = std::filesystem::path(config.data_directory) / "unused-files"});
  ledger_checks = std::make_unique<LedgerChecks>(
      LedgerChecks::Ports{.store = *storage.store,
                          .clock = SystemClock(),
                          .random = SystemRandom(),
                          .new_machine = [this] { return NewMachine(); },
                          .language = config.language});
  renewal = std::make_unique<CertificateRenewal>(CertificateRenewal::Ports{.config = config,
                                                                           .store = *storage.store,
                                                                           .clock = SystemClock(),
                                                                           .random = SystemRandom(),
                                                                           .submit = calls.submit});
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
  ASSIGN_OR_RETURN(std::vector<ledger::Command> day,
                   DayCommand(config, composition.units(), *storage.store->NewSnapshot(),
                              SystemClock().WallMicros()));
  RETURN_IF_ERROR(run(std::move(day)));
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
  certificate_handler = std::make_unique<services::CertificateHandler>(
      calls, HandlerPorts(), composition.certificates(),
      [this](std::string_view serial) { return !withdrawn->Check(serial).ok(); });
  std::vector<grpc::Service*> services = {node_handler.get(), certificate_handler.get(), &receipts};
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

void Node::Running::AddShown(std::vector<KeyFile>& named) {
  const std::lock_guard lock(mutex);
  if (portal == nullptr) return;
  const absl::Status shown = portal->certificate_status();
  for (KeyFile& file : named) {
    if (shown.ok() || file.setting != "portal.certificate" || file.useless()) continue;
    file.problem = shown;
  }
}

std::vector<KeyFile> Node::Running::NamedKeyFiles() {
  std::vector<KeyFile> named =
      KeyFiles(config, composition.signer().public_key(), SystemClock().WallMicros());
  AddShown(named);
  renewal->Describe(named);
  AddList("node_keys", config.node_keys, keys->status(), named);
  AddList("certificates.withdrawn", config.certificates.withdrawn, withdrawn->status(), named);
  return named;
}

absl::StatusOr<Backup> Node::Running::Copy(const std::string& folder) {
  log.Write(LogEvent::kBackupBegun, {});
  absl::StatusOr<Backup> made = MakeBackup(
      *storage.store, config, ledger->head(), SystemClock().WallMicros(),
      folder.empty() ? NewCopyFolder(config, SystemRandom()) : std::filesystem::path(folder));
  if (made.ok()) {
    log.Write(LogEvent::kBackupMade, {{"folder", made->folder.string()},
                                      {"files", std::to_string(made->files)},
                                      {"bytes", std::to_string(made->bytes)}});
  } else {
    log.Write(LogEvent::kBackupFailed, WhyFields(made.status()));
  }
  return made;
}

NodeWatch::Ports Node::Running::WatchPorts() {
  return {.log = log,
          .clock = SystemClock(),
          .folders = {{"data_directory", config.data_directory, kLeastForData},
                      {"mark_directory", config.mark_directory, kLeastForMark}},
          .key_files = [this] { return NamedKeyFiles(); },
          .damaged = [this] { return files.Damaged(); },
          .counts = [this]() -> NodeWatch::Counts {
            const std::lock_guard lock(mutex);
            return {.connections_slow = portal == nullptr ? 0 : portal->connections_slow(),
                    .sign_ins_refused = sign_ins_refused};
          },
          .free_bytes = FreeBytes};
}

absl::StatusOr<std::shared_ptr<ledger::StateMachine>> Node::Running::NewMachine() {
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> key, OpenSigner(config));
  const auto other =
      std::make_shared<Composition>(program, config, *storage.store, files, calls, std::move(key));
  return std::shared_ptr<ledger::StateMachine>(other, &other->commands());
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
          .ledger_checks = *ledger_checks,
          .key_files = [this] { return NamedKeyFiles(); },
          .copy = [this](const std::string& folder) { return Copy(folder); },
          .file_loss = [this](bool fetch) { return links->FileLoss(fetch); },
          .files_read = [this]() -> NodeHandler::FilesRead {
            return {.damaged = files.Damaged().size(),
                    .whole_at = sweep.last_round_at(),
                    .unused = unused->waiting()};
          },
          .started_at = SystemClock().WallMicros()};
}

}  // namespace par::node
