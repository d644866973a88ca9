// CertificateService over gRPC: administrators at the top of a line. See docs/handlers.md.
#pragma once

#include <utility>

#include "common/rpc/calls.h"
#include "common/services/certificate_desk.h"
#include "common/services/handler_ports.h"
#include "par/certificate/v1/certificate.grpc.pb.h"

namespace par::services {

class CertificateHandler final : public certificate::v1::CertificateService::CallbackService {
 public:
  CertificateHandler(const rpc::CallPorts& calls, const HandlerPorts& ports,
                     const CertificateDesk& desk, CertificateDesk::IsWithdrawn withdrawn)
      : calls_(calls), ports_(ports), desk_(desk), withdrawn_(std::move(withdrawn)) {}

  grpc::ServerUnaryReactor* ListCertificateRequests(
      grpc::CallbackServerContext* context,
      const certificate::v1::ListCertificateRequestsRequest* request,
      certificate::v1::ListCertificateRequestsResponse* response) override;
  grpc::ServerUnaryReactor* AnswerCertificateRequest(
      grpc::CallbackServerContext* context,
      const certificate::v1::AnswerCertificateRequestRequest* request,
      certificate::v1::AnswerCertificateRequestResponse* response) override;

 private:
  const rpc::CallPorts calls_;
  const HandlerPorts ports_;
  const CertificateDesk& desk_;
  const CertificateDesk::IsWithdrawn withdrawn_;
};

}  // namespace par::services
