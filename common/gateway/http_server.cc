#include "common/gateway/http_server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
// After the headers of sockets that it wants.
#include <microhttpd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "common/base/clock.h"
#include "common/domain/refusal.h"
#include "common/gateway/live_request.h"

namespace par::gateway {
namespace {

constexpr std::size_t kConnectionMemory = std::size_t{32} << 10u;  // Heads are read into it too.
constexpr unsigned int kSilentSeconds = 60;
constexpr char kTlsVersions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

MHD_Result Result(bool goes_on) { return goes_on ? MHD_YES : MHD_NO; }

std::int64_t Moment() { return SystemClock().MonotonicMicros(); }

bool IsLocal(const sockaddr* address) {
  if (address == nullptr) return false;
  if (address->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(four->sin_addr.s_addr) >> 24u) == 127;
  }
  const auto* six = reinterpret_cast<const sockaddr_in6*>(address);
  return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

std::string AddressText(const sockaddr* address) {
  char text[NI_MAXHOST] = {};
  const socklen_t size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  getnameinfo(address, size, text, sizeof(text), nullptr, 0, NI_NUMERICHOST);
  return text;
}

MHD_Result AddField(void* to, MHD_ValueKind /*kind*/, const char* name, size_t name_size,
                    const char* value, size_t value_size) {
  static_cast<std::vector<Header>*>(to)->push_back(
      {std::string(name, name_size), value == nullptr ? "" : std::string(value, value_size)});
  return MHD_YES;
}

RequestHead ReadHead(MHD_Connection* connection, const char* path, const char* method) {
  RequestHead head{.method = method, .path = path};
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &AddField, &head.headers);
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, &AddField, &head.query);
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr) return head;
  head.local = IsLocal(info->client_addr);
  head.address = AddressText(info->client_addr);
  return head;
}

// Paths and arguments are handed on as they were sent.
size_t LeaveEncoded(void* /*cls*/, MHD_Connection* /*connection*/, char* text) {
  return std::string_view(text).size();
}

}  // namespace

// One of the library's, with a certificate of its own.
struct HttpServer::Daemon {
  Running& server;
  MHD_Daemon* handle = nullptr;
  MHD_socket listening = MHD_INVALID_SOCKET;  // Given back when it took no connections any more.
  std::atomic<bool> retired = false;

  // Takes no connections from now on; those that it has go on.
  void Quiesce() { listening = MHD_quiesce_daemon(handle); }
  // Ends those, too.
  void Stop() const {
    MHD_stop_daemon(handle);
    if (listening != MHD_INVALID_SOCKET) ::close(listening);
  }
};

struct HttpServer::Running {
  RequestPorts ports;
  HttpServerOptions options;
  sockaddr_storage address = {};
  bool six = false;
  int port = 0;
  std::once_flag stopped;
  std::mutex daemons;  // Guards the daemons, and renewing.
  bool stopping = false;
  std::unique_ptr<Daemon> current;  // Takes the new connections.
  std::vector<std::unique_ptr<Daemon>> retired;
  std::mutex mutex;  // Guards what follows.
  std::condition_variable changed;
  std::set<std::shared_ptr<LiveRequest>> open;

  Running(Router router, Metrics& metrics)
      : ports{.router = std::move(router), .metrics = metrics} {}
};

class HttpServer::Callbacks {
 public:
  using Holder = std::shared_ptr<LiveRequest>;

  static MHD_Result Handle(void* cls, MHD_Connection* connection, const char* path,
                           const char* method, const char* version, const char* upload,
                           size_t* upload_size, void** held) {
    Running& server = static_cast<Daemon*>(cls)->server;
    if (*held == nullptr) {
      const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
      auto live = std::make_shared<LiveRequest>(
          server.ports, connection, static_cast<Connections::Track*>(info->socket_context));
      *held = new Holder(live);
      {
        const std::lock_guard lock(server.mutex);
        server.open.insert(live);
      }
      return Result(live->Begin(ReadHead(connection, path, method), version));
    }
    LiveRequest& live = **static_cast<Holder*>(*held);
    return Result(*upload_size != 0 ? live.Body(upload, upload_size) : live.End());
  }

