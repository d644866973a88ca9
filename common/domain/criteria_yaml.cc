#include "common/domain/criteria_yaml.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/domain/criteria_yaml_parts.h"
#include "common/domain/limits.h"
#include "common/domain/unit_tree.h"

namespace par::domain {
namespace {

using criteria_yaml::ReadAreas;
using criteria_yaml::ReadFigure;
using criteria_yaml::ResolvePartOf;

void ReadBasis(const YamlValue& value, std::string field, CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, std::move(field), findings);
  Basis basis;
  basis.number = record.RequiredText("number", kLongestTitle);
  if (const YamlValue* date = record.Required("date")) {
    basis.date = YamlDate(*date, record.Field("date"), findings).value_or(Date());
  }
  basis.issuer = record.RequiredText("issuer", kLongestTitle);
  basis.subject = record.OptionalText("subject", kLongestTitle);
  record.End();
  set.bases.push_back(std::move(basis));
}

void ReadEffective(const YamlValue& value, CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, "effective", findings);
  const auto day = [&](std::string_view key) {
    const YamlValue* found = record.Required(key);
    return found == nullptr ? std::nullopt : YamlDate(*found, record.Field(key), findings);
  };
  const auto from = day("from");
  const auto until = day("to");
  record.End();
  if (!from.has_value() || !until.has_value()) return;
  set.effective_from = *from;
  set.effective_until = *until;
  if (*until < *from) {
    findings.Add(value.at, "period_reversed", "effective",
                 {{"from", from->Iso()}, {"to", until->Iso()}});
  }
}

void ReadRounding(const YamlValue& value, CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, "rounding", findings);
  const auto places = [&](std::string_view key, int otherwise) {
    const YamlValue* found = record.Optional(key);
    if (found == nullptr) return otherwise;
    return static_cast<int>(
        YamlWhole(*found, record.Field(key), 0, Points::kPlaces, findings).value_or(otherwise));
  };
  set.leaf_places = places("leaf", 4);
  set.total_places = places("total", 2);
  record.End();
}

void ReadRanking(const YamlValue& value, CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, "ranking", findings);
  set.ties = static_cast<Ties>(record.OptionalChoice("ties", 0, {"gap", "dense"}));
  const YamlValue* chain = record.Optional("tie_break");
  if (chain != nullptr && YamlIsList(*chain, "ranking.tie_break", kMostTieBreaks, findings)) {
    for (const YamlValue& item : chain->items) {
      const NodeIndex node = item.kind == YamlKind::kText ? set.FindNode(item.text) : kNone;
      if (node == kNone) {
        findings.Add(item.at, "criterion_not_in_set", "ranking.tie_break",
                     {{"value", std::string(item.text)}});
      } else {
        set.tie_break.push_back(node);
      }
    }
  }
  record.End();
}

void ReadClasses(const YamlValue& value, CriteriaSet& set, FindingList& findings) {
  if (!YamlIsList(value, "classes", kMostClasses, findings)) return;
  std::set<std::string> ids;
  for (const YamlValue& item : value.items) {
    YamlRecord record(item, "classes", findings);
    ResultClass result{.id = record.RequiredText("id", kLongestId),
                       .title = record.RequiredText("title", kLongestTitle),
                       .from = {}};
    if (const YamlValue* from = record.Required("from")) {
      result.from = YamlDecimal(*from, record.Field("from"), findings).value_or(Decimal());
    }
    record.End();
    if (!ids.insert(result.id).second) {
      findings.Add(item.at, "id_repeated", "classes", {{"value", result.id}});
    }
    if (!set.classes.empty() && result.from >= set.classes.back().from) {
      findings.Add(item.at, "classes_not_falling", "classes", {{"value", result.from.Text()}});
    }
    set.classes.push_back(std::move(result));
  }
}

void ReadFigures(const YamlValue& value, CriteriaSet& set, FindingList& findings) {
  if (!YamlIsMap(value, "figures", kMostFigures, findings)) return;
  std::vector<FigureSlot> slots;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (!criteria_yaml::IsFigureId(value.keys[i])) {
      findings.Add(value.keys_at[i], "figure_id_malformed", "figures",
                   {{"value", std::string(value.keys[i])}});
    }
    slots.push_back(ReadFigure(value.items[i], std::string(value.keys[i]), value.keys_at[i], kNone,
                               set, findings));
  }
  set.Index();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    ResolvePartOf(value.items[i], slots[i], set, findings,
                  [&](const std::string& id) { return std::optional(set.FindFigure(id)); });
  }
}

