#include "common/rpc/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <chrono>

#include "common/exchange/limits.h"
#include "common/rpc/server.h"
#include "common/rpc/stream_window.h"
#include "common/rpc/tls_memory.h"

namespace par::rpc {
namespace {

constexpr int kLargestToPeer = exchange::kMaxMessageBytes;
constexpr int kLargestFromPeer = 1 << 20;
constexpr int kLargestSent = 1 << 20;
constexpr int kSecond = 1000;

grpc::ChannelArguments Arguments(int largest_sent, int largest_received) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(largest_sent);
  arguments.SetMaxReceiveMessageSize(largest_received);
  // Often enough that a router which forgets idle connections after a minute does not; the answer
  // may wait behind an upload on a slow line.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30 * kSecond);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 60 * kSecond);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kStreamWindow);
  // Repeating is decided by whoever knows that the call may be repeated.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 1 * kSecond);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 300 * kSecond);
  return arguments;
}

}  // namespace

absl::Duration DeadlineFor(std::size_t bytes) {
  return absl::Seconds(30) + absl::Seconds(1) * static_cast<std::int64_t>(bytes / 8000);
}

std::shared_ptr<grpc::Channel> DialPeer(const std::string& address, const TlsFiles& tls,
                                        const std::string& expected_node, AdmitCertificate admit) {
  grpc::ChannelArguments arguments = Arguments(kLargestToPeer, kLargestFromPeer);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_TSI_MAX_FRAME_SIZE, kTlsFrameBytes);
  return grpc::CreateCustomChannel(address, ChannelTls(tls, expected_node, std::move(admit)),
                                   arguments);
}

std::shared_ptr<grpc::Channel> DialLocal(const std::string& address) {
  // What is too long for a command still reaches the node, for the node has words for it.
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   Arguments(kLargestSent, kLargestAnswer));
}

std::unique_ptr<grpc::ClientContext> NewContext(absl::Duration deadline, const std::string& token) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(deadline));
  if (!token.empty()) context->AddMetadata("authorization", "Bearer " + token);
  return context;
}

std::unique_ptr<grpc::ClientContext> NewStreamContext() {
  return std::make_unique<grpc::ClientContext>();
}

std::string NewRequestId(Random& random) { return random.Bytes(16); }

}  // namespace par::rpc
