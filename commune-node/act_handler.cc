#include "commune-node/act_handler.h"

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::commune {

grpc::ServerUnaryReactor* ActHandler::Act(grpc::CallbackServerContext* context,
                                          const dossier::v1::ActRequest* request,
                                          dossier::v1::ActResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kAct,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const domain::Action action, codec::Decode(request->action(), 0));
        rpc::CommandScope scope;
        scope.unit = request->action().unit();
        scope.cycle = request->action().cycle();
        ASSIGN_OR_RETURN(scope.actor,
                         ports_.ActorFor(caller, domain::PermissionFor(action.kind), scope.unit));
        return scope;
      });
}

}  // namespace par::commune
