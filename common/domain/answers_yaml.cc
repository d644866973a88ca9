#include "common/domain/answers_yaml.h"

#include <algorithm>
#include <utility>

#include "common/domain/answers_yaml_parts.h"
#include "common/domain/criteria_set_named.h"
#include "common/domain/figure_definition_yaml.h"
#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

using answers_yaml::ReadDeclaration;

std::string Shown(const CriteriaSet& set, FigureSlot slot, const Rational& value) {
  return FormatFigure(set.figures[slot].range.kind, value, NumberStyle::kPlain);
}

// For people, who look for it on the screen and in the file.
std::string Called(const FigureDefinition& figure) {
  return figure.title.empty() ? figure.id : figure.title + " (" + figure.id + ")";
}

// Bounds and part_of of one figure; `at` is where its value stands.
void CheckFigure(const CriteriaSet& set, const std::vector<std::optional<Rational>>& values,
                 FigureSlot slot, Position at, FindingList& findings) {
  const FigureDefinition& figure = set.figures[slot];
  const Rational& value = *values[slot];
  CheckBounds(figure.range, value, at, findings);
  if (!figure.range.part_of.has_value()) return;
  const auto whole = static_cast<FigureSlot>(*figure.range.part_of);
  if (values[whole].has_value() && value > *values[whole]) {
    findings.Add(at, "figure_above_whole", figure.id,
                 {{"value", Shown(set, slot, value)},
                  {"whole", Called(set.figures[whole])},
                  {"most", Shown(set, whole, *values[whole])}});
  }
}

void ReadFigures(const YamlValue& map, std::string_view field, const CriteriaSet& set,
                 std::vector<std::optional<Rational>>& values, std::vector<std::string>& texts,
                 FindingList& findings) {
  if (!YamlIsMap(map, field, kMostFigures, findings)) return;
  std::vector<Position> places(values.size());
  for (std::size_t i = 0; i < map.items.size(); ++i) {
    const YamlValue& item = map.items[i];
    const FigureSlot slot = set.FindFigure(map.keys[i]);
    if (slot == kNone) {
      findings.Add(map.keys_at[i], "figure_unknown", field, {{"value", std::string(map.keys[i])}});
      continue;
    }
    if (set.figures[slot].used_by.empty()) {
      findings.Add(map.keys_at[i], "figure_unused", field, {{"value", std::string(map.keys[i])}});
    }
    const auto text = YamlText(item, map.keys[i], kLongestId, findings);
    if (!text.has_value()) continue;
    absl::StatusOr<Rational> value = ParseFigure(set.figures[slot].range.kind, *text, map.keys[i]);
    if (!value.ok()) {
      findings.Add(item.at, value.status());
      continue;
    }
    values[slot] = *std::move(value);
    texts[slot] = *text;
    places[slot] = item.at;
  }
  for (FigureSlot slot = 0; slot < values.size(); ++slot) {
    if (values[slot].has_value()) CheckFigure(set, values, slot, places[slot], findings);
  }
}

std::optional<Rational> ReadRational(const YamlValue* value, const std::string& field,
                                     FindingList& findings) {
  if (value == nullptr) return std::nullopt;
  const std::optional<Decimal> number = YamlDecimal(*value, field, findings);
  if (!number.has_value()) return std::nullopt;
  return Rational::FromDecimal(*number);
}

ChildAnswers ReadChild(const YamlValue& value, const CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, "children", findings);
  ChildAnswers child;
  child.unit = UnitId(record.RequiredText("unit", kLongestId));
  child.index = ReadRational(record.Optional("index"), record.Field("index"), findings);
  child.score = ReadRational(record.Optional("score"), record.Field("score"), findings);
  const std::vector<std::string>& ids = set.child_figures.ids();
  child.figures.resize(ids.size());
  const YamlValue* const figures = record.Optional("figures");
  if (figures != nullptr && YamlIsMap(*figures, "children.figures", kMostChildFigures, findings)) {
    for (std::size_t i = 0; i < figures->items.size(); ++i) {
      const auto slot = std::find(ids.begin(), ids.end(), figures->keys[i]);
      if (slot == ids.end()) {
        findings.Add(figures->keys_at[i], "figure_unused", "children.figures",
                     {{"value", std::string(figures->keys[i])}});
        continue;
      }
      child.figures[static_cast<std::size_t>(slot - ids.begin())] =
          ReadRational(&figures->items[i], std::string(figures->keys[i]), findings);
    }
  }
  record.End();
  return child;
}

