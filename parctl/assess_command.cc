// `parctl assess`: a unit's own assessment, from filling it in to submitting it.
#include <memory>
#include <string>

#include "common/codec/answers_codec.h"
#include "common/spreadsheet/answers_workbook.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "parctl/assess_known.h"
#include "parctl/cycle_set.h"
#include "parctl/dossier_act.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using assessment::v1::AssessmentService;

struct AssessOptions {
  std::string cycle;
  std::string unit;
  std::string file;
  std::string source_cycle;
  std::string text;
  bool leaves = false;
  bool from_reports = false;
};

void Fill(Session& session, const AssessOptions& options) {
  if (options.from_reports) {
    if (options.unit.empty()) MissingArgument("--unit");
    return FillFromReports(session, options.cycle, options.unit, options.leaves);
  }
  if (options.file.empty()) MissingArgument("FILE, --from-reports");
  const auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto set = SetOfCycle(session, options.cycle);
  if (!set.has_value()) return;
  const domain::AnswersFile read = spreadsheet::ReadAnswersFile(*text, *set, options.file);
  PrintFindings(session, read.findings, read.finding_count);
  if (!read.answers.has_value()) return;
  assessment::v1::FillAnswersRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit.empty() ? read.answers->unit.value() : options.unit);
  *request.mutable_answers() = codec::Encode(*set, *read.answers);
  request.mutable_answers()->set_set_version(static_cast<std::uint32_t>(set->version));
  const auto answer = Change(session, &AssessmentService::Stub::FillAnswers, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSheet(session, answer->sheet(), options.leaves);
}

// What last year settled, beside the criteria that are scored as then.
void PrintEarlier(Session& session, const assessment::v1::EarlierScores& earlier) {
  session.output.out << '\n'
                     << session.Say("Điểm năm ", "Points of ") << earlier.year() << " ("
                     << OneLine(earlier.document())
                     << (earlier.imported() ? session.Say("; nhập từ ngoài, đúng như đã công bố",
                                                          "; imported, as published")
                                            : "");
  if (!earlier.basis().empty()) {
    session.output.out << session.Say("; văn bản tự mâu thuẫn, căn cứ nhập: ",
                                      "; it contradicts itself, taken because: ")
                       << OneLine(earlier.basis());
  }
  session.output.out << ")\n";
  Table table({{.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Điểm", "Score"), .to_the_right = true},
               {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true}});
  for (const assessment::v1::EarlierScore& one : earlier.scores()) {
    table.Add({one.criterion(), PointsText(session, one.score_e4()),
               PointsText(session, one.maximum_e4())});
  }
  session.output.out << table.Text(session.output.width);
}

void ShowAssessment(Session& session, const AssessOptions& options) {
  assessment::v1::GetAssessmentRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &AssessmentService::Stub::GetAssessment, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.unit << " · " << options.cycle << "\n"
                     << session.Say("Trạng thái: ", "State: ")
                     << DossierStateText(session, answer->state())
                     << session.Say("; phiên bản ", "; version ") << answer->version() << '\n';
  if (!answer->delivery().empty()) {
    session.output.out << session.Say("Việc gửi: ", "Delivery: ") << answer->delivery_text()
                       << '\n';
  }
  session.output.out << '\n';
  PrintSheet(session, answer->sheet(), options.leaves);
  if (options.leaves && answer->has_earlier()) PrintEarlier(session, answer->earlier());
  PrintKnown(session, *answer, options.leaves);
  PrintOpenPoints(session, answer->findings());
}

void ListAssessments(Session& session) {
  assessment::v1::ListAssessmentsRequest request;
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &AssessmentService::Stub::ListAssessments, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Kỳ", "Cycle")},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Trạng thái", "State")},
               {.title = session.Say("Việc gửi", "Delivery"), .may_shrink = true},
               {.title = session.Say("Phiên bản", "Version"), .to_the_right = true}});
  for (const assessment::v1::AssessmentSummary& one : answer->assessments()) {
    table.Add({one.cycle(), one.unit(), DossierStateText(session, one.state()),
               one.delivery_text().empty() ? "-" : one.delivery_text(),
               std::to_string(one.version())});
  }
  session.output.out << table.Text(session.output.width);
}

void RollUpAssessment(Session& session, const AssessOptions& options) {
  assessment::v1::RollUpRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit);
  request.set_source_cycle(options.source_cycle);
  const auto answer = Change(session, &AssessmentService::Stub::RollUp, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã lấy kết quả của ", "Taken: results of ") << answer->units()
                     << session.Say(" đơn vị, phiên bản ", " units, version ") << answer->version()
                     << '\n';
}

