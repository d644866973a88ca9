// DossierService over gRPC for a node whose units have nobody below them: only Act. See
// docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "par/dossier/v1/dossier.grpc.pb.h"

namespace par::commune {

class ActHandler final : public dossier::v1::DossierService::CallbackService {
 public:
  ActHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports)
      : calls_(calls), ports_(ports) {}

  grpc::ServerUnaryReactor* Act(grpc::CallbackServerContext* context,
                                const dossier::v1::ActRequest* request,
                                dossier::v1::ActResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
};

}  // namespace par::commune
