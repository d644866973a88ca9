// Goal: what a node tells is on its standard error when it ends, and a node whose standard error
// nobody reads any more ends all the same, as does one whose own check fails. Method: a pipe in
// place of the standard error; full, where nobody reads. What waits for ever fails by the test's
// time limit.
#include "common/node/stderr_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <regex>
#include <sstream>
#include <string>

#include "common/base/check.h"

namespace par::node {
namespace {

class StderrPipe {
 public:
  StderrPipe() : before_(::dup(STDERR_FILENO)) {
    EXPECT_EQ(::pipe(ends_), 0);
    ::dup2(ends_[1], STDERR_FILENO);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~StderrPipe() {
    ::dup2(before_, STDERR_FILENO);
    for (const int file : {before_, ends_[0], ends_[1]}) ::close(file);
  }
  StderrPipe(const StderrPipe&) = delete;
  StderrPipe& operator=(const StderrPipe&) = delete;

  // As the system leaves it with whoever reads too slowly.
  void Fill() {
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    while (::write(ends_[1], "x", 1) == 1) {
    }
    ::fcntl(ends_[1], F_SETFL, 0);
  }
  std::string Read() {
    std::string all;
    char piece[4096];
    for (ssize_t got = 0; (got = ::read(ends_[0], piece, sizeof piece)) > 0;) {
      all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int before_;
  int ends_[2] = {};
};

TEST(StderrLog, WritesAllThatWaitsBeforeItEnds) {
  StderrPipe pipe;
  {
    StderrLog log(LogLevel::kInfo);
    for (int i = 0; i < 25; ++i) {
      log.log().Write(LogEvent::kLineUp, {{"peer", std::to_string(i)}});
    }
    log.log().Write(LogEvent::kLedgerStopped, {{"text", std::string(10'000, '\n')}});
  }
  std::istringstream lines(pipe.Read());
  const std::regex form(
      R"(time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z level=(info|error) event=(line_up peer=\d+|ledger_stopped text="(\\n){200}…"))");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(std::regex_match(line, form)) << line;
  }
  EXPECT_EQ(count, 26);
}

TEST(StderrLog, EndsWhereNobodyReads) {
  StderrPipe pipe;
  pipe.Fill();
  StderrLog log(LogLevel::kInfo);
  log.log().Write(LogEvent::kLedgerStopped, {});
  log.log().Write(LogEvent::kNodeStopped, {});
}

TEST(StderrLogDeathTest, ACheckThatFailsEndsTheProcessWhereNobodyReads) {
  EXPECT_EXIT(
      {
        StderrPipe pipe;
        pipe.Fill();
        StderrLog log(LogLevel::kInfo);
        log.log().Write(LogEvent::kNodeStarted, {});
        CheckFailed("x", "file", 1);
      },
      ::testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace par::node