void AddUnitsActions(Command group, Session& session,
                     const std::shared_ptr<AssessOptions>& options) {
  const struct {
    const char* name;
    const char* action;
    Words about;
    bool text;
  } kActions[] = {
      {"approve",
       "approve",
       {"Lãnh đạo đơn vị duyệt trước khi gửi", "The unit's leader approves before sending"},
       false},
      {"send-back",
       "send_back",
       {"Lãnh đạo chuyển lại cho người nhập liệu", "The leader gives it back to the clerk"},
       true},
      {"submit",
       "submit",
       {"Gửi lên cấp trên; lưu ngay tại đây, đường truyền có lại thì đi",
        "Submit to the unit above; kept here at once, sent when the line is up"},
       false},
      {"withdraw",
       "withdraw",
       {"Rút lại khi cấp trên chưa tiếp nhận", "Take it back while it is not accepted"},
       false}};
  for (const auto& row : kActions) {
    const Command verb = AddVerb(
        group, session, row.name, row.about,
        {std::string("parctl assess ") + row.name + " --cycle tu-nghia-communes-2023 --unit la-ha" +
         (row.text ? " --text \"Kiểm tra lại 3.4.1\"" : "")});
    TakeCycle(verb, session, options->cycle);
    TakeUnit(verb, session, options->unit, true);
    if (row.text) {
      Take(verb, session, "--text,--reason", options->text, {"Lý do", "Reason"}, "TEXT").Required();
    }
    verb.Does([options, &session, action = row.action] {
      Act(session,
          {.kind = action, .cycle = options->cycle, .unit = options->unit, .text = options->text});
    });
  }
}

void AddFillAndShow(Command group, Session& session,
                    const std::shared_ptr<AssessOptions>& options) {
  const Command fill =
      AddVerb(group, session, "fill",
              {"Nhập số liệu và tự chấm điểm từ tệp; lỗi ghi rõ tệp, dòng, cột hoặc trang tính, ô",
               "Fill in from a file; what is wrong is named with its line and column, or sheet and "
               "cell"},
              {"parctl assess fill --cycle tu-nghia-communes-2023 la-ha.yaml",
               "parctl assess fill --cycle tu-nghia-communes-2023 la-ha.xlsx",
               "parctl assess fill --cycle tu-nghia-communes-2023 --unit la-ha --from-reports"});
  TakeCycle(fill, session, options->cycle);
  TakeUnit(fill, session, options->unit, false);
  const Argument file =
      Take(fill, session, "file", options->file,
           {"Tệp Excel (parctl assess template) hoặc YAML (docs/formats/criteria-set.md)",
            "Excel (parctl assess template) or YAML (docs/formats/criteria-set.md)"},
           "FILE");
  TakeFlag(fill, session, "--from-reports", options->from_reports,
           {"Hoặc: lấy các số đơn vị đã báo cáo trong năm vào những ô còn trống",
            "Or: what the unit reported in the year, into the inputs that are empty"})
      .Excludes(file);
  TakeFlag(fill, session, "--leaves", options->leaves, {"In từng tiêu chí", "Show every leaf"});
  fill.Does([options, &session] { Fill(session, *options); });

  const Command show =
      AddVerb(group, session, "show",
              {"Trạng thái, điểm, cách tính, điều cần sửa trước khi gửi",
               "State, scores with their working, what to mend before submitting"},
              {"parctl assess show --cycle quang-tri-2023 --unit quang-tri --leaves"});
  TakeCycle(show, session, options->cycle);
  TakeUnit(show, session, options->unit, true);
  TakeFlag(show, session, "--leaves", options->leaves, {"In từng tiêu chí", "Show every leaf"});
  show.Does([options, &session] { ShowAssessment(session, *options); });
}

}  // namespace

void AddAssessCommands(Command app, Session& session) {
  auto options = std::make_shared<AssessOptions>();
  const Command group =
      AddGroup(app, session, "assess", {"Tự đánh giá của đơn vị", "A unit's own assessment"});
  AddFillAndShow(group, session, options);
  AddAssessTemplate(group, session);
  const Command list =
      AddVerb(group, session, "list",
              {"Các bản tự đánh giá tại máy chủ này", "The assessments on this node"},
              {"parctl assess list"});
  list.Does([&session] { ListAssessments(session); });
  const Command rollup =
      AddVerb(group, session, "rollup",
              {"Lấy số liệu, kết quả đã thẩm định của cấp dưới vào bản tự đánh giá",
               "Take the reviewed figures and results of the units below into the assessment"},
              {"parctl assess rollup --cycle quang-ngai-districts-2023 --unit tu-nghia "
               "--from tu-nghia-communes-2023"});
  TakeCycle(rollup, session, options->cycle);
  TakeUnit(rollup, session, options->unit, true);
  Take(rollup, session, "--from", options->source_cycle,
       {"Kỳ của cấp dưới, đã thẩm định xong", "The cycle of the units below, reviewed"}, "ID")
      .Required();
  rollup.Does([options, &session] { RollUpAssessment(session, *options); });
  AddUnitsActions(group, session, options);
}

}  // namespace par::parctl
