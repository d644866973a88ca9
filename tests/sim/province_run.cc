#include "tests/sim/province_run.h"

#include "common/exchange/child_blobs.h"
#include "common/exchange/limits.h"
#include "tests/sim/country_people.h"
#include "tests/sim/country_trouble.h"

namespace par::sim {
namespace {

constexpr std::int64_t kIdleTick = 2 * kMinute;
// As run.cc, and the time in which idle nodes look.
constexpr std::int64_t kProvinceRests =
    2 * exchange::kHeartbeatMicros + 3 * exchange::kSilenceMicros + 2 * kIdleTick;
constexpr std::int64_t kFilesComeWithin =
    2 * exchange::kOfferAgainMicros + 2 * exchange::kSilenceMicros + 2 * kIdleTick;

class Province {
 public:
  Province(const ProvinceSize& size, std::uint64_t seed)
      : random_(seed * 7919 + 1),
        world_(ProvinceWith(size), seed, /*desks=*/true, library_),
        oracle_(world_),
        load_(world_, oracle_),
        people_(world_, random_),
        trouble_(world_, random_) {
    world_.SetIdleTick(kIdleTick);
    oracle_.ExpectOrder();
    report_.name = size.name;
  }

  ProvinceReport Run() {
    people_.Prepare();
    begin_ = world_.clock().MonotonicMicros();
    trouble_.Begin();
    // What costs a look at every disk is checked before the rush, at the deadline and at the end;
    // what can be seen of a batch or a message, with each of them.
    for (const std::int64_t until :
         {DeadlineDay::kDeadline - 2 * kHour, DeadlineDay::kDeadline, DeadlineDay::kFaultsEnd}) {
      GoOnUntil(until);
      oracle_.CheckNow();
    }
    trouble_.End();
    GoOnUntil(DeadlineDay::kAllDone);
    if (world_.RunUntilAgreed(kProvinceRests)) {
      CheckAtRest();
    } else {
      Broken("S7: no rest within the bound: " + world_.Disagreement());
    }
    return Report();
  }

 private:
  void Broken(std::string what) { report_.violations.push_back(std::move(what)); }

  void GoOnUntil(std::int64_t time) {
    while (world_.clock().MonotonicMicros() < begin_ + time) {
      world_.RunFor(kMinute);
      load_.CountSessions();
    }
  }

  void CheckAtRest() {
    world_.RunFor(kFilesComeWithin);
    oracle_.CheckAtRest();
    if (const std::string left = world_.Disagreement(); !left.empty()) {
      Broken("S7: rest did not last: " + left);
    }
    const std::vector<std::string> processes = world_.Processes();
    for (std::size_t i = 0; i < processes.size(); ++i) {
      if (i % 10 != 0 && processes[i] != world_.country().TopNode()) continue;
      if (const std::string fault = world_.RebuildFault(processes[i]); !fault.empty()) {
        Broken("S6: " + fault);
      }
    }
    if (const std::string who = people_.Unfinished(); !who.empty()) Broken("S11: " + who);
    for (const auto& [unit, first] : load_.firsts()) {
      if (first.made == 0 || first.taken == 0 || first.told == 0) {
        Broken("S11: " + unit + " has no receipt for its submission");
      } else if (!people_.JudgedAs(unit, first.made_wall, first.taken_wall)) {
        Broken("S6: the superior of " + unit + " has wrong times of its submission");
      }
    }
  }

  ProvinceReport Report() {
    const std::vector<std::string>& seen = oracle_.violations();
    report_.violations.insert(report_.violations.end(), seen.begin(), seen.end());
    report_.trace_hash = world_.trace_hash();
    report_.units = world_.country().places().size();
    report_.items = oracle_.items();
    report_.messages = world_.delivered();
    for (const std::string& process : world_.Processes()) {
      ++report_.nodes;
      const LoadReport::Held held = CountryLoad::HeldBy(world_.DiskOf(process));
      report_.entries += held.entries;
      report_.row_bytes += held.row_bytes;
    }
    report_.crashes = trouble_.crashes();
    report_.cuts = trouble_.cuts();
    report_.deaf_spells = trouble_.deaf_spells();
    report_.full_disks = trouble_.full_disks();
    report_.files = people_.files();
    report_.returned = people_.returned();
    report_.simulated = world_.clock().MonotonicMicros();
    report_.load = load_.Report(begin_ + DeadlineDay::kDeadline);
    return std::move(report_);
  }

  const Library library_;
  SeededRandom random_;
  World world_;
  Oracle oracle_;
  CountryLoad load_;
  CountryPeople people_;
  CountryTrouble trouble_;
  std::int64_t begin_ = 0;
  ProvinceReport report_;
};

}  // namespace

ProvinceReport RunProvince(const ProvinceSize& size, std::uint64_t seed) {
  return Province(size, seed).Run();
}

}  // namespace par::sim
