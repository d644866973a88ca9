// sim_mutants: leaves out each rule of the protocol in turn and says at which seed, and by which of
// the exchange's and publication's tests, that is noticed; docs/testing.md. Rules that stand in for
// each other are seldom missed by chance: for those there are the tests.
//   sim_mutants [--runs N] [NAME...]     N: how many seeds are tried at most (default 2000)
// Exit 1 if a rule can be left out unnoticed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/mutant.h"
#include "tests/sim/run.h"

namespace {

struct Mutation {
  const char* name;
  const char* what;
};
constexpr Mutation kMutations[] = {
#include "mutants.inc"
};

// What the child has to tell: where it is, and at last what broke.
struct Note {
  std::array<char, 64> where{};
  std::array<char, 128> broke{};  // Empty: nothing yet.
};

void Tell(int pipe, const std::string& where, const std::string& broke) {
  Note note;
  where.copy(note.where.data(), note.where.size() - 1);
  broke.copy(note.broke.data(), note.broke.size() - 1);
  if (write(pipe, &note, sizeof(note)) != static_cast<ssize_t>(sizeof(note))) std::_Exit(3);
}

class FirstFailure final : public ::testing::EmptyTestEventListener {
 public:
  explicit FirstFailure(int pipe) : pipe_(pipe) {}
  void OnTestStart(const ::testing::TestInfo& test) override { Tell(pipe_, NameOf(test), {}); }
  void OnTestEnd(const ::testing::TestInfo& test) override {
    if (test.result()->Failed()) Tell(pipe_, NameOf(test), "fails");
  }

 private:
  static std::string NameOf(const ::testing::TestInfo& test) {
    return std::string(test.test_suite_name()) + "." + test.name();
  }
  const int pipe_;
};

[[noreturn]] void RunTests(int pipe) {
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new FirstFailure(pipe));
  std::_Exit(RUN_ALL_TESTS());
}

[[noreturn]] void RunSeeds(int pipe, std::uint64_t runs) {
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    const std::string where = "seed " + std::to_string(seed);
    Tell(pipe, where, {});
    const par::sim::RunReport report = par::sim::RunSeed(seed);
    if (report.violations.empty()) continue;
    Tell(pipe, where, report.violations.front());
    break;
  }
  std::_Exit(0);
}

// What broke first in a process of its own, for the program's own checks may end it; empty if
// nothing did.
std::string FirstBroken(const Mutation& mutation, const std::function<void(int)>& run) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) std::abort();
  std::cout << std::flush;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    if (freopen("/dev/null", "w", stderr) == nullptr) std::_Exit(3);
    par::sim::SetMutant(mutation.name);
    run(ends[1]);
  }
  close(ends[1]);
  std::string broken;
  Note note;
  while (broken.empty() && read(ends[0], &note, sizeof(note)) == ssize_t{sizeof(note)}) {
    if (note.broke[0] != '\0') broken = std::string(note.where.data()) + " " + note.broke.data();
  }
  close(ends[0]);
  if (!broken.empty()) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (broken.empty() && WIFSIGNALED(status)) {
    broken = std::string(note.where.data()) + " stops at a check of the program's own";
  }
  return broken;
}

bool IsNoticed(const Mutation& mutation, std::uint64_t runs) {
  std::cout << mutation.name << " (" << mutation.what << "): " << std::flush;
  const std::string by_seed = FirstBroken(mutation, [&](int pipe) { RunSeeds(pipe, runs); });
  const std::string by_test = FirstBroken(mutation, RunTests);
  std::cout << (by_seed.empty() ? "no seed up to " + std::to_string(runs) : by_seed) << "; "
            << (by_test.empty() ? "no test" : by_test)
            << (by_seed.empty() && by_test.empty() ? "; NOT NOTICED" : "") << std::endl;
  return !by_seed.empty() || !by_test.empty();
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::uint64_t runs = 2000;
  std::vector<std::string_view> names;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--runs" && i + 1 < argc) {
      runs = std::strtoull(argv[++i], nullptr, 10);
    } else {
      names.emplace_back(argv[i]);
    }
  }
  int unnoticed = 0;
  for (const std::string_view name : names) {
    const bool known = std::any_of(std::begin(kMutations), std::end(kMutations),
                                   [&](const Mutation& m) { return m.name == name; });
    if (known) continue;
    std::cerr << "no mutation is called " << name << '\n';
    return 2;
  }
  for (const Mutation& mutation : kMutations) {
    const bool asked =
        names.empty() || std::find(names.begin(), names.end(), mutation.name) != names.end();
    if (asked && !IsNoticed(mutation, runs)) ++unnoticed;
  }
  std::cout << unnoticed << " rules can be left out unnoticed\n";
  return unnoticed == 0 ? 0 : 1;
}
