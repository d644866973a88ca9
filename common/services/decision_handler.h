// The reading half of DecisionService, for every node: the decisions that have reached it. Whoever
// publishes derives from it (district-node/decision_handler.h). See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/decision_box.h"
#include "common/services/handler_ports.h"
#include "par/decision/v1/decision.grpc.pb.h"

namespace par::services {

class DecisionReadHandler : public decision::v1::DecisionService::CallbackService {
 public:
  DecisionReadHandler(const rpc::CallPorts& calls, const HandlerPorts& ports,
                      const DecisionBox& box)
      : calls_(calls), ports_(ports), box_(box) {}

  grpc::ServerUnaryReactor* ListDecisions(grpc::CallbackServerContext* context,
                                          const decision::v1::ListDecisionsRequest* request,
                                          decision::v1::ListDecisionsResponse* response) override;
  grpc::ServerUnaryReactor* GetDecision(grpc::CallbackServerContext* context,
                                        const decision::v1::GetDecisionRequest* request,
                                        decision::v1::GetDecisionResponse* response) override;
  grpc::ServerUnaryReactor* MakeDocument(grpc::CallbackServerContext* context,
                                         const decision::v1::MakeDocumentRequest* request,
                                         document::v1::MadeDocument* response) override;

 protected:
  [[nodiscard]] const rpc::CallPorts& calls() const { return calls_; }
  [[nodiscard]] const HandlerPorts& ports() const { return ports_; }

 private:
  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const DecisionBox& box_;
};

}  // namespace par::services