  static void Completed(void* cls, MHD_Connection* /*connection*/, void** held,
                        MHD_RequestTerminationCode how) {
    Running& server = static_cast<Daemon*>(cls)->server;
    auto* holder = static_cast<Holder*>(*held);
    if (holder == nullptr) return;
    (*holder)->Over(how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    {
      const std::lock_guard lock(server.mutex);
      server.open.erase(*holder);
    }
    server.changed.notify_all();
    delete holder;
    *held = nullptr;
  }

  static void Connection(void* cls, MHD_Connection* connection, void** context,
                         MHD_ConnectionNotificationCode what) {
    const Daemon& daemon = *static_cast<Daemon*>(cls);
    Running& server = daemon.server;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      auto* track = new Connections::Track{
          .socket = info->connect_fd, .retired = &daemon.retired, .since = Moment()};
      server.ports.connections.Add(track);
      server.ports.metrics.Connections(1);
      *context = track;
    } else if (auto* track = static_cast<Connections::Track*>(*context)) {
      server.ports.connections.Remove(track);
      server.ports.metrics.Connections(-1);
      delete track;
      *context = nullptr;
    }
  }
};

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}

HttpServer::~HttpServer() { Stop(absl::ZeroDuration()); }

namespace {

absl::Status NotOpened(const std::string& address) {
  return domain::Refusal(absl::StatusCode::kUnavailable, "port_not_opened", {{"address", address}});
}

// The first address that the name stands for.
std::optional<std::pair<sockaddr_storage, bool>> Resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo wanted{};
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &wanted, &found) != 0) {
    return std::nullopt;
  }
  sockaddr_storage storage{};
  std::copy_n(reinterpret_cast<const char*>(found->ai_addr), found->ai_addrlen,
              reinterpret_cast<char*>(&storage));
  const bool six = found->ai_family == AF_INET6;
  ::freeaddrinfo(found);
  return std::pair(storage, six);
}

}  // namespace

// On its own socket, or on `listening`, which becomes the daemon's; null if it does not start.
std::unique_ptr<HttpServer::Daemon> HttpServer::NewDaemon(Running& running, MHD_socket listening) {
  const HttpServerOptions& options = running.options;
  std::unique_ptr<Daemon> made(new Daemon{.server = running});
  void* const known = made.get();
  std::vector<MHD_OptionItem> more = {
      {MHD_OPTION_SOCK_ADDR, 0, &running.address},
      {MHD_OPTION_CONNECTION_LIMIT, static_cast<intptr_t>(options.connections), nullptr},
      {MHD_OPTION_PER_IP_CONNECTION_LIMIT, static_cast<intptr_t>(options.connections_per_address),
       nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<intptr_t>(kConnectionMemory), nullptr},
      {MHD_OPTION_CONNECTION_TIMEOUT, kSilentSeconds, nullptr},
      {MHD_OPTION_STRICT_FOR_CLIENT, 1, nullptr},
      {MHD_OPTION_UNESCAPE_CALLBACK, reinterpret_cast<intptr_t>(&LeaveEncoded), nullptr},
      {MHD_OPTION_NOTIFY_COMPLETED, reinterpret_cast<intptr_t>(&Callbacks::Completed), known},
      {MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&Callbacks::Connection), known}};
  if (listening != MHD_INVALID_SOCKET) {
    more.push_back({MHD_OPTION_LISTEN_SOCKET, listening, nullptr});
  }
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  if (running.six) flags |= MHD_USE_IPv6;
  if (running.ports.origin.secure) {
    flags |= MHD_USE_TLS;
    more.push_back({MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char*>(options.certificate.c_str())});
    more.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char*>(options.key.c_str())});
    more.push_back({MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(kTlsVersions)});
  }
  more.push_back({MHD_OPTION_END, 0, nullptr});
  made->handle = MHD_start_daemon(flags, 0, nullptr, nullptr, &Callbacks::Handle, known,
                                  MHD_OPTION_ARRAY, more.data(), MHD_OPTION_END);
  return made->handle == nullptr ? nullptr : std::move(made);
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                              Router router, Metrics& metrics) {
  const absl::Status refused = NotOpened(options.address);
  const auto address = Resolve(options.address);
  if (!address.has_value()) return refused;
  const bool plain = options.certificate.empty();
  if (plain && !IsLocal(reinterpret_cast<const sockaddr*>(&address->first))) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_plain_not_local",
                           {{"address", options.address}});
  }
  auto running = std::make_unique<Running>(std::move(router), metrics);
  running->ports.origin = {.secure = !plain, .named = options.origin};
  running->options = options;
  std::tie(running->address, running->six) = *address;
  running->current = NewDaemon(*running, MHD_INVALID_SOCKET);
  if (running->current == nullptr) return refused;
  const auto* info = MHD_get_daemon_info(running->current->handle, MHD_DAEMON_INFO_BIND_PORT);
  running->port = info == nullptr ? 0 : info->port;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(running)));
}

