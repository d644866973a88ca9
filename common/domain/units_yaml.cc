#include "common/domain/units_yaml.h"

#include <utility>

#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

std::vector<std::string_view> KindNames() {
  std::vector<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(UnitKind::kPhong); ++kind) {
    names.push_back(Name(static_cast<UnitKind>(kind)));
  }
  return names;
}

Period ReadPeriod(YamlRecord& record, FindingList& findings) {
  Period period;
  if (const YamlValue* from = record.Optional("from")) {
    period.from = YamlDate(*from, record.Field("from"), findings).value_or(period.from);
  }
  if (const YamlValue* until = record.Optional("until")) {
    period.until = YamlDate(*until, record.Field("until"), findings).value_or(period.until);
  }
  return period;
}

std::vector<UnitId> ReadIds(YamlRecord& record, std::string_view key, FindingList& findings) {
  std::vector<UnitId> ids;
  const YamlValue* list = record.Required(key);
  if (list == nullptr || !YamlIsList(*list, record.Field(key), kMostUnits, findings)) return ids;
  for (const YamlValue& item : list->items) {
    ids.emplace_back(YamlText(item, record.Field(key), kLongestId, findings).value_or(""));
  }
  return ids;
}

// `parent: tu-nghia`, or `parents:` with periods where the unit changed hands.
std::vector<Membership> ReadParents(YamlRecord& record, FindingList& findings) {
  std::vector<Membership> parents;
  if (record.Optional("parent") != nullptr) {
    parents.push_back({UnitId(record.OptionalText("parent", kLongestId)), Period()});
  }
  const YamlValue* list = record.Optional("parents");
  if (list == nullptr || !YamlIsList(*list, record.Field("parents"), kMostUnits, findings)) {
    return parents;
  }
  for (const YamlValue& item : list->items) {
    YamlRecord membership(item, record.Field("parents"), findings);
    Membership read;
    read.parent = UnitId(membership.RequiredText("id", kLongestId));
    read.period = ReadPeriod(membership, findings);
    membership.End();
    parents.push_back(std::move(read));
  }
  return parents;
}

Unit ReadUnit(const YamlValue& value, std::size_t number, FindingList& findings) {
  YamlRecord record(value, "units[" + std::to_string(number) + "]", findings);
  Unit unit;
  unit.id = UnitId(record.RequiredText("id", kLongestId));
  unit.code = record.OptionalText("code", kLongestId);
  unit.name = record.RequiredText("name", kLongestTitle);
  const std::vector<std::string_view> kinds = KindNames();
  const std::size_t kind = record.RequiredChoice("kind", kinds);
  if (kind < kinds.size()) unit.kind = static_cast<UnitKind>(kind);
  unit.rank_group = record.OptionalText("group", kLongestTitle);
  unit.existence = ReadPeriod(record, findings);
  unit.parents = ReadParents(record, findings);
  // A membership without dates holds as long as the unit exists.
  for (Membership& membership : unit.parents) {
    if (membership.period == Period()) membership.period = unit.existence;
  }
  record.End();
  return unit;
}

UnitChange ReadChange(const YamlValue& value, std::size_t number, FindingList& findings) {
  YamlRecord record(value, "changes[" + std::to_string(number) + "]", findings);
  UnitChange change;
  if (const YamlValue* on = record.Required("on")) {
    change.on = YamlDate(*on, record.Field("on"), findings).value_or(Date());
  }
  change.basis = record.RequiredText("basis", kLongestTitle);
  change.before = ReadIds(record, "before", findings);
  change.after = ReadIds(record, "after", findings);
  record.End();
  return change;
}

// A membership of the unit: that of `parent` comes first, then those of the list.
const YamlValue* MembershipOf(const YamlValue& unit, std::size_t number) {
  if (const YamlValue* only = unit.Find("parent"); only != nullptr && number-- == 0) return only;
  const YamlValue* list = unit.Find("parents");
  if (list == nullptr || number >= list->items.size()) return list;
  const YamlValue* id = list->items[number].Find("id");
  return id == nullptr ? &list->items[number] : id;
}

// Where in the file a problem of the whole tree is to be mended: at the key it is about, else at
// the unit or the change.
Position PlaceOf(const TreeProblem& problem, const YamlValue& root) {
  const YamlValue* list = root.Find(problem.of_change ? "changes" : "units");
  if (list == nullptr || problem.number >= list->items.size()) return root.at;
  const YamlValue& record = list->items[problem.number];
  const YamlValue* value = problem.key == "parents" ? MembershipOf(record, problem.membership)
                                                    : record.Find(problem.key);
  if (problem.key == "until" && value == nullptr) value = record.Find("from");
  return value == nullptr ? record.at : value->at;
}

template <typename Item, typename Read>
std::vector<Item> ReadList(YamlRecord& record, std::string_view key, bool required, Read read,
                           FindingList& findings) {
  std::vector<Item> items;
  const YamlValue* list = required ? record.Required(key) : record.Optional(key);
  if (list == nullptr || !YamlIsList(*list, record.Field(key), kMostUnits, findings)) return items;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    items.push_back(read(list->items[i], i, findings));
  }
  return items;
}

}  // namespace

UnitsFile ReadUnits(std::string_view text, std::string file_name) {
  FindingList findings(std::move(file_name));
  if (const auto yaml = ReadYaml(text, findings)) return ReadUnits(yaml->root, std::move(findings));
  UnitsFile file;
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

UnitsFile ReadUnits(const YamlValue& root, FindingList findings) {
  UnitsFile file;
  YamlRecord record(root, "", findings);
  record.Format("parnet/units/1");
  std::vector<Unit> units = ReadList<Unit>(record, "units", true, ReadUnit, findings);
  std::vector<UnitChange> changes =
      ReadList<UnitChange>(record, "changes", false, ReadChange, findings);
  record.End();
  if (findings.empty()) {
    for (const TreeProblem& problem : UnitTree::Problems(units, changes)) {
      findings.Add(PlaceOf(problem, root), problem.refusal);
    }
  }
  if (findings.empty()) file.tree = *UnitTree::Make(std::move(units), std::move(changes));
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

absl::StatusOr<UnitTree> ParseUnits(std::string_view text, std::string file_name) {
  UnitsFile file = ReadUnits(text, std::move(file_name));
  if (!file.findings.empty()) return file.findings.front().refusal;
  return *std::move(file.tree);
}

}  // namespace par::domain
