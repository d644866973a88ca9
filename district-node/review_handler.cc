#include "district-node/review_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "district-node/candidates.h"

namespace par::district {

using domain::Permission;
using services::Kind;
using services::Query;

absl::StatusOr<rpc::CommandScope> ReviewHandler::ScopeOf(const rpc::Caller& caller,
                                                         Permission permission,
                                                         const std::string& cycle,
                                                         const std::string& unit) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(*ports_.store.NewSnapshot(), cycle));
  rpc::CommandScope scope;
  scope.cycle = cycle;
  scope.unit = unit.empty() ? frame.cycle.owner.value() : unit;
  if (unit.empty()) {
    ASSIGN_OR_RETURN(scope.actor, HeldDossiers::ActorOnCycle(frame, caller, permission));
  } else {
    ASSIGN_OR_RETURN(scope.actor, HeldDossiers::ActorOnUnit(frame, caller, permission, unit));
  }
  return scope;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ReviewHandler::Enter(grpc::CallbackServerContext* context,
                                               const Request* request, Response* response,
                                               Kind kind, Permission permission,
                                               const std::string& unit) {
  return rpc::CommandCall(calls_, context, *request, response, kind,
                          [this, permission, cycle = request->cycle(),
                           unit](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
                            return ScopeOf(caller, permission, cycle, unit);
                          });
}

grpc::ServerUnaryReactor* ReviewHandler::DrawSample(grpc::CallbackServerContext* context,
                                                    const review::v1::DrawSampleRequest* request,
                                                    review::v1::DrawSampleResponse* response) {
  return Enter(context, request, response, Kind::kDrawSecondMarks, Permission::kSettle, "");
}

grpc::ServerUnaryReactor* ReviewHandler::MarkAgain(grpc::CallbackServerContext* context,
                                                   const review::v1::MarkAgainRequest* request,
                                                   review::v1::MarkAgainResponse* response) {
  return Enter(context, request, response, Kind::kMarkAgain, Permission::kReview, request->unit());
}

grpc::ServerUnaryReactor* ReviewHandler::ListSample(grpc::CallbackServerContext* context,
                                                    const review::v1::ListSampleRequest* request,
                                                    review::v1::ListSampleResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return second_marks_.List(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* ReviewHandler::OpenSession(grpc::CallbackServerContext* context,
                                                     const review::v1::OpenSessionRequest* request,
                                                     review::v1::OpenSessionResponse* response) {
  return Enter(context, request, response, Kind::kOpenReviewSession, Permission::kSettle, "");
}

grpc::ServerUnaryReactor* ReviewHandler::ProposeMark(grpc::CallbackServerContext* context,
                                                     const review::v1::ProposeMarkRequest* request,
                                                     review::v1::ProposeMarkResponse* response) {
  return Enter(context, request, response, Kind::kProposeInSession, Permission::kSettle,
               request->unit());
}

grpc::ServerUnaryReactor* ReviewHandler::Vote(grpc::CallbackServerContext* context,
                                              const review::v1::VoteRequest* request,
                                              review::v1::VoteResponse* response) {
  return Enter(context, request, response, Kind::kVoteInSession, Permission::kSettle,
               request->unit());
}

grpc::ServerUnaryReactor* ReviewHandler::CloseSession(
    grpc::CallbackServerContext* context, const review::v1::CloseSessionRequest* request,
    review::v1::CloseSessionResponse* response) {
  return Enter(context, request, response, Kind::kCloseReviewSession, Permission::kSettle, "");
}

grpc::ServerUnaryReactor* ReviewHandler::ListSessions(
    grpc::CallbackServerContext* context, const review::v1::ListSessionsRequest* request,
    review::v1::ListSessionsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return sessions_.List(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* ReviewHandler::GetQuality(grpc::CallbackServerContext* context,
                                                    const review::v1::GetQualityRequest* request,
                                                    review::v1::GetQualityResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return quality_.GetQuality(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* ReviewHandler::ListAppeals(grpc::CallbackServerContext* context,
                                                     const review::v1::ListAppealsRequest* request,
                                                     review::v1::ListAppealsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return quality_.ListAppeals(state, caller, *request, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* ReviewHandler::ListCandidates(
    grpc::CallbackServerContext* context, const review::v1::ListCandidatesRequest* request,
    review::v1::ListCandidatesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return district::ListCandidates(state, dossiers_, caller, *request);
               });
}

}  // namespace par::district
