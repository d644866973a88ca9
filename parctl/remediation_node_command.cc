// `parctl remediation issue|plans|status|tasks|progress|extend|withdraw|replace`: a plan on nodes.
#include <cstdint>
#include <memory>
#include <utility>

#include "common/domain/date.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/plan_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "par/remediation/v1/remediation.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/remediation_parts.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using remediation::v1::GetPlanResponse;
using remediation::v1::RemediationService;
using remediation::v1::TaskReport;
using remediation::v1::TaskRow;

struct PlanCallOptions {
  std::string file;
  std::string as;
  std::string cycle;
  std::string of;
  std::int64_t year = 0;
  std::string on;
  std::string unit;
  TaskReport report;
  remediation::v1::TaskChange change;
  std::int64_t percent = -1;
};

std::string StateText(const Session& session, const TaskRow& task) {
  const std::string& state = task.state();
  std::string text = state;
  if (state == "done") text = session.Say("xong", "done");
  if (state == "under_way") text = session.Say("đang làm", "under way");
  if (state == "not_started") text = session.Say("chưa làm", "not started");
  if (state == "not_reported") text = session.Say("chưa báo cáo", "not reported");
  if (state == "withdrawn") text = session.Say("đã rút", "withdrawn");
  if (state == "systemic") text = session.Say("nguyên nhân chung", "systemic");
  return task.overdue() ? text + session.Say(", quá hạn", ", overdue") : text;
}

void IssuePlanOn(Session& session, const PlanCallOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  // A workbook travels as the hand-written file that says the same.
  if (spreadsheet::LooksLikeWorkbook(*text)) {
    domain::FindingList list(options.file);
    const auto tree = spreadsheet::ReadPlanTree(*text, list);
    if (!tree.has_value() || !list.empty()) {
      const std::size_t count = list.count();
      return PrintFindings(session, std::move(list).TakeSorted(), count);
    }
    text = domain::WriteYaml(tree->root);
  }
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  remediation::v1::IssuePlanRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_plan_yaml(*std::move(text));
  request.set_cycle(options.cycle);
  const auto answer = Change(session, &RemediationService::Stub::IssuePlan, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã ban hành kế hoạch năm ", "Issued the plan of ")
                     << answer->year() << session.Say(", lần ", ", version ") << answer->version()
                     << ": " << answer->tasks() << session.Say(" nhiệm vụ, ", " tasks, ")
                     << answer->units() << session.Say(" đơn vị thực hiện", " units") << '\n';
}

void PrintPlans(Session& session) {
  const auto answer =
      Ask(session, &RemediationService::Stub::ListPlans, remediation::v1::ListPlansRequest());
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Năm", "Year"), .to_the_right = true},
               {.title = session.Say("Kế hoạch", "Plan"), .may_shrink = true},
               {.title = session.Say("Nhiệm vụ", "Tasks"), .to_the_right = true},
               {.title = session.Say("Lần", "Version"), .to_the_right = true}});
  for (const remediation::v1::PlanSummary& plan : answer->plans()) {
    table.Add({plan.issuer(), std::to_string(plan.year()), plan.title(),
               std::to_string(plan.tasks()), std::to_string(plan.version())});
  }
  session.output.out << table.Text(session.output.width);
}

std::optional<GetPlanResponse> AskPlan(Session& session, const PlanCallOptions& options,
                                       bool with_text = false) {
  const auto issuer = ActingUnit(session, options.of);
  if (!issuer.has_value()) return std::nullopt;
  remediation::v1::GetPlanRequest request;
  request.set_issuer(*issuer);
  request.set_year(static_cast<std::int32_t>(options.year));
  request.set_on(options.on);
  request.set_unit(options.unit);
  request.set_with_text(with_text);
  return Ask(session, &RemediationService::Stub::GetPlan, request);
}

std::string TasksTable(const Session& session, const GetPlanResponse& plan) {
  Table table({{.title = session.Say("Nhiệm vụ", "Task")},
               {.title = session.Say("Biện pháp", "Measure"), .may_shrink = true},
               {.title = session.Say("Chủ trì", "Lead"), .may_shrink = true},
               {.title = session.Say("Thời hạn", "Deadline")},
               {.title = session.Say("Báo cáo", "Reported"), .to_the_right = true},
               {.title = "%", .to_the_right = true},
               {.title = session.Say("Điểm", "Worth"), .to_the_right = true},
               {.title = session.Say("Tình trạng", "State")}});
  for (const TaskRow& task : plan.tasks()) {
    std::string deadline = DayText(session, task.deadline());
    if (task.first_deadline() != task.deadline()) deadline += " *";
    table.Add({task.id(), task.measure(), task.lead(), deadline,
               std::to_string(task.reported()) + "/" + std::to_string(task.assigned()),
               std::to_string(task.percent()),
               task.has_worth_e4() ? PointsText(session, task.worth_e4()) : "-",
               StateText(session, task)});
  }
  return table.Text(session.output.width);
}

