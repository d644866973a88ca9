// UnitService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/unit_desk.h"
#include "par/unit/v1/unit.grpc.pb.h"

namespace par::services {

class UnitHandler final : public unit::v1::UnitService::CallbackService {
 public:
  UnitHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const UnitDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* ImportUnits(grpc::CallbackServerContext* context,
                                        const unit::v1::ImportUnitsRequest* request,
                                        unit::v1::ImportUnitsResponse* response) override;
  grpc::ServerUnaryReactor* CheckUnits(grpc::CallbackServerContext* context,
                                       const unit::v1::CheckUnitsRequest* request,
                                       unit::v1::CheckUnitsResponse* response) override;
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const unit::v1::ListUnitsRequest* request,
                                      unit::v1::ListUnitsResponse* response) override;

 private:
  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const UnitDesk& desk_;
};

}  // namespace par::services
