#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/rpc/accepting.h"
#include "common/rpc/composed_texts.h"
#include "common/rpc/stream_window.h"
#include "common/rpc/tls_memory.h"
#include "common/rpc/unreadable_request.h"

namespace par::rpc {
namespace {

constexpr int kLargestMetadata = 8 << 10;
constexpr int kMinute = 60'000;
constexpr std::size_t kMi = std::size_t{1} << 20u;
constexpr std::size_t kMemoryOfPeer = std::size_t{32} << 10u;
constexpr std::string_view kUnix = "unix:";

// Linking gRPC's reflection turns it on for every server of the process; this takes it out again
// where it has no business.
class NoReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* /*args*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    const std::string reflection = grpc::reflection::ProtoServerReflectionPlugin().name();
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [&](const auto& plugin) { return plugin->name() == reflection; }),
                   plugins->end());
  }
};

bool Local(std::string_view address) {
  return address.substr(0, kUnix.size()) == kUnix || address.substr(0, 10) == "127.0.0.1:" ||
         address.substr(0, 6) == "[::1]:" || address.substr(0, 10) == "localhost:";
}

// A child needs one stream on each of its connections.
int StreamsPerConnection(Port port) { return port == Port::kPeer ? 8 : 64; }
void SetLimits(grpc::ServerBuilder& builder, const ServerOptions& options) {
  const Port port = options.port;
  // A stranger with a certificate of ours may say as much as a child, and no more.
  builder.SetMaxReceiveMessageSize(
      port == Port::kPeer ? static_cast<int>(exchange::kMaxMessageBytes) : options.largest_message);
  builder.SetMaxSendMessageSize(kLargestAnswer);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kLargestMetadata);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, StreamsPerConnection(port));
  // Nodes keep a quiet line alive with a ping every half minute; more often is not ours.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // Two nodes on one port is a mistake.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kStreamWindow);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);  // Nobody asks; it keeps each by name.
  grpc::ResourceQuota quota("parnet");
  quota.Resize(MemoryOf(options.port, options.peers));
  builder.SetResourceQuota(quota);
  // Only reflection and nothing of ours is synchronous.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

absl::Status SetPort(grpc::ServerBuilder& builder, const ServerOptions& options, int* port) {
  if (options.port == Port::kPeer) {
    RETURN_IF_ERROR(CheckTlsFiles(options.tls));
    // Who has a connection and uses it for nothing, or does not come to an end with the handshake.
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 5 * kMinute);
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 1 * kMinute);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * kMinute);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 10 * kMinute);
    builder.AddChannelArgument(GRPC_ARG_TSI_MAX_FRAME_SIZE, kTlsFrameBytes);
    builder.AddListeningPort(options.address, ServerTls(options.tls), port);
  } else if (options.port == Port::kClient) {
    if (!Local(options.address)) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "client_address_not_local",
                             {{"address", options.address}});
    }
    builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), port);
  }
  return absl::OkStatus();
}

}  // namespace

std::size_t MemoryOf(Port port, std::size_t peers) {
  return port == Port::kPeer ? 192 * kMi + peers * kMemoryOfPeer : 32 * kMi;
}

struct Server::Running {
  std::unique_ptr<grpc::Server> server;
  std::once_flag stopped;
};

Server::Server(std::unique_ptr<Running> running, int port)
    : running_(std::move(running)), port_(port) {}

Server::~Server() { Stop(absl::ZeroDuration()); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<grpc::Service*>& services) {
  static const bool health = [] {
    grpc::EnableDefaultHealthCheckService(true);
    return true;
  }();
  (void)health;
  KeepListening();
  grpc::ServerBuilder builder;
  SetLimits(builder, options);
  int port = 0;
  RETURN_IF_ERROR(SetPort(builder, options, &port));
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(NewUnreadableRequests());
  interceptors.push_back(NewComposedTexts());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  if (options.port != Port::kClient) builder.SetOption(std::make_unique<NoReflection>());
  for (grpc::Service* service : services) builder.RegisterService(service);
  auto running = std::make_unique<Running>();
  running->server = builder.BuildAndStart();
  const bool is_unix = options.address.rfind(kUnix, 0) == 0;
  if (running->server == nullptr || (options.port != Port::kInside && !is_unix && port == 0)) {
    return domain::Refusal(absl::StatusCode::kUnavailable, "port_not_opened",
                           {{"address", options.address}});
  }
  if (is_unix) ::chmod(options.address.c_str() + kUnix.size(), 0660);
  std::unique_ptr<Server> server(new Server(std::move(running), is_unix ? 0 : port));
  server->SetServing(true);
  return server;
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return running_->server->InProcessChannel({});
}

void Server::SetServing(bool serving) {
  if (auto* health = running_->server->GetHealthCheckService()) health->SetServingStatus(serving);
}

void Server::Stop(absl::Duration grace) {
  std::call_once(running_->stopped, [&] {
    SetServing(false);
    running_->server->Shutdown(std::chrono::system_clock::now() +
                               absl::ToChronoMicroseconds(grace));
    running_->server->Wait();
  });
}

}  // namespace par::rpc