int HttpServer::port() const { return running_->port; }

namespace {

bool IsSameSocket(int one, int other) {
  struct stat first{};
  struct stat second{};
  return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

// The library reads a certificate only when it starts, so another daemon takes the connections
// from now on, at the same socket.
absl::Status HttpServer::Renew(const std::string& certificate, const std::string& key) {
  Running& server = *running_;
  const std::lock_guard lock(server.daemons);
  if (server.stopping) return absl::OkStatus();
  Daemon& before = *server.current;
  const auto* info = MHD_get_daemon_info(before.handle, MHD_DAEMON_INFO_LISTEN_FD);
  const HttpServerOptions old = server.options;
  server.options.certificate = certificate;
  server.options.key = key;
  const MHD_socket listening = info == nullptr ? MHD_INVALID_SOCKET : ::dup(info->listen_fd);
  // Before anybody can be shown the new one: whoever was, finds the connections of before ending.
  before.retired = true;
  auto next = listening == MHD_INVALID_SOCKET ? nullptr : NewDaemon(server, listening);
  if (next == nullptr) {
    before.retired = false;
    // The library does not say whether it has closed it; then the number may be another's.
    if (info != nullptr && IsSameSocket(listening, info->listen_fd)) ::close(listening);
    server.options = old;
    return NotOpened(old.address);
  }
  before.Quiesce();
  server.retired.push_back(std::exchange(server.current, std::move(next)));
  return absl::OkStatus();
}

void HttpServer::Tick() {
  for (std::size_t slow = running_->ports.connections.Sweep(Moment()); slow > 0; --slow) {
    running_->ports.metrics.Slow();
  }
  const std::lock_guard lock(running_->daemons);
  if (running_->stopping) return;
  std::erase_if(running_->retired, [](const std::unique_ptr<Daemon>& one) {
    const auto* info = MHD_get_daemon_info(one->handle, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    if (info != nullptr && info->num_connections > 0) return false;
    one->Stop();
    return true;
  });
}

void HttpServer::Stop(absl::Duration grace) {
  std::call_once(running_->stopped, [&] {
    Running& server = *running_;
    server.ports.closing = true;
    {
      const std::lock_guard daemons(server.daemons);
      server.stopping = true;
    }
    server.current->Quiesce();
    server.retired.push_back(std::move(server.current));
    std::unique_lock lock(server.mutex);
    const auto each = [&](void (LiveRequest::*what)()) {
      const std::set<std::shared_ptr<LiveRequest>> open = server.open;
      lock.unlock();
      for (const std::shared_ptr<LiveRequest>& live : open) (*live.*what)();
      lock.lock();
    };
    const auto idle = [&] { return server.open.empty(); };
    each(&LiveRequest::Stop);
    server.changed.wait_for(lock, absl::ToChronoMicroseconds(grace), idle);
    each(&LiveRequest::Cancel);
    server.changed.wait_for(lock, std::chrono::seconds(1), idle);
    server.ports.aborting = true;
    each(&LiveRequest::Wake);
    lock.unlock();
    for (const auto& one : server.retired) one->Stop();
  });
}

}  // namespace par::gateway
