#include "common/domain/figure_definition_yaml.h"

#include <array>
#include <utility>
#include <vector>

#include "common/domain/limits.h"

namespace par::domain {
namespace {

const std::vector<std::string_view> kKindNames = {"count",  "amount", "signed", "percent",
                                                  "yes_no", "date",   "rank"};

std::optional<Rational> ReadBound(YamlRecord& record, std::string_view key, FigureKind kind,
                                  FindingList& findings) {
  const YamlValue* const found = record.Optional(key);
  if (found == nullptr) return std::nullopt;
  const auto text = YamlText(*found, record.Field(key), kLongestId, findings);
  if (!text.has_value()) return std::nullopt;
  const absl::StatusOr<Rational> bound = ParseFigure(kind, *text, record.Field(key));
  if (bound.ok()) return *bound;
  findings.Add(found->at, bound.status());
  return std::nullopt;
}

}  // namespace

FigureDefinition ReadFigureDefinition(YamlRecord& record, std::string id, Position at,
                                      FindingList& findings) {
  FigureDefinition figure;
  figure.id = std::move(id);
  figure.at = at;
  figure.title = record.RequiredText("title", kLongestTitle);
  figure.unit = record.OptionalText("unit", kLongestTitle);
  figure.source = record.OptionalText("source", kLongestTitle);
  figure.range.name = figure.id;
  const std::size_t kind = record.RequiredChoice("kind", kKindNames);
  if (kind < kKindNames.size()) figure.range.kind = *ParseFigureKind(kKindNames[kind]);
  figure.range.least = ReadBound(record, "least", figure.range.kind, findings);
  figure.range.most = ReadBound(record, "most", figure.range.kind, findings);
  if (figure.range.least.has_value() && figure.range.most.has_value() &&
      *figure.range.least > *figure.range.most) {
    findings.Add(at, "figure_bounds_reversed", figure.id);
  }
  (void)record.OptionalText("part_of", kLongestId);
  return figure;
}

std::optional<Level> OptionalLevel(YamlRecord& record) {
  constexpr std::array kLevels = {Level::kCommune, Level::kDistrict, Level::kProvince,
                                  Level::kOffice};
  std::vector<std::string_view> names;
  for (const Level level : kLevels) names.push_back(Name(level));
  const std::size_t chosen = record.OptionalChoice("level", kLevels.size(), names);
  return chosen < kLevels.size() ? std::optional(kLevels.at(chosen)) : std::nullopt;
}

void CheckBounds(const FigureRange& range, const Rational& value, Position at,
                 FindingList& findings) {
  const auto shown = [&](const Rational& one) {
    return FormatFigure(range.kind, one, NumberStyle::kPlain);
  };
  const std::optional<Rational> least = range.Lowest();
  const std::optional<Rational> most = range.Highest();
  if (least.has_value() && value < *least) {
    findings.Add(at, "figure_below_least", range.name,
                 {{"value", shown(value)}, {"least", shown(*least)}});
  }
  if (most.has_value() && value > *most) {
    findings.Add(at, "figure_above_most", range.name,
                 {{"value", shown(value)}, {"most", shown(*most)}});
  }
}

}  // namespace par::domain
