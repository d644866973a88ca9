#include "common/services/remediation_handler.h"

#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

using domain::Permission;

grpc::ServerUnaryReactor* RemediationHandler::IssuePlan(
    grpc::CallbackServerContext* context, const remediation::v1::IssuePlanRequest* request,
    remediation::v1::IssuePlanResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kIssuePlan,
                 Permission::kIssueCriteria, request->actor_unit(), "");
}

grpc::ServerUnaryReactor* RemediationHandler::ChangeTask(
    grpc::CallbackServerContext* context, const remediation::v1::ChangeTaskRequest* request,
    remediation::v1::ChangeTaskResponse* response) {
  return TellingCommand(calls_, ports_, context, *request, response, Kind::kChangeTask,
                        Permission::kIssueCriteria, request->actor_unit());
}

grpc::ServerUnaryReactor* RemediationHandler::ReportProgress(
    grpc::CallbackServerContext* context, const remediation::v1::ReportProgressRequest* request,
    remediation::v1::ReportProgressResponse* response) {
  return TellingCommand(calls_, ports_, context, *request, response, Kind::kReportProgress,
                        Permission::kSubmit, request->report().unit());
}

grpc::ServerUnaryReactor* RemediationHandler::ListPlans(
    grpc::CallbackServerContext* context, const remediation::v1::ListPlansRequest* /*request*/,
    remediation::v1::ListPlansResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return status_.List(state, caller, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* RemediationHandler::GetPlan(
    grpc::CallbackServerContext* context, const remediation::v1::GetPlanRequest* request,
    remediation::v1::GetPlanResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return status_.Get(state, caller, *request, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* RemediationHandler::PreviewPlan(
    grpc::CallbackServerContext* context, const remediation::v1::PreviewPlanRequest* request,
    remediation::v1::PreviewPlanResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<remediation::v1::PreviewPlanResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kIssueCriteria,
                                               request->actor_unit()));
                 return status_.Preview(state, *request, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* RemediationHandler::MakeDocument(
    grpc::CallbackServerContext* context, const remediation::v1::MakeDocumentRequest* request,
    document::v1::MadeDocument* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return status_.MakeDocument(state, caller, *request, ports_.clock.WallMicros());
               });
}

}  // namespace par::services
