// A survey's definition from YAML.
#include <algorithm>
#include <utility>

#include "common/domain/limits.h"
#include "common/domain/rational.h"
#include "common/domain/survey.h"
#include "common/domain/unit_tree.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2199;

// As files say them, in the enum's order up to its last.
template <typename Enum>
std::vector<std::string_view> NamesUpTo(Enum last) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) names.push_back(Name(static_cast<Enum>(i)));
  return names;
}

class SurveyReader {
 public:
  explicit SurveyReader(FindingList& findings) : findings_(findings) {}

  Survey Read(const YamlValue& root) {
    YamlRecord record(root, "", findings_);
    record.Format("parnet/survey/1");
    ReadHead(record);
    if (const YamlValue* frame = record.Optional("frame")) ReadFrame(*frame);
    if (const YamlValue* waves = record.Required("waves")) ReadWaves(*waves);
    if (const YamlValue* components = record.Required("components")) ReadComponents(*components);
    ReadWhole(record);
    record.End();
    if (findings_.empty()) CheckWhole(root.at);
    return std::move(survey_);
  }

 private:
  std::string Id(YamlRecord& record) {
    const YamlValue* id = record.Required("id");
    if (id == nullptr) return "";
    std::string text = YamlText(*id, record.Field("id"), kLongestId, findings_).value_or("");
    if (!text.empty() && !IsPlainId(text)) {
      findings_.Add(id->at, "id_malformed", record.Field("id"),
                    {{"value", text}, {"allowed", "a-z 0-9 -"}});
    }
    return text;
  }

  std::int64_t Whole(YamlRecord& record, std::string_view key, std::int64_t otherwise) {
    const YamlValue* value = record.Optional(key);
    if (value == nullptr) return otherwise;
    return YamlWhole(*value, record.Field(key), 0, kMostPeopleAsked, findings_).value_or(otherwise);
  }

  Decimal Number(YamlRecord& record, std::string_view key, Decimal otherwise) {
    const YamlValue* value = record.Optional(key);
    if (value == nullptr) return otherwise;
    return YamlDecimal(*value, record.Field(key), findings_).value_or(otherwise);
  }

  int Year(YamlRecord& record, int otherwise) {
    const YamlValue* value = record.Optional("year");
    if (value == nullptr) return otherwise;
    return static_cast<int>(
        YamlWhole(*value, record.Field("year"), kFirstYear, kLastYear, findings_)
            .value_or(otherwise));
  }

  void ReadHead(YamlRecord& record) {
    survey_.id = Id(record);
    survey_.title = record.RequiredText("title", kLongestTitle);
    (void)record.OptionalText("note", kLongestNote);
    const std::vector<std::string_view> kinds = NamesUpTo(SurveyKind::kPapi);
    survey_.kind =
        static_cast<SurveyKind>(std::min(record.RequiredChoice("kind", kinds), kinds.size() - 1));
    (void)record.Required("year");
    survey_.year = Year(record, 0);
    ReadSet(record);
    survey_.total = static_cast<SurveyTotal>(record.OptionalChoice("total", 0, {"mean", "sum"}));
    if (const YamlValue* places = record.Optional("places")) {
      const auto read = YamlWhole(*places, "places", 0, Points::kPlaces, findings_);
      if (read.has_value()) survey_.places = static_cast<int>(*read);
    }
    survey_.outlier = Number(record, "outlier", Decimal());
    survey_.sample = Whole(record, "sample", 0);
    survey_.minimum = Whole(record, "minimum", 0);
    survey_.fallback = static_cast<SurveyFallback>(
        record.OptionalChoice("fallback", 0, NamesUpTo(SurveyFallback::kAreaMean)));
    survey_.counts = static_cast<SurveyWaves>(record.OptionalChoice("counts", 0, {"all", "last"}));
  }

  // "province-2023" or "province-2023@1"
  void ReadSet(YamlRecord& record) {
    const YamlValue* set = record.Optional("set");
    if (set == nullptr) return;
    const std::string text = record.OptionalText("set", kLongestId + 10);
    const std::size_t at = text.find('@');
    survey_.set = text.substr(0, at);
    if (at == std::string::npos) return;
    YamlValue version = *set;
    version.text = set->text.substr(at + 1);
    survey_.set_version =
        static_cast<int>(YamlWhole(version, "set", 1, kHighestVersion, findings_).value_or(0));
  }

