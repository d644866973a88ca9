// `parctl survey issue|import|enter|show`: surveys on a node.
#include <memory>
#include <utility>

#include "common/spreadsheet/survey_workbook.h"
#include "par/survey/v1/survey.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using survey::v1::SurveyService;

struct SurveyCallOptions {
  std::string file;
  std::string as;
  std::string id;
  std::string cycle;
  std::string reason;
};

void IssueSurvey(Session& session, const SurveyCallOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  survey::v1::IssueSurveyRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_survey_yaml(*std::move(text));
  const auto answer = Change(session, &SurveyService::Stub::IssueSurvey, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã ban hành cuộc điều tra ", "Issued the survey ")
                     << answer->id() << session.Say(", lần ", ", issue ") << answer->version()
                     << '\n';
}

std::optional<survey::v1::ShowSurveyResponse> AskSurvey(Session& session, const std::string& id) {
  survey::v1::ShowSurveyRequest request;
  request.set_survey(id);
  request.set_language(session.vietnamese() ? "vi" : "en");
  return Ask(session, &SurveyService::Stub::ShowSurvey, request);
}

template <typename Remarks>
void PrintRemarks(Session& session, const Remarks& remarks) {
  for (const survey::v1::SurveyRemark& remark : remarks) {
    session.output.out << session.Say("  lưu ý: ", "  note: ") << OneLine(remark.text()) << '\n';
  }
}

// A node takes the hand-written form; a workbook is checked here, where its cells are known.
void ImportResults(Session& session, const SurveyCallOptions& options) {
  const auto known = AskSurvey(session, options.id);
  if (!known.has_value()) return;
  const auto survey = domain::ParseSurvey(known->survey_yaml(), options.id);
  if (!survey.ok()) return PrintRefusal(session, "", survey.status());
  const auto yaml = ReadWith(
      session, options.file,
      [&](const std::string& text, domain::FindingList& findings) -> std::optional<std::string> {
        auto read = spreadsheet::ReadSurveyResultsFile(text, *survey, findings);
        if (!read.results.has_value()) return std::nullopt;
        return std::move(read.yaml);
      });
  if (!yaml.has_value()) return;
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  survey::v1::ImportSurveyResultsRequest request;
  request.set_actor_unit(*acting);
  request.set_survey(options.id);
  request.set_results_yaml(*yaml);
  request.set_file_name(options.file);
  request.set_reason(options.reason);
  const auto answer =
      Change(session, &SurveyService::Stub::ImportSurveyResults, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã nhập kết quả ", "Imported the results of ") << options.id
                     << session.Say(", lần ", ", import ") << answer->version() << '\n';
  // In the language of this run, and all of them.
  const auto shown = AskSurvey(session, options.id);
  if (shown.has_value()) PrintRemarks(session, shown->remarks());
}

void EnterSurveyPoints(Session& session, const SurveyCallOptions& options) {
  survey::v1::EnterSurveyRequest request;
  request.set_cycle(options.cycle);
  request.set_survey(options.id);
  const auto answer = Change(session, &SurveyService::Stub::EnterSurvey, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã vào điểm theo kết quả lần ", "Entered the results, import ")
                     << answer->version() << session.Say(": hồ sơ thay đổi ", ": dossiers changed ")
                     << answer->units() << session.Say(", điểm tiêu chí ", ", criteria scored ")
                     << answer->points() << session.Say(", không chấm ", ", not scored ")
                     << answer->not_scored() << '\n';
}

void ShowResults(Session& session, const SurveyCallOptions& options) {
  const auto answer = AskSurvey(session, options.id);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << OneLine(answer->title()) << '\n';
  for (const survey::v1::SurveyImport& import : answer->imports()) {
    session.output.out << session.Say("Kết quả lần ", "Import ") << import.version() << ": "
                       << OneLine(import.source()) << " – "
                       << WhoText(import.by(), import.account()) << ", "
                       << TimeText(import.imported_at())
                       << (import.reason().empty() ? "" : session.Say(", lý do: ", ", reason: "))
                       << OneLine(import.reason()) << '\n';
  }
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Thành phần", "Component")},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Chỉ số", "Index"), .to_the_right = true},
               {.title = session.Say("Điểm", "Points"), .to_the_right = true},
               {.title = session.Say("Cách tính", "Working")}});
  const auto shown = [&](const std::string& number) {
    return number.empty() ? std::string("-") : DecimalText(session, number);
  };
  for (const survey::v1::SurveyUnitScore& unit : answer->units()) {
    for (const survey::v1::SurveyComponentScore& one : unit.components()) {
      table.Add({unit.unit(), one.component(), one.criterion(), shown(one.index()),
                 shown(one.points()), one.working()});
    }
    table.Add({unit.unit(), session.Say("chung", "whole"), "", shown(unit.index()),
               shown(unit.points()), ""});
  }
  session.output.out << table.Text(session.output.width);
  PrintRemarks(session, answer->remarks());
}

