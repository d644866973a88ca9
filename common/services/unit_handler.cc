#include "common/services/unit_handler.h"

#include <cstddef>
#include <string>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {
namespace {

// What is looked at first must be one that can be imported then.
absl::Status FitsAnImport(const unit::v1::CheckUnitsRequest& request) {
  const std::size_t size = request.ByteSizeLong() + 2 + rpc::kRequestIdBytes;
  if (size <= rpc::kLargestRequest) return absl::OkStatus();
  return domain::Refusal(
      absl::StatusCode::kInvalidArgument, "request_too_large",
      {{"size", std::to_string(size)}, {"maximum", std::to_string(rpc::kLargestRequest)}});
}

}  // namespace

grpc::ServerUnaryReactor* UnitHandler::ImportUnits(grpc::CallbackServerContext* context,
                                                   const unit::v1::ImportUnitsRequest* request,
                                                   unit::v1::ImportUnitsResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kImportUnits,
                 domain::Permission::kManageUnits, request->actor_unit(), "");
}

grpc::ServerUnaryReactor* UnitHandler::CheckUnits(grpc::CallbackServerContext* context,
                                                  const unit::v1::CheckUnitsRequest* request,
                                                  unit::v1::CheckUnitsResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<unit::v1::CheckUnitsResponse> {
        RETURN_IF_ERROR(
            ports_.MaySee(state, caller, domain::Permission::kManageUnits, request->actor_unit()));
        RETURN_IF_ERROR(FitsAnImport(*request));
        return desk_.Check(state, *request);
      });
}

// Who stands under whom is no secret: any account may read it.
grpc::ServerUnaryReactor* UnitHandler::ListUnits(grpc::CallbackServerContext* context,
                                                 const unit::v1::ListUnitsRequest* request,
                                                 unit::v1::ListUnitsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller&) {
                 return desk_.List(state, *request,
                                   domain::Date::InVietnam(ports_.clock.WallMicros()));
               });
}

}  // namespace par::services
