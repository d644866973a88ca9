// ReceiptService over gRPC: whoever may see the unit's dossier. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/receipts.h"
#include "par/receipt/v1/receipt.grpc.pb.h"

namespace par::services {

class ReceiptHandler final : public receipt::v1::ReceiptService::CallbackService {
 public:
  ReceiptHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, Receipts receipts)
      : calls_(calls), ports_(ports), receipts_(std::move(receipts)) {}

  grpc::ServerUnaryReactor* ListItems(grpc::CallbackServerContext* context,
                                      const receipt::v1::ListItemsRequest* request,
                                      receipt::v1::ListItemsResponse* response) override;
  grpc::ServerUnaryReactor* GetReceipt(grpc::CallbackServerContext* context,
                                       const receipt::v1::GetReceiptRequest* request,
                                       receipt::v1::GetReceiptResponse* response) override;
  grpc::ServerUnaryReactor* MakeDocument(grpc::CallbackServerContext* context,
                                         const receipt::v1::MakeDocumentRequest* request,
                                         document::v1::MadeDocument* response) override;

 private:
  const rpc::CallPorts calls_;
  const HandlerPorts ports_;
  const Receipts receipts_;
};

}  // namespace par::services
