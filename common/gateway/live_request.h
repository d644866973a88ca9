// One HTTP request on its connection, between libmicrohttpd's thread and those that answer.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "common/gateway/connections.h"
#include "common/gateway/head_check.h"
#include "common/gateway/http.h"
#include "common/gateway/metrics.h"

struct MHD_Connection;

namespace par::gateway {

// What all requests of a server share.
struct RequestPorts {
  Router router;
  Metrics& metrics;
  OurOrigin origin = {};
  Connections connections = {};
  std::atomic<bool> closing = false;   // New requests are refused.
  std::atomic<bool> aborting = false;  // Nothing is suspended any more.
};

// Send, Wake, Cancel, Stop: from any thread. The rest on the server's; false ends the connection.
class LiveRequest final : public Wire, public std::enable_shared_from_this<LiveRequest> {
 public:
  // `ports` and `track` outlive the request.
  LiveRequest(RequestPorts& ports, MHD_Connection* connection, Connections::Track* track);

  void Send(Answer answer) override;
  void Wake() override;
  void Cancel();
  void Stop();

  [[nodiscard]] bool Begin(const RequestHead& head, std::string_view version);
  // Takes bytes of the body; `size` becomes how many were not taken.
  [[nodiscard]] bool Body(const char* bytes, std::size_t* size);
  // The body is complete, or the request goes on after having been suspended.
  [[nodiscard]] bool End();
  ssize_t ReadSource(char* to, std::size_t room);
  void Over(bool complete);

 private:
  [[nodiscard]] std::shared_ptr<HttpCall> Call();
  [[nodiscard]] std::function<void()> WhenGone();
  // With the mutex held.
  void Resume();
  void Suspend();
  [[nodiscard]] bool Queue();

  RequestPorts& ports_;
  MHD_Connection* connection_;  // Null once the request is over.
  Connections::Track* const track_;
  const std::int64_t began_;
  std::string_view label_ = "refused";
  std::uint64_t discarded_ = 0;
  std::mutex mutex_;  // Guards what follows, and connection_.
  bool ended_ = false;
  bool suspended_ = false;
  bool woken_ = false;
  bool answered_ = false;
  Answer answer_;
  std::shared_ptr<HttpCall> call_;
};

}  // namespace par::gateway