void TakeSurvey(Command verb, const Session& session, SurveyCallOptions& options) {
  Take(verb, session, "--id", options.id, {"Mã cuộc điều tra", "Id of the survey"}, "ID")
      .Required();
}

}  // namespace

void AddSurveyNodeCommands(Command survey, Session& session) {
  auto options = std::make_shared<SurveyCallOptions>();
  const Command issue = AddVerb(
      survey, session, "issue",
      {"Ban hành cuộc điều tra trên máy chủ; từ đó điểm các tiêu chí này không nhập tay được",
       "Issue a survey on the node; the points of its criteria cannot be typed in any more"},
      {"parctl survey issue criteria/surveys/sipas-commune-sample-2023.yaml"});
  Take(issue, session, "file", options->file,
       {"Tệp YAML (docs/formats/survey.md)", "YAML file (docs/formats/survey.md)"}, "FILE")
      .Required();
  TakeActingUnit(issue, session, options->as);
  issue.Does([options, &session] { IssueSurvey(session, *options); });

  const Command import = AddVerb(
      survey, session, "import",
      {"Nhập kết quả có văn bản nguồn; kết quả đã có chỉ được thay khi nêu lý do",
       "Import results with their source document; replacing any needs a reason"},
      {"parctl survey import ket-qua.xlsx --id sipas-commune-sample-2023",
       "parctl survey import dinh-chinh.yaml --id sipas-commune-sample-2023 --reason \"Đếm lại\""});
  Take(import, session, "file", options->file,
       {"Tệp kết quả: YAML, Excel hoặc CSV", "Results: YAML, Excel or CSV"}, "FILE")
      .Required();
  TakeSurvey(import, session, *options);
  Take(import, session, "--reason", options->reason, {"Lý do thay kết quả", "Why results change"},
       "TEXT");
  TakeActingUnit(import, session, options->as);
  import.Does([options, &session] { ImportResults(session, *options); });

  const Command enter = AddVerb(survey, session, "enter",
                                {"Đưa điểm của mọi đơn vị vào hồ sơ của kỳ, hoặc không đơn vị nào",
                                 "Set every unit's points in the cycle's dossiers, all or none"},
                                {"parctl survey enter --cycle K --id sipas-commune-sample-2023"});
  TakeCycle(enter, session, options->cycle);
  TakeSurvey(enter, session, *options);
  enter.Does([options, &session] { EnterSurveyPoints(session, *options); });

  const Command show =
      AddVerb(survey, session, "show",
              {"Các lần nhập, chỉ số, điểm và lưu ý", "Imports, indexes, points and remarks"},
              {"parctl survey show --id sipas-commune-sample-2023"});
  TakeSurvey(show, session, *options);
  show.Does([options, &session] { ShowResults(session, *options); });
}

}  // namespace par::parctl
