#include "common/services/published_handler.h"

#include "common/base/status_macros.h"

namespace par::services {

grpc::ServerUnaryReactor* PublishedHandler::ListPublished(
    grpc::CallbackServerContext* context, const decision::v1::ListPublishedRequest*,
    decision::v1::ListPublishedResponse* response) {
  return rpc::OpenQueryCall(calls_, context, [this, response]() -> absl::Status {
    ASSIGN_OR_RETURN(*response, published_.List(*ports_.store.NewSnapshot()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* PublishedHandler::GetPublishedFile(
    grpc::CallbackServerContext* context, const decision::v1::GetPublishedFileRequest* request,
    decision::v1::GetPublishedFileResponse* response) {
  return rpc::OpenQueryCall(calls_, context, [this, request, response]() -> absl::Status {
    ASSIGN_OR_RETURN(*response, published_.File(*ports_.store.NewSnapshot(), *request));
    return absl::OkStatus();
  });
}

}  // namespace par::services
