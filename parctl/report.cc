#include "parctl/report.h"

#include <cstdint>

#include "common/base/json_writer.h"
#include "common/domain/refusal.h"
#include "parctl/text_width.h"

namespace par::parctl {

namespace {

// The object is left open.
void BeginRefusal(JsonWriter& json, const absl::Status& refusal) {
  json.BeginObject();
  json.Key("reason").String(domain::ReasonOf(refusal));
  json.Key("params").BeginObject();
  for (const domain::Parameter& one : domain::ParametersOf(refusal)) {
    json.Key(one.name).String(one.value);
  }
  json.EndObject();
}

void PrintAsJson(Session& session, const std::string& about, const absl::Status& refusal) {
  JsonWriter json;
  BeginRefusal(json, refusal);
  if (!about.empty()) json.Key("about").String(about);
  json.Key("text").String(domain::TextOf(refusal, session.output.language));
  json.EndObject();
  session.output.err << json.Take();
}

void PrintAsJson(Session& session, const domain::Finding& finding) {
  JsonWriter json;
  BeginRefusal(json, finding.refusal);
  json.Key("file").String(finding.file);
  if (!finding.sheet.empty()) json.Key("sheet").String(finding.sheet);
  WritePosition(json, finding.at);
  json.Key("text").String(domain::TextOf(finding.refusal, session.output.language));
  json.EndObject();
  session.output.err << json.Take();
}

void PrintMoreAsJson(Session& session, std::size_t more) {
  JsonWriter json;
  json.BeginObject();
  json.Key("more").Int(static_cast<std::int64_t>(more));
  json.EndObject();
  session.output.err << json.Take();
}

}  // namespace

void WritePosition(JsonWriter& json, const domain::Position& at) {
  if (at.line > 0) json.Key("line").Int(at.line);
  if (at.column > 0) json.Key("column").Int(at.column);
}

void PrintFindings(Session& session, const std::vector<domain::Finding>& findings,
                   std::size_t count) {
  if (count > 0) session.exit = kFindings;
  const std::size_t more = count > findings.size() ? count - findings.size() : 0;
  if (session.output.format == Format::kJson) {
    for (const domain::Finding& finding : findings) PrintAsJson(session, finding);
    if (more > 0) PrintMoreAsJson(session, more);
    return;
  }
  for (const domain::Finding& finding : findings) {
    session.output.err << OneLine(domain::TextOf(finding, session.output.language)) << '\n';
  }
  if (more > 0) {
    session.output.err << session.Say("… và ", "… and ") << more
                       << session.Say(" điểm nữa trong tệp này\n", " more in this file\n");
  }
}

void PrintRefusal(Session& session, const std::string& about, const absl::Status& refusal) {
  session.exit = kFindings;
  if (session.output.format == Format::kJson) return PrintAsJson(session, about, refusal);
  const std::string text = domain::TextOf(refusal, session.output.language);
  session.output.err << OneLine(about.empty() ? text : about + ": " + text) << '\n';
}

}  // namespace par::parctl
