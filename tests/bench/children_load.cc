// A province's node whose children all come back at once: how much memory it takes, and how long
// until every child has its session.
//
// Usage: children_load [N...]   (default 1000 10598; as many file descriptors must be allowed)
//
// The node is the real program in a process of its own; its memory is what the kernel says of it.
// The children are one process: each has a connection with TLS, a certificate of its own, and says
// what a node says that has everything already; those told to wait do as they are told. Nobody
// spreads their coming, so it is worse than what common/exchange does. Ends with 1 where a child
// has no session or the node took more than 1 GB. Run by ./run-tests --long.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/exchange/rows.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "common/node/storage.h"
#include "common/rpc/client.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/bench/children.h"
#include "tests/support/temp_dir.h"

namespace par::bench {
namespace {

constexpr double kMostMegabytes = 1000;
constexpr rlim_t kUsualFiles = 1024;       // What a service is given.
constexpr std::chrono::minutes kQuiet(1);  // Two pings on every line.
const std::string kToken = "token-of-the-administrator";

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << '\n';
  std::exit(1);
}

std::string UnitOf(std::size_t child) { return "x" + std::to_string(child); }
std::string NodeOf(std::size_t child) { return "nut-" + UnitOf(child); }

// The node's folder: keys, accounts, configuration. What docs/formats/config.md says.
void Prepare(const std::filesystem::path& folder, const identity::Authority& authority,
             std::size_t children) {
  const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
  const auto issued = authority.IssueNode(made.request_pem, {"nut-tinh", {}, {}},
                                          {.from_micros = SystemClock().WallMicros()});
  Must(issued.status());
  Must(identity::WriteNodeFiles(folder, made.key_pem, issued->pem, authority.certificate_pem()));
  Must(identity::WriteFileDurably(
      folder / "accounts.yaml",
      "format: parnet/accounts/1\naccounts:\n  - account: quan-tri\n    full_name: Quản trị\n"
      "    unit: tinh\n    roles: [administrator]\n    token_sha256: " +
          identity::HashOfToken(kToken).Hex() + "\n",
      identity::Secrecy::kPublic));
  // Nothing that they sign arrives here.
  Must(identity::WriteFileDurably(folder / "node-keys.txt", "", identity::Secrecy::kPublic));
  std::ofstream config(folder / "config.yaml");
  config << "node_id: nut-tinh\nlevel: province\nunits: [tinh]\ndata_directory: data\n"
            "mark_directory: mark\nchildren:\n";
  for (std::size_t i = 0; i < children; ++i) {
    config << "  - {id: " << NodeOf(i) << ", units: [" << UnitOf(i) << "]}\n";
  }
  config << "peer:\n  listen: 127.0.0.1:0\nclient:\n  listen: unix:client.sock\n"
            "certificates:\n  authority: ca.crt\n  certificate: node.crt\n  key: node.key\n"
            "node_keys: node-keys.txt\nbootstrap_accounts: accounts.yaml\n";
}

// Up to what the system allows.
void AllowFiles(rlim_t files) {
  rlimit allowed{};
  if (::getrlimit(RLIMIT_NOFILE, &allowed) != 0) return;
  allowed.rlim_cur = std::min(files, allowed.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &allowed);
}

// The real program, started in `folder`.
class Server {
 public:
  explicit Server(const std::filesystem::path& folder) {
    int pipe[2] = {};
    if (::pipe(pipe) != 0) std::exit(1);
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(pipe[1], STDOUT_FILENO);
      ::close(pipe[0]);
      ::close(pipe[1]);
      if (::chdir(folder.c_str()) != 0) std::_Exit(1);
      AllowFiles(kUsualFiles);  // The node has to help itself.
      ::execl(PROVINCE_NODE, PROVINCE_NODE, "serve", "config.yaml", nullptr);
      std::_Exit(1);
    }
    ::close(pipe[1]);
    std::string line;  // "province-node nut-tinh: unix:client.sock, :40123"
    char c = 0;
    while (::read(pipe[0], &c, 1) == 1 && c != '\n') line.push_back(c);
    ::close(pipe[0]);
    const std::size_t colon = line.rfind(':');
    if (colon == std::string::npos) {
      std::cerr << "the node did not start\n";
      std::exit(1);
    }
    port_ = std::stoi(line.substr(colon + 1));
  }
  ~Server() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // Of /proc/<pid>/status, in MB (10^6 bytes).
  [[nodiscard]] double Memory(const std::string& name) const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind(name + ":", 0) == 0) {
        return std::stod(line.substr(name.size() + 1)) * 1024 / 1e6;
      }
    }
    return 0;
  }

 private:
  pid_t process_ = 0;
  int port_ = 0;
};

