// DossierService over gRPC as far as it concerns a unit's own people: acting on the dossier, what
// was said of it, and the documents of its draft. It is the whole of the service on a node whose
// units have nobody below them; district-node/dossier_handler.h adds the side above. See
// docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/evidence_desk.h"
#include "common/services/handler_ports.h"
#include "commune-node/assessment_views.h"
#include "par/dossier/v1/dossier.grpc.pb.h"

namespace par::commune {

class OwnDossierHandler : public dossier::v1::DossierService::CallbackService {
 public:
  OwnDossierHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                    const AssessmentViews& views, const services::EvidenceDesk& evidence)
      : calls_(calls), ports_(ports), views_(views), evidence_(evidence) {}

  // Serves both sides of a dossier (common/services/act_router.h): who the caller is to the unit is
  // asked for the day of the cycle's submission deadline, as the dossier's rules do.
  grpc::ServerUnaryReactor* Act(grpc::CallbackServerContext* context,
                                const dossier::v1::ActRequest* request,
                                dossier::v1::ActResponse* response) final;
  grpc::ServerUnaryReactor* ListEvidence(grpc::CallbackServerContext* context,
                                         const dossier::v1::ListEvidenceRequest* request,
                                         dossier::v1::ListEvidenceResponse* response) final;
  grpc::ServerUnaryReactor* OpenDossier(grpc::CallbackServerContext* context,
                                        const dossier::v1::OpenDossierRequest* request,
                                        dossier::v1::OpenDossierResponse* response) final;
  grpc::ServerUnaryReactor* MakeMinutes(grpc::CallbackServerContext* context,
                                        const dossier::v1::MakeMinutesRequest* request,
                                        document::v1::MadeDocument* response) final;

 protected:
  // For a caller of a unit above, who may see the dossier: NOT_FOUND dossier_not_held here.
  [[nodiscard]] virtual absl::StatusOr<dossier::v1::ListEvidenceResponse> HeldEvidence(
      const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request) const;
  // The same of the dossier.
  [[nodiscard]] virtual absl::StatusOr<dossier::v1::OpenDossierResponse> HeldDossier(
      const storage::Reader& state, const rpc::Caller& caller,
      const dossier::v1::OpenDossierRequest& request) const;

  [[nodiscard]] const rpc::CallPorts& calls() const { return calls_; }
  [[nodiscard]] const services::HandlerPorts& ports() const { return ports_; }
  [[nodiscard]] const services::EvidenceDesk& evidence() const { return evidence_; }

 private:
  // Whether the caller may see the unit's dossier of the cycle.
  [[nodiscard]] absl::Status MaySee(const storage::Reader& state, const rpc::Caller& caller,
                                    const std::string& cycle, const std::string& unit) const;

  const rpc::CallPorts calls_;
  const services::HandlerPorts ports_;
  const AssessmentViews& views_;
  const services::EvidenceDesk& evidence_;
};

}  // namespace par::commune
