// AssessmentService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "commune-node/assessment_views.h"
#include "par/assessment/v1/assessment.grpc.pb.h"

namespace par::commune {

class AssessmentHandler final : public assessment::v1::AssessmentService::CallbackService {
 public:
  AssessmentHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                    const AssessmentViews& views)
      : calls_(calls), ports_(ports), views_(views) {}

  grpc::ServerUnaryReactor* FillAnswers(grpc::CallbackServerContext* context,
                                        const assessment::v1::FillAnswersRequest* request,
                                        assessment::v1::FillAnswersResponse* response) override;
  // Refused (command_kind_unknown) by a node whose units have nobody below them.
  grpc::ServerUnaryReactor* RollUp(grpc::CallbackServerContext* context,
                                   const assessment::v1::RollUpRequest* request,
                                   assessment::v1::RollUpResponse* response) override;
  grpc::ServerUnaryReactor* TakeSalvaged(grpc::CallbackServerContext* context,
                                         const assessment::v1::TakeSalvagedRequest* request,
                                         assessment::v1::TakeSalvagedResponse* response) override;
  grpc::ServerUnaryReactor* GetAssessment(grpc::CallbackServerContext* context,
                                          const assessment::v1::GetAssessmentRequest* request,
                                          assessment::v1::GetAssessmentResponse* response) override;
  grpc::ServerUnaryReactor* ListAssessments(
      grpc::CallbackServerContext* context, const assessment::v1::ListAssessmentsRequest* request,
      assessment::v1::ListAssessmentsResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const AssessmentViews& views_;
};

}  // namespace par::commune
