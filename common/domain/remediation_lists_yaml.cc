// The lists of a remediation plan from YAML: indexes, areas, offices, bases and targets.
#include <algorithm>
#include <utility>

#include "common/domain/limits.h"
#include "common/domain/remediation_yaml_parts.h"

namespace par::domain {
namespace {

constexpr std::size_t kMostPartners = 100;  // Of one task or target.
constexpr std::size_t kMostOffices = 1000;
constexpr std::size_t kMostDuties = 200;  // Of one office.
constexpr std::size_t kMostTargets = 2000;

template <typename Named>
std::size_t PlaceOf(const std::vector<Named>& list, std::string_view id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& one) { return one.id == id; });
  return found == list.end() ? kNone : static_cast<std::size_t>(found - list.begin());
}

template <typename Named>
std::size_t NamedIn(const std::vector<Named>& list, const YamlValue& value,
                    const std::string& field, FindingList& findings) {
  const auto id = YamlText(value, field, kLongestId, findings);
  if (!id.has_value()) return kNone;
  const std::size_t place = PlaceOf(list, *id);
  if (place == kNone) findings.Add(value.at, "remediation_not_listed", field, {{"value", *id}});
  return place;
}

// Adds it unless its id stands there already, which is a finding.
template <typename Named>
void AddNamed(std::vector<Named>& list, Named one, Position at, const std::string& field,
              FindingList& findings) {
  if (!one.id.empty() && PlaceOf(list, one.id) != kNone) {
    findings.Add(at, "id_repeated", field, {{"value", one.id}});
    return;
  }
  list.push_back(std::move(one));
}

std::vector<std::string> Texts(YamlRecord& record, std::string_view key, std::size_t most,
                               std::size_t longest, FindingList& findings) {
  std::vector<std::string> texts;
  const YamlValue* const list = record.Optional(key);
  if (list == nullptr || !YamlIsList(*list, record.Field(key), most, findings)) return texts;
  for (const YamlValue& item : list->items) {
    auto text = YamlText(item, record.Field(key), longest, findings);
    if (text.has_value()) texts.push_back(*std::move(text));
  }
  return texts;
}

// Indexes and areas: an id and a title.
template <typename Named>
void ReadTitled(YamlRecord& plan, std::string_view key, std::vector<Named>& into,
                FindingList& findings) {
  const YamlValue* const list = plan.Optional(key);
  const std::string field(key);
  if (list == nullptr || !YamlIsList(*list, field, kMostOffices, findings)) return;
  for (const YamlValue& item : list->items) {
    YamlRecord record(item, field, findings);
    Named one;
    one.id = record.RequiredText("id", kLongestId);
    one.title = record.RequiredText("title", kLongestTitle);
    record.End();
    AddNamed(into, std::move(one), item.at, field, findings);
  }
}

std::optional<Decimal> OptionalDecimal(YamlRecord& record, std::string_view key,
                                       FindingList& findings) {
  const YamlValue* const value = record.Optional(key);
  return value == nullptr ? std::nullopt : YamlDecimal(*value, record.Field(key), findings);
}

std::optional<Date> OptionalDay(YamlRecord& record, std::string_view key, FindingList& findings) {
  const YamlValue* const value = record.Optional(key);
  return value == nullptr ? std::nullopt : YamlDate(*value, record.Field(key), findings);
}

std::vector<std::string_view> AimNames() {
  std::vector<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(AimKind::kRequirement); ++kind) {
    names.push_back(Name(static_cast<AimKind>(kind)));
  }
  return names;
}

// The keys `aim` and `value`; nothing, without a finding, where `aim` is absent and may be.
std::optional<Aim> ReadAim(YamlRecord& record, bool required, FindingList& findings) {
  const std::vector<std::string_view> names = AimNames();
  const std::size_t choice = required ? record.RequiredChoice("aim", names)
                                      : record.OptionalChoice("aim", names.size(), names);
  if (choice >= names.size()) return std::nullopt;
  Aim aim{.kind = static_cast<AimKind>(choice), .value = {}};
  if (!NeedsValue(aim.kind)) return aim;
  if (const YamlValue* value = record.Required("value")) {
    aim.value = YamlDecimal(*value, record.Field("value"), findings);
  }
  if (!aim.value.has_value()) return std::nullopt;
  return aim;
}

}  // namespace

NodeIndex ReadPlanCriterion(const PlanCriteria& criteria, const YamlValue& value,
                            const std::string& field, FindingList& findings) {
  const auto id = YamlText(value, field, kLongestId, findings);
  if (!id.has_value() || criteria.unread) return kNone;
  const NodeIndex node = criteria.set == nullptr ? NodeIndex{kNone} : criteria.set->FindNode(*id);
  if (node == kNone) findings.Add(value.at, "criterion_not_in_set", field, {{"value", *id}});
  return node;
}

void ReadPlanOffices(YamlRecord& record, const RemediationPlan& plan, std::string& lead,
                     std::vector<std::string>& with, FindingList& findings) {
  lead = record.OptionalText("lead", kLongestTitle);
  with = Texts(record, "with", kMostPartners, kLongestTitle, findings);
  if (plan.offices.empty()) return;
  const auto check = [&](const std::string& id, std::string_view key) {
    if (!id.empty() && plan.FindOffice(id) == nullptr) {
      findings.Add(record.at(), "remediation_not_listed", record.Field(key), {{"value", id}});
    }
  };
  check(lead, "lead");
  for (const std::string& id : with) check(id, "with");
}

