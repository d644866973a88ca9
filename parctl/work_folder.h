// A scratch folder whose content nobody else may find: it goes however the command ends, by Ctrl-C
// or SIGTERM too.
#pragma once

#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

namespace par::parctl {

// Made before any other thread, so that only its own takes the signals; of the one that makes it.
class WorkFolder {
 public:
  // From here on SIGINT, SIGTERM and SIGHUP remove what is held and end the process, exit code 128
  // and the signal's number, as a shell tells it. Those that were ignored (nohup) still are.
  WorkFolder();
  // Removes what is held.
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  void Hold(const std::filesystem::path& folder);

 private:
  void WaitForSignal();
  void Remove();  // With the mutex held.

  std::mutex mutex_;  // Guards what follows.
  std::filesystem::path folder_;
  bool ended_ = false;
  sigset_t signals_{};
  sigset_t before_{};
  std::thread waiter_;
};

}  // namespace par::parctl
