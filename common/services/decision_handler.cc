#include "common/services/decision_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/papers.h"
#include "common/services/signed_decision.h"

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

grpc::ServerUnaryReactor* DecisionReadHandler::MakeDocument(
    grpc::CallbackServerContext* context, const decision::v1::MakeDocumentRequest* request,
    document::v1::MadeDocument* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state,
                               const rpc::Caller&) -> absl::StatusOr<document::v1::MadeDocument> {
                 ASSIGN_OR_RETURN(const auto row, box_.Find(state, request->id()));
                 ASSIGN_OR_RETURN(const std::string file, FileOf(row));
                 return MakePaper(document::DocumentKind::kDecision, request->particulars(),
                                  [&](const document::Particulars& particulars) {
                                    return DecisionPaper(file, particulars);
                                  });
               });
}

}  // namespace par::services
