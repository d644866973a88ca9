#include "tests/integration/command.h"

#include <spawn.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <fstream>
#include <sstream>

#include "common/base/check.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

CommandResult RunCommand(const std::vector<std::string>& words,
                         const std::vector<std::string>& environment, const std::string& err_file) {
  const TempDir folder;
  const std::string out = folder / "out";
  const std::string err = err_file.empty() ? std::string(folder / "err") : err_file;
  posix_spawn_file_actions_t actions;
  PAR_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  PAR_CHECK(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0);
  PAR_CHECK(posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), kFlags, 0600) == 0);
  PAR_CHECK(posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), kFlags, 0600) == 0);
  pid_t pid = 0;
  PAR_CHECK(posix_spawn(&pid, words.front().c_str(), &actions, nullptr, Pointers(words).data(),
                        Pointers(environment).data()) == 0);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  PAR_CHECK(waitpid(pid, &status, 0) == pid);
  return {.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = Content(out),
          .err = Content(err)};
}

}  // namespace par::testing
