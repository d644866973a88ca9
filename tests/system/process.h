// A program that a test starts, and may end as a power cut would.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace par::testing {

// One thread at a time; that thread must live as long as the process, which ends with it.
class Process {
 public:
  // `words` begins with the program's path. What it says is added to `log`.
  Process(const std::vector<std::string>& words, const std::filesystem::path& log);
  // kill -9 if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] bool running();
  // kill -9. False: it had ended by itself before, which none of ours may.
  bool Kill();
  // SIGTERM; its exit code, or -1 if a signal ended it. Kills what does not end within a minute.
  int Terminate();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  [[nodiscard]] bool Ended(bool wait);

  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace par::testing
