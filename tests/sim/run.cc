#include "tests/sim/run.h"

#include <cstring>
#include <iostream>
#include <memory>
#include <optional>

#include "common/exchange/child_blobs.h"
#include "common/exchange/limits.h"
#include "tests/sim/oracle.h"
#include "tests/sim/people.h"
#include "tests/sim/trouble.h"
#include "tests/sim/versions.h"
#include "tests/sim/world.h"

namespace par::sim {
namespace {

using exchange::kSecond;
// An idle node learns by the next heartbeat that its peer has lost something, and may then have to
// wait once for an answer that a fault swallowed; evidence comes after its item.
constexpr std::int64_t kRestWithin = 2 * exchange::kHeartbeatMicros + 3 * exchange::kSilenceMicros;
constexpr std::int64_t kLedgersWithin = 2 * exchange::kAnswerOfLedgerMicros;
constexpr std::int64_t kEvidenceWithin =
    2 * exchange::kOfferAgainMicros + 2 * exchange::kSilenceMicros;

// What every stream holds, without anything that a clock wrote.
std::uint64_t OutcomeOf(const World& world) {
  std::uint64_t outcome = 14695981039346656037u;
  for (const std::string& process : world.Processes()) {
    ForEachItem(world.DiskOf(process), [&](const ItemPlace& place, const exchange::v1::Item& item) {
      const Sha256 hash = Sha256::Of(process + exchange::Name(place.stream) +
                                     std::to_string(static_cast<int>(place.side)) + "/" +
                                     std::to_string(place.seq) + item.submission_id() +
                                     std::to_string(place.result.verdict()));
      std::uint64_t word = 0;
      std::memcpy(&word, hash.bytes.data(), sizeof(word));
      outcome = (outcome ^ word) * 1099511628211u;
    });
  }
  return outcome;
}

void PrintStreams(const World& world) {
  for (const std::string& process : world.Processes()) {
    ForEachItem(world.DiskOf(process), [&](const ItemPlace& place, const exchange::v1::Item& item) {
      std::cerr << process << (place.side == exchange::Side::kLower ? " lower " : " upper ")
                << exchange::Name(place.stream) << " #" << place.seq << " type " << item.type()
                << " item " << Sha256::Of(item.submission_id()).Hex().substr(0, 8) << " "
                << exchange::v1::Verdict_Name(place.result.verdict()) << " "
                << place.result.reason() << '\n';
    });
  }
}

}  // namespace

const std::vector<Country>& Countries() {
  static const std::vector<Country> countries = {
      Country({{"p", "", "P"}, {"c", "p", "C"}}),
      Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}}),
      Country(
          {{"p", "", "P"}, {"d", "p", "D"}, {"c1", "d", "C"}, {"c2", "d", "D"}, {"c3", "d", "C"}}),
      Country({{"p", "", "P"}, {"c1", "p", "A"}, {"c2", "p", "B"}, {"c3", "p", "P"}}),
      Country({{"p", "", "P"},
               {"d1", "p", "D"},
               {"d2", "p", "E"},
               {"c1", "d1", "A"},
               {"c2", "d1", "B"},
               {"c3", "d2", "C"}}),
  };
  return countries;
}

RunReport RunSeed(std::uint64_t seed, const RunOptions& options) {
  SeededRandom random(seed * 7919 + 1);
  const Mix mix = MixOf(random);
  const Country& country = Countries()[random.Uint64() % Countries().size()];
  World world(country, seed, mix.desks);
  world.SetTrace(options.trace);
  Oracle oracle(world);
  if (mix.disk_loss == DiskLoss::kNone) oracle.ExpectOrder();
  People people(world, random, mix.publish);
  if (mix.desks) people.OpenCycles();
  world.users_wait = false;
  // Drawn apart, so that the other seeds go on meaning what they meant.
  SeededRandom version_random(seed * 31 + 7);
  std::optional<Versions> versions;
  if (version_random.Uint64() % 10 == 0) versions.emplace(world, version_random);

  RunReport report;
  report.seed = seed;
  report.desks = mix.desks;
  {
    Trouble trouble(world, mix, random, options.clock_jumps);
    for (int round = 0; round < mix.rounds && oracle.violations().empty(); ++round) {
      people.DoSomething();
      trouble.MakeSome();
      if (versions.has_value()) versions->UpgradeSome();
      if (round % 4 == 3) oracle.CheckNow();
    }
    trouble.End();
    if (versions.has_value()) versions->End();
    report.crashes = trouble.crashes();
    report.disks_lost = trouble.disks_lost();
    report.clocks_jumped = trouble.clocks_jumped();
  }
  const bool rest = oracle.violations().empty() && world.RunUntilAgreed(kRestWithin);
  if (rest) {
    world.RunFor(people.used_evidence() ? kEvidenceWithin : kSecond);
    oracle.CheckAtRest();
    if (const std::string left = world.Disagreement(); !left.empty()) {
      report.violations.push_back("S7: rest did not last: " + left);
    }
    world.RunFor(kLedgersWithin);
    oracle.CheckWitnesses();
    if (seed % 10 == 0) {
      if (const std::string fault = world.RebuildFault(); !fault.empty()) {
        report.violations.push_back("S6: " + fault);
      }
    }
  } else if (oracle.violations().empty()) {
    oracle.CheckNow();
    report.violations.push_back("S7: no rest within the bound: " + world.Disagreement());
  }
  report.violations.insert(report.violations.end(), oracle.violations().begin(),
                           oracle.violations().end());
  if (options.trace) PrintStreams(world);
  report.trace_hash = world.trace_hash();
  report.outcome_hash = OutcomeOf(world);
  report.messages = world.delivered();
  report.items = oracle.items();
  report.decisions = oracle.decisions();
  report.lost_with_their_disks = oracle.lost_with_their_disks();
  report.simulated = world.clock().MonotonicMicros();
  return report;
}

}  // namespace par::sim
