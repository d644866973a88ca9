#include "common/services/receipt_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"

namespace par::services {

using domain::Permission;

grpc::ServerUnaryReactor* ReceiptHandler::ListItems(grpc::CallbackServerContext* context,
                                                    const receipt::v1::ListItemsRequest* request,
                                                    receipt::v1::ListItemsResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<receipt::v1::ListItemsResponse> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kViewDossier, request->unit()));
        return receipts_.List(state, *request);
      });
}

grpc::ServerUnaryReactor* ReceiptHandler::GetReceipt(grpc::CallbackServerContext* context,
                                                     const receipt::v1::GetReceiptRequest* request,
                                                     receipt::v1::GetReceiptResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<receipt::v1::GetReceiptResponse> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kViewDossier, request->unit()));
        return receipts_.Get(state, *request, ports_.clock.WallMicros());
      });
}

}  // namespace par::services