void ReadIdentity(YamlRecord& record, CriteriaSet& set, FindingList& findings) {
  record.Format("parnet/criteria-set/1");
  if (const YamlValue* id = record.Required("id")) {
    set.id = YamlText(*id, "id", kLongestId, findings).value_or("");
    if (!set.id.empty() && !IsPlainId(set.id)) {
      findings.Add(id->at, "id_malformed", "id", {{"value", set.id}, {"allowed", "a-z 0-9 -"}});
    }
  }
  const auto whole = [&](std::string_view key, int least, int most) {
    const YamlValue* found = record.Required(key);
    if (found == nullptr) return least;
    return static_cast<int>(YamlWhole(*found, key, least, most, findings).value_or(least));
  };
  set.version = whole("version", 1, kHighestVersion);
  set.year = whole("year", 1990, 2199);
  set.title = record.RequiredText("title", kLongestTitle);
  set.sample = record.OptionalBool("sample", false);
  // The order of Level's values.
  const std::size_t level =
      record.RequiredChoice("level", {"commune", "district", "province", "office"});
  if (level < 4) set.level = static_cast<Level>(level);
  if (const YamlValue* basis = record.Required("basis")) {
    if (YamlIsList(*basis, "basis", kMostBases, findings)) {
      if (basis->items.empty()) findings.Add(basis->at, "basis_missing", "basis");
      for (const YamlValue& item : basis->items) ReadBasis(item, "basis", set, findings);
    }
  }
  if (const YamlValue* effective = record.Required("effective")) {
    ReadEffective(*effective, set, findings);
  }
}

// The areas' maxima, bonus and penalty apart, add to the set's.
void CheckSum(const YamlValue& maximum, const CriteriaSet& set, FindingList& findings) {
  Points sum;
  for (const Node& node : set.nodes) {
    const bool outside = node.source == Source::kBonus || node.source == Source::kPenalty;
    if (node.parent == kNone && !outside) sum += node.maximum;
  }
  if (sum == set.maximum) return;
  findings.Add(maximum.at, "maximum_not_the_sum", "maximum",
               {{"value", set.maximum.FormatShort(NumberStyle::kPlain)},
                {"sum", sum.FormatShort(NumberStyle::kPlain)}});
}

void ReadAll(const YamlValue& root, CriteriaSet& set, FindingList& findings) {
  YamlRecord record(root, "", findings);
  ReadIdentity(record, set, findings);
  if (const YamlValue* rounding = record.Optional("rounding")) {
    ReadRounding(*rounding, set, findings);
  }
  set.not_applicable = static_cast<NotApplicablePolicy>(
      record.OptionalChoice("not_applicable", 0, {"reduced_max", "converted", "none"}));
  set.waived =
      static_cast<WaivedPolicy>(record.OptionalChoice("waived", 0, {"reduced_max", "full"}));
  if (const YamlValue* figures = record.Optional("figures")) ReadFigures(*figures, set, findings);
  if (const YamlValue* areas = record.Required("areas")) ReadAreas(*areas, set, findings);
  set.Index();
  if (const YamlValue* maximum = record.Required("maximum")) {
    if (const auto points = YamlPoints(*maximum, "maximum", findings)) {
      set.maximum = *points;
      CheckSum(*maximum, set, findings);
    }
  }
  if (const YamlValue* ranking = record.Optional("ranking")) ReadRanking(*ranking, set, findings);
  if (const YamlValue* classes = record.Optional("classes")) ReadClasses(*classes, set, findings);
  record.End();
}

}  // namespace

CriteriaSetFile ReadCriteriaSet(std::string_view text, std::string file_name) {
  FindingList findings(std::move(file_name));
  if (const auto yaml = ReadYaml(text, findings)) {
    return ReadCriteriaSet(yaml->root, std::move(findings));
  }
  const std::size_t count = findings.count();
  return {
      .set = std::nullopt, .findings = std::move(findings).TakeSorted(), .finding_count = count};
}

CriteriaSetFile ReadCriteriaSet(const YamlValue& root, FindingList findings) {
  CriteriaSetFile file;
  CriteriaSet set;
  set.file_name = findings.file();
  ReadAll(root, set, findings);
  if (findings.empty()) file.set = std::move(set);
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

absl::StatusOr<CriteriaSet> ParseCriteriaSet(std::string_view text) {
  CriteriaSetFile file = ReadCriteriaSet(text, "criteria-set.yaml");
  if (!file.set.has_value()) return file.findings.front().refusal;
  return *std::move(file.set);
}

}  // namespace par::domain
