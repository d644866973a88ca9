// DossierService over gRPC for a node whose units have others below them; Act serves both sides of
// a dossier (common/services/act_router.h). See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "district-node/review_desk.h"
#include "par/dossier/v1/dossier.grpc.pb.h"

namespace par::district {

class DossierHandler final : public dossier::v1::DossierService::CallbackService {
 public:
  DossierHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                 const HeldDossiers& dossiers, const ReviewDesk& desk)
      : calls_(calls), ports_(ports), dossiers_(dossiers), desk_(desk) {}

  grpc::ServerUnaryReactor* Act(grpc::CallbackServerContext* context,
                                const dossier::v1::ActRequest* request,
                                dossier::v1::ActResponse* response) override;
  grpc::ServerUnaryReactor* EnterPoints(grpc::CallbackServerContext* context,
                                        const dossier::v1::EnterPointsRequest* request,
                                        dossier::v1::EnterPointsResponse* response) override;
  grpc::ServerUnaryReactor* ListQueue(grpc::CallbackServerContext* context,
                                      const dossier::v1::ListQueueRequest* request,
                                      dossier::v1::ListQueueResponse* response) override;
  grpc::ServerUnaryReactor* OpenDossier(grpc::CallbackServerContext* context,
                                        const dossier::v1::OpenDossierRequest* request,
                                        dossier::v1::OpenDossierResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const HeldDossiers& dossiers_;
  const ReviewDesk& desk_;
};

}  // namespace par::district