void ReadChildren(const YamlValue& list, const CriteriaSet& set, Answers& answers,
                  FindingList& findings) {
  answers.children_known = true;
  if (!YamlIsList(list, "children", kMostChildren, findings)) return;
  std::vector<std::pair<UnitId, Position>> units;
  for (const YamlValue& item : list.items) {
    answers.children.push_back(ReadChild(item, set, findings));
    units.emplace_back(answers.children.back().unit, item.at);
  }
  std::stable_sort(units.begin(), units.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 1; i < units.size(); ++i) {
    if (units[i].first != units[i - 1].first || units[i].first.empty()) continue;
    findings.Add(units[i].second, "id_repeated", "children.unit",
                 {{"value", units[i].first.value()}});
  }
}

void ReadCriteria(const YamlValue& map, const CriteriaSet& set, Answers& answers,
                  FindingList& findings) {
  if (!YamlIsMap(map, "criteria", kMostLeaves, findings)) return;
  for (std::size_t i = 0; i < map.items.size(); ++i) {
    const NodeIndex node = set.FindNode(map.keys[i]);
    if (node == kNone) {
      findings.Add(map.keys_at[i], "criterion_not_in_set", "criteria",
                   {{"value", std::string(map.keys[i])}});
    } else if (set.nodes[node].leaf == kNone) {
      findings.Add(map.keys_at[i], "criterion_not_a_leaf", "criteria",
                   {{"value", std::string(map.keys[i])}});
    } else {
      answers.declarations.push_back(
          ReadDeclaration(map.items[i], set, set.nodes[node].leaf, findings));
    }
  }
  std::sort(answers.declarations.begin(), answers.declarations.end(),
            [](const Declaration& a, const Declaration& b) { return a.leaf < b.leaf; });
}

void ReadAll(const YamlValue& root, const CriteriaSet& set, Answers& answers,
             FindingList& findings) {
  YamlRecord record(root, "", findings);
  record.Format("parnet/answers/1");
  CheckSetNamed(record, set, findings);
  answers.unit = UnitId(record.RequiredText("unit", kLongestId));
  answers.title = record.OptionalText("title", kLongestTitle);
  if (std::string group = record.OptionalText("group", kLongestTitle); !group.empty()) {
    answers.group = std::move(group);
  }
  answers.ranked = record.OptionalBool("ranked", true);
  if (const YamlValue* figures = record.Optional("figures")) {
    ReadFigures(*figures, "figures", set, answers.figures, answers.figure_texts, findings);
  }
  if (const YamlValue* previous = record.Optional("previous")) {
    ReadFigures(*previous, "previous", set, answers.previous, answers.previous_texts, findings);
  }
  if (const YamlValue* criteria = record.Optional("criteria")) {
    ReadCriteria(*criteria, set, answers, findings);
  }
  if (const YamlValue* children = record.Optional("children")) {
    ReadChildren(*children, set, answers, findings);
  }
  record.End();
}

void ReadInto(const YamlValue& root, const CriteriaSet& set, FindingList& findings,
              AnswersFile& file) {
  Answers answers = EmptyAnswers(set, UnitId());
  ReadAll(root, set, answers, findings);
  if (findings.empty()) file.answers = std::move(answers);
}

AnswersFile Finished(AnswersFile file, FindingList findings) {
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

}  // namespace

AnswersFile ReadAnswers(std::string_view text, const CriteriaSet& set, std::string file_name) {
  FindingList findings(std::move(file_name));
  AnswersFile file;
  if (const auto yaml = ReadYaml(text, findings)) ReadInto(yaml->root, set, findings, file);
  return Finished(std::move(file), std::move(findings));
}

AnswersFile ReadAnswers(const YamlValue& root, const CriteriaSet& set, FindingList findings) {
  AnswersFile file;
  ReadInto(root, set, findings, file);
  return Finished(std::move(file), std::move(findings));
}

void CheckFigures(const CriteriaSet& set, const std::vector<std::optional<Rational>>& values,
                  FindingList& findings) {
  for (FigureSlot slot = 0; slot < values.size(); ++slot) {
    if (values[slot].has_value()) CheckFigure(set, values, slot, {}, findings);
  }
}

}  // namespace par::domain
