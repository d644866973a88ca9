#include "common/services/report_handler.h"

#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

grpc::ServerUnaryReactor* ReportHandler::IssueIndicators(
    grpc::CallbackServerContext* context, const report::v1::IssueIndicatorsRequest* request,
    report::v1::IssueIndicatorsResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kIssueIndicators,
                 domain::Permission::kIssueCriteria, request->actor_unit(), "");
}

// What is counted is public: any account may read it.
grpc::ServerUnaryReactor* ReportHandler::GetIndicators(
    grpc::CallbackServerContext* context, const report::v1::GetIndicatorsRequest* request,
    report::v1::GetIndicatorsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller&) {
                 return desk_.GetIndicators(state, *request);
               });
}

grpc::ServerUnaryReactor* ReportHandler::DeclareFigures(
    grpc::CallbackServerContext* context, const report::v1::DeclareFiguresRequest* request,
    report::v1::DeclareFiguresResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kDeclareFigures,
                 domain::Permission::kSubmit, request->unit(), "");
}

grpc::ServerUnaryReactor* ReportHandler::TakeSalvagedFigures(
    grpc::CallbackServerContext* context, const report::v1::TakeSalvagedFiguresRequest* request,
    report::v1::TakeSalvagedFiguresResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kSalvageFigures,
                 domain::Permission::kSubmit, request->unit(), "");
}

grpc::ServerUnaryReactor* ReportHandler::GetReport(grpc::CallbackServerContext* context,
                                                   const report::v1::GetReportRequest* request,
                                                   report::v1::GetReportResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<report::v1::GetReportResponse> {
        // Everybody of the unit itself, and who may see its dossiers from above.
        if (caller.unit.value() != request->unit()) {
          RETURN_IF_ERROR(
              ports_.MaySee(state, caller, domain::Permission::kViewDossier, request->unit()));
        }
        return desk_.GetReport(state, caller, *request,
                               domain::Date::InVietnam(ports_.clock.WallMicros()));
      });
}

}  // namespace par::services