  void ReadFrame(const YamlValue& value) {
    YamlRecord record(value, "frame", findings_);
    survey_.asked = record.RequiredText("asked", kLongestTitle);
    survey_.counted = record.OptionalText("counted", kLongestTitle);
    const YamlValue* units = record.Optional("units");
    if (units != nullptr && YamlIsList(*units, "frame.units", kMostUnits, findings_)) {
      for (const YamlValue& item : units->items) ReadUnit(item);
    }
    record.End();
    std::stable_sort(survey_.units.begin(), survey_.units.end(),
                     [](const SurveyUnit& a, const SurveyUnit& b) { return a.unit < b.unit; });
    for (std::size_t i = 1; i < survey_.units.size(); ++i) {
      if (survey_.units[i].unit != survey_.units[i - 1].unit) continue;
      findings_.Add(survey_.units[i].at, "id_repeated", "frame.units",
                    {{"value", survey_.units[i].unit.value()}});
    }
  }

  void ReadUnit(const YamlValue& value) {
    YamlRecord record(value, "frame.units", findings_);
    SurveyUnit unit;
    unit.unit = UnitId(record.RequiredText("unit", kLongestId));
    unit.title = record.OptionalText("title", kLongestTitle);
    unit.area = record.OptionalText("area", kLongestTitle);
    if (const YamlValue* size = record.Optional("size")) {
      unit.size = YamlWhole(*size, record.Field("size"), 0, kMostPeopleAsked, findings_);
    }
    unit.sample = Whole(record, "sample", survey_.sample);
    record.End();
    unit.at = value.at;
    survey_.units.push_back(std::move(unit));
  }

