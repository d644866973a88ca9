#include "common/node/node_main.h"

#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/base/descriptor.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/config/reader.h"
#include "common/domain/refusal.h"
#include "common/node/key_files.h"
#include "common/node/line_log.h"
#include "common/node/look.h"
#include "common/node/node.h"
#include "common/node/node_watch.h"
#include "common/node/stderr_log.h"
#include "common/rpc/library_log.h"

namespace par::node {
namespace {

int Failed(const absl::Status& status, domain::Language language) {
  // Where nobody reads any more it must end all the same.
  if (TakesBytes(STDERR_FILENO, std::chrono::milliseconds(0))) {
    std::cerr << domain::TextOf(status, language) + "\n";
  }
  return 1;
}

// Every connection is a file descriptor (common/rpc/accepting.h says what happens when they run
// out). What is usual (1024) is too few for a province of many communes; the most that the system
// allows is the administrator's to say.
void AllowManyConnections() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &files);  // As it was, where it is refused.
}

std::vector<LogField> StartedFields(const config::Config& config, const Program& program,
                                    const Node& node) {
  std::vector<LogField> fields = {{"program", program.name},
                                  {"version", PAR_VERSION},
                                  {"node", config.node_id},
                                  {"client", config.client_listen},
                                  {"data", config.data_directory}};
  if (node.peer_port() != 0) fields.push_back({"peer_port", std::to_string(node.peer_port())});
  if (node.portal_port() != 0) {
    fields.push_back({"portal_port", std::to_string(node.portal_port())});
  }
  return fields;
}

// Until one of the signals, or until it cannot go on: then why. Where it is reached stands on its
// standard output once it is ready.
absl::Status ServeUntil(const sigset_t& ends, const config::Config& config, const Program& program,
                        Log& log) {
  absl::StatusOr<std::unique_ptr<Node>> node = Node::Start(config, program, log);
  if (!node.ok()) {
    log.Write(LogEvent::kNodeFailed, WhyFields(node.status()));
    return node.status();
  }
  // The first start has made the folders.
  if (OnOneDisk(config.data_directory, config.mark_directory)) {
    log.Write(LogEvent::kMarkOnSameDisk, {{"folder", config.mark_directory}});
  }
  log.Write(LogEvent::kNodeStarted, StartedFields(config, program, **node));
  std::cout << program.name << " " << config.node_id << ": " << config.client_listen;
  if ((*node)->peer_port() != 0) std::cout << ", :" << (*node)->peer_port();
  if ((*node)->portal_port() != 0) {
    std::cout << (config.portal.certificate.empty() ? ", http:" : ", https:")
              << (*node)->portal_port();
  }
  std::cout << std::endl;
  std::thread waiter([&ends, running = node->get()] {
    int signal = 0;
    sigwait(&ends, &signal);
    running->RequestStop();
  });
  const absl::Status status = (*node)->Wait();
  log.Write(LogEvent::kNodeStopping, {});
  (*node)->Stop();
  log.Write(LogEvent::kNodeStopped, WhyFields(status));
  if (!status.ok()) {
    // The waiter has nothing to wait for any more; the next start recovers from the disk.
    pthread_kill(waiter.native_handle(), SIGTERM);
  }
  waiter.join();
  return status;
}

int Serve(const config::Config& config, const Program& program) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  // Before any thread is made, so that only the one that waits for them takes them.
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  AllowManyConnections();
  rpc::QuietLibrary();
  absl::Status status;
  {
    StderrLog lines(config.log_level);
    status = ServeUntil(ends, config, program, lines.log());
  }  // The words below stand behind all of its lines.
  return status.ok() ? 0 : Failed(status, config.language);
}

}  // namespace

int NodeMain(int argc, char** argv, const Program& program) {
  CLI::App app("Máy chủ " + program.name + " của hệ thống chấm điểm cải cách hành chính parnet.");
  app.require_subcommand(1);
  std::string file;
  std::uint64_t from = 1;
  std::uint64_t limit = 50;
  std::string witness;
  bool accept_head = false;
  bool sure = false;
  int exit_code = 0;
  const auto add = [&](const std::string& name, const std::string& help,
                       const std::function<int(const config::Config&)>& run) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("--config,config", file, "Tệp cấu hình YAML (docs/formats/config.md)")
        ->required();
    command->callback([&, run] {
      const config::Reading reading = config::ReadConfigFile(file);
      if (!reading.problems.empty()) {
        std::cerr << config::CheckConfigText(reading, file, reading.config.language);
        exit_code = 1;
        return;
      }
      exit_code = run(reading.config);
    });
    return command;
  };
  add("serve", "Chạy máy chủ đến khi nhận SIGTERM",
      [&](const config::Config& config) { return Serve(config, program); });
  add("check-config", "Đọc cấu hình và chứng thư, báo mọi lỗi và chứng thư sắp hết hạn, không chạy",
      [&](const config::Config&) {
        const config::Reading reading = config::ReadConfigFile(file);
        const KeyFilesText keys = DescribeKeyFiles(reading.config, SystemClock().WallMicros());
        std::cout << config::CheckConfigText(reading, file, reading.config.language) << '\n'
                  << keys.text;
        return keys.usable ? 0 : 1;
      });
  CLI::App* verify = add(
      "verify",
      "Kiểm tra chuỗi sổ cái và dựng lại toàn bộ dữ liệu để so sánh (máy chủ phải đang dừng)",
      [&](const config::Config& config) {
        const absl::StatusOr<std::string> report =
            accept_head ? AcceptHeadText(config, program) : VerifyText(config, program, witness);
        if (!report.ok()) return Failed(report.status(), config.language);
        std::cout << *report;
        return 0;
      });
  verify->add_option(
      "--witness", witness,
      "Đối chiếu với tệp do `parctl ledger witnessed --format json` ghi ra ở máy chủ "
      "cấp trên");
  CLI::Option* yes = verify->add_flag("--yes", sure, "Xác nhận cho --accept-head");
  verify
      ->add_flag("--accept-head", accept_head,
                 "Lập lại tệp mốc xác nhận đã mất hoặc hỏng, khi mọi thứ khác đều đúng; đọc "
                 "docs/operations/lost-mark.md trước")
      ->needs(yes);
  CLI::App* inspect = add("inspect", "Liệt kê các mục sổ cái (máy chủ phải đang dừng)",
                          [&](const config::Config& config) {
                            const absl::StatusOr<std::string> list =
                                InspectText(config, program, from, limit);
                            if (!list.ok()) return Failed(list.status(), config.language);
                            std::cout << *list;
                            return 0;
                          });
  inspect->add_option("--from", from, "Số của mục đầu tiên")->check(CLI::PositiveNumber);
  inspect->add_option("--limit", limit, "Số mục tối đa")->check(CLI::Range(1, 1000));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  return exit_code;
}

}  // namespace par::node
