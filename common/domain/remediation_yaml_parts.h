// Parts of the reader of remediation plans: its lists of indexes, areas, offices, bases and
// targets. Included by remediation*_yaml.cc only.
#pragma once

#include <string>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {

// What the ids of criteria are looked up in.
struct PlanCriteria {
  const CriteriaSet* set = nullptr;  // Null: the plan names none, or `unread`.
  bool unread = false;               // The one it names is not at hand: ids stand as written.
};

// kNone, with a finding, if the set has no such criterion or there is no set; without one if the
// set is unread.
[[nodiscard]] NodeIndex ReadPlanCriterion(const PlanCriteria& criteria, const YamlValue& value,
                                          const std::string& field, FindingList& findings);

// The keys `lead` and `with`. Where the plan lists its offices, both name them by id.
void ReadPlanOffices(YamlRecord& record, const RemediationPlan& plan, std::string& lead,
                     std::vector<std::string>& with, FindingList& findings);

// kNone, with a finding, if the plan has no such index.
[[nodiscard]] std::size_t PlanIndexNamed(const RemediationPlan& plan, const YamlValue& value,
                                         const std::string& field, FindingList& findings);

void ReadPlanAims(const YamlValue& list, const std::string& field, const RemediationPlan& plan,
                  RemediationTask& task, FindingList& findings);

// Reads the keys indexes, areas, offices, bases and targets of the plan.
class PlanListsReader {
 public:
  PlanListsReader(const PlanCriteria& criteria, FindingList& findings, RemediationPlan& plan)
      : criteria_(criteria), findings_(findings), plan_(plan) {}
  void Read(YamlRecord& record);

 private:
  void ReadOffices(const YamlValue& list);
  void ReadOffice(const YamlValue& item);
  void ReadBases(const YamlValue& list);
  void ReadTargets(const YamlValue& list);
  void ReadTarget(const YamlValue& item);

  const PlanCriteria criteria_;
  FindingList& findings_;
  RemediationPlan& plan_;
};

}  // namespace par::domain
