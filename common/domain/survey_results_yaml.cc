// The results of a survey from YAML, or from a tree that a workbook or a CSV file was made into.
#include <algorithm>
#include <tuple>
#include <utility>

#include "common/base/hex.h"
#include "common/domain/limits.h"
#include "common/domain/rational.h"
#include "common/domain/survey_results.h"

namespace par::domain {
namespace {

auto KeyOf(const SurveyResult& result) {
  return std::tie(result.unit, result.wave, result.component);
}

bool KeyLess(const SurveyResult& a, const SurveyResult& b) { return KeyOf(a) < KeyOf(b); }

void AddRepeated(const SurveyResult& result, const Survey& survey, FindingList& findings) {
  findings.Add(result.at, "survey_result_repeated", "results",
               {{"unit", result.unit.value()},
                {"wave", survey.waves[result.wave].id},
                {"component", survey.components[result.component].id}});
}

class ResultsReader {
 public:
  ResultsReader(const Survey& survey, FindingList& findings)
      : survey_(survey), findings_(findings) {}

  SurveyResults Read(const YamlValue& root) {
    YamlRecord record(root, "", findings_);
    record.Format("parnet/survey-results/1");
    if (const YamlValue* survey = record.Required("survey")) {
      const auto id = YamlText(*survey, "survey", kLongestId, findings_);
      if (id.has_value() && *id != survey_.id) {
        findings_.Add(survey->at, "survey_other", "survey",
                      {{"value", *id}, {"wanted", survey_.id}});
      }
    }
    (void)record.OptionalText("note", kLongestNote);
    if (const YamlValue* source = record.Required("source")) ReadSource(*source);
    if (const YamlValue* list = record.Required("results");
        list != nullptr && YamlIsList(*list, "results", kMostSurveyResults, findings_)) {
      if (list->items.empty()) findings_.Add(list->at, "list_empty", "results");
      for (const YamlValue& item : list->items) ReadResult(item);
    }
    if (const YamlValue* list = record.Optional("stated");
        list != nullptr && YamlIsList(*list, "stated", kMostSurveyResults, findings_)) {
      for (const YamlValue& item : list->items) ReadStated(item);
    }
    record.End();
    FindRepeated();
    return std::move(results_);
  }

 private:
  void ReadSource(const YamlValue& value) {
    YamlRecord record(value, "source", findings_);
    SurveySource source;
    source.number = record.RequiredText("number", kLongestTitle);
    source.issuer = record.RequiredText("issuer", kLongestTitle);
    if (const YamlValue* date = record.Required("date")) {
      source.date = YamlDate(*date, record.Field("date"), findings_).value_or(Date());
    }
    source.file = record.OptionalText("file", kLongestTitle);
    if (const YamlValue* digest = record.Required("sha256")) {
      const auto text = YamlText(*digest, record.Field("sha256"), kLongestId, findings_);
      const auto bytes = text.has_value() ? FromHex(*text) : std::nullopt;
      if (bytes.has_value() && bytes->size() == source.sha256.bytes.size()) {
        source.sha256 = Sha256::FromBytes(*bytes);
      } else if (text.has_value()) {
        findings_.Add(digest->at, "survey_digest_malformed", record.Field("sha256"),
                      {{"value", *text}});
      }
    }
    record.End();
    results_.sources.push_back(std::move(source));
  }

  UnitId ReadUnit(YamlRecord& record) {
    const YamlValue* value = record.Required("unit");
    if (value == nullptr) return UnitId();
    UnitId unit(YamlText(*value, record.Field("unit"), kLongestId, findings_).value_or(""));
    if (!survey_.units.empty() && survey_.FindUnit(unit) == nullptr) {
      findings_.Add(value->at, "survey_unit_unknown", record.Field("unit"),
                    {{"value", unit.value()}});
    }
    return unit;
  }

  template <typename Find>
  std::size_t ReadName(YamlRecord& record, const YamlValue* value, std::string_view key,
                       std::string_view reason, Find find) {
    if (value == nullptr) return kNone;
    const auto id = YamlText(*value, record.Field(key), kLongestId, findings_);
    if (!id.has_value()) return kNone;
    const std::size_t found = find(*id);
    if (found == kNone) findings_.Add(value->at, reason, record.Field(key), {{"value", *id}});
    return found;
  }

