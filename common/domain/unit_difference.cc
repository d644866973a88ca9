#include "common/domain/unit_difference.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace par::domain {
namespace {

std::string DaysText(const Period& period) {
  const std::string from = period.from == Date::Earliest() ? "" : period.from.Iso();
  const std::string until = period.until == Date::Latest() ? "" : period.until.Iso();
  return from + ".." + until;
}

std::string ParentsText(const Unit& unit) {
  if (unit.parents.size() == 1 && unit.parents.front().period == unit.existence) {
    return unit.parents.front().parent.value();
  }
  std::string text;
  for (const Membership& one : unit.parents) {
    if (!text.empty()) text += "; ";
    text += one.parent.value() + " " + DaysText(one.period);
  }
  return text;
}

// Without the days that are the unit's own first and last.
std::vector<Membership> InnerParents(const Unit& unit) {
  std::vector<Membership> parents = unit.parents;
  if (parents.empty()) return parents;
  parents.front().period.from = Date::Earliest();
  parents.back().period.until = Date::Latest();
  return parents;
}

void Differ(const Unit& before, const Unit& after, UnitDifference& row) {
  const auto differ = [&row](std::string_view field, std::string was, std::string is) {
    row.values.push_back({std::string(field), std::move(was), std::move(is)});
  };
  if (before.code != after.code) differ("code", before.code, after.code);
  if (before.name != after.name) differ("name", before.name, after.name);
  if (before.kind != after.kind) {
    differ("kind", std::string(VietnameseName(before.kind)),
           std::string(VietnameseName(after.kind)));
  }
  if (before.rank_group != after.rank_group) differ("group", before.rank_group, after.rank_group);
  if (before.existence != after.existence) {
    differ("existence", DaysText(before.existence), DaysText(after.existence));
  }
  const bool renamed = before.name != after.name;
  const bool moved = InnerParents(before) != InnerParents(after);
  const bool ended = after.existence.until < before.existence.until;
  if (moved) differ("parents", ParentsText(before), ParentsText(after));
  if (renamed) row.acts.push_back(UnitAct::kRenamed);
  if (moved) row.acts.push_back(UnitAct::kMoved);
  if (ended) row.acts.push_back(UnitAct::kEnded);
  // More than what these acts say.
  const bool began = before.existence.from != after.existence.from ||
                     after.existence.until > before.existence.until;
  if (before.code != after.code || before.kind != after.kind ||
      before.rank_group != after.rank_group || began) {
    row.acts.push_back(UnitAct::kOther);
  }
}

// Either may be null; both are not.
void AddDifference(const Unit* before, const Unit* after, std::vector<UnitDifference>& rows) {
  const Unit& shown = after != nullptr ? *after : *before;
  UnitDifference row{.unit = shown.id, .name = shown.name, .acts = {}, .values = {}};
  if (before == nullptr) {
    row.acts.push_back(UnitAct::kAdded);
  } else if (after == nullptr) {
    row.acts.push_back(UnitAct::kRemoved);
  } else {
    Differ(*before, *after, row);
  }
  if (!row.acts.empty()) rows.push_back(std::move(row));
}

bool ChangeBefore(const UnitChange& a, const UnitChange& b) {
  return std::tie(a.on, a.basis, a.before, a.after) < std::tie(b.on, b.basis, b.before, b.after);
}

std::vector<UnitChange> InOrder(std::vector<UnitChange> changes) {
  std::sort(changes.begin(), changes.end(), ChangeBefore);
  return changes;
}

}  // namespace

std::string_view Name(UnitAct act) {
  switch (act) {
    case UnitAct::kAdded:
      return "added";
    case UnitAct::kRemoved:
      return "removed";
    case UnitAct::kRenamed:
      return "renamed";
    case UnitAct::kMoved:
      return "moved";
    case UnitAct::kEnded:
      return "ended";
    case UnitAct::kOther:
      return "other";
  }
  return "";
}

TreeDifference CompareTrees(const UnitTree& before, const UnitTree& after) {
  TreeDifference found;
  auto old = before.units().begin();
  const auto end = before.units().end();
  for (const Unit& now : after.units()) {
    for (; old != end && old->id < now.id; ++old) AddDifference(&*old, nullptr, found.units);
    const bool known = old != end && old->id == now.id;
    AddDifference(known ? &*old++ : nullptr, &now, found.units);
  }
  for (; old != end; ++old) AddDifference(&*old, nullptr, found.units);
  const std::vector<UnitChange> was = InOrder(before.changes());
  const std::vector<UnitChange> is = InOrder(after.changes());
  std::set_difference(is.begin(), is.end(), was.begin(), was.end(),
                      std::back_inserter(found.changes_added), ChangeBefore);
  std::set_difference(was.begin(), was.end(), is.begin(), is.end(),
                      std::back_inserter(found.changes_removed), ChangeBefore);
  return found;
}

}  // namespace par::domain
