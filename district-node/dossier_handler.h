// DossierService over gRPC for a node whose units have others below them. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "commune-node/own_dossier_handler.h"
#include "district-node/review_desk.h"
#include "par/dossier/v1/dossier.grpc.pb.h"

namespace par::district {

class DossierHandler final : public commune::OwnDossierHandler {
 public:
  DossierHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                 const commune::AssessmentViews& views, const services::EvidenceDesk& evidence,
                 const HeldDossiers& dossiers, const ReviewDesk& desk)
      : OwnDossierHandler(calls, ports, views, evidence), dossiers_(dossiers), desk_(desk) {}

  grpc::ServerUnaryReactor* EnterPoints(grpc::CallbackServerContext* context,
                                        const dossier::v1::EnterPointsRequest* request,
                                        dossier::v1::EnterPointsResponse* response) override;
  grpc::ServerUnaryReactor* ListQueue(grpc::CallbackServerContext* context,
                                      const dossier::v1::ListQueueRequest* request,
                                      dossier::v1::ListQueueResponse* response) override;
  grpc::ServerUnaryReactor* ListProgress(grpc::CallbackServerContext* context,
                                         const dossier::v1::ListProgressRequest* request,
                                         dossier::v1::ListProgressResponse* response) override;
  grpc::ServerUnaryReactor* ListMarks(grpc::CallbackServerContext* context,
                                      const dossier::v1::ListMarksRequest* request,
                                      dossier::v1::ListMarksResponse* response) override;

 protected:
  // Of the submission in force; nothing while there is none.
  [[nodiscard]] absl::StatusOr<dossier::v1::ListEvidenceResponse> HeldEvidence(
      const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request) const override;
  [[nodiscard]] absl::StatusOr<dossier::v1::OpenDossierResponse> HeldDossier(
      const storage::Reader& state, const rpc::Caller& caller,
      const dossier::v1::OpenDossierRequest& request) const override;
  [[nodiscard]] absl::StatusOr<dossier::v1::ListEvidenceResponse> PassingEvidence(
      const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request) const;

 private:
  const HeldDossiers& dossiers_;
  const ReviewDesk& desk_;
};

}  // namespace par::district
