#include "tests/system/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/check.h"
#include "tests/support/patience.h"

namespace par::testing {

Process::Process(const std::vector<std::string>& words, const std::filesystem::path& log) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  PAR_CHECK(out >= 0 && in >= 0);
  pid_ = ::fork();
  PAR_CHECK(pid_ >= 0);
  if (pid_ == 0) {  // Only what a signal handler may do: the parent has other threads.
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)::dup2(in, 0);
    (void)::dup2(out, 1);
    (void)::dup2(out, 2);
    ::execv(pointers.front(), pointers.data());
    ::_exit(127);
  }
  ::close(in);
  ::close(out);
}

Process::~Process() { Kill(); }

bool Process::Ended(bool wait) {
  if (ended_) return true;
  const pid_t got = ::waitpid(pid_, &status_, wait ? 0 : WNOHANG);
  PAR_CHECK(got >= 0);
  ended_ = got == pid_;
  return ended_;
}

bool Process::running() { return !Ended(/*wait=*/false); }

bool Process::Kill() {
  if (ended_) return false;
  (void)::kill(pid_, SIGKILL);
  (void)Ended(/*wait=*/true);
  return WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL;
}

int Process::Terminate() {
  if (!ended_) {
    (void)::kill(pid_, SIGTERM);
    if (!Eventually([this] { return Ended(/*wait=*/false); })) (void)Kill();
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

}  // namespace par::testing