  void ReadWaves(const YamlValue& list) {
    if (!YamlIsList(list, "waves", kMostSurveyWaves, findings_)) return;
    int before = 0;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "waves", findings_);
      SurveyWave wave;
      wave.id = Id(record);
      wave.title = record.OptionalText("title", kLongestTitle);
      if (wave.title.empty()) wave.title = wave.id;
      wave.year = Year(record, survey_.year);
      if (const YamlValue* from = record.Optional("from")) {
        wave.from = YamlDate(*from, record.Field("from"), findings_);
      }
      if (const YamlValue* until = record.Optional("until")) {
        wave.until = YamlDate(*until, record.Field("until"), findings_);
      }
      record.End();
      if (wave.year > survey_.year || wave.year < before) {
        findings_.Add(item.at, "survey_wave_year", "waves",
                      {{"value", wave.id}, {"year", std::to_string(wave.year)}});
      }
      before = wave.year;
      if (survey_.FindWave(wave.id) != kNone) {
        findings_.Add(item.at, "id_repeated", "waves", {{"value", wave.id}});
      }
      survey_.waves.push_back(std::move(wave));
    }
    const auto of_year = [&](const SurveyWave& wave) { return wave.year == survey_.year; };
    if (std::none_of(survey_.waves.begin(), survey_.waves.end(), of_year)) {
      findings_.Add(list.at, "survey_wave_none", "waves", {{"year", std::to_string(survey_.year)}});
    }
  }

  void ReadComponents(const YamlValue& list) {
    if (!YamlIsList(list, "components", kMostSurveyComponents, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", "components");
    for (const YamlValue& item : list.items) ReadComponent(item);
    // All of them, or one for the whole where only the total is published.
    const std::size_t wanted = ComponentsOf(survey_.kind);
    const std::size_t found = survey_.components.size();
    if (wanted != 0 && found > 1 && found != wanted) {
      findings_.Add(list.at, "survey_components", "components",
                    {{"kind", std::string(VietnameseName(survey_.kind))},
                     {"wanted", std::to_string(wanted)},
                     {"value", std::to_string(found)}});
    }
  }

  void ReadComponent(const YamlValue& value) {
    YamlRecord record(value, "components", findings_);
    SurveyComponent component;
    component.at = value.at;
    component.id = Id(record);
    component.title = record.RequiredText("title", kLongestTitle);
    component.question = record.OptionalText("question", kLongestNote);
    component.weight = Weight(record, Points::FromE4(10'000));
    if (const YamlValue* scale = record.Optional("scale")) ReadScale(*scale, component);
    component.best = component.scale.empty() ? Decimal::FromInt(100) : component.best;
    component.best = Number(record, "best", component.best);
    component.least = Number(record, "least", component.least);
    if (component.best <= Decimal() || component.least.IsNegative() ||
        component.least >= component.best) {
      findings_.Add(value.at, "survey_range", record.Field("best"),
                    {{"least", component.least.Text()}, {"best", component.best.Text()}});
    }
    if (const YamlValue* criterion = record.Optional("criterion")) {
      component.criterion_at = criterion->at;
      component.criterion = record.OptionalText("criterion", kLongestId);
    }
    record.End();
    CheckScale(component);
    if (survey_.FindComponent(component.id) != kNone) {
      findings_.Add(value.at, "id_repeated", "components", {{"value", component.id}});
    }
    survey_.components.push_back(std::move(component));
  }

  Points Weight(YamlRecord& record, Points otherwise) {
    const YamlValue* weight = record.Optional("weight");
    if (weight == nullptr) return otherwise;
    const Points read = YamlPoints(*weight, record.Field("weight"), findings_).value_or(otherwise);
    if (read > Points()) return read;
    findings_.Add(weight->at, "survey_weight", record.Field("weight"),
                  {{"value", read.FormatShort(NumberStyle::kPlain)}});
    return otherwise;
  }

  void ReadScale(const YamlValue& list, SurveyComponent& component) {
    if (!YamlIsList(list, "scale", kMostSurveyAnswers, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", "scale");
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "scale", findings_);
      SurveyAnswer answer;
      answer.id = Id(record);
      answer.title = record.OptionalText("title", kLongestTitle);
      (void)record.Required("worth");
      answer.worth = Number(record, "worth", Decimal());
      record.End();
      const auto same = [&](const SurveyAnswer& other) { return other.id == answer.id; };
      if (std::any_of(component.scale.begin(), component.scale.end(), same)) {
        findings_.Add(item.at, "id_repeated", "scale", {{"value", answer.id}});
      }
      component.best =
          component.scale.empty() ? answer.worth : std::max(component.best, answer.worth);
      component.least =
          component.scale.empty() ? answer.worth : std::min(component.least, answer.worth);
      component.scale.push_back(std::move(answer));
    }
  }

  void CheckScale(const SurveyComponent& component) {
    for (const SurveyAnswer& answer : component.scale) {
      if (answer.worth >= component.least && answer.worth <= component.best) continue;
      findings_.Add(component.at, "survey_index_range", "scale." + answer.id,
                    {{"value", answer.worth.Text()},
                     {"least", component.least.Text()},
                     {"best", component.best.Text()}});
    }
  }

  void ReadWhole(YamlRecord& record) {
    if (const YamlValue* criterion = record.Optional("criterion")) {
      survey_.criterion_at = criterion->at;
      survey_.criterion = record.OptionalText("criterion", kLongestId);
    }
    survey_.weight = Weight(record, Points::FromE4(10'000));
  }

  void CheckWhole(Position at) {
    const std::vector<std::string> criteria = survey_.Criteria();
    if (!survey_.criterion.empty() && criteria.size() > 1) {
      findings_.Add(survey_.criterion_at, "survey_feed_twice", "criterion",
                    {{"value", survey_.criterion}});
    }
    // Sums have no highest to take a share of.
    if (!survey_.criterion.empty() && survey_.total == SurveyTotal::kSum) {
      findings_.Add(survey_.criterion_at, "survey_sum_feeds", "criterion",
                    {{"value", survey_.criterion}});
    }
    for (const SurveyComponent& component : survey_.components) {
      if (component.criterion.empty() ||
          std::count(criteria.begin(), criteria.end(), component.criterion) < 2) {
        continue;
      }
      findings_.Add(component.criterion_at, "survey_criterion_repeated", "components",
                    {{"value", component.criterion}});
    }
    if (!criteria.empty() && survey_.set.empty()) findings_.Add(at, "yaml_key_missing", "set");
    if (survey_.fallback != SurveyFallback::kOwn && survey_.minimum == 0) {
      findings_.Add(at, "survey_fallback_without", "fallback",
                    {{"value", std::string(Name(survey_.fallback))}});
    }
    if (survey_.outlier.IsNegative()) {
      findings_.Add(at, "survey_range", "outlier", {{"least", "0"}, {"best", "100"}});
    }
  }

  FindingList& findings_;
  Survey survey_;
};

}  // namespace

std::optional<Survey> ReadSurvey(std::string_view text, FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  Survey survey = SurveyReader(findings).Read(yaml->root);
  if (!findings.empty()) return std::nullopt;
  return survey;
}

absl::StatusOr<Survey> ParseSurvey(std::string_view text, std::string file_name) {
  FindingList findings(std::move(file_name));
  auto survey = ReadSurvey(text, findings);
  if (!survey.has_value()) return PlacedRefusal(std::move(findings).TakeSorted().front());
  return *std::move(survey);
}

}  // namespace par::domain
