#include "district-node/ranking_handler.h"

#include "common/services/command_handler.h"

namespace par::district {

using services::Query;

grpc::ServerUnaryReactor* RankingHandler::GetRanking(grpc::CallbackServerContext* context,
                                                     const ranking::v1::GetRankingRequest* request,
                                                     ranking::v1::GetRankingResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.GetRanking(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* RankingHandler::CompareSets(
    grpc::CallbackServerContext* context, const ranking::v1::CompareSetsRequest* request,
    ranking::v1::CompareSetsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.CompareSets(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* RankingHandler::GetUnitResult(
    grpc::CallbackServerContext* context, const ranking::v1::GetUnitResultRequest* request,
    ranking::v1::GetUnitResultResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.GetUnitResult(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* RankingHandler::ListPlaces(grpc::CallbackServerContext* context,
                                                     const ranking::v1::ListPlacesRequest* request,
                                                     ranking::v1::ListPlacesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListPlaces(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* RankingHandler::ListLosses(grpc::CallbackServerContext* context,
                                                     const ranking::v1::ListLossesRequest* request,
                                                     ranking::v1::ListLossesResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListLosses(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* RankingHandler::ListWaivers(
    grpc::CallbackServerContext* context, const ranking::v1::ListWaiversRequest* request,
    ranking::v1::ListWaiversResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListWaivers(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* FiguresHandler::GetRollUp(grpc::CallbackServerContext* context,
                                                    const figures::v1::GetRollUpRequest* request,
                                                    figures::v1::GetRollUpResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.GetRollUp(state, caller, *request);
               });
}

}  // namespace par::district
