// ReportService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/criteria_sets.h"
#include "common/services/handler_ports.h"
#include "common/services/report_desk.h"
#include "par/report/v1/report.grpc.pb.h"

namespace par::services {

class ReportHandler final : public report::v1::ReportService::CallbackService {
 public:
  ReportHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const ReportDesk& desk,
                const CriteriaSets& sets)
      : calls_(calls), ports_(ports), desk_(desk), sets_(sets) {}

  grpc::ServerUnaryReactor* IssueIndicators(grpc::CallbackServerContext* context,
                                            const report::v1::IssueIndicatorsRequest* request,
                                            report::v1::IssueIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* CheckIndicators(grpc::CallbackServerContext* context,
                                            const report::v1::CheckIndicatorsRequest* request,
                                            report::v1::CheckIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* GetIndicators(grpc::CallbackServerContext* context,
                                          const report::v1::GetIndicatorsRequest* request,
                                          report::v1::GetIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* DeclareFigures(grpc::CallbackServerContext* context,
                                           const report::v1::DeclareFiguresRequest* request,
                                           report::v1::DeclareFiguresResponse* response) override;
  grpc::ServerUnaryReactor* TakeSalvagedFigures(
      grpc::CallbackServerContext* context, const report::v1::TakeSalvagedFiguresRequest* request,
      report::v1::TakeSalvagedFiguresResponse* response) override;
  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const report::v1::GetReportRequest* request,
                                      report::v1::GetReportResponse* response) override;
  grpc::ServerUnaryReactor* ListIndicators(grpc::CallbackServerContext* context,
                                           const report::v1::ListIndicatorsRequest* request,
                                           report::v1::ListIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* CheckFigures(grpc::CallbackServerContext* context,
                                         const report::v1::CheckFiguresRequest* request,
                                         report::v1::CheckFiguresResponse* response) override;
  grpc::ServerUnaryReactor* MakeDocument(grpc::CallbackServerContext* context,
                                         const report::v1::MakeDocumentRequest* request,
                                         document::v1::MadeDocument* response) override;
  grpc::ServerUnaryReactor* GetForecast(grpc::CallbackServerContext* context,
                                        const report::v1::GetForecastRequest* request,
                                        report::v1::GetForecastResponse* response) override;

 private:
  // Everybody of the unit itself, and who may see its dossiers from above.
  [[nodiscard]] absl::Status MayRead(const storage::Reader& state, const rpc::Caller& caller,
                                     const std::string& unit) const;

  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const ReportDesk& desk_;
  const CriteriaSets& sets_;
};

}  // namespace par::services