  std::optional<std::int64_t> Count(YamlRecord& record, std::string_view key) {
    const YamlValue* value = record.Optional(key);
    if (value == nullptr) return std::nullopt;
    return YamlWhole(*value, record.Field(key), 0, kMostPeopleAsked, findings_);
  }

  void ReadResult(const YamlValue& item) {
    YamlRecord record(item, "results", findings_);
    SurveyResult result;
    result.at = item.at;
    result.unit = ReadUnit(record);
    result.wave = ReadName(record, record.Required("wave"), "wave", "survey_wave_unknown",
                           [&](const std::string& id) { return survey_.FindWave(id); });
    result.component =
        ReadName(record, record.Required("component"), "component", "survey_component_unknown",
                 [&](const std::string& id) { return survey_.FindComponent(id); });
    item_ = &item;
    result.asked = Count(record, "asked");
    result.answers = Count(record, "answers");
    if (const YamlValue* index = record.Optional("index")) {
      result.index = YamlDecimal(*index, record.Field("index"), findings_);
    }
    const YamlValue* counts = record.Optional("counts");
    record.End();
    if (result.unit.value().empty() || result.wave == kNone || result.component == kNone) return;
    if (counts != nullptr) ReadCounts(*counts, result);
    CheckNumbers(result);
    CheckIndex(result);
    results_.results.push_back(std::move(result));
  }

  // Of the row that is being read: where a key stands, or the row where it stands nowhere.
  Position PlaceOf(std::string_view key) const {
    const YamlValue* value = item_->Find(key);
    return value == nullptr ? item_->at : value->at;
  }

  void ReadCounts(const YamlValue& map, SurveyResult& result) {
    const SurveyComponent& component = survey_.components[result.component];
    const std::string field = "counts." + component.id;
    if (!YamlIsMap(map, field, kMostSurveyAnswers, findings_)) return;
    if (component.scale.empty()) {
      return findings_.Add(map.at, "survey_no_scale", field, {{"value", component.id}});
    }
    std::vector<std::int64_t> counts;
    YamlRecord record(map, field, findings_);
    for (const SurveyAnswer& answer : component.scale) {
      const auto count = Count(record, answer.id);
      if (map.Find(answer.id) == nullptr) {
        findings_.Add(map.at, "survey_answer_missing", field, {{"value", answer.id}});
      }
      counts.push_back(count.value_or(0));
    }
    record.End();
    result.counts = std::move(counts);
  }

  void CheckNumbers(SurveyResult& result) {
    std::int64_t sum = 0;
    for (const std::int64_t count : result.counts) sum += count;
    if (!result.counts.empty() && !result.answers.has_value()) result.answers = sum;
    if (!result.counts.empty() && *result.answers != sum) {
      findings_.Add(PlaceOf("answers"), "survey_counts_sum", "counts",
                    {{"value", std::to_string(sum)}, {"answers", std::to_string(*result.answers)}});
    }
    if (!result.answers.has_value() && survey_.NeedsAnswers()) {
      findings_.Add(result.at, "survey_answers_missing", "answers");
    }
    if (result.answers.has_value() && result.asked.has_value() && *result.answers > *result.asked) {
      findings_.Add(
          PlaceOf("answers"), "survey_answers_over_asked", "answers",
          {{"value", std::to_string(*result.answers)}, {"asked", std::to_string(*result.asked)}});
    }
    const SurveyUnit* unit = survey_.FindUnit(result.unit);
    if (unit != nullptr && unit->size.has_value() && result.asked.value_or(0) > *unit->size) {
      findings_.Add(
          PlaceOf("asked"), "survey_asked_over_frame", "asked",
          {{"value", std::to_string(*result.asked)}, {"size", std::to_string(*unit->size)}});
    }
  }

  void CheckIndex(const SurveyResult& result) {
    const SurveyComponent& component = survey_.components[result.component];
    if (!result.index.has_value()) {
      // Nobody answered: there is nothing to publish.
      if (!result.counts.empty() || result.answers == 0) return;
      return findings_.Add(result.at, "survey_index_missing", "index");
    }
    if (*result.index < component.least || *result.index > component.best) {
      findings_.Add(PlaceOf("index"), "survey_index_range", "index",
                    {{"value", result.index->Text()},
                     {"least", component.least.Text()},
                     {"best", component.best.Text()}});
      return;
    }
    if (result.counts.empty() || result.answers.value_or(0) == 0) return;
    // As printed: rounded to its own places.
    const Rational exact = WorthOf(component, result.counts) / Rational::FromInt(*result.answers);
    const auto rounded = exact.RoundHalfUp(result.index->scale());
    if (rounded.has_value() && *rounded == *result.index) return;
    findings_.Add(PlaceOf("index"), "survey_index_counts", "index",
                  {{"value", result.index->Text()},
                   {"computed", rounded.has_value() ? rounded->Text() : exact.Text()}});
  }

