// How the scores of a survey are shown: tables for people, JSON for programs.
#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/points.h"
#include "parctl/survey_files.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

std::string UnitName(const domain::Survey& survey, const domain::UnitId& unit) {
  const domain::SurveyUnit* known = survey.FindUnit(unit);
  return known == nullptr || known->title.empty() ? unit.value() : known->title;
}

std::string Shown(const Session& session, const std::optional<domain::Points>& points) {
  if (!points.has_value()) return "-";
  return points->FormatShort(domain::StyleOf(session.output.language));
}

std::string Shown(const Session& session, const std::optional<domain::Rational>& index) {
  return index.has_value() ? domain::IndexText(*index, session.output.language) : "-";
}

Table UnitTable(const Session& session, const domain::Survey& survey,
                const domain::SurveyUnitScore& unit) {
  Table table({{.title = session.Say("Thành phần", "Component"), .may_shrink = true},
               {.title = session.Say("Số phiếu", "Answers"), .to_the_right = true},
               {.title = session.Say("Chỉ số", "Index"), .to_the_right = true},
               {.title = session.Say("Điểm", "Points"), .to_the_right = true},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Cách tính", "Working")}});
  for (std::size_t i = 0; i < unit.components.size(); ++i) {
    const domain::SurveyIndex& one = unit.components[i];
    table.Add(
        {survey.components[i].title, one.answers.has_value() ? std::to_string(*one.answers) : "-",
         Shown(session, one.index), Shown(session, one.points), survey.components[i].criterion,
         domain::SurveyWorking(survey, unit, i, session.output.language)});
  }
  table.Add({session.Say("Chung", "Whole"), "", Shown(session, unit.index),
             Shown(session, unit.points), survey.criterion,
             survey.criterion.empty()
                 ? ""
                 : domain::SurveyWorking(survey, unit, session.output.language)});
  return table;
}

void WriteIndex(JsonWriter& json, const std::optional<domain::Rational>& index) {
  json.Key("index");
  if (!index.has_value()) {
    json.Null();
    return;
  }
  json.Decimal(domain::IndexText(*index, domain::Language::kEnglish));
  json.Key("exact").String(index->Text());
}

void WritePoints(JsonWriter& json, const std::optional<domain::Points>& points) {
  json.Key("points");
  if (points.has_value()) {
    json.Decimal(points->FormatShort(domain::NumberStyle::kPlain));
  } else {
    json.Null();
  }
}

void WriteUnit(JsonWriter& json, const Session& session, const domain::Survey& survey,
               const domain::SurveyUnitScore& unit) {
  json.BeginObject();
  json.Key("unit").String(unit.unit.value());
  json.Key("title").String(UnitName(survey, unit.unit));
  WriteIndex(json, unit.index);
  WritePoints(json, unit.points);
  json.Key("components").BeginArray();
  for (std::size_t i = 0; i < unit.components.size(); ++i) {
    const domain::SurveyIndex& one = unit.components[i];
    json.BeginObject();
    json.Key("component").String(survey.components[i].id);
    json.Key("criterion").String(survey.components[i].criterion);
    if (one.asked.has_value()) json.Key("asked").Int(*one.asked);
    if (one.answers.has_value()) json.Key("answers").Int(*one.answers);
    WriteIndex(json, one.index);
    WritePoints(json, one.points);
    json.Key("fallback").String(domain::Name(one.fallback));
    json.Key("working").String(domain::SurveyWorking(survey, unit, i, session.output.language));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteRemarks(JsonWriter& json, const Session& session,
                  const std::vector<domain::SurveyRemark>& remarks) {
  json.Key("remarks").BeginArray();
  for (const domain::SurveyRemark& remark : remarks) {
    json.BeginObject();
    json.Key("reason").String(remark.reason);
    json.Key("text").String(domain::TextOf(remark, session.output.language));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string SurveyText(const Session& session, const domain::Survey& survey,
                       const domain::SurveyResults& results, const domain::SurveyScore& score) {
  std::string text = OneLine(survey.title) + "\n";
  for (const domain::SurveySource& source : results.sources) {
    text += session.Say("Nguồn: ", "Source: ") + OneLine(domain::SourceText(source)) + "\n";
  }
  for (const domain::SurveyUnitScore& unit : score.units) {
    text += "\n" + OneLine(UnitName(survey, unit.unit)) + "\n" +
            UnitTable(session, survey, unit).Text(session.output.width);
  }
  if (!score.remarks.empty()) text += "\n";
  for (const domain::SurveyRemark& remark : score.remarks) {
    text += session.Say("  lưu ý: ", "  note: ") +
            OneLine(domain::TextOf(remark, session.output.language)) + "\n";
  }
  return text;
}

std::string SurveyJson(const Session& session, const domain::Survey& survey,
                       const domain::SurveyResults& results, const domain::SurveyScore& score) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/survey-scores/1");
  json.Key("survey").String(survey.id);
  json.Key("title").String(survey.title);
  json.Key("kind").String(domain::Name(survey.kind));
  json.Key("sources").BeginArray();
  for (const domain::SurveySource& source : results.sources) {
    json.BeginObject();
    json.Key("number").String(source.number);
    json.Key("issuer").String(source.issuer);
    json.Key("date").String(source.date.Iso());
    json.Key("sha256").String(source.sha256.Hex());
    json.EndObject();
  }
  json.EndArray();
  json.Key("units").BeginArray();
  for (const domain::SurveyUnitScore& unit : score.units) {
    WriteUnit(json, session, survey, unit);
  }
  json.EndArray();
  WriteRemarks(json, session, score.remarks);
  json.EndObject();
  return json.Take();
}

std::string SurveyCheckJson(const Session& session, const domain::Survey& survey,
                            const std::vector<domain::SurveyRemark>& remarks) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/survey-check/1");
  json.Key("survey").String(survey.id);
  WriteRemarks(json, session, remarks);
  json.EndObject();
  return json.Take();
}

}  // namespace par::parctl
