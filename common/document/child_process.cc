#include "common/document/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace par::document {
namespace {

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// In a process group of its own, so that what it starts can be ended with it.
bool Spawn(const ChildWish& wish, pid_t& child) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, wish.output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const std::vector<char*> words = Pointers(wish.words);
  const std::vector<char*> environment = Pointers(wish.environment);
  const int error =
      posix_spawn(&child, words[0], &files, &attributes, words.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error == 0;
}

// Whether the child ended within the limit. It stays to be waited for.
bool EndsInTime(pid_t child, std::chrono::milliseconds limit) {
  // By its number: glibc 2.36 declares pidfd_open for C only.
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (handle < 0) return false;
  pollfd wanted{.fd = handle, .events = POLLIN, .revents = 0};
  int ready = -1;
  do {  // A signal starts the time again: rare, and the limit is generous.
    ready = poll(&wanted, 1, static_cast<int>(limit.count()));
  } while (ready < 0 && errno == EINTR);
  close(handle);
  return ready > 0;
}

}  // namespace

ChildEnd RunChild(const ChildWish& wish) {
  ChildEnd end;
  pid_t child = -1;
  end.started = Spawn(wish, child);
  if (!end.started) return end;
  end.in_time = EndsInTime(child, wish.limit);
  kill(-child, SIGKILL);  // Also what a child that ended has left behind.
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) end.exit = WEXITSTATUS(status);
  return end;
}

std::optional<std::string> FindProgram(const std::vector<std::string>& names) {
  const char* const path = std::getenv("PATH");
  if (path == nullptr) return std::nullopt;
  for (const std::string& name : names) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const std::size_t end = rest.find(':');
      const std::string_view folder = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (folder.empty() || folder.front() != '/') continue;  // Never what lies where we stand.
      std::string file = std::string(folder) + "/" + name;
      if (access(file.c_str(), X_OK) == 0) return file;
    }
  }
  return std::nullopt;
}

}  // namespace par::document
