// `parctl rank`: rankings of a cycle, and what another version of the set would change.
#include <memory>

#include "par/ranking/v1/ranking.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using ranking::v1::RankingService;

struct RankOptions {
  std::string cycle;
  std::string set;
  std::uint32_t version = 0;
};

void ShowRanking(Session& session, const RankOptions& options) {
  ranking::v1::GetRankingRequest request;
  request.set_cycle(options.cycle);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &RankingService::Stub::GetRanking, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  if (answer->sample()) {
    session.output.out << session.Say("Bộ chỉ số mẫu, soạn để minh họa\n",
                                      "A sample set, composed for demonstration\n");
  }
  if (!answer->complete()) {
    session.output.out << session.Say("Chưa đủ: còn đơn vị chưa chốt kết quả\n",
                                      "Not complete: some units are not settled\n");
  }
  Table table({{.title = session.Say("Nhóm", "Group"), .may_shrink = true},
               {.title = session.Say("Hạng", "Rank"), .to_the_right = true},
               {.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
               {.title = session.Say("Tổng điểm", "Total"), .to_the_right = true},
               {.title = session.Say("Làm tròn", "Rounded"), .to_the_right = true},
               {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true},
               {.title = session.Say("Quy đổi, %", "Converted, %"), .to_the_right = true},
               {.title = session.Say("Tự chấm", "Self"), .to_the_right = true},
               {.title = session.Say("Xếp loại", "Class")},
               {.title = session.Say("Trạng thái", "State")}});
  for (const ranking::v1::RankedUnit& unit : answer->units()) {
    table.Add({unit.group(), unit.rank() == 0 ? "-" : std::to_string(unit.rank()),
               unit.name().empty() ? unit.unit() : unit.name(),
               PointsText(session, unit.total_e4()), DecimalText(session, unit.total_rounded()),
               PointsText(session, unit.effective_maximum_e4()),
               DecimalText(session, unit.converted_percent()),
               PointsText(session, unit.self_score_e4()), unit.classification(),
               DossierStateText(session, unit.state())});
  }
  session.output.out << table.Text(session.output.width);
}

void Compare(Session& session, const RankOptions& options) {
  ranking::v1::CompareSetsRequest request;
  request.set_cycle(options.cycle);
  request.set_set_id(options.set);
  request.set_set_version(options.version);
  const auto answer = Ask(session, &RankingService::Stub::CompareSets, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Nội dung", "What")},
               {.title = session.Say("Trước", "Before"), .to_the_right = true},
               {.title = session.Say("Sau", "After"), .to_the_right = true}});
  for (const ranking::v1::Change& change : answer->changes()) {
    table.Add({change.unit(), change.what(), DecimalText(session, change.before()),
               DecimalText(session, change.after())});
  }
  session.output.out << (table.rows() == 0 ? session.Say("không có gì đổi\n", "nothing changes\n")
                                           : table.Text(session.output.width));
}

}  // namespace

void AddRankCommands(Command app, Session& session) {
  auto options = std::make_shared<RankOptions>();
  const Command group = AddGroup(app, session, "rank", {"Xếp hạng", "Rankings"});
  const Command show =
      AddVerb(group, session, "show", {"Xếp hạng của kỳ", "The ranking of a cycle"},
              {"parctl rank show --cycle tu-nghia-communes-2023"});
  TakeCycle(show, session, options->cycle);
  show.Does([options, &session] { ShowRanking(session, *options); });
  const Command compare = AddVerb(group, session, "compare",
                                  {"Chấm lại theo phiên bản khác của bộ chỉ số, nêu mọi thay đổi",
                                   "Score again under another version of the set; every change"},
                                  {"parctl rank compare --cycle K --set commune-sample-2023 "
                                   "--set-version 2"});
  TakeCycle(compare, session, options->cycle);
  Take(compare, session, "--set", options->set, {"Mã bộ chỉ số", "Id of the set"}, "ID").Required();
  Take(compare, session, "--set-version", options->version, {"Phiên bản", "Version of the set"},
       "N")
      .Required();
  compare.Does([options, &session] { Compare(session, *options); });
}

}  // namespace par::parctl
