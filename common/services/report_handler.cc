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

grpc::ServerUnaryReactor* ReportHandler::CheckIndicators(
    grpc::CallbackServerContext* context, const report::v1::CheckIndicatorsRequest* request,
    report::v1::CheckIndicatorsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<report::v1::CheckIndicatorsResponse> {
                 RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kIssueCriteria,
                                               request->actor_unit()));
                 return desk_.CheckIndicators(state, *request, sets_);
               });
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
  return TellingCommand(calls_, ports_, context, *request, response, Kind::kDeclareFigures,
                        domain::Permission::kSubmit, request->unit());
}

grpc::ServerUnaryReactor* ReportHandler::TakeSalvagedFigures(
    grpc::CallbackServerContext* context, const report::v1::TakeSalvagedFiguresRequest* request,
    report::v1::TakeSalvagedFiguresResponse* response) {
  return Command(calls_, ports_, context, *request, response, Kind::kSalvageFigures,
                 domain::Permission::kSubmit, request->unit(), "");
}

absl::Status ReportHandler::MayRead(const storage::Reader& state, const rpc::Caller& caller,
                                    const std::string& unit) const {
  if (caller.unit.value() == unit) return absl::OkStatus();
  return ports_.MaySee(state, caller, domain::Permission::kViewDossier, unit);
}

grpc::ServerUnaryReactor* ReportHandler::GetReport(grpc::CallbackServerContext* context,
                                                   const report::v1::GetReportRequest* request,
                                                   report::v1::GetReportResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<report::v1::GetReportResponse> {
        const std::string& unit = request->unit();
        RETURN_IF_ERROR(MayRead(state, caller, unit));
        ASSIGN_OR_RETURN(report::v1::GetReportResponse report,
                         desk_.GetReport(state, caller, *request,
                                         domain::Date::InVietnam(ports_.clock.WallMicros())));
        report.set_may_declare(
            ports_.units.RequireHosted(state, unit).ok() &&
            ports_.MaySee(state, caller, domain::Permission::kSubmit, unit).ok());
        return report;
      });
}

// Which catalogues there are is as public as what they count.
grpc::ServerUnaryReactor* ReportHandler::ListIndicators(
    grpc::CallbackServerContext* context, const report::v1::ListIndicatorsRequest* /*request*/,
    report::v1::ListIndicatorsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ListIndicators(state, caller.unit.value(),
                                             domain::Date::InVietnam(ports_.clock.WallMicros()));
               });
}

// Beside what the unit declared before: for its own people.
grpc::ServerUnaryReactor* ReportHandler::CheckFigures(
    grpc::CallbackServerContext* context, const report::v1::CheckFiguresRequest* request,
    report::v1::CheckFiguresResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<report::v1::CheckFiguresResponse> {
        RETURN_IF_ERROR(ports_.MaySee(state, caller, domain::Permission::kFill, request->unit()));
        return desk_.view().CheckFigures(state, *request);
      });
}

grpc::ServerUnaryReactor* ReportHandler::GetForecast(grpc::CallbackServerContext* context,
                                                     const report::v1::GetForecastRequest* request,
                                                     report::v1::GetForecastResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<report::v1::GetForecastResponse> {
                 RETURN_IF_ERROR(MayRead(state, caller, request->unit()));
                 return desk_.view().GetForecast(state, caller, *request, sets_);
               });
}

grpc::ServerUnaryReactor* ReportHandler::MakeDocument(
    grpc::CallbackServerContext* context, const report::v1::MakeDocumentRequest* request,
    document::v1::MadeDocument* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<document::v1::MadeDocument> {
        RETURN_IF_ERROR(MayRead(state, caller, request->unit()));
        return desk_.view().MakeDocument(state, caller, *request, sets_);
      });
}

}  // namespace par::services
