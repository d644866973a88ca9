#include "district-node/dossier_handler.h"

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::district {

using services::Query;

grpc::ServerUnaryReactor* DossierHandler::Act(grpc::CallbackServerContext* context,
                                              const dossier::v1::ActRequest* request,
                                              dossier::v1::ActResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kAct,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        const dossier::v1::Action& message = request->action();
        ASSIGN_OR_RETURN(const domain::Action action, codec::Decode(message, 0));
        ASSIGN_OR_RETURN(const CycleFrame frame,
                         dossiers_.Frame(*ports_.store.NewSnapshot(), message.cycle()));
        rpc::CommandScope scope;
        scope.unit = message.unit();
        scope.cycle = message.cycle();
        ASSIGN_OR_RETURN(scope.actor,
                         HeldDossiers::ActorOnUnit(frame, caller,
                                                   domain::PermissionFor(action.kind), scope.unit));
        return scope;
      });
}

grpc::ServerUnaryReactor* DossierHandler::EnterPoints(
    grpc::CallbackServerContext* context, const dossier::v1::EnterPointsRequest* request,
    dossier::v1::EnterPointsResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kEnterPoints,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const CycleFrame frame,
                         dossiers_.Frame(*ports_.store.NewSnapshot(), request->cycle()));
        rpc::CommandScope scope;
        scope.unit = request->unit();
        scope.cycle = request->cycle();
        ASSIGN_OR_RETURN(
            scope.actor,
            HeldDossiers::ActorOnUnit(frame, caller, domain::Permission::kEnterSurvey, scope.unit));
        return scope;
      });
}

grpc::ServerUnaryReactor* DossierHandler::ListQueue(grpc::CallbackServerContext* context,
                                                    const dossier::v1::ListQueueRequest* request,
                                                    dossier::v1::ListQueueResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListQueue(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DossierHandler::OpenDossier(
    grpc::CallbackServerContext* context, const dossier::v1::OpenDossierRequest* request,
    dossier::v1::OpenDossierResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.OpenDossier(state, caller, *request);
               });
}

}  // namespace par::district
