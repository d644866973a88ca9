// What the people of one province do around the deadline of a cycle: communes fill in, approve and
// hand in, most of them on the last day and half of those in its last two hours; superiors accept,
// review, return some and agree; districts then hand in to the province. Who finds his node down or
// is refused tries again some minutes later, as people do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/sim/world.h"

namespace par::sim {

// Microseconds from Prepare's end.
inline constexpr std::int64_t kMinute = 60'000'000;
inline constexpr std::int64_t kHour = 60 * kMinute;
struct DeadlineDay {
  // The weeks before are pressed into the first hour, which brings what they brought, and the last
  // day into the eight hours before its end.
  static constexpr std::int64_t kLastDayBegins = kHour;
  static constexpr std::int64_t kDeadline = 9 * kHour;
  static constexpr std::int64_t kLastLate = 11 * kHour;  // Nobody begins to hand in later.
  static constexpr std::int64_t kFaultsEnd = 12 * kHour;
  static constexpr std::int64_t kAllDone = 15 * kHour;
};

class CountryPeople {
 public:
  // Sets the world's clocks so that the deadline comes kDeadline after the start.
  CountryPeople(World& world, Random& random);

  // The tree, the sets and the cycles go down, without faults; then everything that will be done is
  // put into the world's agenda.
  void Prepare();

  // Whose dossier is not where it should be when all is done; empty if nobody's.
  [[nodiscard]] std::string Unfinished() const;
  // The superior judges the commune's first submission as its times (wall clock) say.
  [[nodiscard]] bool JudgedAs(const std::string& unit, std::int64_t made, std::int64_t taken) const;

  [[nodiscard]] std::uint64_t handed_in() const { return handed_in_; }
  [[nodiscard]] std::uint64_t returned() const { return returned_; }
  [[nodiscard]] std::uint64_t files() const { return files_; }

 private:
  struct Part {  // One unit in its superior's cycle.
    std::string unit, node, owner, above, cycle, set;
    bool to_be_returned = false;
    bool brings_file = false;
    bool agreed = false;
    int round = 1;              // In which it is to hand in.
    std::uint64_t attempt = 0;  // So that who got no answer notices.
  };

  std::uint64_t Draw(std::uint64_t below) { return random_.Uint64() % below; }
  std::int64_t Minutes(std::uint64_t least, std::uint64_t most);
  [[nodiscard]] std::int64_t WhenToHandIn();
  void OpenDistrictsCycle();
  void AddParts(const std::string& owner, const std::string& cycle, const std::string& set,
                const std::vector<std::string>& units);
  // The unit's side, one step at a time.
  void WorkAt(std::size_t part, std::int64_t delay);
  void Work(std::size_t part);
  void UnitDoes(std::size_t part, services::CommandKind kind, const std::string& payload,
                const std::string& account, const std::string& role, bool hands_in);
  void BringFile(const Part& part);
  // The superior's side.
  void Look(std::size_t part);
  void Review(std::size_t part);
  void SuperiorDoes(std::size_t part, const std::string& kind);

  World& world_;
  Random& random_;
  std::vector<Part> parts_;
  std::uint64_t handed_in_ = 0;
  std::uint64_t returned_ = 0;
  std::uint64_t files_ = 0;
  std::int64_t begin_ = 0;
};

}  // namespace par::sim
