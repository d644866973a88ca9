#include "common/services/cycle_handler.h"

#include "common/base/status_macros.h"
#include "common/domain/cycle_yaml.h"
#include "common/services/command_handler.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"

namespace par::services {

grpc::ServerUnaryReactor* CycleHandler::OpenCycle(grpc::CallbackServerContext* context,
                                                  const cycle::v1::OpenCycleRequest* request,
                                                  cycle::v1::OpenCycleResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, Kind::kOpenCycle,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const domain::Cycle cycle,
                         domain::ParseCycle(request->cycle_yaml(), request->file_name()));
        rpc::CommandScope scope;
        scope.unit = cycle.owner.value();
        scope.cycle = cycle.id.value();
        ASSIGN_OR_RETURN(scope.actor,
                         ports_.ActorFor(caller, domain::Permission::kManageCycles, scope.unit));
        return scope;
      });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* CycleHandler::OnCycle(grpc::CallbackServerContext* context,
                                                const Request& request, Response* response,
                                                CommandKind kind) {
  return rpc::CommandCall(
      calls_, context, request, response, kind,
      [this, &request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const cycle::v1::Cycle cycle,
                         LoadCycleRow(*ports_.store.NewSnapshot(), request.id()));
        rpc::CommandScope scope;
        scope.unit = cycle.owner();
        scope.cycle = cycle.id();
        ASSIGN_OR_RETURN(scope.actor,
                         ports_.ActorFor(caller, domain::Permission::kRunCycle, scope.unit));
        return scope;
      });
}

grpc::ServerUnaryReactor* CycleHandler::AdvanceCycle(grpc::CallbackServerContext* context,
                                                     const cycle::v1::AdvanceCycleRequest* request,
                                                     cycle::v1::AdvanceCycleResponse* response) {
  return OnCycle(context, *request, response, Kind::kAdvanceCycle);
}

grpc::ServerUnaryReactor* CycleHandler::ExtendDeadline(
    grpc::CallbackServerContext* context, const cycle::v1::ExtendDeadlineRequest* request,
    cycle::v1::ExtendDeadlineResponse* response) {
  return OnCycle(context, *request, response, Kind::kExtendDeadline);
}

// Which cycles there are and until when is no secret: any account may read it.
grpc::ServerUnaryReactor* CycleHandler::ListCycles(grpc::CallbackServerContext* context,
                                                   const cycle::v1::ListCyclesRequest*,
                                                   cycle::v1::ListCyclesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.List(state, caller, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* CycleHandler::GetCycle(grpc::CallbackServerContext* context,
                                                 const cycle::v1::GetCycleRequest* request,
                                                 cycle::v1::GetCycleResponse* response) {
  return Query(calls_, ports_, context, response,
               [request](const storage::Reader& state,
                         const rpc::Caller&) -> absl::StatusOr<cycle::v1::GetCycleResponse> {
                 cycle::v1::GetCycleResponse found;
                 ASSIGN_OR_RETURN(*found.mutable_cycle(), LoadCycleRow(state, request->id()));
                 return found;
               });
}

grpc::ServerUnaryReactor* CycleHandler::ProposeDeadlines(
    grpc::CallbackServerContext* context, const cycle::v1::ProposeDeadlinesRequest* request,
    cycle::v1::ProposeDeadlinesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller&) {
                 return CycleDesk::Propose(state, *request, ports_.clock.WallMicros());
               });
}

}  // namespace par::services
