#include "common/domain/cycle_yaml.h"

#include <algorithm>
#include <utility>

#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

Date ReadDeadline(YamlRecord& record, std::string_view key, FindingList& findings) {
  const YamlValue* value = record.Required(key);
  if (value == nullptr) return Date();
  return YamlDate(*value, record.Field(key), findings).value_or(Date());
}

Deadlines ReadDeadlines(YamlRecord& cycle, FindingList& findings) {
  Deadlines deadlines;
  const YamlValue* value = cycle.Required("deadlines");
  if (value == nullptr) return deadlines;
  YamlRecord record(*value, "deadlines", findings);
  if (!record.is_map()) return deadlines;
  deadlines.submit = ReadDeadline(record, "submit", findings);
  deadlines.review = ReadDeadline(record, "review", findings);
  deadlines.appeal = ReadDeadline(record, "appeal", findings);
  if (const YamlValue* answer = record.Optional("answer")) {
    deadlines.answer = YamlDate(*answer, record.Field("answer"), findings);
  }
  deadlines.publish = ReadDeadline(record, "publish", findings);
  record.End();
  return deadlines;
}

// "quang-ngai-district-2023@1"
void ReadSet(YamlRecord& record, Cycle& cycle, FindingList& findings) {
  const std::string text = record.RequiredText("set", kLongestId + 8);
  const std::size_t at = text.find('@');
  cycle.criteria_set = text.substr(0, at);
  if (at == std::string::npos) {
    if (!text.empty()) {
      findings.Add(record.at(), "cycle_set_missing", "set", {{"set", text}});
    }
    return;
  }
  YamlValue version;
  version.kind = YamlKind::kText;
  version.at = record.at();
  version.text = std::string_view(text).substr(at + 1);
  cycle.criteria_version =
      static_cast<int>(YamlWhole(version, "set", 1, kHighestVersion, findings).value_or(0));
}

int ReadWhole(YamlRecord& record, std::string_view key, int least, int most, int otherwise,
              FindingList& findings) {
  const YamlValue* value = record.Optional(key);
  if (value == nullptr) return otherwise;
  return static_cast<int>(
      YamlWhole(*value, record.Field(key), least, most, findings).value_or(otherwise));
}

void ReadUnitIds(YamlRecord& record, Cycle& cycle, FindingList& findings) {
  const YamlValue* list = record.Required("units");
  if (list == nullptr || !YamlIsList(*list, "units", kMostUnits, findings)) return;
  for (const YamlValue& item : list->items) {
    cycle.units.emplace_back(YamlText(item, "units", kLongestId, findings).value_or(""));
  }
  std::sort(cycle.units.begin(), cycle.units.end());
}

Cycle ReadFields(YamlRecord& record, FindingList& findings) {
  Cycle cycle;
  cycle.id = CycleId(record.RequiredText("id", kLongestId));
  cycle.title = record.RequiredText("title", kLongestTitle);
  if (record.Required("year") != nullptr) {
    cycle.year = ReadWhole(record, "year", 2000, 2199, 0, findings);
  }
  const std::size_t level =
      record.RequiredChoice("level", {"commune", "district", "province", "office"});
  if (level <= static_cast<std::size_t>(Level::kOffice)) cycle.level = static_cast<Level>(level);
  cycle.owner = UnitId(record.RequiredText("owner", kLongestId));
  ReadSet(record, cycle, findings);
  ReadUnitIds(record, cycle, findings);
  cycle.deadlines = ReadDeadlines(record, findings);
  cycle.late = static_cast<LatePolicy>(
      record.OptionalChoice("late", static_cast<std::size_t>(LatePolicy::kReviewerDecides),
                            {"refuse", "accept_late", "reviewer_decides"}));
  cycle.rounds = ReadWhole(record, "rounds", 1, 9, 2, findings);
  return cycle;
}

}  // namespace

CycleFile ReadCycle(std::string_view text, std::string file_name) {
  FindingList findings(std::move(file_name));
  CycleFile file;
  if (const auto yaml = ReadYaml(text, findings)) {
    YamlRecord record(yaml->root, "", findings);
    record.Format("parnet/cycle/1");
    Cycle cycle = ReadFields(record, findings);
    record.End();
    if (findings.empty()) {
      for (const absl::Status& problem : CycleProblems(cycle)) findings.Add(yaml->root.at, problem);
    }
    if (findings.empty()) file.cycle = std::move(cycle);
  }
  file.findings = std::move(findings).TakeSorted();
  return file;
}

absl::StatusOr<Cycle> ParseCycle(std::string_view text, std::string file_name) {
  CycleFile file = ReadCycle(text, std::move(file_name));
  if (!file.findings.empty()) return file.findings.front().refusal;
  return *std::move(file.cycle);
}

}  // namespace par::domain
