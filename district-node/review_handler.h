// ReviewService over gRPC. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/kinds.h"
#include "district-node/review_quality_desk.h"
#include "district-node/review_sessions.h"
#include "district-node/second_mark_desk.h"
#include "par/review/v1/review.grpc.pb.h"

namespace par::district {

class ReviewHandler final : public review::v1::ReviewService::CallbackService {
 public:
  ReviewHandler(const rpc::CallPorts& calls, const services::HandlerPorts& ports,
                const HeldDossiers& dossiers, const SecondMarkDesk& second_marks,
                const ReviewSessions& sessions, const ReviewQualityDesk& quality)
      : calls_(calls),
        ports_(ports),
        dossiers_(dossiers),
        second_marks_(second_marks),
        sessions_(sessions),
        quality_(quality) {}

  grpc::ServerUnaryReactor* DrawSample(grpc::CallbackServerContext* context,
                                       const review::v1::DrawSampleRequest* request,
                                       review::v1::DrawSampleResponse* response) override;
  grpc::ServerUnaryReactor* MarkAgain(grpc::CallbackServerContext* context,
                                      const review::v1::MarkAgainRequest* request,
                                      review::v1::MarkAgainResponse* response) override;
  grpc::ServerUnaryReactor* ListSample(grpc::CallbackServerContext* context,
                                       const review::v1::ListSampleRequest* request,
                                       review::v1::ListSampleResponse* response) override;
  grpc::ServerUnaryReactor* OpenSession(grpc::CallbackServerContext* context,
                                        const review::v1::OpenSessionRequest* request,
                                        review::v1::OpenSessionResponse* response) override;
  grpc::ServerUnaryReactor* ProposeMark(grpc::CallbackServerContext* context,
                                        const review::v1::ProposeMarkRequest* request,
                                        review::v1::ProposeMarkResponse* response) override;
  grpc::ServerUnaryReactor* Vote(grpc::CallbackServerContext* context,
                                 const review::v1::VoteRequest* request,
                                 review::v1::VoteResponse* response) override;
  grpc::ServerUnaryReactor* CloseSession(grpc::CallbackServerContext* context,
                                         const review::v1::CloseSessionRequest* request,
                                         review::v1::CloseSessionResponse* response) override;
  grpc::ServerUnaryReactor* ListSessions(grpc::CallbackServerContext* context,
                                         const review::v1::ListSessionsRequest* request,
                                         review::v1::ListSessionsResponse* response) override;
  grpc::ServerUnaryReactor* GetQuality(grpc::CallbackServerContext* context,
                                       const review::v1::GetQualityRequest* request,
                                       review::v1::GetQualityResponse* response) override;
  grpc::ServerUnaryReactor* ListAppeals(grpc::CallbackServerContext* context,
                                        const review::v1::ListAppealsRequest* request,
                                        review::v1::ListAppealsResponse* response) override;
  grpc::ServerUnaryReactor* ListCandidates(grpc::CallbackServerContext* context,
                                           const review::v1::ListCandidatesRequest* request,
                                           review::v1::ListCandidatesResponse* response) override;

 private:
  // As one who acts on the whole cycle (`unit` empty) or on one of its units.
  [[nodiscard]] absl::StatusOr<rpc::CommandScope> ScopeOf(const rpc::Caller& caller,
                                                          domain::Permission permission,
                                                          const std::string& cycle,
                                                          const std::string& unit) const;
  // A command under `permission`, on its request's unit or, without `unit`, on the whole cycle.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Enter(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, services::Kind kind,
                                  domain::Permission permission, const std::string& unit);

  rpc::CallPorts calls_;
  services::HandlerPorts ports_;
  const HeldDossiers& dossiers_;
  const SecondMarkDesk& second_marks_;
  const ReviewSessions& sessions_;
  const ReviewQualityDesk& quality_;
};

}  // namespace par::district
