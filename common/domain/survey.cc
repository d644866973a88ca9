#include "common/domain/survey.h"

#include <algorithm>
#include <array>

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 4> kKindNames = {"sipas", "ddci", "sociological", "papi"};
constexpr std::array<std::string_view, 4> kKindTexts = {"SIPAS", "DDCI", "điều tra xã hội học",
                                                        "PAPI"};
constexpr std::array<std::string_view, 5> kFallbackNames = {"none", "not_scored", "previous_wave",
                                                            "previous_year", "area_mean"};

}  // namespace

std::string_view Name(SurveyKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }
std::string_view VietnameseName(SurveyKind kind) {
  return kKindTexts.at(static_cast<std::size_t>(kind));
}
std::string_view Name(SurveyFallback fallback) {
  return kFallbackNames.at(static_cast<std::size_t>(fallback));
}

std::size_t ComponentsOf(SurveyKind kind) {
  if (kind == SurveyKind::kSipas) return 5;
  return kind == SurveyKind::kPapi ? 8 : 0;
}

std::size_t Survey::FindWave(std::string_view wave) const {
  for (std::size_t i = 0; i < waves.size(); ++i) {
    if (waves[i].id == wave) return i;
  }
  return kNone;
}

std::size_t Survey::FindComponent(std::string_view component) const {
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (components[i].id == component) return i;
  }
  return kNone;
}

const SurveyUnit* Survey::FindUnit(const UnitId& unit) const {
  const auto found = std::lower_bound(
      units.begin(), units.end(), unit,
      [](const SurveyUnit& one, const UnitId& wanted) { return one.unit < wanted; });
  return found == units.end() || found->unit != unit ? nullptr : &*found;
}

bool Survey::Counts(std::size_t wave) const {
  if (waves[wave].year != year) return false;
  if (counts == SurveyWaves::kAll) return true;
  return std::none_of(waves.begin() + static_cast<std::ptrdiff_t>(wave) + 1, waves.end(),
                      [&](const SurveyWave& later) { return later.year == year; });
}

bool Survey::NeedsAnswers() const {
  if (minimum > 0) return true;
  const auto of_year = std::count_if(waves.begin(), waves.end(),
                                     [&](const SurveyWave& wave) { return wave.year == year; });
  return counts == SurveyWaves::kAll && of_year > 1;
}

std::vector<std::string> Survey::Criteria() const {
  std::vector<std::string> all;
  if (!criterion.empty()) all.push_back(criterion);
  for (const SurveyComponent& component : components) {
    if (!component.criterion.empty()) all.push_back(component.criterion);
  }
  return all;
}

void CheckSurveyFeeds(const Survey& survey, const CriteriaSet& set, FindingList& findings) {
  if (survey.set != set.id || (survey.set_version != 0 && survey.set_version != set.version)) {
    findings.Add({}, "set_other", "set",
                 {{"value", survey.set}, {"wanted", set.id + '@' + std::to_string(set.version)}});
    return;
  }
  const auto check = [&](const std::string& criterion, Points weight, Position at) {
    if (criterion.empty()) return;
    const LeafIndex leaf = set.FindLeaf(criterion);
    if (leaf == kNone) {
      return findings.Add(at, "criterion_not_in_set", "criterion", {{"value", criterion}});
    }
    const Node& node = set.NodeOf(leaf);
    if (node.source != Source::kSurvey && node.source != Source::kExternal) {
      return findings.Add(at, "survey_criterion_source", "criterion", {{"value", criterion}});
    }
    if (weight > node.maximum) {
      findings.Add(at, "survey_weight_over_maximum", "criterion",
                   {{"value", criterion},
                    {"weight", weight.FormatShort(NumberStyle::kPlain)},
                    {"maximum", node.maximum.FormatShort(NumberStyle::kPlain)}});
    }
  };
  check(survey.criterion, survey.weight, survey.criterion_at);
  for (const SurveyComponent& component : survey.components) {
    check(component.criterion, component.weight, component.criterion_at);
  }
}

}  // namespace par::domain
