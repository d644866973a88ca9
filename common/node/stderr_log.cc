#include "common/node/stderr_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

// The library that has the queue, its thread and the line's time; nothing else of it is used.
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include "common/base/descriptor.h"

namespace par::node {
namespace {

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

// As sd-daemon(3) has it.
class JournalPriority final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& line, const std::tm& /*time*/,
              spdlog::memory_buf_t& to) override {
    const std::string_view priority = line.level == spdlog::level::err    ? "<3>"
                                      : line.level == spdlog::level::warn ? "<4>"
                                      : line.level == spdlog::level::info ? "<6>"
                                                                          : "<7>";
    to.append(priority.data(), priority.data() + priority.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<JournalPriority>();
  }
};

// systemd names there what it gave as standard error, which may lead elsewhere by now.
bool ToJournal() {
  const char* const journal = std::getenv("JOURNAL_STREAM");
  struct stat now{};
  if (journal == nullptr || ::fstat(STDERR_FILENO, &now) != 0) return false;
  return journal == std::to_string(now.st_dev) + ":" + std::to_string(now.st_ino);
}

std::unique_ptr<spdlog::formatter> Formatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<JournalPriority>('*');
  formatter->set_pattern((ToJournal() ? "%*" : "") +
                         std::string("time=%Y-%m-%dT%H:%M:%S.%fZ level=%l %v"));
  return formatter;
}

// Waits for whoever reads, until the node ends. Writes to the descriptor: the lock of stderr is
// needed by a check that fails.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit StderrSink(std::shared_ptr<const std::atomic<bool>> ending)
      : ending_(std::move(ending)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    spdlog::memory_buf_t text;
    formatter_->format(line, text);
    std::string_view rest(text.data(), text.size());
    while (!rest.empty() && Ready()) {
      const ssize_t written =
          ::write(STDERR_FILENO, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void flush_() override {}

 private:
  bool Ready() {
    constexpr std::chrono::milliseconds kLook(100);
    while (!TakesBytes(STDERR_FILENO, std::min(kLook, patience_))) {
      if (!*ending_) continue;
      patience_ -= std::min(kLook, patience_);
      if (patience_.count() == 0) return false;
    }
    return true;
  }

  const std::shared_ptr<const std::atomic<bool>> ending_;
  std::chrono::milliseconds patience_ = StderrLog::kLongestAtEnd;  // What is left of it.
};

// A reader that has gone is no reason to end; the node's other threads keep what they have.
void IgnoreSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct StderrLog::Running {
  explicit Running(LogLevel least)
      : pool(std::make_shared<spdlog::details::thread_pool>(kMostWaiting, 1, IgnoreSignals)),
        logger(std::make_shared<spdlog::async_logger>(
            "parnet", std::make_shared<StderrSink>(ending), pool,
            spdlog::async_overflow_policy::overrun_oldest)),
        lines(least, SystemClock(), [this](LogLevel level, std::string_view line) {
          logger->log(LevelOf(level), spdlog::string_view_t(line.data(), line.size()));
        }) {
    logger->set_formatter(Formatter());
    logger->set_level(spdlog::level::trace);  // `lines` leaves out what is not wanted.
  }

  ~Running() { *ending = true; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  const std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);
  const std::shared_ptr<spdlog::details::thread_pool> pool;  // Ends when all is written.
  const std::shared_ptr<spdlog::async_logger> logger;
  LogLines lines;  // Goes first: it says what it held back.
};

StderrLog::StderrLog(LogLevel least) : running_(std::make_unique<Running>(least)) {}
StderrLog::~StderrLog() = default;
Log& StderrLog::log() { return running_->lines; }

}  // namespace par::node
