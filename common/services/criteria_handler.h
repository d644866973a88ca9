// CriteriaService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/criteria_desk.h"
#include "common/services/handler_ports.h"
#include "par/criteria/v1/criteria.grpc.pb.h"

namespace par::services {

class CriteriaHandler final : public criteria::v1::CriteriaService::CallbackService {
 public:
  CriteriaHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const CriteriaDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* ImportSet(grpc::CallbackServerContext* context,
                                      const criteria::v1::ImportSetRequest* request,
                                      criteria::v1::ImportSetResponse* response) override;
  grpc::ServerUnaryReactor* CheckSet(grpc::CallbackServerContext* context,
                                     const criteria::v1::CheckSetRequest* request,
                                     criteria::v1::CheckSetResponse* response) override;
  grpc::ServerUnaryReactor* CompareDraft(grpc::CallbackServerContext* context,
                                         const criteria::v1::CompareDraftRequest* request,
                                         criteria::v1::CompareDraftResponse* response) override;
  grpc::ServerUnaryReactor* TryCriterion(grpc::CallbackServerContext* context,
                                         const criteria::v1::TryCriterionRequest* request,
                                         criteria::v1::TryCriterionResponse* response) override;
  grpc::ServerUnaryReactor* PublishSet(grpc::CallbackServerContext* context,
                                       const criteria::v1::PublishSetRequest* request,
                                       criteria::v1::PublishSetResponse* response) override;
  grpc::ServerUnaryReactor* ActivateSet(grpc::CallbackServerContext* context,
                                        const criteria::v1::ActivateSetRequest* request,
                                        criteria::v1::ActivateSetResponse* response) override;
  grpc::ServerUnaryReactor* ListSets(grpc::CallbackServerContext* context,
                                     const criteria::v1::ListSetsRequest* request,
                                     criteria::v1::ListSetsResponse* response) override;
  grpc::ServerUnaryReactor* GetSet(grpc::CallbackServerContext* context,
                                   const criteria::v1::GetSetRequest* request,
                                   criteria::v1::GetSetResponse* response) override;

 private:
  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const CriteriaDesk& desk_;
};

}  // namespace par::services
