// Goal: a process in the sandbox computes and does nothing else; its limits hold.
// Method: children that try one thing each; how they ended.
#include "common/signature/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace par::signature {
namespace {

// What became of a child that did this: "exit 0", "signal 31".
std::string EndOf(const std::function<int()>& deed) {
  const pid_t child = fork();
  if (child == 0) _exit(deed());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "exit " + std::to_string(WEXITSTATUS(status));
}

class Sandbox : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!kSandboxed) GTEST_SKIP() << "a sanitizer's own calls and memory do not fit into limits";
  }
};

TEST_F(Sandbox, EndsWhoeverDoesMoreThanCompute) {
  struct Row {
    const char* why;
    std::function<void()> deed;
    bool allowed;
  };
  const Row rows[] = {
      {"computing, with memory of its own",
       [] { EXPECT_EQ(std::string(1 << 24, 'x').find('y'), std::string::npos); }, true},
      {"reading what is open", [] { (void)!read(0, nullptr, 0); }, true},
      {"opening a file", [] { (void)open("/etc/passwd", O_RDONLY); }, false},
      {"creating a file", [] { (void)open("x", O_CREAT | O_WRONLY, 0600); }, false},
      {"a socket", [] { (void)socket(AF_INET, SOCK_STREAM, 0); }, false},
      {"another program", [] { (void)execl("/bin/true", "true", nullptr); }, false},
      {"another process", [] { (void)fork(); }, false},
      {"a signal to its parent", [] { (void)kill(getppid(), 0); }, false},
      {"memory that can be executed",
       [] {
         (void)mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                    -1, 0);
       },
       false},
      {"making its memory executable",
       [] {
         alignas(4096) static char page[4096];
         (void)mprotect(page, sizeof page, PROT_READ | PROT_EXEC);
       },
       false},
  };
  for (const Row& row : rows) {
    const std::string end = EndOf([&row] {
      if (!EnterSandbox()) return 9;
      row.deed();
      return 0;
    });
    EXPECT_EQ(end, row.allowed ? "exit 0" : "signal " + std::to_string(SIGSYS)) << row.why;
  }
}

TEST_F(Sandbox, MemoryAndProcessorTimeHaveAnEnd) {
  const CheckLimits limits{.memory_bytes = std::uint64_t{256} << 20u, .cpu_seconds = 1};
  const std::string memory = EndOf([&limits] {
    if (!LimitThisProcess(limits)) return 9;
    void* const at = mmap(nullptr, std::size_t{300} << 20u, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? 0 : 1;
  });
  EXPECT_EQ(memory, "exit 0");
  const std::string time = EndOf([&limits] {
    if (!LimitThisProcess(limits)) return 9;
    const volatile bool forever = true;
    while (forever) {
    }
    return 1;
  });
  EXPECT_TRUE(time == "signal " + std::to_string(SIGXCPU) ||
              time == "signal " + std::to_string(SIGKILL))
      << time;
  const std::string files = EndOf([&limits] {
    if (!LimitThisProcess(limits)) return 9;
    for (int i = 0; i < 64; ++i) {
      if (dup(0) < 0) return 0;
    }
    return 1;
  });
  EXPECT_EQ(files, "exit 0");
}

}  // namespace
}  // namespace par::signature
