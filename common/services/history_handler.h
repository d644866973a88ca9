// HistoryService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/history_desk.h"
#include "par/history/v1/history.grpc.pb.h"

namespace par::services {

class HistoryHandler final : public history::v1::HistoryService::CallbackService {
 public:
  HistoryHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const HistoryDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* ImportTables(grpc::CallbackServerContext* context,
                                         const history::v1::ImportTablesRequest* request,
                                         history::v1::ImportTablesResponse* response) override;
  grpc::ServerUnaryReactor* CheckTables(grpc::CallbackServerContext* context,
                                        const history::v1::ImportTablesRequest* request,
                                        history::v1::CheckTablesResponse* response) override;
  grpc::ServerUnaryReactor* ListTables(grpc::CallbackServerContext* context,
                                       const history::v1::ListTablesRequest* request,
                                       history::v1::ListTablesResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawTable(grpc::CallbackServerContext* context,
                                          const history::v1::WithdrawTableRequest* request,
                                          history::v1::WithdrawTableResponse* response) override;

 private:
  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const HistoryDesk& desk_;
};

}  // namespace par::services
