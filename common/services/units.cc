#include "common/services/units.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/domain/units_yaml.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using storage::KeyWriter;
using storage::Prefix;

std::vector<std::string> Values(const std::vector<domain::UnitId>& ids) {
  std::vector<std::string> values;
  values.reserve(ids.size());
  for (const domain::UnitId& id : ids) values.push_back(id.value());
  return values;
}

bool Has(const google::protobuf::RepeatedPtrField<std::string>& list, std::string_view value) {
  return std::any_of(list.begin(), list.end(), [&](const auto& item) { return item == value; });
}

// The version of the row; the day follows as 2025-07-01.
constexpr char kDayRow = 1;

domain::Date DayOr(const std::optional<domain::Date>& day) {
  return day.value_or(domain::Date::Latest());
}

}  // namespace

std::string HostingKey() { return KeyWriter(Prefix::kHosting).Take(); }
std::string UnitsKey() { return KeyWriter(Prefix::kUnits).Take(); }

absl::StatusOr<std::optional<domain::Date>> CountedDay(const storage::Reader& state) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   state.Get(KeyWriter(Prefix::kUnitsDay).Take()));
  if (!value.has_value()) return std::optional<domain::Date>();
  std::optional<domain::Date> day;
  if (!value->empty() && value->front() == kDayRow) day = domain::Date::Parse(value->substr(1));
  if (day.has_value()) return day;
  return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable", {{"record", "units_day"}});
}

void PutCountedDay(ledger::Transaction& transaction, domain::Date day) {
  // Whatever the clock says: what is written can be read.
  day = std::clamp(day, domain::Date::Earliest(), domain::Date::Latest());
  transaction.Put(KeyWriter(Prefix::kUnitsDay).Take(), std::string(1, kDayRow) + day.Iso());
}

absl::StatusOr<record::v1::Hosting> ReadHosting(const storage::Reader& state) {
  ASSIGN_OR_RETURN(auto row, ReadRow<record::v1::Hosting>(state, HostingKey()));
  return row.value_or(record::v1::Hosting());
}

absl::StatusOr<std::shared_ptr<const domain::UnitTree>> Units::Tree(
    const storage::Reader& state) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, state.Get(UnitsKey()));
  const std::lock_guard lock(mutex_);
  if (!value.has_value()) return std::make_shared<const domain::UnitTree>();
  if (tree_.parsed != nullptr && tree_.row == *value) return tree_.parsed;
  record::v1::UnitsRow row;
  RETURN_IF_ERROR(DecodeRow(*value, row));
  ASSIGN_OR_RETURN(domain::UnitTree tree, domain::ParseUnits(row.units_yaml(), ""));
  tree_ = {.row = *value, .parsed = std::make_shared<const domain::UnitTree>(std::move(tree))};
  return tree_.parsed;
}

absl::StatusOr<std::shared_ptr<const Units::Places>> Units::PlacesIn(
    const storage::Reader& state) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, state.Get(HostingKey()));
  const std::lock_guard lock(mutex_);
  if (!value.has_value()) return std::make_shared<const Places>();
  if (places_.parsed != nullptr && places_.row == *value) return places_.parsed;
  const auto places = std::make_shared<Places>();
  record::v1::Hosting& hosting = places->hosting;
  RETURN_IF_ERROR(DecodeRow(*value, hosting));
  // The first that names a unit counts, and what is here before what is below.
  const auto add = [&](const std::string& node, const auto& units) {
    for (const std::string& unit : units) places->nodes.emplace(unit, node);
    places->on.emplace(node, std::vector<std::string>(units.begin(), units.end()));
  };
  add(hosting.node(), hosting.units());
  for (const record::v1::ChildNode& child : hosting.children()) add(child.node(), child.units());
  places_ = {.row = *value, .parsed = places};
  return places_.parsed;
}

absl::StatusOr<std::string> Units::NameOf(const storage::Reader& state,
                                          std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  const domain::Unit* found = tree->Find(domain::UnitId(std::string(unit)));
  return found == nullptr ? std::string(unit) : found->name;
}

absl::Status Units::Require(const storage::Reader& state, const ledger::Actor& actor,
                            domain::Permission permission, std::string_view unit,
                            std::int64_t time) const {
  const std::optional<domain::Role> role = domain::ParseRole(actor.role);
  if (!role.has_value()) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "role_unknown",
                           {{"role", actor.role}});
  }
  ASSIGN_OR_RETURN(const domain::Relation relation, RelationTo(state, actor.unit, unit, time));
  return domain::Authorise(permission, *role, relation);
}

absl::StatusOr<ledger::Actor> Units::ActorFor(const storage::Reader& state,
                                              const identity::Caller& caller,
                                              domain::Permission permission, std::string_view unit,
                                              std::int64_t time) const {
  ASSIGN_OR_RETURN(const domain::Relation relation,
                   RelationTo(state, caller.unit.value(), unit, time));
  ASSIGN_OR_RETURN(const domain::Role role, identity::RoleFor(caller, permission, relation));
  return ledger::Actor{caller.unit.value(), caller.account.value(),
                       std::string(domain::Name(role))};
}

