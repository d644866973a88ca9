// `parctl rank`: rankings of a cycle, and what another version of the set would change.
#include <memory>
#include <string>
#include <vector>

#include "common/domain/points.h"
#include "par/ranking/v1/ranking.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/ranking_book.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using ranking::v1::RankingService;

struct RankOptions {
  std::string cycle;
  std::string set;
  std::string xlsx;
  std::uint32_t version = 0;
};

std::string PlainPoints(std::int64_t e4) {
  return domain::Decimal::Of(e4, domain::Points::kPlaces)->FormatShort(domain::NumberStyle::kPlain);
}

// The ranking, and the points of every area by unit; its areas are those of the first unit that
// has any, as all units of a cycle are scored by one set.
spreadsheet::Book RankingBook(const Session& session, const std::string& cycle,
                              const ranking::v1::GetRankingResponse& answer) {
  std::vector<std::string> heading = {session.Say("Xếp hạng của kỳ ", "Ranking of the cycle ") +
                                      cycle};
  if (answer.sample()) {
    heading.push_back(
        session.Say("Bộ chỉ số mẫu, soạn để minh họa", "A sample set, composed for demonstration"));
  }
  if (!answer.complete()) {
    heading.push_back(session.Say("Chưa đủ: còn đơn vị chưa chốt kết quả",
                                  "Not complete: some units are not settled"));
  }
  std::vector<RankingLine> lines;
  std::vector<MatrixColumn> columns;
  std::vector<MatrixLine> areas;
  for (const ranking::v1::RankedUnit& unit : answer.units()) {
    const std::string name = unit.name().empty() ? unit.unit() : unit.name();
    lines.push_back({.group = unit.group(),
                     .rank = unit.rank() == 0 ? "" : std::to_string(unit.rank()),
                     .unit = unit.unit(),
                     .name = name,
                     .total = PlainPoints(unit.total_e4()),
                     .rounded = unit.total_rounded(),
                     .maximum = PlainPoints(unit.effective_maximum_e4()),
                     .percent = unit.converted_percent(),
                     .classification = unit.classification(),
                     .remark = DossierStateText(session, unit.state())});
    MatrixLine& line = areas.emplace_back();
    line.unit = unit.unit();
    line.name = name;
    const bool first = columns.empty();
    for (const score::v1::Area& area : unit.areas()) {
      if (first) {
        columns.push_back(
            {.id = area.id(), .title = area.title(), .maximum = PlainPoints(area.maximum_e4())});
      }
      line.cells.push_back(PlainPoints(area.score_e4()));
    }
  }
  spreadsheet::Book book;
  book.title = heading.front();
  book.sheets.push_back(RankingSheet(session, heading, lines));
  book.sheets.push_back(
      MatrixSheet(session, session.Say("Lĩnh vực", "Areas"), heading, columns, areas));
  return book;
}

void ShowRanking(Session& session, const RankOptions& options) {
  ranking::v1::GetRankingRequest request;
  request.set_cycle(options.cycle);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &RankingService::Stub::GetRanking, request);
  if (!answer.has_value()) return;
  if (!options.xlsx.empty()) {
    WriteBookFor(session, RankingBook(session, options.cycle, *answer), options.xlsx);
  }
  if (PrintedAsJson(session, *answer)) return;
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
  if (answer->reviewed().empty()) return;
  Table reviewed(
      {{.title = session.Say("Đơn vị", "Unit")},
       {.title = session.Say("Tiêu chí", "Criterion")},
       {.title = session.Say("Điểm thẩm định", "Points of the review"), .may_shrink = true}});
  for (const ranking::v1::ReviewedLeaf& leaf : answer->reviewed()) {
    reviewed.Add({leaf.unit(), leaf.criterion(),
                  leaf.stands() ? session.Say("giữ nguyên", "stand")
                                : session.Say("không giữ: chấm lại theo số liệu của đơn vị",
                                              "do not stand: scored by the unit's answers")});
  }
  session.output.out << '\n' << reviewed.Text(session.output.width);
}

}  // namespace

void AddRankCommands(Command app, Session& session) {
  auto options = std::make_shared<RankOptions>();
  const Command group = AddGroup(app, session, "rank", {"Xếp hạng", "Rankings"});
  const Command show =
      AddVerb(group, session, "show", {"Xếp hạng của kỳ", "The ranking of a cycle"},
              {"parctl rank show --cycle tu-nghia-communes-2023",
               "parctl rank show --cycle tu-nghia-communes-2023 --xlsx xep-hang.xlsx"});
  TakeCycle(show, session, options->cycle);
  Take(show, session, "--xlsx", options->xlsx,
       {"Ghi thêm ra tệp Excel này, kèm điểm từng lĩnh vực",
        "Write it to this Excel file too, with the points by area"},
       "FILE.xlsx");
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