std::size_t PlanIndexNamed(const RemediationPlan& plan, const YamlValue& value,
                           const std::string& field, FindingList& findings) {
  return NamedIn(plan.indexes, value, field, findings);
}

void ReadPlanAims(const YamlValue& list, const std::string& field, const RemediationPlan& plan,
                  RemediationTask& task, FindingList& findings) {
  if (!YamlIsList(list, field, kMostTargets, findings)) return;
  for (const YamlValue& item : list.items) {
    YamlRecord record(item, field, findings);
    TaskAim one;
    const YamlValue* const target = record.Required("target");
    const std::size_t place =
        target == nullptr ? kNone
                          : NamedIn(plan.targets, *target, record.Field("target"), findings);
    one.aim = ReadAim(record, false, findings);
    record.End();
    if (place == kNone) continue;
    one.target = place;
    task.aims.push_back(one);
  }
}

void PlanListsReader::Read(YamlRecord& record) {
  ReadTitled(record, "indexes", plan_.indexes, findings_);
  ReadTitled(record, "areas", plan_.areas, findings_);
  if (const YamlValue* offices = record.Optional("offices")) ReadOffices(*offices);
  if (const YamlValue* bases = record.Optional("bases")) ReadBases(*bases);
  if (const YamlValue* targets = record.Optional("targets")) ReadTargets(*targets);
}

void PlanListsReader::ReadOffices(const YamlValue& list) {
  if (!YamlIsList(list, "offices", kMostOffices, findings_)) return;
  for (const YamlValue& item : list.items) ReadOffice(item);
}

void PlanListsReader::ReadOffice(const YamlValue& item) {
  YamlRecord record(item, "offices", findings_);
  PlanOffice office;
  office.id = record.RequiredText("id", kLongestId);
  office.name = record.RequiredText("name", kLongestTitle);
  office.also = Texts(record, "also", kMostPartners, kLongestTitle, findings_);
  for (std::string& unit : Texts(record, "units", kMostUnits, kLongestId, findings_)) {
    office.units.emplace_back(std::move(unit));
  }
  if (office.units.empty()) office.units.emplace_back(office.id);
  office.outside = record.OptionalBool("outside", false);
  const std::string field = record.Field("answers_for");
  if (const YamlValue* criteria = record.Optional("answers_for");
      criteria != nullptr && YamlIsList(*criteria, field, kMostNodes, findings_)) {
    for (const YamlValue& one : criteria->items) {
      const NodeIndex node = ReadPlanCriterion(criteria_, one, field, findings_);
      if (node != kNone) office.answers_for.push_back(node);
    }
  }
  office.duties = Texts(record, "duties", kMostDuties, kLongestReason, findings_);
  record.End();
  AddNamed(plan_.offices, std::move(office), item.at, "offices", findings_);
}

void PlanListsReader::ReadBases(const YamlValue& list) {
  if (!YamlIsList(list, "bases", kMostTargets, findings_)) return;
  for (const YamlValue& item : list.items) {
    YamlRecord record(item, "bases", findings_);
    BaseFigure base;
    base.id = record.RequiredText("id", kLongestId);
    base.title = record.RequiredText("title", kLongestTitle);
    base.period = record.RequiredText("period", kLongestTitle);
    base.unit = record.OptionalText("unit", kLongestTitle);
    base.value = OptionalDecimal(record, "value", findings_);
    base.also = OptionalDecimal(record, "also", findings_);
    record.End();
    AddNamed(plan_.bases, std::move(base), item.at, "bases", findings_);
  }
}

void PlanListsReader::ReadTargets(const YamlValue& list) {
  if (!YamlIsList(list, "targets", kMostTargets, findings_)) return;
  for (const YamlValue& item : list.items) ReadTarget(item);
}

void PlanListsReader::ReadTarget(const YamlValue& item) {
  YamlRecord record(item, "targets", findings_);
  RemediationTarget target;
  target.at = item.at;
  target.id = record.RequiredText("id", kLongestId);
  if (const YamlValue* area = record.Required("area")) {
    target.area = NamedIn(plan_.areas, *area, record.Field("area"), findings_);
  }
  target.of = record.OptionalText("of", kLongestId);
  target.title = record.RequiredText("title", kLongestTitle);
  const auto aim = ReadAim(record, true, findings_);
  target.aim = aim.value_or(Aim{});
  target.unit = record.OptionalText("unit", kLongestTitle);
  if (aim.has_value() && NeedsBase(aim->kind)) {
    if (const YamlValue* base = record.Required("base")) {
      target.base = NamedIn(plan_.bases, *base, record.Field("base"), findings_);
    }
  }
  target.indicator = record.OptionalText("indicator", kLongestId);
  ReadPlanOffices(record, plan_, target.lead, target.with, findings_);
  target.deadline = OptionalDay(record, "deadline", findings_);
  target.when = record.OptionalText("when", kLongestTitle);
  record.End();
  AddNamed(plan_.targets, std::move(target), item.at, "targets", findings_);
}

}  // namespace par::domain