void ImportUnits(const std::filesystem::path& folder, std::size_t children) {
  std::string yaml = "format: parnet/units/1\nunits:\n  - {id: tinh, name: T, kind: tinh}\n";
  for (std::size_t i = 0; i < children; ++i) {
    yaml += "  - {id: " + UnitOf(i) + ", name: X, kind: xa, parent: tinh}\n";
  }
  unit::v1::ImportUnitsRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_actor_unit("tinh");
  request.set_file_name("units.yaml");
  request.set_units_yaml(yaml);
  const auto stub =
      unit::v1::UnitService::NewStub(rpc::DialLocal("unix:" + (folder / "client.sock").string()));
  Must(rpc::Call(*stub, &unit::v1::UnitService::Stub::ImportUnits, request, kToken).status());
}

// Where the node's streams to its children end, as children that were up to date would say.
std::vector<Child> Describe(const std::filesystem::path& folder,
                            const identity::Authority& authority, std::size_t children) {
  config::Config config;
  config.data_directory = folder / "data";
  config.mark_directory = folder / "mark";
  const auto storage = node::OpenStorage(config, node::IfMissing::kRefuse);
  Must(storage.status());
  const identity::KeyAndRequest key = identity::MakeKeyAndRequest();
  std::vector<Child> all;
  for (std::size_t i = 0; i < children; ++i) {
    const auto issued = authority.IssueNode(key.request_pem, {NodeOf(i), {}, {}},
                                            {.from_micros = SystemClock().WallMicros()});
    Must(issued.status());
    const auto end =
        exchange::StreamView(*storage->store, exchange::Side::kUpper, exchange::DownOf(UnitOf(i)))
            .End();
    Must(end.status());
    all.push_back({.node = NodeOf(i),
                   .unit = UnitOf(i),
                   .certificate = issued->pem,
                   .key = key.key_pem,
                   .down = *end});
  }
  return all;
}

std::string PerChild(double megabytes, std::size_t children) {
  return std::to_string(megabytes * 1e6 / 1024 / static_cast<double>(children)) + " KiB a child";
}

// False if a bound of docs/limits.md is passed.
bool Measure(std::size_t children) {
  const par::testing::TempDir folder;
  auto authority =
      identity::Authority::Create(folder.path(), "parnet bench", SystemClock().WallMicros());
  Must(authority.status());
  Prepare(folder.path(), **authority, children);
  {
    const Server first(folder.path());
    ImportUnits(folder.path(), children);
  }
  const std::vector<Child> described = Describe(folder.path(), **authority, children);
  const Server node(folder.path());  // The restart.
  const double before = node.Memory("VmRSS");
  bool fine = false;
  ConnectAll("127.0.0.1:" + std::to_string(node.port()), (*authority)->certificate_pem(), described,
             [&](const std::function<Outcome()>& look) {
               const Outcome outcome = look();
               const double after = node.Memory("VmRSS");
               std::cout << children << " children: " << outcome.in_session << " in session after "
                         << outcome.seconds << " s; " << outcome.told_to_wait
                         << " hellos told to wait, " << outcome.broken
                         << " connections broken\n  node: " << before << " MB before, " << after
                         << " MB with all; " << PerChild(after - before, children) << std::endl;
               std::this_thread::sleep_for(kQuiet);
               const Outcome later = look();
               const double most = node.Memory("VmHWM");
               std::cout << "  a minute later: " << later.in_session << " in session, "
                         << later.broken << " connections broken; " << node.Memory("VmRSS")
                         << " MB, at most " << most << " MB" << std::endl;
               fine = outcome.in_session == children && later.in_session == children &&
                      most <= kMostMegabytes;
             });
  return fine;
}

}  // namespace
}  // namespace par::bench

int main(int argc, char** argv) {
  std::vector<std::size_t> counts = {1000, 10'598};
  if (argc > 1) counts.clear();
  for (int i = 1; i < argc; ++i) counts.push_back(std::strtoull(argv[i], nullptr, 10));
  par::bench::AllowFiles(RLIM_INFINITY);
  bool fine = true;
  for (const std::size_t count : counts) fine = par::bench::Measure(count) && fine;
  return fine ? 0 : 1;
}
