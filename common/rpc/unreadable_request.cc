#include "common/rpc/unreadable_request.h"

#include <grpcpp/support/server_interceptor.h>

#include "common/domain/refusal.h"
#include "common/rpc/status_mapping.h"

namespace par::rpc {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerRpcInfo;

class UnreadableRequest final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      unreadable_ = methods->GetRecvMessage() == nullptr;
    }
    if (unreadable_ &&
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      methods->ModifySendStatus(ToGrpcStatus(RequestUnreadable()));
    }
    methods->Proceed();
  }

 private:
  bool unreadable_ = false;
};

class UnreadableRequests final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    return info->type() == ServerRpcInfo::Type::UNARY ? new UnreadableRequest() : nullptr;
  }
};

}  // namespace

absl::Status RequestUnreadable() {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "request_unreadable");
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewUnreadableRequests() {
  return std::make_unique<UnreadableRequests>();
}

}  // namespace par::rpc
