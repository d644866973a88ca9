// Ranking units within their groups (khối). On the exact value, never on the rounded one; what
// ties exactly goes through the set's tie-break chain, and what still ties shares a rank, with a
// gap (1 2 2 4) or dense (1 2 2 3). A unit may be assessed and not ranked.
//
// Pure. A RankIndex belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/ids.h"
#include "common/domain/score_sheet.h"

namespace par::domain {

struct RankEntry {
  UnitId unit;
  std::string group;
  bool ranked = true;
  Rational value;  // Higher is better.
  // The scores of the chain's nodes, a penalty's taken as below zero; higher is better.
  std::vector<Points> tie_break;
};

[[nodiscard]] RankEntry MakeRankEntry(const CriteriaSet& set, const Answers& answers,
                                      const ScoreSheet& sheet);

// The rank of each entry, beside `entries`; nothing for those that are not ranked. From 1.
[[nodiscard]] std::vector<std::optional<int>> RankAll(const std::vector<RankEntry>& entries,
                                                      Ties ties);

struct RankedUnit {
  UnitId unit;
  int rank = 0;
  friend bool operator==(const RankedUnit&, const RankedUnit&) = default;
};

// Ranks that stay right while single units change. Putting or removing one of 10,598 units and
// asking for its rank takes microseconds; the ranks are always those of RankAll.
class RankIndex {
 public:
  explicit RankIndex(Ties ties) : ties_(ties) {}

  // Adds the unit, or replaces what stands for it, also in another group.
  void Put(RankEntry entry);
  // Nothing happens if the unit is unknown.
  void Remove(const UnitId& unit);

  // Nothing if the unit is unknown or not ranked.
  [[nodiscard]] std::optional<int> RankOf(const UnitId& unit) const;
  // The ranked units of a group, best first; those that share a rank in id order.
  [[nodiscard]] std::vector<RankedUnit> Ranking(std::string_view group) const;

 private:
  // The units that tie, best first within a group.
  struct Place {
    const RankEntry* example = nullptr;  // One of the units; map nodes stay where they are.
    std::vector<const RankEntry*> units;
  };
  using Group = std::vector<Place>;

  void Insert(const RankEntry& entry);
  void Erase(const RankEntry& entry);
  [[nodiscard]] static std::size_t PlaceOf(const Group& group, const RankEntry& entry);

  Ties ties_;
  std::map<UnitId, RankEntry> units_;
  std::map<std::string, Group, std::less<>> groups_;
};

}  // namespace par::domain
