// SurveyService and CouncilService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "district-node/council_desk.h"
#include "district-node/survey_desk.h"
#include "par/survey/v1/survey.grpc.pb.h"

namespace par::district {

class SurveyHandler final : public survey::v1::SurveyService::CallbackService {
 public:
  SurveyHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                const HeldDossiers& dossiers, const SurveyDesk& desk)
      : calls_(calls), ports_(ports), dossiers_(dossiers), desk_(desk) {}

  grpc::ServerUnaryReactor* IssueSurvey(grpc::CallbackServerContext* context,
                                        const survey::v1::IssueSurveyRequest* request,
                                        survey::v1::IssueSurveyResponse* response) override;
  grpc::ServerUnaryReactor* ImportSurveyResults(
      grpc::CallbackServerContext* context, const survey::v1::ImportSurveyResultsRequest* request,
      survey::v1::ImportSurveyResultsResponse* response) override;
  grpc::ServerUnaryReactor* EnterSurvey(grpc::CallbackServerContext* context,
                                        const survey::v1::EnterSurveyRequest* request,
                                        survey::v1::EnterSurveyResponse* response) override;
  grpc::ServerUnaryReactor* ShowSurvey(grpc::CallbackServerContext* context,
                                       const survey::v1::ShowSurveyRequest* request,
                                       survey::v1::ShowSurveyResponse* response) override;
  grpc::ServerUnaryReactor* ListSurveys(grpc::CallbackServerContext* context,
                                        const survey::v1::ListSurveysRequest* request,
                                        survey::v1::ListSurveysResponse* response) override;
  grpc::ServerUnaryReactor* CheckSurveyResults(
      grpc::CallbackServerContext* context, const survey::v1::CheckSurveyResultsRequest* request,
      survey::v1::CheckSurveyResultsResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const HeldDossiers& dossiers_;
  const SurveyDesk& desk_;
};

class CouncilHandler final : public survey::v1::CouncilService::CallbackService {
 public:
  CouncilHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                 const HeldDossiers& dossiers, const CouncilDesk& desk)
      : calls_(calls), ports_(ports), dossiers_(dossiers), desk_(desk) {}

  grpc::ServerUnaryReactor* OpenCouncil(grpc::CallbackServerContext* context,
                                        const survey::v1::OpenCouncilRequest* request,
                                        survey::v1::OpenCouncilResponse* response) override;
  grpc::ServerUnaryReactor* CastVotes(grpc::CallbackServerContext* context,
                                      const survey::v1::CastVotesRequest* request,
                                      survey::v1::CastVotesResponse* response) override;
  grpc::ServerUnaryReactor* ShowCouncil(grpc::CallbackServerContext* context,
                                        const survey::v1::ShowCouncilRequest* request,
                                        survey::v1::ShowCouncilResponse* response) override;
  grpc::ServerUnaryReactor* CloseCouncil(grpc::CallbackServerContext* context,
                                         const survey::v1::CloseCouncilRequest* request,
                                         survey::v1::CloseCouncilResponse* response) override;
  grpc::ServerUnaryReactor* ReopenCouncil(grpc::CallbackServerContext* context,
                                          const survey::v1::ReopenCouncilRequest* request,
                                          survey::v1::ReopenCouncilResponse* response) override;

 private:
  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const HeldDossiers& dossiers_;
  const CouncilDesk& desk_;
};

}  // namespace par::district
