// The portal's port of a node: pages, the node's services for browsers (Connect), evidence files,
// health and figures for monitoring. Off unless the configuration says where to listen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/config/config.h"
#include "common/gateway/metrics.h"

namespace grpc {
class Channel;
}

namespace par::gateway {

class Gateway {
 public:
  struct Ports {
    const config::Config& config;
    std::shared_ptr<grpc::Channel> inside;  // To the node's services, in this process.
    std::string secret;                     // rpc::CallPorts::gateway_secret.
    AskNode node;                           // Must not block.
  };
  // What the port, the certificate or the folder of pages refuses: UNAVAILABLE port_not_opened,
  // what CheckPortalFiles and StaticFiles::Load refuse.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Gateway>> Start(Ports ports);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  [[nodiscard]] int port() const;
  // Why the certificate that is shown is not the one of the files; OK: it is. What CheckPortalFiles
  // refuses; UNAVAILABLE gateway_certificate_not_shown. From any thread.
  [[nodiscard]] absl::Status certificate_status() const;
  // How many connections were ended because they were too slow. From any thread.
  [[nodiscard]] std::uint64_t connections_slow() const;
  // Every second: ends what is too slow or that nobody waits for, and shows the certificate as its
  // file is now.
  void Tick();
  // Takes nothing new; what is under way gets `grace`, then it is cancelled. Nothing of it is under
  // way in the services any more when this returns. Before the services stop.
  void Stop(absl::Duration grace);

 private:
  struct Running;
  explicit Gateway(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

// Certificate and key of the portal are there, belong together, and nobody else may read the key.
// OK where the configuration names none. What rpc::CheckKeyPair refuses.
[[nodiscard]] absl::Status CheckPortalFiles(const config::Config& config);

}  // namespace par::gateway
