#include "common/services/criteria_handler.h"

#include "common/base/status_macros.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

grpc::ServerUnaryReactor* CriteriaHandler::ImportSet(grpc::CallbackServerContext* context,
                                                     const criteria::v1::ImportSetRequest* request,
                                                     criteria::v1::ImportSetResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kImportSet,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

grpc::ServerUnaryReactor* CriteriaHandler::CheckSet(grpc::CallbackServerContext* context,
                                                    const criteria::v1::CheckSetRequest* request,
                                                    criteria::v1::CheckSetResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<criteria::v1::CheckSetResponse> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kIssueCriteria,
                                      request->actor_unit()));
        return desk_.Look(state, *request);
      });
}

grpc::ServerUnaryReactor* CriteriaHandler::CompareDraft(
    grpc::CallbackServerContext* context, const criteria::v1::CompareDraftRequest* request,
    criteria::v1::CompareDraftResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<criteria::v1::CompareDraftResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kIssueCriteria,
                                               request->actor_unit()));
                 return desk_.Compare(state, *request);
               });
}

grpc::ServerUnaryReactor* CriteriaHandler::TryCriterion(
    grpc::CallbackServerContext* context, const criteria::v1::TryCriterionRequest* request,
    criteria::v1::TryCriterionResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<criteria::v1::TryCriterionResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kIssueCriteria,
                                               request->actor_unit()));
                 return desk_.Try(state, *request);
               });
}

grpc::ServerUnaryReactor* CriteriaHandler::PublishSet(
    grpc::CallbackServerContext* context, const criteria::v1::PublishSetRequest* request,
    criteria::v1::PublishSetResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kPublishSet,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

grpc::ServerUnaryReactor* CriteriaHandler::ActivateSet(
    grpc::CallbackServerContext* context, const criteria::v1::ActivateSetRequest* request,
    criteria::v1::ActivateSetResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kActivateSet,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

// The rules by which units are scored are public: any account may read them.
grpc::ServerUnaryReactor* CriteriaHandler::ListSets(grpc::CallbackServerContext* context,
                                                    const criteria::v1::ListSetsRequest*,
                                                    criteria::v1::ListSetsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.List(state, caller, ports_.clock.WallMicros());
               });
}

grpc::ServerUnaryReactor* CriteriaHandler::GetSet(grpc::CallbackServerContext* context,
                                                  const criteria::v1::GetSetRequest* request,
                                                  criteria::v1::GetSetResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller&) {
                 return desk_.Get(state, *request);
               });
}

}  // namespace par::services
