// What a running node is made of, for the two files that open it and run it (node_opening.cc,
// node.cc). The order of the members is the order in which they need each other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "common/evidence/evidence_sweep.h"
#include "common/exchange/entry_payloads.h"
#include "common/gateway/gateway.h"
#include "common/ledger/ledger.h"
#include "common/node/backup.h"
#include "common/node/certificate_renewal.h"
#include "common/node/changes.h"
#include "common/node/composition.h"
#include "common/node/evidence_checks.h"
#include "common/node/ledger_checks.h"
#include "common/node/links.h"
#include "common/node/live_keys.h"
#include "common/node/live_withdrawn.h"
#include "common/node/node.h"
#include "common/node/node_handler.h"
#include "common/node/node_signer.h"
#include "common/node/node_watch.h"
#include "common/node/sign_in.h"
#include "common/node/unused_files.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/server.h"
#include "common/rpc/store_tokens.h"
#include "common/rpc/work_pool.h"
#include "common/services/certificate_handler.h"
#include "common/services/receipt_handler.h"

namespace par::node {

struct Node::Running {
  Running(const config::Config& given, const Program& what, NodeStorage opened,
          evidence::EvidenceStore evidence, std::unique_ptr<identity::Signer> key,
          std::unique_ptr<identity::SignInState> people, Log& told);

  services::HandlerPorts HandlerPorts() {
    return {.store = *storage.store, .units = composition.units(), .clock = SystemClock()};
  }

  rpc::CallPorts NewCallPorts();
  absl::Status Open();
  absl::Status RunAtStart();
  absl::Status OpenPorts();
  absl::Status OpenPortal();
  NodeWatch::Ports WatchPorts();
  absl::StatusOr<Backup> Copy(const std::string& folder);
  // The certificates and keys that the configuration names, as they are now.
  std::vector<KeyFile> NamedKeyFiles();
  // What keeps the portal from showing a certificate that is otherwise good.
  void AddShown(std::vector<KeyFile>& named);
  NodeHandler::Ports NodeHandlerPorts();
  // A state machine of its own, that no ledger works with. What OpenSigner refuses.
  absl::StatusOr<std::shared_ptr<ledger::StateMachine>> NewMachine();
  void StartThreads();
  void Write();
  void Acknowledge();
  void TickUntilStopped();
  // Enters the day if it has come; on the thread that ticks.
  void CountDay();
  void Stop();

  const Program program;
  const config::Config config;
  Log& log;
  NodeStorage storage;
  evidence::EvidenceStore files;
  evidence::EvidenceSweep sweep{files, SystemClock()};
  const std::unique_ptr<identity::SignInState> sign_in;
  const std::unique_ptr<oidc::Provider> provider;
  rpc::StoreTokens tokens;
  rpc::WorkPool hash_pool;
  rpc::WorkPool outbound_pool;
  rpc::WorkPool pool;
  rpc::WorkPool link_pool;
  rpc::WorkPool file_pool;
  std::atomic<std::uint64_t> sign_ins_refused = 0;
  std::atomic<bool> counting_day = false;  // Its command is under way.
  const rpc::CallPorts calls;              // Handlers may keep copies.
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
  std::unique_ptr<CertificateRenewal> renewal;
  std::unique_ptr<UnusedFiles> unused;
  std::unique_ptr<LedgerChecks> ledger_checks;
  std::unique_ptr<NodeHandler> node_handler;
  std::unique_ptr<services::CertificateHandler> certificate_handler;
  std::shared_ptr<grpc::Service> exchange_service;
  std::unique_ptr<rpc::Server> peer;
  std::unique_ptr<rpc::Server> client;
  std::unique_ptr<rpc::Server> inside;
  std::unique_ptr<gateway::Gateway> portal;
  NodeWatch watch{WatchPorts()};
  std::vector<std::thread> threads;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable changed;
  bool stop_requested = false;
  bool ledger_ended = false;
  bool stopped = false;
};

}  // namespace par::node
