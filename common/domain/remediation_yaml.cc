// A remediation plan from YAML.
#include <algorithm>
#include <set>
#include <utility>

#include "common/domain/criteria_set_named.h"
#include "common/domain/limits.h"
#include "common/domain/remediation.h"
#include "common/domain/remediation_yaml_parts.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

class PlanReader {
 public:
  PlanReader(const PlanCriteria& criteria, FindingList& findings)
      : criteria_(criteria), set_(criteria.set), findings_(findings) {
    if (set_ != nullptr) answered_.resize(set_->leaves.size());
  }

  RemediationPlan Read(const YamlValue& root) {
    RemediationPlan plan;
    YamlRecord record(root, "", findings_);
    record.Format("parnet/remediation-plan/1");
    plan.title = record.RequiredText("title", kLongestTitle);
    plan.unit = UnitId(record.RequiredText("unit", kLongestId));
    ReadSetName(record, plan);
    if (const YamlValue* year = record.Required("year")) {
      plan.year = static_cast<int>(YamlWhole(*year, "year", 1900, 2199, findings_).value_or(0));
    }
    (void)record.OptionalText("note", kLongestNote);
    plan.number = record.OptionalText("number", kLongestTitle);
    plan.issued = OptionalDate(record, "issued");
    PlanListsReader(criteria_, findings_, plan).Read(record);
    if (const YamlValue* stated = record.Optional("stated")) ReadStated(*stated, plan);
    if (const YamlValue* sums = record.Optional("sums")) ReadSums(*sums, plan);
    if (const YamlValue* tasks = record.Required("tasks")) ReadTasks(*tasks, plan);
    record.End();
    return plan;
  }

 private:
  void ReadSetName(YamlRecord& record, RemediationPlan& plan) {
    if (set_ != nullptr) {
      CheckSetNamed(record, *set_, findings_);
      plan.set = set_->id;
    } else if (const YamlValue* named = record.Optional("set")) {
      plan.set = YamlText(*named, "set", kLongestId + 10, findings_).value_or("");
      if (criteria_.unread) return;
      findings_.Add(named->at, "remediation_needs_set", "set", {{"value", plan.set}});
    }
  }

  NodeIndex Criterion(const YamlValue& value, const std::string& field) {
    return ReadPlanCriterion(criteria_, value, field, findings_);
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

  void ReadSums(const YamlValue& list, RemediationPlan& plan) {
    if (!YamlIsList(list, "sums", kMostNodes, findings_)) return;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "sums", findings_);
      StatedSum sum;
      sum.title = record.RequiredText("title", kLongestTitle);
      if (const YamlValue* of = record.Required("of");
          of != nullptr && YamlIsList(*of, "sums.of", kMostNodes, findings_)) {
        for (const YamlValue& one : of->items) {
          const NodeIndex node = Criterion(one, "sums.of");
          if (node != kNone) sum.of.push_back(node);
        }
      }
      sum.maximum = OptionalPoints(record, "maximum");
      sum.score = OptionalPoints(record, "score");
      record.End();
      plan.sums.push_back(std::move(sum));
    }
  }

  // Each loss is answered once: a criterion, or one above or below it, stands in no other task.
  void Answer(const YamlValue& value, NodeIndex node, const std::string& field) {
    const Node& named = set_->nodes[node];
    const auto begin = answered_.begin() + named.first_leaf;
    const auto end = answered_.begin() + named.end_leaf;
    if (std::find(begin, end, true) != end) {
      findings_.Add(value.at, "remediation_criterion_twice", field, {{"value", named.id}});
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

  void ReadWork(YamlRecord& record, const RemediationPlan& plan, RemediationTask& task) {
    task.measure = record.RequiredText("measure", kLongestReason);
    ReadPlanOffices(record, plan, task.lead, task.with, findings_);
    task.deadline = OptionalDate(record, "deadline");
    task.when = record.OptionalText("when", kLongestTitle);
    task.product = record.OptionalText("product", kLongestReason);
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

  void ReadTask(const YamlValue& item, RemediationPlan& plan, std::set<std::string>& ids) {
    YamlRecord record(item, "tasks", findings_);
    RemediationTask task;
    task.at = item.at;
    task.id = record.RequiredText("id", kLongestId);
    if (!task.id.empty() && !ids.insert(task.id).second) {
      findings_.Add(item.at, "id_repeated", "tasks", {{"value", task.id}});
    }
    if (const YamlValue* index = record.Optional("index")) {
      task.index = PlanIndexNamed(plan, *index, record.Field("index"), findings_);
    }
    // What a task is about: losses of the set, one of the indexes, or both.
    const bool of_index = task.index != kNone;
    const bool no_set = set_ == nullptr && !criteria_.unread;
    const YamlValue* const criteria =
        of_index || no_set ? record.Optional("criteria") : record.Required("criteria");
    if (criteria != nullptr) ReadCriteria(*criteria, record.Field("criteria"), task);
    if (!of_index && no_set) (void)record.Required("index");
    if (const YamlValue* aims = record.Optional("aims")) {
      ReadPlanAims(*aims, record.Field("aims"), plan, task, findings_);
    }
    task.reason = of_index ? record.OptionalText("reason", kLongestReason)
                           : record.RequiredText("reason", kLongestReason);
    task.systemic = record.OptionalText("systemic", kLongestReason);
    if (task.systemic.empty()) ReadWork(record, plan, task);
    record.End();
    plan.tasks.push_back(std::move(task));
  }

  void ReadTasks(const YamlValue& list, RemediationPlan& plan) {
    if (!YamlIsList(list, "tasks", kMostLeaves, findings_)) return;
    std::set<std::string> ids;
    for (const YamlValue& item : list.items) ReadTask(item, plan, ids);
  }

  const PlanCriteria criteria_;
  const CriteriaSet* const set_;  // Of `criteria_`.
  FindingList& findings_;
  std::vector<bool> answered_;  // By leaf.
};

}  // namespace

std::optional<RemediationPlan> ReadRemediationPlan(const YamlValue& root, const CriteriaSet* set,
                                                   FindingList& findings) {
  RemediationPlan plan = PlanReader({.set = set}, findings).Read(root);
  if (!findings.empty()) return std::nullopt;
  return plan;
}

void CheckPlanWithoutSet(const YamlValue& root, FindingList& findings) {
  FindingList elsewhere("");  // The reader below finds the same.
  const auto named = SetNamedByPlan(root, elsewhere);
  const bool unread = named.has_value() && !named->empty();
  (void)PlanReader({.set = nullptr, .unread = unread}, findings).Read(root);
}

std::optional<RemediationPlan> ReadRemediationPlan(std::string_view text, const CriteriaSet* set,
                                                   FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return ReadRemediationPlan(yaml->root, set, findings);
}

std::optional<std::string> SetNamedByPlan(const YamlValue& root, FindingList& findings) {
  YamlRecord record(root, "", findings);
  if (!record.is_map()) return std::nullopt;
  const YamlValue* const named = record.Optional("set");
  if (named == nullptr) return std::string();
  return YamlText(*named, "set", kLongestId + 10, findings);
}

std::optional<std::string> SetNamedByPlan(std::string_view text, FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return SetNamedByPlan(yaml->root, findings);
}

}  // namespace par::domain
