#include "commune-node/assessment_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::commune {

using domain::Permission;

grpc::ServerUnaryReactor* AssessmentHandler::FillAnswers(
    grpc::CallbackServerContext* context, const assessment::v1::FillAnswersRequest* request,
    assessment::v1::FillAnswersResponse* response) {
  return services::Command(calls_, ports_, context, *request, response,
                           services::Kind::kFillAnswers, Permission::kFill, request->unit(),
                           request->cycle());
}

grpc::ServerUnaryReactor* AssessmentHandler::RollUp(grpc::CallbackServerContext* context,
                                                    const assessment::v1::RollUpRequest* request,
                                                    assessment::v1::RollUpResponse* response) {
  return services::Command(calls_, ports_, context, *request, response, services::Kind::kRollUp,
                           Permission::kFill, request->unit(), request->cycle());
}

grpc::ServerUnaryReactor* AssessmentHandler::TakeSalvaged(
    grpc::CallbackServerContext* context, const assessment::v1::TakeSalvagedRequest* request,
    assessment::v1::TakeSalvagedResponse* response) {
  return services::Command(calls_, ports_, context, *request, response,
                           services::Kind::kTakeSalvaged, Permission::kSubmit, request->unit(), {});
}

grpc::ServerUnaryReactor* AssessmentHandler::GetAssessment(
    grpc::CallbackServerContext* context, const assessment::v1::GetAssessmentRequest* request,
    assessment::v1::GetAssessmentResponse* response) {
  return services::Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<assessment::v1::GetAssessmentResponse> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kViewDossier, request->unit()));
        return views_.Get(state, caller, *request, ports_.clock.WallMicros());
      });
}

grpc::ServerUnaryReactor* AssessmentHandler::ListAssessments(
    grpc::CallbackServerContext* context, const assessment::v1::ListAssessmentsRequest* request,
    assessment::v1::ListAssessmentsResponse* response) {
  return services::Query(calls_, ports_, context, response,
                         [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                           return views_.List(state, caller, *request, ports_.clock.WallMicros());
                         });
}

}  // namespace par::commune