  void ReadStated(const YamlValue& item) {
    YamlRecord record(item, "stated", findings_);
    StatedSurvey stated;
    stated.at = item.at;
    stated.unit = ReadUnit(record);
    if (const YamlValue* component = record.Optional("component")) {
      stated.component = ReadName(record, component, "component", "survey_component_unknown",
                                  [&](const std::string& id) { return survey_.FindComponent(id); });
    }
    if (const YamlValue* index = record.Optional("index")) {
      stated.index = YamlDecimal(*index, record.Field("index"), findings_);
    }
    if (const YamlValue* points = record.Optional("points")) {
      stated.points = YamlDecimal(*points, record.Field("points"), findings_);
    }
    record.End();
    results_.stated.push_back(std::move(stated));
  }

  void FindRepeated() {
    std::vector<SurveyResult>& all = results_.results;
    std::stable_sort(all.begin(), all.end(), KeyLess);
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (KeyOf(all[i]) == KeyOf(all[i - 1])) AddRepeated(all[i], survey_, findings_);
    }
  }

  const Survey& survey_;
  FindingList& findings_;
  const YamlValue* item_ = nullptr;
  SurveyResults results_;
};

}  // namespace

std::optional<SurveyResults> ReadSurveyResults(std::string_view text, const Survey& survey,
                                               FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return ReadSurveyResults(yaml->root, survey, findings);
}

std::optional<SurveyResults> ReadSurveyResults(const YamlValue& root, const Survey& survey,
                                               FindingList& findings) {
  SurveyResults results = ResultsReader(survey, findings).Read(root);
  if (!findings.empty()) return std::nullopt;
  return results;
}

void AddSurveyResults(SurveyResults& into, SurveyResults more, const Survey& survey,
                      FindingList& findings) {
  bool repeated = false;
  for (const SurveyResult& result : more.results) {
    if (!std::binary_search(into.results.begin(), into.results.end(), result, KeyLess)) continue;
    AddRepeated(result, survey, findings);
    repeated = true;
  }
  if (!repeated) (void)ReplaceSurveyResults(into, std::move(more));
}

std::size_t ReplaceSurveyResults(SurveyResults& into, SurveyResults more) {
  const auto said_again = [&](const SurveyResult& result) {
    return std::binary_search(more.results.begin(), more.results.end(), result, KeyLess);
  };
  const std::size_t replaced = std::erase_if(into.results, said_again);
  std::erase_if(into.stated, [&](const StatedSurvey& stated) {
    return std::any_of(more.stated.begin(), more.stated.end(), [&](const StatedSurvey& other) {
      return other.unit == stated.unit && other.component == stated.component;
    });
  });
  for (SurveyResult& result : more.results) {
    result.source += into.sources.size();
    into.results.push_back(std::move(result));
  }
  std::sort(into.results.begin(), into.results.end(), KeyLess);
  into.sources.insert(into.sources.end(), more.sources.begin(), more.sources.end());
  into.stated.insert(into.stated.end(), more.stated.begin(), more.stated.end());
  return replaced;
}

std::string SourceText(const SurveySource& source) {
  return source.number + ", " + source.date.Vietnamese() + ", " + source.issuer;
}

std::string SourceText(const SurveyResults& results, const UnitId& unit) {
  std::vector<bool> used(results.sources.size());
  for (const SurveyResult& result : results.results) {
    if (result.unit == unit) used[result.source] = true;
  }
  std::string text;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i]) text += (text.empty() ? "" : "; ") + SourceText(results.sources[i]);
  }
  return text;
}

Rational WorthOf(const SurveyComponent& component, const std::vector<std::int64_t>& counts) {
  Rational worth;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    worth = worth + Rational::FromInt(counts[i]) * Rational::FromDecimal(component.scale[i].worth);
  }
  return worth;
}

}  // namespace par::domain
