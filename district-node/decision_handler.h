// DecisionService over gRPC for a node that publishes. It holds the node's signing key: a decision
// is signed here, before the command becomes an entry, with the certificate that its file holds at
// that moment. See docs/handlers.md.
#pragma once

#include "common/config/config.h"
#include "common/identity/signing_key.h"
#include "common/services/decision_handler.h"
#include "district-node/decision_desk.h"
#include "district-node/decision_progress.h"

namespace par::district {

class DecisionHandler final : public services::DecisionReadHandler {
 public:
  // `signer` and `config` must outlive this.
  DecisionHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                  const services::DecisionBox& box, const HeldDossiers& dossiers,
                  const DecisionDesk& desk, const DecisionProgress& progress,
                  const identity::Signer& signer, const config::Config& config)
      : DecisionReadHandler(calls, ports, box),
        dossiers_(dossiers),
        desk_(desk),
        progress_(progress),
        signer_(signer),
        config_(config) {}

  grpc::ServerUnaryReactor* ReconcileCycle(grpc::CallbackServerContext* context,
                                           const decision::v1::ReconcileCycleRequest* request,
                                           decision::v1::ReconcileResponse* response) override;
  grpc::ServerUnaryReactor* ReconcileStated(grpc::CallbackServerContext* context,
                                            const decision::v1::ReconcileStatedRequest* request,
                                            decision::v1::ReconcileResponse* response) override;
  grpc::ServerUnaryReactor* PreviewDecision(
      grpc::CallbackServerContext* context, const decision::v1::PreviewDecisionRequest* request,
      decision::v1::PreviewDecisionResponse* response) override;
  grpc::ServerUnaryReactor* PublishDecision(
      grpc::CallbackServerContext* context, const decision::v1::PublishDecisionRequest* request,
      decision::v1::PublishDecisionResponse* response) override;
  grpc::ServerUnaryReactor* GetProgress(grpc::CallbackServerContext* context,
                                        const decision::v1::GetProgressRequest* request,
                                        decision::v1::GetProgressResponse* response) override;
  grpc::ServerUnaryReactor* ListDeliveries(grpc::CallbackServerContext* context,
                                           const decision::v1::ListDeliveriesRequest* request,
                                           decision::v1::ListDeliveriesResponse* response) override;

 private:
  const HeldDossiers& dossiers_;
  const DecisionDesk& desk_;
  const DecisionProgress& progress_;
  const identity::Signer& signer_;
  const config::Config& config_;
};

}  // namespace par::district
