// RankingService and FiguresService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "district-node/figures_desk.h"
#include "district-node/ranking_desk.h"
#include "par/figures/v1/figures.grpc.pb.h"
#include "par/ranking/v1/ranking.grpc.pb.h"

namespace par::district {

class RankingHandler final : public ranking::v1::RankingService::CallbackService {
 public:
  RankingHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                 const RankingDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* GetRanking(grpc::CallbackServerContext* context,
                                       const ranking::v1::GetRankingRequest* request,
                                       ranking::v1::GetRankingResponse* response) override;
  grpc::ServerUnaryReactor* CompareSets(grpc::CallbackServerContext* context,
                                        const ranking::v1::CompareSetsRequest* request,
                                        ranking::v1::CompareSetsResponse* response) override;
  grpc::ServerUnaryReactor* GetUnitResult(grpc::CallbackServerContext* context,
                                          const ranking::v1::GetUnitResultRequest* request,
                                          ranking::v1::GetUnitResultResponse* response) override;
  grpc::ServerUnaryReactor* ListPlaces(grpc::CallbackServerContext* context,
                                       const ranking::v1::ListPlacesRequest* request,
                                       ranking::v1::ListPlacesResponse* response) override;
  grpc::ServerUnaryReactor* ListLosses(grpc::CallbackServerContext* context,
                                       const ranking::v1::ListLossesRequest* request,
                                       ranking::v1::ListLossesResponse* response) override;
  grpc::ServerUnaryReactor* ListWaivers(grpc::CallbackServerContext* context,
                                        const ranking::v1::ListWaiversRequest* request,
                                        ranking::v1::ListWaiversResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const RankingDesk& desk_;
};

class FiguresHandler final : public figures::v1::FiguresService::CallbackService {
 public:
  FiguresHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                 const FiguresDesk& desk)
      : calls_(calls), ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* GetRollUp(grpc::CallbackServerContext* context,
                                      const figures::v1::GetRollUpRequest* request,
                                      figures::v1::GetRollUpResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const FiguresDesk& desk_;
};

}  // namespace par::district
