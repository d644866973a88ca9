// `parctl figures`: what the units of a cycle declare, added up (rollup); periodic reports as
// files.
#include <memory>
#include <string>
#include <vector>

#include "par/figures/v1/figures.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct FiguresOptions {
  std::string cycle;
  std::vector<std::string> figures;
};

void RollUpFigures(Session& session, const FiguresOptions& options) {
  figures::v1::GetRollUpRequest request;
  request.set_cycle(options.cycle);
  request.set_language(session.vietnamese() ? "vi" : "en");
  for (const std::string& figure : options.figures) request.add_figures(figure);
  const auto answer = Ask(session, &figures::v1::FiguresService::Stub::GetRollUp, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Số liệu", "Figure")},
               {.title = session.Say("Nội dung", "Title"), .may_shrink = true},
               {.title = session.Say("Tổng", "Sum"), .to_the_right = true},
               {.title = session.Say("Số đơn vị", "Units"), .to_the_right = true}});
  for (const figures::v1::FigureSum& sum : answer->sums()) {
    table.Add({sum.figure(), sum.title(), sum.sum(), std::to_string(sum.units_size())});
  }
  session.output.out << table.Text(session.output.width) << '\n'
                     << session.Say("Đơn vị đã khai: ", "Units that declared: ")
                     << answer->units_declared() << '/' << answer->units_expected() << '\n';
  if (answer->missing_units_size() > 0) {
    session.output.out << session.Say("Chưa khai:", "Missing:");
    for (const std::string& unit : answer->missing_units()) session.output.out << ' ' << unit;
    session.output.out << '\n';
  }
  if (answer->on_time_percent().empty()) return;
  session.output.out << session.Say("Tỷ lệ đúng hạn: ", "On-time rate: ")
                     << answer->on_time_percent() << " % = " << answer->on_time_working() << '\n';
}

}  // namespace

void AddFiguresCommands(Command app, Session& session) {
  auto options = std::make_shared<FiguresOptions>();
  const Command group = AddGroup(app, session, "figures",
                                 {"Số liệu và báo cáo định kỳ", "Figures and periodic reports"});
  const Command rollup =
      AddVerb(group, session, "rollup",
              {"Cộng số liệu của các đơn vị trong kỳ; tỷ lệ tính lại từ tổng",
               "Add the figures of a cycle's units; rates come from the sums"},
              {"parctl figures rollup --cycle tu-nghia-communes-2023",
               "parctl figures rollup --cycle K --figure tthc.commune.resolved"});
  TakeCycle(rollup, session, options->cycle);
  TakeMany(rollup, session, "--figure", options->figures,
           {"Chỉ các số liệu này", "Only these figures"}, "ID");
  rollup.Does([options, &session] { RollUpFigures(session, *options); });
  AddFigureReports(group, session);
  AddFigureForecast(group, session);
  AddFigureDocument(group, session);
  AddFigureWorkbooks(group, session);
  AddFigureNodeCommands(group, session);
}

}  // namespace par::parctl
