#include "common/services/certificate_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

using certificate::v1::ListCertificateRequestsResponse;

grpc::ServerUnaryReactor* CertificateHandler::ListCertificateRequests(
    grpc::CallbackServerContext* context,
    const certificate::v1::ListCertificateRequestsRequest* request,
    ListCertificateRequestsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<ListCertificateRequestsResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kManageLinks,
                                               request->actor_unit()));
                 return desk_.List(state, *request, withdrawn_);
               });
}

grpc::ServerUnaryReactor* CertificateHandler::AnswerCertificateRequest(
    grpc::CallbackServerContext* context,
    const certificate::v1::AnswerCertificateRequestRequest* request,
    certificate::v1::AnswerCertificateRequestResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kAnswerRenewal,
                 domain::Permission::kManageLinks, request->actor_unit(), "");
}

}  // namespace par::services
