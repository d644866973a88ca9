#include "common/signature/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <vector>

namespace par::signature {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "common/signature/sandbox.cc: the filter does not know this architecture"
#endif

// What computing needs, and what a process needs to end: memory, reading and writing what is open,
// the clock, random numbers, waiting for oneself, signals to oneself.
constexpr long kAllowed[] = {
    SYS_read,           SYS_pread64,      SYS_write,  SYS_close,     SYS_fstat,
    SYS_lseek,          SYS_munmap,       SYS_mremap, SYS_madvise,   SYS_brk,
    SYS_exit,           SYS_exit_group,   SYS_futex,  SYS_getrandom, SYS_clock_gettime,
    SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_getpid, SYS_gettid,    SYS_tgkill,
};
// Allowed unless their third argument asks for memory that can be executed.
constexpr long kProtecting[] = {SYS_mmap, SYS_mprotect};

constexpr std::uint32_t Offset(std::size_t bytes) { return static_cast<std::uint32_t>(bytes); }

sock_filter Load(std::size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, Offset(offset)); }
sock_filter Answer(std::uint32_t answer) { return BPF_STMT(BPF_RET | BPF_K, answer); }
// Skips `steps` unless what was loaded is `value`.
sock_filter Unless(std::uint32_t value, std::uint8_t steps) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, steps);
}

std::vector<sock_filter> Filter() {
  std::vector<sock_filter> filter;
  filter.push_back(Load(offsetof(seccomp_data, arch)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
  filter.push_back(Answer(SECCOMP_RET_KILL_PROCESS));
  filter.push_back(Load(offsetof(seccomp_data, nr)));
  for (const long call : kAllowed) {
    filter.push_back(Unless(static_cast<std::uint32_t>(call), 1));
    filter.push_back(Answer(SECCOMP_RET_ALLOW));
  }
  for (const long call : kProtecting) {
    filter.push_back(Unless(static_cast<std::uint32_t>(call), 4));
    filter.push_back(Load(offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)));
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0));
    filter.push_back(Answer(SECCOMP_RET_ALLOW));
    filter.push_back(Answer(SECCOMP_RET_KILL_PROCESS));
  }
  filter.push_back(Answer(SECCOMP_RET_KILL_PROCESS));
  return filter;
}

bool Limit(decltype(RLIMIT_AS) what, std::uint64_t most) {
  const rlimit limit{.rlim_cur = most, .rlim_max = most};
  return setrlimit(what, &limit) == 0;
}

}  // namespace

bool LimitThisProcess(const CheckLimits& limits) {
  // Not every kernel lets everybody do this; the filter forbids sockets anyway.
  (void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return false;
  }
  const bool memory = !kSandboxed || Limit(RLIMIT_AS, limits.memory_bytes);
  return memory && Limit(RLIMIT_CPU, limits.cpu_seconds) && Limit(RLIMIT_CORE, 0) &&
         Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_NOFILE, 16);
}

bool EnterSandbox() {
  if (!kSandboxed) return true;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  std::vector<sock_filter> filter = Filter();
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = filter.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace par::signature
