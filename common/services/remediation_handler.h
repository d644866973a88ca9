// RemediationService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/remediation_status.h"
#include "par/remediation/v1/remediation.grpc.pb.h"

namespace par::services {

class RemediationHandler final : public remediation::v1::RemediationService::CallbackService {
 public:
  RemediationHandler(const rpc::CallPorts& calls, const HandlerPorts& ports,
                     const RemediationStatus& status)
      : calls_(calls), ports_(ports), status_(status) {}

  grpc::ServerUnaryReactor* IssuePlan(grpc::CallbackServerContext* context,
                                      const remediation::v1::IssuePlanRequest* request,
                                      remediation::v1::IssuePlanResponse* response) override;
  grpc::ServerUnaryReactor* ChangeTask(grpc::CallbackServerContext* context,
                                       const remediation::v1::ChangeTaskRequest* request,
                                       remediation::v1::ChangeTaskResponse* response) override;
  grpc::ServerUnaryReactor* ReportProgress(
      grpc::CallbackServerContext* context, const remediation::v1::ReportProgressRequest* request,
      remediation::v1::ReportProgressResponse* response) override;
  grpc::ServerUnaryReactor* ListPlans(grpc::CallbackServerContext* context,
                                      const remediation::v1::ListPlansRequest* request,
                                      remediation::v1::ListPlansResponse* response) override;
  grpc::ServerUnaryReactor* GetPlan(grpc::CallbackServerContext* context,
                                    const remediation::v1::GetPlanRequest* request,
                                    remediation::v1::GetPlanResponse* response) override;
  grpc::ServerUnaryReactor* PreviewPlan(grpc::CallbackServerContext* context,
                                        const remediation::v1::PreviewPlanRequest* request,
                                        remediation::v1::PreviewPlanResponse* response) override;
  grpc::ServerUnaryReactor* MakeDocument(grpc::CallbackServerContext* context,
                                         const remediation::v1::MakeDocumentRequest* request,
                                         document::v1::MadeDocument* response) override;

 private:
  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const RemediationStatus& status_;
};

}  // namespace par::services