absl::StatusOr<domain::Relation> Units::RelationTo(const storage::Reader& state,
                                                   std::string_view actors, std::string_view unit,
                                                   std::int64_t time) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  const domain::UnitId target{std::string(unit)};
  domain::Date day = domain::Date::InVietnam(time);
  // Whoever led a merged unit on its last day still does: what it began is brought to its end.
  if (const domain::Unit* found = tree->Find(target); found != nullptr) {
    day = std::min(day, found->existence.until);
  }
  return domain::RelationOf(*tree, domain::UnitId(std::string(actors)), target, day);
}

absl::Status Units::RequireHosted(const storage::Reader& state, std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto places, PlacesIn(state));
  const record::v1::Hosting& hosting = places->hosting;
  if (Has(hosting.units(), unit)) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "unit_not_hosted",
                         {{"unit", std::string(unit)}, {"node", hosting.node()}});
}

absl::StatusOr<std::optional<std::string>> Units::ParentOf(const storage::Reader& state,
                                                           std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  const domain::UnitId id{std::string(unit)};
  if (tree->Find(id) != nullptr) {
    ASSIGN_OR_RETURN(const auto day, CountedDay(state));
    const std::optional<domain::UnitId> parent = tree->NearestParent(id, DayOr(day));
    return parent.has_value() ? std::optional(parent->value()) : std::nullopt;
  }
  // A new node knows no tree yet, but must be able to ask the unit above for it: the topmost unit
  // does, which the configuration names first. Where the others belong only the tree says.
  ASSIGN_OR_RETURN(const auto places, PlacesIn(state));
  const record::v1::Hosting& hosting = places->hosting;
  const bool topmost = !hosting.units().empty() && hosting.units(0) == unit;
  if (topmost && !hosting.upper_unit().empty()) {
    return std::optional(hosting.upper_unit());
  }
  return std::optional<std::string>();
}

absl::StatusOr<std::vector<std::string>> Units::FormerParentsOf(const storage::Reader& state,
                                                                std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto day, CountedDay(state));
  if (!day.has_value()) return std::vector<std::string>();
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  return Values(tree->FormerParents(domain::UnitId(std::string(unit)), *day));
}

absl::StatusOr<bool> Units::DayIsDue(const storage::Reader& state, std::int64_t time) const {
  ASSIGN_OR_RETURN(const auto counted, CountedDay(state));
  if (!counted.has_value()) return true;
  const domain::Date today = domain::Date::InVietnam(time);
  if (today == *counted || today.Plus(1) == *counted) return false;
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  return std::any_of(tree->units().begin(), tree->units().end(), [&](const domain::Unit& unit) {
    return unit.parents.size() > 1 &&
           tree->NearestParent(unit.id, *counted) != tree->NearestParent(unit.id, today);
  });
}

absl::StatusOr<std::optional<std::string>> Units::NodeOf(const storage::Reader& state,
                                                         std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto places, PlacesIn(state));
  const auto found = places->nodes.find(std::string(unit));
  if (found != places->nodes.end()) return std::optional(found->second);
  for (const std::string& own : places->hosting.units()) {
    ASSIGN_OR_RETURN(const std::optional<std::string> above, ParentOf(state, own));
    if (above == unit) return std::optional(places->hosting.upper_node());
  }
  return std::optional<std::string>();
}

absl::StatusOr<std::vector<std::string>> Units::UnitsOn(const storage::Reader& state,
                                                        std::string_view node) const {
  ASSIGN_OR_RETURN(const auto places, PlacesIn(state));
  const auto found = places->on.find(std::string(node));
  return found == places->on.end() ? std::vector<std::string>() : found->second;
}

absl::StatusOr<std::vector<std::string>> Units::UnitsBelow(const storage::Reader& state,
                                                           std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  ASSIGN_OR_RETURN(const auto counted, CountedDay(state));
  const domain::Date day = DayOr(counted);
  std::vector<std::string> below =
      Values(tree->NearestChildren(domain::UnitId(std::string(unit)), day));
  for (std::size_t i = 0; i < below.size(); ++i) {
    const auto lower = Values(tree->NearestChildren(domain::UnitId(below[i]), day));
    below.insert(below.end(), lower.begin(), lower.end());
  }
  std::sort(below.begin(), below.end());
  return below;
}

absl::StatusOr<std::vector<std::string>> Units::ChildrenOf(const storage::Reader& state,
                                                           std::string_view unit) const {
  ASSIGN_OR_RETURN(const std::vector<domain::UnitId> below, Below(state, unit));
  return Values(below);
}

absl::StatusOr<std::vector<domain::UnitId>> Units::Below(const storage::Reader& state,
                                                         std::string_view unit) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  ASSIGN_OR_RETURN(const auto day, CountedDay(state));
  return tree->NearestChildren(domain::UnitId(std::string(unit)), DayOr(day));
}

absl::StatusOr<std::vector<std::string>> Units::ChildrenToTell(const storage::Reader& state,
                                                               std::string_view unit,
                                                               std::int64_t time) const {
  ASSIGN_OR_RETURN(const auto tree, Tree(state));
  ASSIGN_OR_RETURN(const auto places, PlacesIn(state));
  const domain::Date day = domain::Date::InVietnam(time);
  std::vector<std::string> children;
  ASSIGN_OR_RETURN(const std::vector<domain::UnitId> below, Below(state, unit));
  for (const domain::UnitId& id : below) {
    const bool ended = tree->Find(id)->existence.until < day;
    if (!ended || places->nodes.contains(id.value())) children.push_back(id.value());
  }
  return children;
}

}  // namespace par::services
