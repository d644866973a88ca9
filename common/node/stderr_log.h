// A node's log on its standard error, for journald or whoever started it: "time=… level=… " in
// front of each line; under journald its priority before that ("<4>"), so that `journalctl -p
// warning` finds it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "common/base/log.h"

namespace par::node {

class StderrLog {
 public:
  // Lines wait for a thread of their own, at most kMostWaiting of them: where nobody reads them the
  // oldest are lost, and no call of the node ever waits. Make it after signals are blocked.
  static constexpr std::size_t kMostWaiting = 4096;
  explicit StderrLog(LogLevel least);
  // Writes what waits, and gives up what nobody has read within kLongestAtEnd.
  static constexpr std::chrono::milliseconds kLongestAtEnd{2000};
  ~StderrLog();
  StderrLog(const StderrLog&) = delete;
  StderrLog& operator=(const StderrLog&) = delete;

  [[nodiscard]] Log& log();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace par::node
