// Goal: what a browser's small request costs beside the same call over direct gRPC. Method: one
// node in this process, 32 requests under way, the client on the same machine: gRPC's callback
// client on the client port against plain sockets on the portal's, binary and JSON. Compare within
// one run.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "tests/unit/node/node_world.h"

namespace par {
namespace {

constexpr int kUnderWay = 32;
constexpr int kRequests = 6400;  // In one iteration.

struct Running {
  node::testing::World world;
  std::unique_ptr<node::Node> node;
  Running() {
    config::Config config = world.NewConfig("nut", config::NodeLevel::kProvince, "quang-ngai");
    config.portal.listen = "127.0.0.1:0";
    auto started = node::Node::Start(config, node::testing::UnitProgram(config.level));
    if (!started.ok()) {
      std::cerr << started.status() << "\n";
      std::exit(1);
    }
    node = *std::move(started);
  }
};
Running& TheNode() {
  static Running running;
  return running;
}

struct DirectCall {
  grpc::ClientContext context;
  unit::v1::ListUnitsRequest request;
  unit::v1::ListUnitsResponse response;
};

class DirectLoad {
 public:
  explicit DirectLoad(unit::v1::UnitService::Stub& stub) : stub_(stub) {}
  // False: a call failed.
  bool Run() {
    for (int i = 0; i < kUnderWay; ++i) Next();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ == kRequests; });
    return good_;
  }

 private:
  void Next() {
    auto call = std::make_shared<DirectCall>();
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    call->context.AddMetadata("authorization", "Bearer " + TheNode().world.token());
    stub_.async()->ListUnits(&call->context, &call->request, &call->response,
                             [this, call](const grpc::Status& status) { Ended(status.ok()); });
  }
  void Ended(bool ok) {
    bool more = false;
    {
      const std::lock_guard lock(mutex_);
      good_ = good_ && ok;
      more = ++ended_ + kUnderWay <= kRequests;
      if (ended_ == kRequests) changed_.notify_all();
    }
    if (more) Next();
  }

  unit::v1::UnitService::Stub& stub_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int ended_ = 0;
  bool good_ = true;
};

void DirectGrpc(benchmark::State& state) {
  unit::v1::UnitService::Stub stub(
      grpc::CreateChannel("127.0.0.1:" + std::to_string(TheNode().node->client_port()),
                          grpc::InsecureChannelCredentials()));
  for ([[maybe_unused]] const auto& each : state) {
    if (!DirectLoad(stub).Run()) state.SkipWithError("a call failed");
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
}

int Connected() {
  const int line = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(TheNode().node->portal_port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  if (::connect(line, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) std::exit(1);
  return line;
}

// Whether `text` is one answer to its end; a bad one ends the program.
bool IsWhole(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  if (text.compare(0, 12, "HTTP/1.1 200") != 0) {
    std::cerr << text << "\n";
    std::exit(1);
  }
  const std::size_t at = text.find("Content-Length: ");
  return text.size() == end + 4 + std::strtoull(text.c_str() + at + 16, nullptr, 10);
}

void Connect(benchmark::State& state, const std::string& type, const std::string& body) {
  const std::string request =
      "POST /par.unit.v1.UnitService/ListUnits HTTP/1.1\r\nHost: nut\r\nContent-Type: " + type +
      "\r\nAuthorization: Bearer " + TheNode().world.token() +
      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  std::vector<pollfd> lines;
  for (int i = 0; i < kUnderWay; ++i) lines.push_back({Connected(), POLLIN, 0});
  std::vector<std::string> read(kUnderWay);
  const auto ask = [&](std::size_t i) {
    if (::send(lines[i].fd, request.data(), request.size(), 0) < 0) std::exit(1);
  };
  for ([[maybe_unused]] const auto& each : state) {
    int asked = kUnderWay;
    int ended = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) ask(i);
    while (ended < kRequests) {
      ::poll(lines.data(), lines.size(), -1);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].revents == 0) continue;
        char buffer[4096];
        const ssize_t count = ::recv(lines[i].fd, buffer, sizeof(buffer), 0);
        if (count <= 0) std::exit(1);
        read[i].append(buffer, static_cast<std::size_t>(count));
        if (!IsWhole(read[i])) continue;
        read[i].clear();
        ++ended;
        if (asked < kRequests) {
          ++asked;
          ask(i);
        }
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
  for (const pollfd& line : lines) ::close(line.fd);
}

void ConnectBinary(benchmark::State& state) { Connect(state, "application/proto", ""); }
void ConnectJson(benchmark::State& state) { Connect(state, "application/json", "{}"); }

BENCHMARK(DirectGrpc)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ConnectBinary)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ConnectJson)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace par

BENCHMARK_MAIN();
