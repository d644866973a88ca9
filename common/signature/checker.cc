#include "common/signature/checker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/clock.h"
#include "common/base/descriptor.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/signature/checker_exit.h"
#include "common/signature/report_bytes.h"

namespace par::signature {
namespace {

constexpr std::size_t kLongestReport = std::size_t{256} << 10u;
constexpr std::int64_t kLook = 100;  // Milliseconds between looks whether the check is given up.
constexpr int kAboveStandard = 10;   // Our descriptors stay clear of those the program gets.

// The same descriptor under a higher number, closed at an exec; -1 if there was none.
int Raised(int number) {
  if (number < 0) return -1;
  const int raised = fcntl(number, F_DUPFD_CLOEXEC, kAboveStandard);
  close(number);
  return raised;
}

absl::Status Missing(const Checker& checker, std::string_view error) {
  return domain::Refusal(absl::StatusCode::kInternal, "pdf_checker_missing",
                         {{"program", checker.program.string()}, {"error", std::string(error)}});
}

absl::Status Unreadable(const std::filesystem::path& file, std::string_view why) {
  return domain::Refusal(absl::StatusCode::kNotFound, "file_unreadable",
                         {{"path", file.string()}, {"reason", std::string(why)}});
}

// A file in memory with these bytes; none if the system has no room.
Descriptor FileOf(std::string_view bytes) {
  Descriptor file(Raised(memfd_create("anchors", MFD_CLOEXEC)));
  if (file.ok() && !WriteAll(file.get(), bytes)) file.Close();
  return file;
}

struct Plumbing {
  int file;
  int answer;
  int nothing;
  int anchors;
};

// In the child. Only calls that are safe after fork in a program with threads.
[[noreturn]] void Become(const char* program, const char* now, const Plumbing& plumbing,
                         const CheckLimits& limits) {
  const bool connected = dup2(plumbing.file, 0) == 0 && dup2(plumbing.answer, 1) == 1 &&
                         dup2(plumbing.nothing, 2) == 2 && dup2(plumbing.anchors, 3) == 3 &&
                         syscall(SYS_close_range, 4u, ~0u, 0u) == 0;
  if (!connected || !LimitThisProcess(limits)) _exit(kNotRun);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  char* const arguments[] = {const_cast<char*>("pdf-check"), const_cast<char*>(now), nullptr};
  char* const environment[] = {nullptr};
  execve(program, arguments, environment);
  _exit(kNotRun);
}

bool IsGivenUp(const Checker& checker) { return checker.stop != nullptr && *checker.stop; }

// What the process says until it closes its end, or until the time is up or the check given up.
std::string ReadAnswer(int answer, const Checker& checker) {
  std::string bytes;
  std::array<char, 16384> piece;
  const std::int64_t end = SystemClock().MonotonicMicros() + checker.limits.wall.count() * 1000;
  while (bytes.size() <= kLongestReport) {
    const std::int64_t left = (end - SystemClock().MonotonicMicros()) / 1000;
    pollfd wait{.fd = answer, .events = POLLIN, .revents = 0};
    if (left <= 0 || IsGivenUp(checker)) return {};
    const int ready = poll(&wait, 1, static_cast<int>(std::min(left, kLook)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    if (ready < 0) return {};
    const ssize_t count = read(answer, piece.data(), piece.size());
    if (count <= 0) break;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  return bytes;
}

int WaitFor(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

std::filesystem::path ProgramBeside() {
  std::array<char, PATH_MAX> path;
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  const std::string_view self(path.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return std::filesystem::path(self).parent_path() / "pdf-check";
}

absl::StatusOr<domain::SignatureReport> CheckFile(const Checker& checker,
                                                  const std::filesystem::path& file,
                                                  std::int64_t now) {
  // Without waiting: what is no file may be a pipe into which nobody writes.
  const Descriptor pdf(Raised(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)));
  if (!pdf.ok()) return Unreadable(file, std::strerror(errno));
  struct stat kind = {};
  if (fstat(pdf.get(), &kind) != 0) return Unreadable(file, std::strerror(errno));
  if (!S_ISREG(kind.st_mode)) return Unreadable(file, "not a regular file");
  if (access(checker.program.c_str(), X_OK) != 0) return Missing(checker, std::strerror(errno));
  const Descriptor anchors = FileOf(checker.anchors_pem);
  const Descriptor nothing(Raised(open("/dev/null", O_WRONLY | O_CLOEXEC)));
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Missing(checker, std::strerror(errno));
  const Descriptor answer(Raised(ends[0]));
  Descriptor its_answer(Raised(ends[1]));
  const std::string program = checker.program.string();
  const std::string now_text = std::to_string(now);
  const Plumbing plumbing{pdf.get(), its_answer.get(), nothing.get(), anchors.get()};
  const pid_t process = fork();
  if (process < 0) return Missing(checker, std::strerror(errno));
  if (process == 0) Become(program.c_str(), now_text.c_str(), plumbing, checker.limits);
  its_answer.Close();
  const std::string bytes = ReadAnswer(answer.get(), checker);
  kill(process, SIGKILL);  // It has nothing to say any more; one that ended is not touched by it.
  switch (WaitFor(process)) {
    case kAnchorsMalformed:
      return domain::Invalid("anchors_malformed", {});
    case kNoSandbox:
      return Missing(checker, "seccomp");
    case kNotRun:
    case kBadCall:
      return Missing(checker, "exec");
    default:
      break;
  }
  if (IsGivenUp(checker)) {
    return domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping");
  }
  auto report = ReadReport(bytes);
  if (report.has_value()) return *std::move(report);
  domain::SignatureReport refused;
  refused.refusal = "pdf_beyond_limits";
  return refused;
}

}  // namespace par::signature
