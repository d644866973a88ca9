#include "common/domain/unit_tree.h"

#include <algorithm>
#include <set>
#include <utility>

namespace par::domain {
namespace {

bool IdBefore(const Unit& a, const Unit& b) { return a.id < b.id; }

bool Contains(const std::vector<UnitId>& ids, const UnitId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// `wave` with every unit of `from` in it replaced by all of `to`; unchanged if there is none.
void Replace(std::set<UnitId>& wave, const std::vector<UnitId>& from,
             const std::vector<UnitId>& to) {
  bool touched = false;
  for (const UnitId& id : from) touched = wave.erase(id) > 0 || touched;
  if (touched) wave.insert(to.begin(), to.end());
}

Date NearestDay(const Unit& unit, Date on) {
  return std::clamp(on, unit.existence.from, unit.existence.until);
}

// Null where Parent says nothing.
const UnitId* ParentOf(const Unit& unit, Date on) {
  if (!unit.existence.Has(on)) return nullptr;
  for (const Membership& membership : unit.parents) {
    if (membership.period.Has(on)) return &membership.parent;
  }
  return nullptr;
}

}  // namespace

bool IsPlainId(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

absl::StatusOr<UnitTree> UnitTree::Make(std::vector<Unit> units, std::vector<UnitChange> changes) {
  const std::vector<TreeProblem> problems = Problems(units, changes);
  if (!problems.empty()) return problems.front().refusal;
  UnitTree tree;
  tree.units_ = std::move(units);
  tree.changes_ = std::move(changes);
  std::sort(tree.units_.begin(), tree.units_.end(), IdBefore);
  for (Unit& unit : tree.units_) {
    std::sort(
        unit.parents.begin(), unit.parents.end(),
        [](const Membership& a, const Membership& b) { return a.period.from < b.period.from; });
  }
  std::stable_sort(tree.changes_.begin(), tree.changes_.end(),
                   [](const UnitChange& a, const UnitChange& b) { return a.on < b.on; });
  return tree;
}

const Unit* UnitTree::Find(const UnitId& id) const {
  const auto at =
      std::lower_bound(units_.begin(), units_.end(), id,
                       [](const Unit& unit, const UnitId& key) { return unit.id < key; });
  return at != units_.end() && at->id == id ? &*at : nullptr;
}

bool UnitTree::Exists(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  return unit != nullptr && unit->existence.Has(on);
}

std::optional<UnitId> UnitTree::Parent(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  const UnitId* parent = unit == nullptr ? nullptr : ParentOf(*unit, on);
  return parent == nullptr ? std::nullopt : std::optional(*parent);
}

std::vector<UnitId> UnitTree::Children(const UnitId& id, Date on) const {
  std::vector<UnitId> children;
  for (const Unit& unit : units_) {
    const UnitId* parent = ParentOf(unit, on);
    if (parent != nullptr && *parent == id) children.push_back(unit.id);
  }
  return children;
}

std::optional<UnitId> UnitTree::NearestParent(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  return unit == nullptr ? std::nullopt : Parent(id, NearestDay(*unit, on));
}

std::vector<UnitId> UnitTree::NearestChildren(const UnitId& id, Date on) const {
  std::vector<UnitId> children;
  for (const Unit& unit : units_) {
    const UnitId* parent = ParentOf(unit, NearestDay(unit, on));
    if (parent != nullptr && *parent == id) children.push_back(unit.id);
  }
  return children;
}

std::vector<UnitId> UnitTree::FormerParents(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  if (unit == nullptr) return {};
  const Date day = NearestDay(*unit, on);
  const UnitId* present = ParentOf(*unit, day);
  std::vector<UnitId> former;
  for (auto one = unit->parents.rbegin(); one != unit->parents.rend(); ++one) {
    const bool is_present = present != nullptr && one->parent == *present;
    if (one->period.until < day && !is_present && !Contains(former, one->parent)) {
      former.push_back(one->parent);
    }
  }
  return former;
}

std::vector<UnitId> UnitTree::Ancestors(const UnitId& id, Date on) const {
  std::vector<UnitId> above;
  for (auto next = Parent(id, on); next.has_value(); next = Parent(*next, on)) {
    above.push_back(*next);
  }
  return above;
}

bool UnitTree::IsUnder(const UnitId& below, const UnitId& above, Date on) const {
  return Contains(Ancestors(below, on), above);
}

std::vector<UnitId> UnitTree::Successors(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  if (unit == nullptr) return {};
  std::set<UnitId> wave = {id};
  for (const UnitChange& change : changes_) {
    if (change.on <= on && change.on > unit->existence.from && !unit->existence.Has(on)) {
      Replace(wave, change.before, change.after);
    }
  }
  std::vector<UnitId> there;
  std::copy_if(wave.begin(), wave.end(), std::back_inserter(there),
               [&](const UnitId& one) { return Exists(one, on); });
  return there;
}

std::vector<UnitId> UnitTree::Predecessors(const UnitId& id, Date on) const {
  const Unit* unit = Find(id);
  if (unit == nullptr) return {};
  std::set<UnitId> wave = {id};
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    if (change->on > on && change->on <= unit->existence.until) {
      Replace(wave, change->after, change->before);
    }
  }
  std::vector<UnitId> there;
  std::copy_if(wave.begin(), wave.end(), std::back_inserter(there),
               [&](const UnitId& one) { return Exists(one, on); });
  return there;
}

}  // namespace par::domain
