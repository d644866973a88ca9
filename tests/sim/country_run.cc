#include "tests/sim/country_run.h"

#include <algorithm>
#include <atomic>
#include <iomanip>
#include <mutex>
#include <thread>

#include "common/exchange/limits.h"

namespace par::sim {
namespace {

double Seconds(std::int64_t micros) {
  return static_cast<double>(micros) / static_cast<double>(exchange::kSecond);
}

// The wait that `percent` of all do not exceed.
double Wait(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  if (sorted.empty()) return 0;
  return Seconds(sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)]);
}

// A province's own, so that it runs alone as it does among the others.
std::uint64_t SeedOf(const ProvinceSize& size, std::uint64_t seed) {
  std::uint64_t own = 14695981039346656037u ^ seed;
  for (const char letter : size.name) {
    own = (own ^ static_cast<unsigned char>(letter)) * 1099511628211u;
  }
  return own;
}

void PrintWaits(const LoadReport& load, std::ostream& out) {
  out << "  from \"saved here\" to the receipt: median " << Wait(load.waits, 50)
      << " s, 99 of 100 within " << Wait(load.waits, 99) << " s, longest " << Wait(load.waits, 100)
      << " s\n  at the deadline: " << load.told_by_deadline << " had their receipt, "
      << load.told_after << " had handed in and had it later (" << load.delivered_after
      << " delivered late), " << load.handed_in_after << " handed in later\n";
}

}  // namespace

bool CountryReport::red() const {
  return std::any_of(provinces.begin(), provinces.end(),
                     [](const ProvinceReport& province) { return !province.violations.empty(); });
}

CountryReport RunCountry(const std::vector<ProvinceSize>& sizes, std::uint64_t seed,
                         std::size_t threads,
                         const std::function<void(const ProvinceReport&)>& done) {
  CountryReport report;
  report.provinces.resize(sizes.size());
  std::atomic<std::size_t> next = 0;
  std::mutex one;
  const auto work = [&] {
    for (std::size_t i = next++; i < sizes.size(); i = next++) {
      report.provinces[i] = RunProvince(sizes[i], SeedOf(sizes[i], seed));
      const std::lock_guard lock(one);
      done(report.provinces[i]);
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  report.trace_hash = 14695981039346656037u;
  for (const ProvinceReport& province : report.provinces) {
    report.trace_hash = (report.trace_hash ^ province.trace_hash) * 1099511628211u;
  }
  return report;
}

void Print(const CountryReport& report, std::ostream& out) {
  ProvinceReport all;
  const ProvinceReport* busiest = &report.provinces.front();
  for (const ProvinceReport& province : report.provinces) {
    for (const std::string& what : province.violations) {
      out << province.name << ": " << what << '\n';
    }
    all.units += province.units;
    all.nodes += province.nodes;
    all.items += province.items;
    all.messages += province.messages;
    all.entries += province.entries;
    all.row_bytes += province.row_bytes;
    all.crashes += province.crashes;
    all.cuts += province.cuts;
    all.deaf_spells += province.deaf_spells;
    all.full_disks += province.full_disks;
    all.files += province.files;
    all.returned += province.returned;
    all.load.told_by_deadline += province.load.told_by_deadline;
    all.load.told_after += province.load.told_after;
    all.load.delivered_after += province.load.delivered_after;
    all.load.handed_in_after += province.load.handed_in_after;
    const std::vector<std::int64_t>& waits = province.load.waits;
    all.load.waits.insert(all.load.waits.end(), waits.begin(), waits.end());
    if (province.load.items > busiest->load.items) busiest = &province;
  }
  std::sort(all.load.waits.begin(), all.load.waits.end());
  out << std::fixed << std::setprecision(1) << report.provinces.size() << " provinces, "
      << all.units << " units on " << all.nodes << " nodes; " << all.items << " items, "
      << all.files << " files, " << all.returned << " returned; " << all.messages << " messages, "
      << all.entries << " entries, " << all.row_bytes / 1'000'000 << " MB of rows; " << all.cuts
      << " cuts, " << all.deaf_spells << " deaf spells, " << all.crashes << " crashes, "
      << all.full_disks << " full disks\n";
  PrintWaits(all.load, out);
  const LoadReport& load = busiest->load;
  out << "busiest: " << busiest->name << ", " << busiest->units << " units on " << busiest->nodes
      << " nodes; at the province's node at most " << load.items_in_a_second
      << " items in a second, " << load.items_in_a_minute << " in a minute, "
      << load.bytes_in_a_second << " bytes in a second, " << load.sessions << " sessions at once; "
      << load.items << " items, " << load.held.entries << " entries, " << load.held.row_bytes
      << " bytes of rows\n";
  PrintWaits(load, out);
  out << (report.red() ? "RED" : "green") << "; trace " << std::hex << report.trace_hash << std::dec
      << '\n';
}

}  // namespace par::sim
