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
  if (!held.has_value()) return PassingEvidence(state, request);
  dossier::v1::ListEvidenceResponse response;
  if (!HasSubmission(*held)) return response;
  ASSIGN_OR_RETURN(const assessment::v1::Submission submission,
                   dossiers_.SubmissionOf(state, *held));
  std::vector<evidence::v1::Document> documents(submission.documents().begin(),
                                                submission.documents().end());
  const services::DocumentsSeen seen{services::DocumentSide::kHeld, request.unit()};
  for (evidence::v1::Document& document : documents) {
    ASSIGN_OR_RETURN(const Sha256 sha256, services::ReadHash(document.sha256()));
    ASSIGN_OR_RETURN(const auto row, services::FindDocument(state, seen.side, seen.unit, sha256));
    if (row.has_value()) document.set_received_at(row->received_at());
  }
  ASSIGN_OR_RETURN(const services::LoadedSet set, dossiers_.SetOf(state, request.cycle()));
  ASSIGN_OR_RETURN(const auto named,
                   evidence().ListNamed(state, seen, {submission.answers(), documents, *set.set},
                                        services::LanguageOf(request.language())));
  response.mutable_documents()->Add(named.begin(), named.end());
  return response;
}

// Of a unit whose dossier a node in between reviews: its documents came by, and where they count.
absl::StatusOr<dossier::v1::ListEvidenceResponse> DossierHandler::PassingEvidence(
    const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request) const {
  const services::DocumentsSeen seen{services::DocumentSide::kHeld, request.unit()};
  ASSIGN_OR_RETURN(const auto listed,
                   evidence().List(state, seen, services::LanguageOf(request.language())));
  dossier::v1::ListEvidenceResponse response;
  for (const evidence::v1::ListedDocument& one : listed.documents()) {
    evidence::v1::ListedDocument placed = one;
    for (const evidence::v1::EvidencePin& place : one.document().places()) {
      if (place.cycle() == request.cycle()) *placed.add_pins() = place;
    }
    if (placed.pins_size() > 0) *response.add_documents() = std::move(placed);
  }
  if (response.documents_size() == 0) return OwnDossierHandler::HeldEvidence(state, request);
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
                 return desk_.ListQueue(state, caller, *request, ports().clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* DossierHandler::ListProgress(
    grpc::CallbackServerContext* context, const dossier::v1::ListProgressRequest* request,
    dossier::v1::ListProgressResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListProgress(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DossierHandler::ListMarks(grpc::CallbackServerContext* context,
                                                    const dossier::v1::ListMarksRequest* request,
                                                    dossier::v1::ListMarksResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListMarks(state, caller, *request, ports().clock.WallMicros());
               });
}

absl::StatusOr<dossier::v1::OpenDossierResponse> DossierHandler::HeldDossier(
    const storage::Reader& state, const rpc::Caller& caller,
    const dossier::v1::OpenDossierRequest& request) const {
  return desk_.OpenDossier(state, caller, request, ports().clock.WallMicros());
}

}  // namespace par::district
