// CycleService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/cycle_desk.h"
#include "common/services/handler_ports.h"
#include "par/cycle/v1/cycle.grpc.pb.h"

namespace par::services {

class CycleHandler final : public cycle::v1::CycleService::CallbackService {
 public:
  CycleHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const CycleDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* OpenCycle(grpc::CallbackServerContext* context,
                                      const cycle::v1::OpenCycleRequest* request,
                                      cycle::v1::OpenCycleResponse* response) override;
  grpc::ServerUnaryReactor* AdvanceCycle(grpc::CallbackServerContext* context,
                                         const cycle::v1::AdvanceCycleRequest* request,
                                         cycle::v1::AdvanceCycleResponse* response) override;
  grpc::ServerUnaryReactor* ExtendDeadline(grpc::CallbackServerContext* context,
                                           const cycle::v1::ExtendDeadlineRequest* request,
                                           cycle::v1::ExtendDeadlineResponse* response) override;
  grpc::ServerUnaryReactor* ListCycles(grpc::CallbackServerContext* context,
                                       const cycle::v1::ListCyclesRequest* request,
                                       cycle::v1::ListCyclesResponse* response) override;
  grpc::ServerUnaryReactor* ProposeDeadlines(
      grpc::CallbackServerContext* context, const cycle::v1::ProposeDeadlinesRequest* request,
      cycle::v1::ProposeDeadlinesResponse* response) override;
  grpc::ServerUnaryReactor* GetCycle(grpc::CallbackServerContext* context,
                                     const cycle::v1::GetCycleRequest* request,
                                     cycle::v1::GetCycleResponse* response) override;

 private:
  // A command on the cycle `id` by the unit that runs it.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* OnCycle(grpc::CallbackServerContext* context, const Request& request,
                                    Response* response, CommandKind kind);

  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const CycleDesk& desk_;
};

}  // namespace par::services
