// PublicService over gRPC: the one service that answers without an account. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "common/services/published.h"
#include "par/decision/v1/decision.grpc.pb.h"

namespace par::services {

class PublishedHandler final : public decision::v1::PublicService::CallbackService {
 public:
  PublishedHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, Published published)
      : calls_(calls), ports_(ports), published_(published) {}

  grpc::ServerUnaryReactor* ListPublished(grpc::CallbackServerContext* context,
                                          const decision::v1::ListPublishedRequest* request,
                                          decision::v1::ListPublishedResponse* response) override;
  grpc::ServerUnaryReactor* GetPublishedFile(
      grpc::CallbackServerContext* context, const decision::v1::GetPublishedFileRequest* request,
      decision::v1::GetPublishedFileResponse* response) override;

 private:
  const rpc::CallPorts calls_;
  const HandlerPorts ports_;
  const Published published_;
};

}  // namespace par::services