std::string UnitsTable(const Session& session, const GetPlanResponse& plan) {
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tên", "Name"), .may_shrink = true},
               {.title = session.Say("Nhiệm vụ", "Tasks"), .to_the_right = true},
               {.title = session.Say("Xong", "Done"), .to_the_right = true},
               {.title = session.Say("Quá hạn", "Overdue"), .to_the_right = true},
               {.title = session.Say("Chưa báo cáo", "Not reported"), .to_the_right = true},
               {.title = session.Say("Điểm còn phải lấy lại", "At stake"), .to_the_right = true}});
  for (const remediation::v1::UnitRow& unit : plan.units()) {
    table.Add({unit.unit(), unit.name(), std::to_string(unit.tasks()), std::to_string(unit.done()),
               std::to_string(unit.overdue()), std::to_string(unit.not_reported()),
               PointsText(session, unit.at_stake_e4())});
  }
  return table.Text(session.output.width);
}

void PrintPlanHead(Session& session, const GetPlanResponse& plan) {
  session.output.out << OneLine(plan.title()) << " (" << plan.year()
                     << session.Say("), tính đến ngày ", "), as of ") << DayText(session, plan.on())
                     << "\n\n";
}

void PrintChanges(Session& session, const GetPlanResponse& plan) {
  for (const remediation::v1::TaskChange& change : plan.changes()) {
    std::string what =
        session.Say("gia hạn đến ", "extended to ") + DayText(session, change.deadline());
    if (change.kind() == "withdraw") what = session.Say("rút", "withdrawn");
    if (change.kind() == "replace")
      what = session.Say("thay bằng: ", "replaced: ") + OneLine(change.measure());
    session.output.out << "  " << change.task() << ": " << what << " (" << OneLine(change.reason())
                       << ") – " << WhoText(change.by(), change.changed_by()) << '\n';
  }
}

void PrintStatus(Session& session, const PlanCallOptions& options) {
  const auto plan = AskPlan(session, options);
  if (!plan.has_value() || PrintedAsJson(session, *plan)) return;
  PrintPlanHead(session, *plan);
  session.output.out << TasksTable(session, *plan) << '\n' << UnitsTable(session, *plan) << '\n';
  PrintChanges(session, *plan);
  if (!plan->has_sums()) return;
  const remediation::v1::PlanSums& sums = plan->sums();
  const auto line = [&](std::string_view vietnamese, std::string_view english, std::int64_t e4) {
    session.output.out << session.Say(vietnamese, english) << PointsText(session, e4) << '\n';
  };
  session.output.out << session.Say("Theo ", "By ") << sums.decision() << ":\n";
  line("  điểm đạt: ", "  score: ", sums.score_e4());
  line("  bị trừ: ", "  lost: ", sums.lost_e4());
  line("  do nguyên nhân chung: ", "  systemic: ", sums.systemic_e4());
  line("  các nhiệm vụ lấy lại: ", "  the tasks bring back: ", sums.planned_e4());
  line("  đã hoàn thành: ", "  of that done: ", sums.achieved_e4());
  line("  chỉ số năm sau với việc đã xong: ", "  next year's index with what is done: ",
       sums.forecast_done_e4());
  line("  chỉ số năm sau nếu xong tất cả: ", "  next year's index if all is done: ",
       sums.forecast_e4());
}

void PrintPlanText(Session& session, const PlanCallOptions& options) {
  const auto plan = AskPlan(session, options, true);
  if (!plan.has_value() || PrintedAsJson(session, *plan)) return;
  session.output.out << plan->plan_yaml();
}

