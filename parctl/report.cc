#include "parctl/report.h"

#include "common/base/json_writer.h"
#include "common/domain/refusal.h"
#include "parctl/text_width.h"

namespace par::parctl {

namespace {

void PrintAsJson(Session& session, const std::string& about, const absl::Status& refusal) {
  JsonWriter json;
  json.BeginObject();
  json.Key("reason").String(domain::ReasonOf(refusal));
  json.Key("params").BeginObject();
  for (const domain::Parameter& one : domain::ParametersOf(refusal)) {
    json.Key(one.name).String(one.value);
  }
  json.EndObject();
  if (!about.empty()) json.Key("about").String(about);
  json.Key("text").String(domain::TextOf(refusal, session.output.language));
  json.EndObject();
  session.output.err << json.Take();
}

}  // namespace

void PrintFindings(Session& session, const std::vector<domain::Finding>& findings,
                   std::size_t count) {
  for (const domain::Finding& finding : findings) {
    session.output.err << OneLine(domain::TextOf(finding, session.output.language)) << '\n';
  }
  if (count > findings.size()) {
    session.output.err << session.Say("… và ", "… and ") << count - findings.size()
                       << session.Say(" điểm nữa trong tệp này\n", " more in this file\n");
  }
  if (count > 0) session.exit = kFindings;
}

void PrintRefusal(Session& session, const std::string& about, const absl::Status& refusal) {
  session.exit = kFindings;
  if (session.output.format == Format::kJson) return PrintAsJson(session, about, refusal);
  const std::string text = domain::TextOf(refusal, session.output.language);
  session.output.err << OneLine(about.empty() ? text : about + ": " + text) << '\n';
}

}  // namespace par::parctl
