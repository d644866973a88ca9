// sim: runs of the simulated country, one per seed; docs/testing.md.
//   sim --seed N --runs M [--trace] [--mutation NAME]
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "tests/sim/run.h"

namespace {

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t runs = 1;
  par::sim::RunOptions options;
};

Arguments Read(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0; };
    if (name == "--seed") {
      arguments.seed = number();
    } else if (name == "--runs") {
      arguments.runs = number();
    } else if (name == "--trace") {
      arguments.options.trace = true;
    } else {
      std::cerr << "usage: sim --seed N --runs M [--trace]\n";
      std::exit(2);
    }
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = Read(argc, argv);
  const auto begin = std::chrono::steady_clock::now();
  par::sim::RunReport all;
  std::uint64_t red = 0;
  for (std::uint64_t seed = arguments.seed; seed < arguments.seed + arguments.runs; ++seed) {
    const par::sim::RunReport report = par::sim::RunSeed(seed, arguments.options);
    for (const std::string& what : report.violations) {
      std::cout << "seed " << seed << ": " << what << '\n';
    }
    if (!report.violations.empty()) ++red;
    all.trace_hash = (all.trace_hash ^ report.trace_hash) * 1099511628211u;
    all.messages += report.messages;
    all.items += report.items;
    all.decisions += report.decisions;
    all.lost_with_their_disks += report.lost_with_their_disks;
    all.crashes += report.crashes;
    all.disks_lost += report.disks_lost;
    all.simulated += report.simulated;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << arguments.runs << " runs from seed " << arguments.seed << ", " << red << " red; "
            << all.items << " items, " << all.decisions << " decisions, " << all.messages
            << " messages, " << all.crashes << " crashes, " << all.disks_lost << " disks lost ("
            << all.lost_with_their_disks << " acknowledged items with them), "
            << all.simulated / 1'000'000 / 86'400 << " days; trace " << std::hex << all.trace_hash
            << std::dec << "; " << seconds << " s\n";
  return red == 0 ? 0 : 1;
}