// One unit's tasks with everything it has reported.
void PrintTasks(Session& session, const PlanCallOptions& options) {
  PlanCallOptions of_unit = options;
  const auto unit = ActingUnit(session, options.unit);
  if (!unit.has_value()) return;
  of_unit.unit = *unit;
  const auto plan = AskPlan(session, of_unit);
  if (!plan.has_value() || PrintedAsJson(session, *plan)) return;
  PrintPlanHead(session, *plan);
  session.output.out << TasksTable(session, *plan);
  for (const TaskRow& task : plan->tasks()) {
    for (const auto& one : task.units()) {
      for (const TaskReport& report : one.reports()) {
        session.output.out << "  " << task.id() << ' ' << DayText(session, report.as_of()) << ": "
                           << report.percent() << " %";
        if (!report.product().empty()) session.output.out << ", " << OneLine(report.product());
        if (!report.delay().empty()) {
          session.output.out << session.Say("; chậm vì: ", "; late because: ")
                             << OneLine(report.delay());
        }
        session.output.out << " – " << WhoText(report.by(), report.reported_by()) << '\n';
      }
    }
  }
}

void ReportProgressOn(Session& session, const PlanCallOptions& options) {
  const auto unit = ActingUnit(session, options.unit);
  if (!unit.has_value()) return;
  const auto on = DayOf(session, options.on);
  if (!on.has_value()) return;
  remediation::v1::ReportProgressRequest request;
  TaskReport& report = *request.mutable_report();
  report = options.report;
  report.set_unit(*unit);
  report.set_issuer(options.of);
  report.set_year(static_cast<std::int32_t>(options.year));
  report.set_as_of(on->Iso());
  // What the words leave out: done is 100, not begun is 0.
  std::int64_t percent = options.percent;
  if (percent < 0) percent = report.state() == "done" ? 100 : 0;
  report.set_percent(static_cast<std::uint32_t>(percent));
  const auto answer =
      Change(session, &RemediationService::Stub::ReportProgress, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã báo cáo nhiệm vụ ", "Reported on task ")
                     << options.report.task() << '\n';
}

void ChangeTaskOn(Session& session, const PlanCallOptions& options, std::string_view kind) {
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  remediation::v1::ChangeTaskRequest request;
  request.set_actor_unit(*acting);
  request.set_year(static_cast<std::int32_t>(options.year));
  *request.mutable_change() = options.change;
  request.mutable_change()->set_kind(std::string(kind));
  const auto answer = Change(session, &RemediationService::Stub::ChangeTask, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã sửa nhiệm vụ ", "Changed task ") << options.change.task()
                     << session.Say(", kế hoạch lần ", ", plan version ") << answer->version()
                     << '\n';
}

void TakeYear(const Command& verb, const Session& session, PlanCallOptions& options) {
  Take(verb, session, "--year", options.year, {"Năm của kế hoạch", "The plan's year"}, "2024")
      .Required();
}

void TakePlan(const Command& verb, const Session& session, PlanCallOptions& options) {
  Take(verb, session, "--of", options.of,
       {"Đơn vị ban hành kế hoạch; mặc định đơn vị của tài khoản",
        "The unit whose plan it is; default the account's unit"},
       "ID");
  TakeYear(verb, session, options);
}

void AddChange(const Command& group, Session& session, const std::shared_ptr<PlanCallOptions>& into,
               const std::string& kind, const Words& about, const std::string& example) {
  const Command verb = AddVerb(group, session, kind, about, {"parctl remediation " + example});
  TakeYear(verb, session, *into);
  Take(verb, session, "--task", *into->change.mutable_task(), {"Nhiệm vụ", "The task"}, "ID")
      .Required();
  if (kind != "withdraw") {
    Argument deadline = Take(verb, session, "--deadline", *into->change.mutable_deadline(),
                             {"Thời hạn mới", "The new deadline"}, "2024-12-20");
    if (kind == "extend") deadline.Required();
  }
  if (kind == "replace") {
    const std::string text = session.Say("NỘI DUNG", "TEXT");
    Take(verb, session, "--measure", *into->change.mutable_measure(),
         {"Biện pháp mới", "The new measure"}, text)
        .Required();
    Take(verb, session, "--product", *into->change.mutable_product(),
         {"Sản phẩm mới", "The new product"}, text);
  }
  Take(verb, session, "--reason", *into->change.mutable_reason(), {"Lý do", "Why"},
       session.Say("LÝ DO", "REASON"))
      .Required();
  TakeActingUnit(verb, session, into->as);
  verb.Does([into, kind, &session] { ChangeTaskOn(session, *into, kind); });
}

void AddReports(const Command& group, Session& session,
                const std::shared_ptr<PlanCallOptions>& into) {
  const Command verb =
      AddVerb(group, session, "progress",
              {"Báo cáo tiến độ một nhiệm vụ được giao", "Report the progress of an assigned task"},
              {"parctl remediation progress --of tu-nghia --year 2024 --task nv-1 --state done \\",
               "    --product \"45/BC-UBND ngày 20/9/2024\""});
  TakePlan(verb, session, *into);
  Take(verb, session, "--task", *into->report.mutable_task(), {"Nhiệm vụ", "The task"}, "ID")
      .Required();
  Take(verb, session, "--state", *into->report.mutable_state(),
       {"not_started, under_way hoặc done", "not_started, under_way or done"}, "STATE")
      .Required();
  Take(verb, session, "--percent", into->percent,
       {"Mức hoàn thành; mặc định 100 nếu đã xong, 0 nếu chưa",
        "How much is done; default 100 when done, otherwise 0"},
       "0-100");
  const std::string text = session.Say("NỘI DUNG", "TEXT");
  Take(verb, session, "--product", *into->report.mutable_product(),
       {"Văn bản sản phẩm: số, ngày", "The product document: number, date"}, text);
  Take(verb, session, "--delay", *into->report.mutable_delay(),
       {"Lý do chậm; phải có nếu đã quá hạn", "Why it is late; needed past the deadline"}, text);
  Take(verb, session, "--as-of", into->on,
       {"Tính đến ngày; mặc định hôm nay", "As of this day; default today"},
       session.Say("NGÀY", "DATE"));
  TakeUnit(verb, session, into->unit, false);
  verb.Does([into, &session] { ReportProgressOn(session, *into); });
}

}  // namespace

void AddRemediationNodeCommands(Command group, Session& session) {
  auto options = std::make_shared<PlanCallOptions>();
  const Command issue = AddVerb(
      group, session, "issue",
      {"Ban hành kế hoạch và giao nhiệm vụ cho các đơn vị", "Issue a plan and assign its tasks"},
      {"parctl remediation issue ke-hoach.yaml --cycle xa-2023"});
  Take(issue, session, "file", options->file, {"Tệp YAML của kế hoạch", "YAML file of the plan"},
       session.Say("TỆP", "FILE"))
      .Required();
  TakeActingUnit(issue, session, options->as);
  Take(issue, session, "--cycle", options->cycle,
       {"Kỳ đánh giá có quyết định công bố để tính điểm",
        "The cycle whose published decision the points are counted by"},
       "ID");
  issue.Does([options, &session] { IssuePlanOn(session, *options); });

  const Command plans =
      AddVerb(group, session, "plans", {"Các kế hoạch có trên máy chủ", "The plans on the node"},
              {"parctl remediation plans"});
  plans.Does([&session] { PrintPlans(session); });

  const Command text = AddVerb(group, session, "text",
                               {"In văn bản YAML của kế hoạch", "Print the YAML text of a plan"},
                               {"parctl remediation text --of tu-nghia --year 2024"});
  TakePlan(text, session, *options);
  text.Does([options, &session] { PrintPlanText(session, *options); });

  const Command status =
      AddVerb(group, session, "status",
              {"Ai đã làm gì, quá hạn, chưa báo cáo, điểm còn phải lấy lại",
               "Who has done what, what is overdue or not reported, points at stake"},
              {"parctl remediation status --year 2024",
               "parctl remediation status --year 2024 --on "
               "2024-09-30"});
  TakePlan(status, session, *options);
  TakeDay(status, session, options->on);
  status.Does([options, &session] { PrintStatus(session, *options); });

  const Command tasks =
      AddVerb(group, session, "tasks",
              {"Nhiệm vụ giao cho một đơn vị và mọi báo cáo của đơn vị",
               "The tasks of one unit with everything it reported"},
              {"parctl remediation tasks --of tu-nghia --year 2024 --unit song-ve"});
  TakePlan(tasks, session, *options);
  TakeUnit(tasks, session, options->unit, false);
  TakeDay(tasks, session, options->on);
  tasks.Does([options, &session] { PrintTasks(session, *options); });

  AddReports(group, session, options);
  AddChange(group, session, options, "extend", {"Gia hạn một nhiệm vụ", "Extend a task's deadline"},
            "extend --year 2024 --task nv-1 --deadline 2024-12-20 --reason \"...\"");
  AddChange(group, session, options, "withdraw", {"Rút một nhiệm vụ", "Withdraw a task"},
            "withdraw --year 2024 --task nv-1 --reason \"...\"");
  AddChange(group, session, options, "replace", {"Thay nội dung một nhiệm vụ", "Replace a task"},
            "replace --year 2024 --task nv-1 --measure \"...\" --reason \"...\"");
}

}  // namespace par::parctl
