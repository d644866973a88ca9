#include "parctl/work_folder.h"

#include <pthread.h>
#include <unistd.h>

#include <system_error>

namespace par::parctl {

WorkFolder::WorkFolder() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action{};
    const bool ignored = ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    // Ignored as by nohup; but the destructor needs one to wake the waiter.
    if (!ignored || signal == SIGTERM) sigaddset(&signals_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  waiter_ = std::thread([this] { WaitForSignal(); });
}

WorkFolder::~WorkFolder() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    Remove();
  }
  pthread_kill(waiter_.native_handle(), SIGTERM);
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void WorkFolder::Hold(const std::filesystem::path& folder) {
  const std::lock_guard<std::mutex> lock(mutex_);
  folder_ = folder;
}

void WorkFolder::WaitForSignal() {
  int signal = 0;
  sigwait(&signals_, &signal);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return;  // Woken by the destructor, which removed it.
  Remove();
  ::_exit(128 + signal);  // The thread that works on is in the middle of something.
}

void WorkFolder::Remove() {
  std::error_code error;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, error);
}

}  // namespace par::parctl
