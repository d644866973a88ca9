#include "common/services/receipt_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/papers.h"
#include "common/services/rows.h"

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

grpc::ServerUnaryReactor* ReceiptHandler::MakeDocument(
    grpc::CallbackServerContext* context, const receipt::v1::MakeDocumentRequest* request,
    document::v1::MadeDocument* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<document::v1::MadeDocument> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kViewDossier, request->unit()));
        receipt::v1::GetReceiptRequest asked;
        asked.set_unit(request->unit());
        asked.set_number(request->number());
        ASSIGN_OR_RETURN(const auto found, receipts_.Get(state, asked, ports_.clock.WallMicros()));
        ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
        const std::vector<absl::Status> problems =
            ReceiptProblems(found.receipt(), hosting.authorities());
        if (!problems.empty()) return problems.front();
        return MakePaper(document::DocumentKind::kReceipt, request->particulars(),
                         [&](const document::Particulars& particulars) -> OfficialDocumentOr {
                           return ReceiptPaper(found.receipt(), particulars);
                         });
      });
}

}  // namespace par::services
