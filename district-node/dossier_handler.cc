#include "district-node/dossier_handler.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::district {

using services::Query;

absl::StatusOr<dossier::v1::ListEvidenceResponse> DossierHandler::HeldEvidence(
    const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request) const {
  ASSIGN_OR_RETURN(const auto held, dossiers_.Find(state, request.cycle(), request.unit()));
  if (!held.has_value()) return OwnDossierHandler::HeldEvidence(state, request);
  dossier::v1::ListEvidenceResponse response;
  if (!HasSubmission(*held)) return response;
  ASSIGN_OR_RETURN(const assessment::v1::Submission submission,
                   dossiers_.SubmissionOf(state, *held));
  const std::vector<evidence::v1::Document> documents(submission.documents().begin(),
                                                      submission.documents().end());
  const services::DocumentsSeen seen{services::DocumentSide::kHeld, request.unit()};
  ASSIGN_OR_RETURN(auto named, evidence().ListNamed(state, seen, submission.answers(), documents));
  response.mutable_documents()->Add(named.begin(), named.end());
  return response;
}

grpc::ServerUnaryReactor* DossierHandler::EnterPoints(
    grpc::CallbackServerContext* context, const dossier::v1::EnterPointsRequest* request,
    dossier::v1::EnterPointsResponse* response) {
  return rpc::CommandCall(
      calls(), context, *request, response, services::Kind::kEnterPoints,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const CycleFrame frame,
                         dossiers_.Frame(*ports().store.NewSnapshot(), request->cycle()));
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
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListQueue(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DossierHandler::OpenDossier(
    grpc::CallbackServerContext* context, const dossier::v1::OpenDossierRequest* request,
    dossier::v1::OpenDossierResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.OpenDossier(state, caller, *request);
               });
}

}  // namespace par::district
