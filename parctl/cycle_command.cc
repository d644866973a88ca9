// `parctl cycle`: assessment cycles on a node.
#include <memory>
#include <string>
#include <vector>

#include "par/cycle/v1/cycle.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using cycle::v1::CycleService;

struct CycleOptions {
  std::string file;
  std::string as;
  std::string id;
  std::string to;
  std::string deadline;
  std::string date;
  std::string reason;
};

void PrintCycles(Session& session, const std::vector<cycle::v1::Cycle>& cycles) {
  Table table({{.title = session.Say("Kỳ", "Cycle")},
               {.title = session.Say("Tên", "Title"), .may_shrink = true},
               {.title = session.Say("Cấp", "Level")},
               {.title = session.Say("Bộ chỉ số", "Set")},
               {.title = session.Say("Trạng thái", "State")},
               {.title = session.Say("Số đơn vị", "Units"), .to_the_right = true},
               {.title = session.Say("Hạn gửi", "Submit by")},
               {.title = session.Say("Hạn công bố", "Publish by")}});
  for (const cycle::v1::Cycle& one : cycles) {
    table.Add({one.id(), one.title(), LevelText(session, one.level()),
               one.set_id() + "@" + std::to_string(one.set_version()),
               CycleStateText(session, one.state()), std::to_string(one.units_size()),
               DayText(session, one.submit_by()), DayText(session, one.publish_by())});
  }
  session.output.out << table.Text(session.output.width);
}

template <typename Answer>
void PrintChanged(Session& session, const Answer& answer) {
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintCycles(session, {answer->cycle()});
}

void OpenCycle(Session& session, const CycleOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  cycle::v1::OpenCycleRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_cycle_yaml(*std::move(text));
  PrintChanged(session, Change(session, &CycleService::Stub::OpenCycle, std::move(request)));
}

void Advance(Session& session, const CycleOptions& options) {
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  cycle::v1::AdvanceCycleRequest request;
  request.set_actor_unit(*acting);
  request.set_id(options.id);
  request.set_to_state(options.to);
  PrintChanged(session, Change(session, &CycleService::Stub::AdvanceCycle, std::move(request)));
}

void Extend(Session& session, const CycleOptions& options) {
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  cycle::v1::ExtendDeadlineRequest request;
  request.set_actor_unit(*acting);
  request.set_id(options.id);
  request.set_deadline(options.deadline);
  request.set_date(options.date);
  request.set_reason(options.reason);
  PrintChanged(session, Change(session, &CycleService::Stub::ExtendDeadline, std::move(request)));
}

void ListCycles(Session& session) {
  const auto answer = Ask(session, &CycleService::Stub::ListCycles, cycle::v1::ListCyclesRequest());
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintCycles(session, {answer->cycles().begin(), answer->cycles().end()});
}

void ShowCycle(Session& session, const CycleOptions& options) {
  cycle::v1::GetCycleRequest request;
  request.set_id(options.id);
  const auto answer = Ask(session, &CycleService::Stub::GetCycle, request);
  PrintChanged(session, answer);
  if (!answer.has_value() || session.output.format == Format::kJson) return;
  session.output.out << session.Say("\nCác đơn vị:", "\nUnits:");
  for (const std::string& unit : answer->cycle().units()) session.output.out << ' ' << unit;
  session.output.out << '\n';
}

void AddChanges(Command group, Session& session, const std::shared_ptr<CycleOptions>& options) {
  const Command open = AddVerb(group, session, "open",
                               {"Mở kỳ đánh giá theo tệp; báo cho mọi đơn vị tham gia",
                                "Open a cycle from a file; every unit of it is told"},
                               {"parctl cycle open ky-2023.yaml"});
  Take(open, session, "file", options->file,
       {"Tệp YAML, xem docs/formats/cycle.md", "YAML file, see docs/formats/cycle.md"}, "FILE")
      .Required();
  TakeActingUnit(open, session, options->as);
  open.Does([options, &session] { OpenCycle(session, *options); });

  const Command advance =
      AddVerb(group, session, "advance", {"Chuyển kỳ sang bước sau", "Move the cycle on"},
              {"parctl cycle advance tu-nghia-communes-2023 --to in_review"});
  Take(advance, session, "id", options->id, {"Mã kỳ", "Id of the cycle"}, "ID").Required();
  Take(advance, session, "--to", options->to,
       {"self_assessing, in_review, provisional, appeal_window, final",
        "self_assessing, in_review, provisional, appeal_window, final"},
       "STATE")
      .Required();
  TakeActingUnit(advance, session, options->as);
  advance.Does([options, &session] { Advance(session, *options); });

  const Command extend =
      AddVerb(group, session, "extend", {"Lùi một hạn", "Put a deadline off"},
              {"parctl cycle extend tu-nghia-communes-2023 --deadline submit --date 2023-11-05 "
               "--reason \"Bão số 5\""});
  Take(extend, session, "id", options->id, {"Mã kỳ", "Id of the cycle"}, "ID").Required();
  Take(extend, session, "--deadline", options->deadline,
       {"submit, review, appeal, answer, publish", "submit, review, appeal, answer, publish"},
       "NAME")
      .Required();
  Take(extend, session, "--date", options->date, {"Ngày mới", "New date"}, "2023-11-05").Required();
  Take(extend, session, "--reason", options->reason, {"Lý do", "Reason"}, "TEXT").Required();
  TakeActingUnit(extend, session, options->as);
  extend.Does([options, &session] { Extend(session, *options); });
}

}  // namespace

void AddCycleCommands(Command app, Session& session) {
  auto options = std::make_shared<CycleOptions>();
  const Command group = AddGroup(app, session, "cycle", {"Kỳ đánh giá", "Assessment cycles"});
  AddChanges(group, session, options);
  const Command list =
      AddVerb(group, session, "list", {"Các kỳ có tại máy chủ", "The cycles on the node"},
              {"parctl cycle list"});
  list.Does([&session] { ListCycles(session); });
  const Command show =
      AddVerb(group, session, "show", {"Một kỳ và các đơn vị", "One cycle, its units"},
              {"parctl cycle show tu-nghia-communes-2023"});
  Take(show, session, "id", options->id, {"Mã kỳ", "Id of the cycle"}, "ID").Required();
  show.Does([options, &session] { ShowCycle(session, *options); });
}

}  // namespace par::parctl
