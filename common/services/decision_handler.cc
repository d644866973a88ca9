#include "common/services/decision_handler.h"

#include "common/services/command_handler.h"

namespace par::services {

grpc::ServerUnaryReactor* DecisionReadHandler::ListDecisions(
    grpc::CallbackServerContext* context, const decision::v1::ListDecisionsRequest*,
    decision::v1::ListDecisionsResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this](const storage::Reader& state, const rpc::Caller&) { return box_.List(state); });
}

grpc::ServerUnaryReactor* DecisionReadHandler::GetDecision(
    grpc::CallbackServerContext* context, const decision::v1::GetDecisionRequest* request,
    decision::v1::GetDecisionResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller&) {
                 return box_.Get(state, *request);
               });
}

}  // namespace par::services
