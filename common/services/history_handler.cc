#include "common/services/history_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

using history::v1::CheckTablesResponse;
using history::v1::ImportTablesRequest;

grpc::ServerUnaryReactor* HistoryHandler::ImportTables(
    grpc::CallbackServerContext* context, const ImportTablesRequest* request,
    history::v1::ImportTablesResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kImportEarlier,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

grpc::ServerUnaryReactor* HistoryHandler::CheckTables(grpc::CallbackServerContext* context,
                                                      const ImportTablesRequest* request,
                                                      CheckTablesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state,
                               const rpc::Caller& caller) -> absl::StatusOr<CheckTablesResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kIssueCriteria,
                                               request->actor_unit()));
                 return desk_.Check(state, *request, ports_.clock.WallMicros());
               });
}

// What was published is no secret: any account may see what was imported and from where.
grpc::ServerUnaryReactor* HistoryHandler::ListTables(grpc::CallbackServerContext* context,
                                                     const history::v1::ListTablesRequest* request,
                                                     history::v1::ListTablesResponse* response) {
  return Query(calls_, ports_, context, response,
               [request](const storage::Reader& state, const rpc::Caller&) {
                 return ListEarlier(state, *request);
               });
}

grpc::ServerUnaryReactor* HistoryHandler::WithdrawTable(
    grpc::CallbackServerContext* context, const history::v1::WithdrawTableRequest* request,
    history::v1::WithdrawTableResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kWithdrawEarlier,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

}  // namespace par::services
