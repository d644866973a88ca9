// HTTP/1.1, with TLS or on the loopback, on libmicrohttpd: one thread with epoll; requests that are
// worked on elsewhere are suspended. The only part of parnet that knows the library.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/gateway/http.h"
#include "common/gateway/metrics.h"

namespace par::gateway {

struct HttpServerOptions {
  std::string address;           // host:port, port 0: any free one.
  std::string certificate = {};  // PEM, what the files hold; empty: no TLS.
  std::string key = {};
  std::string origin = {};  // OurOrigin::named
  std::size_t connections = 1024;
  std::size_t connections_per_address = 128;
};

class HttpServer {
 public:
  // UNAVAILABLE port_not_opened: the address is taken or is none of this machine's, or the
  // certificate is not the key's. INVALID_ARGUMENT gateway_plain_not_local: no TLS, and the address
  // is none of the loopback. `metrics` must outlive the server.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      const HttpServerOptions& options, Router router, Metrics& metrics);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] int port() const;

  // New connections are shown this certificate from now on; those that are open end with the
  // answer under way. UNAVAILABLE port_not_opened: it is not the key's; nothing changes.
  [[nodiscard]] absl::Status Renew(const std::string& certificate, const std::string& key);

  // Every second: ends slow connections and calls whose browser has gone.
  void Tick();

  // Takes no more connections and answers new requests 503; calls under way get `grace`, then they
  // are cancelled. Streams end at once. Repeating it does nothing.
  void Stop(absl::Duration grace);

 private:
  class Callbacks;
  struct Daemon;
  struct Running;
  static std::unique_ptr<Daemon> NewDaemon(Running& running, int listening);
  explicit HttpServer(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace par::gateway
