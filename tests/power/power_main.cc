// power_cuts: a node's storage under power cuts, each from the seed; docs/testing.md.
//   power_cuts --seed N --cycles M [--lie files|folders]
// A disk that lies (that acknowledges syncs of files, or of folders, without doing them) must be
// noticed: then only a run in which something was lost is good.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "tests/power/machine.h"
#include "tests/support/temp_dir.h"

namespace {

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t cycles = 100;
  std::string lie;
};

Arguments Read(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const std::string value = i + 1 < argc ? argv[++i] : "";
    if (name == "--seed") {
      arguments.seed = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--cycles") {
      arguments.cycles = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--lie" && (value == "files" || value == "folders")) {
      arguments.lie = value;
    } else {
      std::cerr << "usage: power_cuts --seed N --cycles M [--lie files|folders]\n";
      std::exit(2);
    }
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = Read(argc, argv);
  const auto begin = std::chrono::steady_clock::now();
  const par::testing::TempDir folder;
  par::power::Disk disk(folder.path());
  disk.IgnoreSyncs(arguments.lie == "files", arguments.lie == "folders");
  par::power::Totals totals;
  std::uint64_t red = 0;
  for (std::uint64_t seed = arguments.seed; totals.lives < arguments.cycles; ++seed) {
    disk.Replace();
    par::power::Machine machine(disk, folder.path(), seed, totals);
    while (!machine.done()) {
      const std::vector<std::string> broken = machine.Live();
      for (const std::string& what : broken) std::cout << "seed " << seed << ": " << what << '\n';
      if (!broken.empty()) {
        ++red;
        break;
      }
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const par::power::Losses losses = disk.losses();
  std::cout << totals.lives << " lives from seed " << arguments.seed << ", " << red << " red; "
            << losses.cuts << " power cuts, " << totals.died << " dead processes, "
            << totals.cut_at_start << " while starting; " << totals.told << " entries told, "
            << totals.batches << " batches, " << totals.batches_cut << " cut short ("
            << totals.batches_kept << " there all the same, whole); " << totals.pieces
            << " pieces and " << totals.files << " whole files, " << totals.begun_anew
            << " torn and begun anew; " << totals.copies << " copies; " << losses.files
            << " files with unsynced bytes (" << losses.torn << " torn), " << losses.entries
            << " unsynced entries (" << losses.undone << " undone);";
  for (const auto& [reason, count] : totals.refused) {
    std::cout << " " << count << " starts refused (" << reason << ");";
  }
  std::cout << " " << seconds << " s\n";
  return (red > 0) == arguments.lie.empty() ? 1 : 0;
}
