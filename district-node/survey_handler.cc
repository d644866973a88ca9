#include "district-node/survey_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::district {
namespace {

using services::Query;

// A command of the council of the unit that runs the cycle.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* OnCycle(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                                  const HeldDossiers& dossiers,
                                  grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, services::Kind kind,
                                  domain::Permission permission) {
  return rpc::CommandCall(
      calls, context, *request, response, kind,
      [&ports, &dossiers, request,
       permission](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const CycleFrame frame,
                         dossiers.Frame(*ports.store.NewSnapshot(), request->cycle()));
        rpc::CommandScope scope;
        ASSIGN_OR_RETURN(scope.actor, HeldDossiers::ActorOnCycle(frame, caller, permission));
        scope.unit = frame.cycle.owner.value();
        scope.cycle = request->cycle();
        return scope;
      });
}

}  // namespace

grpc::ServerUnaryReactor* SurveyHandler::IssueSurvey(grpc::CallbackServerContext* context,
                                                     const survey::v1::IssueSurveyRequest* request,
                                                     survey::v1::IssueSurveyResponse* response) {
  return services::Command(calls_, ports_, context, *request, response,
                           services::Kind::kIssueSurvey, domain::Permission::kIssueCriteria,
                           request->actor_unit(), "");
}

grpc::ServerUnaryReactor* SurveyHandler::ImportSurveyResults(
    grpc::CallbackServerContext* context, const survey::v1::ImportSurveyResultsRequest* request,
    survey::v1::ImportSurveyResultsResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kImportResults,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        rpc::CommandScope scope;
        ASSIGN_OR_RETURN(scope.actor, desk_.ActorOfOwner(*ports_.store.NewSnapshot(), caller,
                                                         domain::Permission::kEnterSurvey,
                                                         request->actor_unit()));
        scope.unit = request->actor_unit();
        return scope;
      });
}

grpc::ServerUnaryReactor* SurveyHandler::EnterSurvey(grpc::CallbackServerContext* context,
                                                     const survey::v1::EnterSurveyRequest* request,
                                                     survey::v1::EnterSurveyResponse* response) {
  return OnCycle(calls_, ports_, dossiers_, context, request, response,
                 services::Kind::kEnterSurvey, domain::Permission::kEnterSurvey);
}

grpc::ServerUnaryReactor* SurveyHandler::ShowSurvey(grpc::CallbackServerContext* context,
                                                    const survey::v1::ShowSurveyRequest* request,
                                                    survey::v1::ShowSurveyResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.Show(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* SurveyHandler::ListSurveys(grpc::CallbackServerContext* context,
                                                     const survey::v1::ListSurveysRequest*,
                                                     survey::v1::ListSurveysResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.List(state, caller);
               });
}

grpc::ServerUnaryReactor* SurveyHandler::CheckSurveyResults(
    grpc::CallbackServerContext* context, const survey::v1::CheckSurveyResultsRequest* request,
    survey::v1::CheckSurveyResultsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.Check(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* CouncilHandler::OpenCouncil(grpc::CallbackServerContext* context,
                                                      const survey::v1::OpenCouncilRequest* request,
                                                      survey::v1::OpenCouncilResponse* response) {
  return OnCycle(calls_, ports_, dossiers_, context, request, response,
                 services::Kind::kOpenCouncil, domain::Permission::kEnterLeadershipScore);
}

grpc::ServerUnaryReactor* CouncilHandler::CastVotes(grpc::CallbackServerContext* context,
                                                    const survey::v1::CastVotesRequest* request,
                                                    survey::v1::CastVotesResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kCastVotes,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        const std::unique_ptr<storage::Snapshot> state = ports_.store.NewSnapshot();
        RETURN_IF_ERROR(desk_.RequireMember(*state, caller, request->cycle()));
        ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(*state, request->cycle()));
        rpc::CommandScope scope;
        scope.unit = frame.cycle.owner.value();
        scope.cycle = request->cycle();
        return scope;
      });
}

grpc::ServerUnaryReactor* CouncilHandler::ShowCouncil(grpc::CallbackServerContext* context,
                                                      const survey::v1::ShowCouncilRequest* request,
                                                      survey::v1::ShowCouncilResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.Show(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* CouncilHandler::CloseCouncil(
    grpc::CallbackServerContext* context, const survey::v1::CloseCouncilRequest* request,
    survey::v1::CloseCouncilResponse* response) {
  return OnCycle(calls_, ports_, dossiers_, context, request, response,
                 services::Kind::kCloseCouncil, domain::Permission::kEnterLeadershipScore);
}

grpc::ServerUnaryReactor* CouncilHandler::ReopenCouncil(
    grpc::CallbackServerContext* context, const survey::v1::ReopenCouncilRequest* request,
    survey::v1::ReopenCouncilResponse* response) {
  return OnCycle(calls_, ports_, dossiers_, context, request, response,
                 services::Kind::kReopenCouncil, domain::Permission::kEnterLeadershipScore);
}

}  // namespace par::district
