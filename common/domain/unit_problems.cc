#include <algorithm>
#include <map>
#include <set>

#include "common/domain/refusal.h"
#include "common/domain/unit_tree.h"

namespace par::domain {
namespace {

using Index = std::map<UnitId, const Unit*>;

class ProblemFinder {
 public:
  explicit ProblemFinder(const std::vector<Unit>& units) {
    for (const Unit& unit : units) index_.emplace(unit.id, &unit);
  }

  std::vector<TreeProblem> Take() { return std::move(found_); }

  void CheckUnits(const std::vector<Unit>& units) {
    std::set<UnitId> seen;
    for (std::size_t i = 0; i < units.size(); ++i) {
      const Unit& unit = units[i];
      At({.number = i, .key = "id"});
      if (!IsPlainId(unit.id.value())) Add("unit_id_malformed", {{"unit", unit.id.value()}});
      if (!seen.insert(unit.id).second) Add("unit_repeated", {{"unit", unit.id.value()}});
      At({.number = i, .key = "name"});
      if (unit.name.empty()) Add("unit_name_missing", {{"unit", unit.id.value()}});
      At({.number = i, .key = "until"});
      CheckPeriod(unit.id, unit.existence);
      for (std::size_t k = 0; k < unit.parents.size(); ++k) {
        At({.number = i, .key = "parents", .membership = k});
        CheckMembership(unit, unit.parents[k]);
      }
      At({.number = i, .key = "parents"});
      CheckCoverage(unit);
    }
  }

  void CheckCycles(const std::vector<Unit>& units) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      for (std::size_t k = 0; k < units[i].parents.size(); ++k) {
        At({.number = i, .key = "parents", .membership = k});
        CheckCycle(units[i], units[i].parents[k].period.from);
      }
    }
  }

  void CheckChange(const UnitChange& change, std::size_t number) {
    const std::string on = change.on.Iso();
    At({.of_change = true, .number = number, .key = change.before.empty() ? "before" : "after"});
    if (change.before.empty() || change.after.empty()) Add("unit_change_empty", {{"date", on}});
    At({.of_change = true, .number = number, .key = "before"});
    for (const UnitId& id : change.before) {
      const Unit* unit = FindOrReport(id, "changes: " + on);
      if (unit == nullptr) continue;
      const bool goes_on =
          std::find(change.after.begin(), change.after.end(), id) != change.after.end();
      const bool well = goes_on ? unit->existence.Has(change.on) && unit->existence.from < change.on
                                : unit->existence.until.Plus(1) == change.on;
      if (!well) Add("unit_change_before", {{"unit", id.value()}, {"date", on}});
    }
    At({.of_change = true, .number = number, .key = "after"});
    for (const UnitId& id : change.after) {
      const Unit* unit = FindOrReport(id, "changes: " + on);
      if (unit == nullptr) continue;
      const bool went_on =
          std::find(change.before.begin(), change.before.end(), id) != change.before.end();
      if (!went_on && unit->existence.from != change.on) {
        Add("unit_change_after", {{"unit", id.value()}, {"date", on}});
      }
    }
  }

 private:
  // Where the next problems stand.
  void At(TreeProblem place) { at_ = std::move(place); }
  void Add(std::string_view reason, std::vector<Parameter> parameters) {
    found_.push_back(at_);
    found_.back().refusal =
        Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
  }

  const Unit* FindOrReport(const UnitId& id, const std::string& where) {
    const auto at = index_.find(id);
    if (at != index_.end()) return at->second;
    Add("unit_unknown", {{"unit", id.value()}, {"where", where}});
    return nullptr;
  }

  void CheckPeriod(const UnitId& id, const Period& period) {
    if (period.from <= period.until) return;
    Add("unit_period_reversed",
        {{"unit", id.value()}, {"from", period.from.Iso()}, {"until", period.until.Iso()}});
  }

  void CheckMembership(const Unit& unit, const Membership& membership) {
    if (membership.period != unit.existence) CheckPeriod(unit.id, membership.period);
    if (membership.parent == unit.id) {
      Add("unit_parent_self", {{"unit", unit.id.value()}});
      return;
    }
    const Unit* parent = FindOrReport(membership.parent, unit.id.value());
    if (parent == nullptr) return;
    if (!MayStandUnder(LevelOf(unit.kind), LevelOf(parent->kind))) {
      Add("unit_parent_level", {{"unit", unit.id.value()},
                                {"level", std::string(Name(LevelOf(unit.kind)))},
                                {"parent", parent->id.value()},
                                {"parent_level", std::string(Name(LevelOf(parent->kind)))}});
    }
    if (membership.period.from < parent->existence.from ||
        membership.period.until > parent->existence.until) {
      Add("unit_parent_absent", {{"unit", unit.id.value()},
                                 {"parent", parent->id.value()},
                                 {"from", membership.period.from.Iso()},
                                 {"until", membership.period.until.Iso()}});
    }
  }

  // A unit that has a parent at any time has exactly one on every day of its existence.
  void CheckCoverage(const Unit& unit) {
    if (unit.parents.empty()) return;
    std::vector<Membership> parents = unit.parents;
    std::sort(parents.begin(), parents.end(), [](const Membership& a, const Membership& b) {
      return a.period.from < b.period.from;
    });
    Date next = unit.existence.from;
    for (const Membership& membership : parents) {
      if (membership.period.from < next) {
        Add("unit_two_parents",
            {{"unit", unit.id.value()}, {"date", membership.period.from.Iso()}});
      } else if (membership.period.from > next) {
        Add("unit_parent_gap", {{"unit", unit.id.value()}, {"date", next.Iso()}});
      }
      next = std::max(next, membership.period.until.Plus(1));
    }
    if (next != unit.existence.until.Plus(1)) {
      Add(next < unit.existence.until.Plus(1) ? "unit_parent_gap" : "unit_two_parents",
          {{"unit", unit.id.value()}, {"date", next.Iso()}});
    }
  }

  void CheckCycle(const Unit& start, Date on) {
    std::set<UnitId> passed;
    const Unit* unit = &start;
    while (unit != nullptr && passed.insert(unit->id).second) {
      const Membership* membership = nullptr;
      for (const Membership& one : unit->parents) {
        if (one.period.Has(on)) membership = &one;
      }
      if (membership == nullptr) return;
      const auto at = index_.find(membership->parent);
      unit = at == index_.end() || membership->parent == unit->id ? nullptr : at->second;
    }
    if (unit != nullptr && unit->id == start.id) {
      Add("unit_cycle", {{"unit", start.id.value()}, {"date", on.Iso()}});
    }
  }

  Index index_;
  TreeProblem at_;
  std::vector<TreeProblem> found_;
};

}  // namespace

std::vector<TreeProblem> UnitTree::Problems(const std::vector<Unit>& units,
                                            const std::vector<UnitChange>& changes) {
  ProblemFinder finder(units);
  finder.CheckUnits(units);
  finder.CheckCycles(units);
  for (std::size_t i = 0; i < changes.size(); ++i) finder.CheckChange(changes[i], i);
  return finder.Take();
}

}  // namespace par::domain
