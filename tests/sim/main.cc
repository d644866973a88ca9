// sim: runs of the simulated country, one per seed; docs/testing.md.
//   sim --seed N --runs M [--trace]
//   sim --country three-tier|two-tier [--seed N] [--provinces K | --province NAME]
//       only the K smallest, or one; each runs as it does in the whole country
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/sim/country_run.h"
#include "tests/sim/run.h"

namespace {

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t runs = 1;
  par::sim::RunOptions options;
  std::string_view country, province;
  std::uint64_t provinces = 1000;
};

[[noreturn]] void Usage() {
  std::cerr
      << "usage: sim --seed N --runs M [--trace]\n"
         "       sim --country three-tier|two-tier [--seed N] [--provinces K | --province NAME]\n";
  std::exit(2);
}

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
    } else if (name == "--provinces") {
      arguments.provinces = number();
    } else if (name == "--province" && i + 1 < argc) {
      arguments.province = argv[++i];
    } else if (name == "--country" && i + 1 < argc) {
      arguments.country = argv[++i];
    } else {
      Usage();
    }
  }
  return arguments;
}

int Country(const Arguments& arguments) {
  using par::sim::CountryShape;
  const bool two = arguments.country == "two-tier";
  if (!two && arguments.country != "three-tier") Usage();
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::vector<par::sim::ProvinceSize> sizes =
      par::sim::ProvincesOf(two ? CountryShape::kTwoTier : CountryShape::kThreeTier);
  if (sizes.size() > arguments.provinces) {
    sizes.erase(sizes.begin(), sizes.end() - static_cast<std::ptrdiff_t>(arguments.provinces));
  }
  std::erase_if(sizes, [&](const par::sim::ProvinceSize& size) {
    return !arguments.province.empty() && size.name != arguments.province;
  });
  if (sizes.empty()) Usage();
  std::size_t done = 0;
  const auto report = par::sim::RunCountry(
      sizes, arguments.seed, /*threads=*/2, [&](const par::sim::ProvinceReport& province) {
        std::cerr << "province " << ++done << " of " << sizes.size() << ": " << province.name
                  << ", " << province.nodes << " nodes, " << province.messages << " messages"
                  << (province.violations.empty() ? "" : ", RED") << "; " << seconds() << " s\n";
      });
  std::cout << "country " << arguments.country << ", seed " << arguments.seed << ": ";
  par::sim::Print(report, std::cout);
  std::cout << seconds() << " s, " << std::clock() / CLOCKS_PER_SEC << " s of processor time\n";
  return report.red() ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = Read(argc, argv);
  if (!arguments.country.empty()) return Country(arguments);
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
