#include "common/domain/ranking.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "common/base/check.h"

namespace par::domain {
namespace {

// Negative if `a` stands before `b`; 0 if they share a rank.
int Order(const RankEntry& a, const RankEntry& b) {
  if (const auto order = b.value <=> a.value; order != 0) return order < 0 ? -1 : 1;
  const std::size_t links = std::min(a.tie_break.size(), b.tie_break.size());
  for (std::size_t i = 0; i < links; ++i) {
    if (a.tie_break[i] != b.tie_break[i]) return a.tie_break[i] > b.tie_break[i] ? -1 : 1;
  }
  return 0;
}

}  // namespace

RankEntry MakeRankEntry(const CriteriaSet& set, const Answers& answers, const ScoreSheet& sheet) {
  RankEntry entry{.unit = answers.unit,
                  .group = answers.group,
                  .ranked = answers.ranked,
                  .value = sheet.rank_value,
                  .tie_break = {}};
  for (const NodeIndex node : set.tie_break) {
    const Points score = sheet.nodes[node].score;
    entry.tie_break.push_back(set.nodes[node].source == Source::kPenalty ? -score : score);
  }
  return entry;
}

std::vector<std::optional<int>> RankAll(const std::vector<RankEntry>& entries, Ties ties) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].ranked) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (const int group = entries[a].group.compare(entries[b].group); group != 0) return group < 0;
    return Order(entries[a], entries[b]) < 0;
  });
  std::vector<std::optional<int>> ranks(entries.size());
  int in_group = 0;
  int rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const RankEntry& entry = entries[order[i]];
    const RankEntry* const before = i == 0 ? nullptr : &entries[order[i - 1]];
    if (before == nullptr || before->group != entry.group) {
      in_group = 1;
      rank = 1;
    } else {
      ++in_group;
      if (Order(*before, entry) != 0) rank = ties == Ties::kGap ? in_group : rank + 1;
    }
    ranks[order[i]] = rank;
  }
  return ranks;
}

void RankIndex::Put(RankEntry entry) {
  Remove(entry.unit);
  UnitId unit = entry.unit;
  const auto [at, added] = units_.emplace(std::move(unit), std::move(entry));
  PAR_CHECK(added);
  if (at->second.ranked) Insert(at->second);
}

void RankIndex::Remove(const UnitId& unit) {
  const auto at = units_.find(unit);
  if (at == units_.end()) return;
  if (at->second.ranked) Erase(at->second);
  units_.erase(at);
}

std::size_t RankIndex::PlaceOf(const Group& group, const RankEntry& entry) {
  const auto found = std::lower_bound(
      group.begin(), group.end(), entry,
      [](const Place& place, const RankEntry& e) { return Order(*place.example, e) < 0; });
  return static_cast<std::size_t>(found - group.begin());
}

void RankIndex::Insert(const RankEntry& entry) {
  Group& group = groups_[entry.group];
  const std::size_t at = PlaceOf(group, entry);
  if (at == group.size() || Order(*group[at].example, entry) != 0) {
    group.insert(group.begin() + static_cast<std::ptrdiff_t>(at), Place{&entry, {&entry}});
  } else {
    group[at].units.push_back(&entry);
  }
}

void RankIndex::Erase(const RankEntry& entry) {
  const auto found = groups_.find(entry.group);
  PAR_CHECK(found != groups_.end());
  Group& group = found->second;
  const std::size_t at = PlaceOf(group, entry);
  PAR_CHECK(at < group.size());
  std::vector<const RankEntry*>& units = group[at].units;
  const auto own = std::find(units.begin(), units.end(), &entry);
  PAR_CHECK(own != units.end());
  units.erase(own);
  if (units.empty()) {
    group.erase(group.begin() + static_cast<std::ptrdiff_t>(at));
  } else {
    group[at].example = units.front();
  }
  if (group.empty()) groups_.erase(found);
}

std::optional<int> RankIndex::RankOf(const UnitId& unit) const {
  const auto at = units_.find(unit);
  if (at == units_.end() || !at->second.ranked) return std::nullopt;
  const Group& group = groups_.find(at->second.group)->second;
  const std::size_t place = PlaceOf(group, at->second);
  if (ties_ == Ties::kDense) return static_cast<int>(place) + 1;
  const auto end = group.begin() + static_cast<std::ptrdiff_t>(place);
  return std::accumulate(group.begin(), end, 1, [](int before, const Place& better) {
    return before + static_cast<int>(better.units.size());
  });
}

std::vector<RankedUnit> RankIndex::Ranking(std::string_view group_name) const {
  std::vector<RankedUnit> ranking;
  const auto found = groups_.find(group_name);
  if (found == groups_.end()) return ranking;
  int rank = 1;
  for (const Place& place : found->second) {
    const std::size_t first = ranking.size();
    for (const RankEntry* unit : place.units) ranking.push_back({unit->unit, rank});
    std::sort(ranking.begin() + static_cast<std::ptrdiff_t>(first), ranking.end(),
              [](const RankedUnit& a, const RankedUnit& b) { return a.unit < b.unit; });
    rank += ties_ == Ties::kGap ? static_cast<int>(place.units.size()) : 1;
  }
  return ranking;
}

}  // namespace par::domain
