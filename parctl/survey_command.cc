// `parctl survey`: surveys from files (score, check, template), and on a node.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/spreadsheet/survey_workbook.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/survey_files.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct SurveyOptions {
  std::string survey;
  std::vector<std::string> results;
  std::string criteria;
  std::string out;
};

// The survey, checked against the set where one is given.
std::optional<domain::Survey> TheSurvey(Session& session, const SurveyOptions& options) {
  auto survey = ReadSurveyFile(session, options.survey);
  if (!survey.has_value() || options.criteria.empty()) return survey;
  const auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return std::nullopt;
  domain::FindingList findings(options.survey);
  domain::CheckSurveyFeeds(*survey, *set, findings);
  const std::size_t count = findings.count();
  PrintFindings(session, std::move(findings).TakeSorted(), count);
  if (count > 0) return std::nullopt;
  return survey;
}

void ScoreFiles(Session& session, const SurveyOptions& options) {
  const auto survey = TheSurvey(session, options);
  if (!survey.has_value()) return;
  const auto results = ReadResultFiles(session, *survey, options.results);
  if (!results.has_value()) return;
  const domain::SurveyScore score = domain::ScoreSurvey(*survey, *results);
  if (!score.remarks.empty()) session.exit = kFindings;
  session.output.out << (session.output.format == Format::kJson
                             ? SurveyJson(session, *survey, *results, score)
                             : SurveyText(session, *survey, *results, score));
}

void CheckFiles(Session& session, const SurveyOptions& options) {
  const auto survey = TheSurvey(session, options);
  if (!survey.has_value()) return;
  const auto results = ReadResultFiles(session, *survey, options.results);
  if (!results.has_value()) return;
  std::vector<domain::SurveyRemark> remarks;
  if (!options.results.empty()) remarks = domain::ScoreSurvey(*survey, *results).remarks;
  if (!remarks.empty()) session.exit = kFindings;
  if (session.output.format == Format::kJson) {
    session.output.out << SurveyCheckJson(session, *survey, remarks);
    return;
  }
  for (const domain::SurveyRemark& remark : remarks) {
    session.output.out << OneLine(domain::TextOf(remark, session.output.language)) << '\n';
  }
  if (session.exit == kFine) {
    session.output.out << session.Say("Không có điểm nào cần sửa\n", "Nothing to mend\n");
  }
}

void MakeTemplate(Session& session, const SurveyOptions& options) {
  const auto survey = TheSurvey(session, options);
  if (!survey.has_value()) return;
  const auto results = ReadResultFiles(session, *survey, options.results);
  if (!results.has_value()) return;
  WriteNewBookFor(session,
                  spreadsheet::SurveyBook(*survey, options.results.empty() ? nullptr : &*results),
                  options.out);
}

void TakeFiles(Command verb, const Session& session, SurveyOptions& options, bool results) {
  Take(verb, session, "--survey", options.survey,
       {"Tệp YAML của cuộc điều tra", "YAML file of the survey"}, session.Say("TỆP", "FILE"))
      .Required();
  TakeMany(verb, session, "--results", options.results,
           {"Tệp kết quả: YAML, Excel hoặc CSV", "Results: YAML, Excel or CSV"},
           session.Say("TỆP", "FILE"))
      .Required(results);
  Take(verb, session, "--criteria", options.criteria,
       {"Tệp bộ chỉ số nhận điểm, để đối chiếu", "Criteria set that takes the points, to check"},
       session.Say("TỆP", "FILE"));
}

}  // namespace

void AddSurveyCommands(Command app, Session& session) {
  auto options = std::make_shared<SurveyOptions>();
  const Command group =
      AddGroup(app, session, "survey",
               {"Điều tra xã hội học, SIPAS, DDCI, PAPI", "Surveys: SIPAS, DDCI, PAPI and others"});
  const Command score = AddVerb(
      group, session, "score",
      {"Chỉ số, điểm và cách tính của từng đơn vị; mã 1 nếu có lưu ý",
       "Indexes, points and working of every unit; exit code 1 where something is remarked on"},
      {"parctl survey score --survey criteria/surveys/sipas-province-2023.yaml \\",
       "    --results criteria/surveys/results/quang-tri-sipas-2023.yaml \\",
       "    --criteria criteria/province-2023.yaml"});
  TakeFiles(score, session, *options, true);
  score.Does([options, &session] { ScoreFiles(session, *options); });
  const Command check =
      AddVerb(group, session, "check",
              {"Kiểm tra định nghĩa và kết quả, không tính điểm", "Check definition and results"},
              {"parctl survey check --survey sipas.yaml --results dot-1.xlsx dot-2.xlsx"});
  TakeFiles(check, session, *options, false);
  check.Does([options, &session] { CheckFiles(session, *options); });
  const Command make = AddVerb(group, session, "template",
                               {"Tạo tệp Excel để nhập kết quả, để trống hoặc lấy từ một tệp",
                                "Make the Excel file of the results, empty or out of a file"},
                               {"parctl survey template --survey sipas.yaml --out ket-qua.xlsx"});
  TakeFiles(make, session, *options, false);
  Take(make, session, "--out", options->out, {"Tệp .xlsx sẽ ghi", "The .xlsx file to write"},
       "FILE.xlsx")
      .Required();
  make.Does([options, &session] { MakeTemplate(session, *options); });
  AddSurveyNodeCommands(group, session);
}

}  // namespace par::parctl
