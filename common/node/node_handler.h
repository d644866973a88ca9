// NodeService: the node's own state, for those who run it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/ledger/mark.h"
#include "common/node/backup.h"
#include "common/node/changes.h"
#include "common/node/key_files.h"
#include "common/node/ledger_checks.h"
#include "common/node/link_view.h"
#include "common/node/unused_files.h"
#include "common/rpc/calls.h"
#include "common/services/command_router.h"
#include "common/services/handler_ports.h"
#include "par/node/v1/node.grpc.pb.h"

namespace par::node {

class NodeHandler final : public ::par::node::v1::NodeService::CallbackService {
 public:
  struct FilesRead {
    std::size_t damaged = 0;
    std::int64_t whole_at = 0;  // UTC microseconds; 0: not yet.
    UnusedFiles::Waiting unused;
  };
  struct Ports {
    rpc::CallPorts calls;
    services::HandlerPorts handlers;
    const config::Config& config;
    const services::CommandRouter& commands;  // For the names of kinds only.
    Changes& changes;
    std::function<ledger::Mark()> head;
    DescribeLines lines;
    LedgerChecks& ledger_checks;
    // The certificates and keys, and what is wrong with them now.
    std::function<std::vector<KeyFile>()> key_files;
    // MakeBackup of the node's store and evidence.
    std::function<absl::StatusOr<Backup>(const std::string& folder)> copy;
    // Evidence files that should be here; with `fetch` they are fetched from now on.
    std::function<exchange::BlobLoss(bool fetch)> file_loss;
    // What reading them again, and looking for what relies on them, has found.
    std::function<FilesRead()> files_read;
    std::int64_t started_at = 0;
  };
  explicit NodeHandler(Ports ports) : ports_(std::move(ports)) {}

  // Any account.
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* ListLinks(grpc::CallbackServerContext* context,
                                      const v1::ListLinksRequest* request,
                                      v1::ListLinksResponse* response) override;
  // view_audit on a unit hosted here.
  grpc::ServerUnaryReactor* VerifyLedger(grpc::CallbackServerContext* context,
                                         const v1::VerifyLedgerRequest* request,
                                         v1::VerifyLedgerResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* ListWitnessed(grpc::CallbackServerContext* context,
                                          const v1::ListWitnessedRequest* request,
                                          v1::ListWitnessedResponse* response) override;
  // manage_links on a unit hosted here. Nothing is entered: the copy is a file's affair.
  grpc::ServerUnaryReactor* Export(grpc::CallbackServerContext* context,
                                   const v1::ExportRequest* request,
                                   v1::ExportResponse* response) override;
  // Any account; fetching files: manage_links on a unit hosted here.
  grpc::ServerUnaryReactor* GetRecovery(grpc::CallbackServerContext* context,
                                        const v1::GetRecoveryRequest* request,
                                        v1::GetRecoveryResponse* response) override;
  // Any account.
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  const Ports ports_;
  std::atomic<std::int64_t> last_copy_micros_ = 0;  // Of this process; 0: none yet.
};

}  // namespace par::node
