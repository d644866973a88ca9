// A remediation plan from YAML.
#include <algorithm>
#include <set>
#include <utility>

#include "common/domain/criteria_set_named.h"
#include "common/domain/limits.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

constexpr std::size_t kMostPartners = 100;  // Of one task.

class PlanReader {
 public:
  PlanReader(const CriteriaSet& set, FindingList& findings)
      : set_(set), findings_(findings), answered_(set.leaves.size()) {}

  RemediationPlan Read(const YamlValue& root) {
    RemediationPlan plan;
    YamlRecord record(root, "", findings_);
    record.Format("parnet/remediation-plan/1");
    plan.title = record.RequiredText("title", kLongestTitle);
    plan.unit = UnitId(record.RequiredText("unit", kLongestId));
    CheckSetNamed(record, set_, findings_);
    if (const YamlValue* year = record.Required("year")) {
      plan.year = static_cast<int>(YamlWhole(*year, "year", 1900, 2199, findings_).value_or(0));
    }
    (void)record.OptionalText("note", kLongestNote);
    if (const YamlValue* stated = record.Optional("stated")) ReadStated(*stated, plan);
    if (const YamlValue* tasks = record.Required("tasks")) ReadTasks(*tasks, plan);
    record.End();
    return plan;
  }

 private:
  NodeIndex Criterion(const YamlValue& value, const std::string& field) {
    const auto id = YamlText(value, field, kLongestId, findings_);
    if (!id.has_value()) return kNone;
    const NodeIndex node = set_.FindNode(*id);
    if (node == kNone) findings_.Add(value.at, "criterion_not_in_set", field, {{"value", *id}});
    return node;
  }

  std::optional<Points> OptionalPoints(YamlRecord& record, std::string_view key) {
    const YamlValue* const value = record.Optional(key);
    return value == nullptr ? std::nullopt : YamlPoints(*value, record.Field(key), findings_);
  }
  std::optional<Date> OptionalDate(YamlRecord& record, std::string_view key) {
    const YamlValue* const value = record.Optional(key);
    return value == nullptr ? std::nullopt : YamlDate(*value, record.Field(key), findings_);
  }

  void ReadStated(const YamlValue& list, RemediationPlan& plan) {
    if (!YamlIsList(list, "stated", kMostNodes, findings_)) return;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "stated", findings_);
      StatedLoss row;
      if (const YamlValue* id = record.Required("criterion")) row.node = Criterion(*id, "stated");
      row.maximum = OptionalPoints(record, "maximum");
      row.score = OptionalPoints(record, "score");
      row.lost = OptionalPoints(record, "lost");
      record.End();
      if (row.node != kNone) plan.stated.push_back(row);
    }
  }

  // Each loss is answered once: a criterion, or one above or below it, stands in no other task.
  void Answer(const YamlValue& value, NodeIndex node, const std::string& field) {
    const auto begin = answered_.begin() + set_.nodes[node].first_leaf;
    const auto end = answered_.begin() + set_.nodes[node].end_leaf;
    if (std::find(begin, end, true) != end) {
      findings_.Add(value.at, "remediation_criterion_twice", field,
                    {{"value", set_.nodes[node].id}});
    }
    std::fill(begin, end, true);
  }

  void ReadCriteria(const YamlValue& list, const std::string& field, RemediationTask& task) {
    if (!YamlIsList(list, field, kMostNodes, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", field);
    for (const YamlValue& item : list.items) {
      const NodeIndex node = Criterion(item, field);
      if (node == kNone) continue;
      Answer(item, node, field);
      task.criteria.push_back(node);
    }
  }

  void ReadWork(YamlRecord& record, RemediationTask& task) {
    task.measure = record.RequiredText("measure", kLongestReason);
    task.lead = record.RequiredText("lead", kLongestTitle);
    if (const YamlValue* with = record.Optional("with");
        with != nullptr && YamlIsList(*with, record.Field("with"), kMostPartners, findings_)) {
      for (const YamlValue& item : with->items) {
        auto name = YamlText(item, record.Field("with"), kLongestTitle, findings_);
        if (name.has_value()) task.with.push_back(*std::move(name));
      }
    }
    task.deadline = OptionalDate(record, "deadline");
    task.product = record.RequiredText("product", kLongestReason);
    task.regain = OptionalPoints(record, "regain");
    if (const YamlValue* raise = record.Optional("raise_percent")) {
      task.raise_percent = YamlDecimal(*raise, record.Field("raise_percent"), findings_);
      if (task.regain.has_value()) {
        findings_.Add(raise->at, "remediation_two_targets", record.field());
      }
      if (task.raise_percent.has_value() && *task.raise_percent < Decimal()) {
        findings_.Add(raise->at, "remediation_negative", record.Field("raise_percent"));
      }
    }
    if (task.regain.has_value() && *task.regain < Points()) {
      findings_.Add(task.at, "remediation_negative", record.Field("regain"));
    }
    task.done = OptionalDate(record, "done");
  }

  void ReadTasks(const YamlValue& list, RemediationPlan& plan) {
    if (!YamlIsList(list, "tasks", kMostLeaves, findings_)) return;
    std::set<std::string> ids;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "tasks", findings_);
      RemediationTask task;
      task.at = item.at;
      task.id = record.RequiredText("id", kLongestId);
      if (!task.id.empty() && !ids.insert(task.id).second) {
        findings_.Add(item.at, "id_repeated", "tasks", {{"value", task.id}});
      }
      if (const YamlValue* criteria = record.Required("criteria")) {
        ReadCriteria(*criteria, record.Field("criteria"), task);
      }
      task.reason = record.RequiredText("reason", kLongestReason);
      task.systemic = record.OptionalText("systemic", kLongestReason);
      if (task.systemic.empty()) ReadWork(record, task);
      record.End();
      plan.tasks.push_back(std::move(task));
    }
  }

  const CriteriaSet& set_;
  FindingList& findings_;
  std::vector<bool> answered_;  // By leaf.
};

}  // namespace

std::optional<RemediationPlan> ReadRemediationPlan(std::string_view text, const CriteriaSet& set,
                                                   FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  RemediationPlan plan = PlanReader(set, findings).Read(yaml->root);
  if (!findings.empty()) return std::nullopt;
  return plan;
}

}  // namespace par::domain
