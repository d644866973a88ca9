// `parctl history enter|list|withdraw`: what was published in earlier years, on a node.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "par/history/v1/history.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/history_parts.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using history::v1::HistoryService;
using history::v1::ImportedTable;
using history::v1::ImportTablesRequest;

struct EarlierOptions {
  std::string file;
  std::string as;
  std::string basis;
  std::string number;
  std::string date;
  std::string issuer;
  std::string set;
  std::uint32_t set_version = 0;
  std::uint32_t year = 0;
};

std::string FindingText(const Session& session, const error::v1::FileFinding& finding) {
  return OneLine(session.vietnamese() ? finding.text_vi() : finding.text_en());
}

// Everything that is wrong, not only the first thing, which is all that a refusal can say.
void PrintTableFindings(Session& session, const std::string& file,
                        const history::v1::CheckTablesResponse& found) {
  for (const error::v1::FileFinding& one : found.findings()) {
    session.output.err << file;
    if (one.line() > 0) session.output.err << ':' << one.line() << ':' << one.column();
    session.output.err << ": "
                       << (one.warning()
                               ? session.Say("chấp nhận theo căn cứ: ", "accepted by the basis: ")
                               : "")
                       << FindingText(session, one) << '\n';
    if (!one.warning()) session.exit = kFindings;
  }
  const auto more = found.finding_count() - static_cast<std::uint32_t>(found.findings_size());
  if (more > 0) {
    session.output.err << session.Say("và ", "and ") << more
                       << session.Say(" chỗ khác\n", " more\n");
  }
}

std::string EarlierTitle(const Session& session, const ImportedTable& table) {
  std::string title = std::to_string(table.year()) + " · " + IndexTitle(table.index());
  if (!table.unit().empty()) {
    return title + " · " + table.unit() + session.Say(", theo tiêu chí", ", by criterion");
  }
  return title + (table.group().empty() ? "" : " · " + table.group());
}

void EnterTables(Session& session, const EarlierOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  ImportTablesRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(std::filesystem::path(options.file).filename().string());
  request.set_file(*std::move(text));
  request.set_year(options.year);
  request.set_document(options.number);
  request.set_date(options.date);
  request.set_issuer(options.issuer);
  request.set_set_id(options.set);
  request.set_set_version(options.set_version);
  request.set_basis(options.basis);
  const auto found = Ask(session, &HistoryService::Stub::CheckTables, request);
  if (!found.has_value()) return;
  PrintTableFindings(session, options.file, *found);
  if (session.exit == kFindings) return;
  const auto answer = Change(session, &HistoryService::Stub::ImportTables, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  for (const ImportedTable& table : answer->tables()) {
    session.output.out << session.Say("Đã nhập, đúng như đã công bố: ", "Imported, as published: ")
                       << OneLine(EarlierTitle(session, table)) << ", " << table.rows()
                       << (table.unit().empty() ? session.Say(" đơn vị", " units")
                                                : session.Say(" tiêu chí", " criteria"))
                       << session.Say(" (lần ", " (import ") << table.version() << ")\n";
  }
}

// All pages as one answer.
std::optional<history::v1::ListTablesResponse> AllTables(Session& session) {
  history::v1::ListTablesRequest request;
  request.set_page_size(1000);
  history::v1::ListTablesResponse all;
  const bool whole =
      EachPage(session, &HistoryService::Stub::ListTables, std::move(request),
               [&](const auto& page) { all.mutable_tables()->MergeFrom(page.tables()); });
  return whole ? std::optional(std::move(all)) : std::nullopt;
}

std::string StandingOfTable(const Session& session, const ImportedTable& table) {
  if (!table.has_withdrawn()) return session.Say("có hiệu lực", "counts");
  const history::v1::TableWithdrawal& withdrawn = table.withdrawn();
  return session.Say("đã rút: ", "withdrawn: ") + withdrawn.reason() + " – " +
         WhoText(withdrawn.by(), withdrawn.account()) + ", " + TimeText(withdrawn.at());
}

void ListTables(Session& session) {
  const auto answer = AllTables(session);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Đơn vị nhập", "Imported by")},
               {.title = session.Say("Bảng", "Table"), .may_shrink = true},
               {.title = session.Say("Văn bản", "Document"), .may_shrink = true},
               {.title = session.Say("Dòng", "Rows"), .to_the_right = true},
               {.title = session.Say("Lần", "Import"), .to_the_right = true},
               {.title = session.Say("Căn cứ nhập số mâu thuẫn", "Basis of contradictions"),
                .may_shrink = true},
               {.title = session.Say("Người nhập", "Entered by"), .may_shrink = true},
               {.title = session.Say("Tình trạng", "Standing"), .may_shrink = true}});
  for (const ImportedTable& one : answer->tables()) {
    table.Add({one.actor_unit(), EarlierTitle(session, one),
               one.document() + (one.issuer().empty() ? "" : ", " + one.issuer()),
               std::to_string(one.rows()), std::to_string(one.version()),
               one.basis().empty() ? "-" : one.basis(), WhoText(one.by(), one.account()),
               StandingOfTable(session, one)});
  }
  session.output.out << table.Text(session.output.width);
}

struct WithdrawOptions {
  std::string as;
  std::string index;
  std::string group;
  std::string unit;
  std::string reason;
  std::uint32_t year = 0;
  std::uint64_t version = 0;
};

void WithdrawTable(Session& session, const WithdrawOptions& options) {
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  history::v1::WithdrawTableRequest request;
  request.set_actor_unit(*acting);
  request.set_year(options.year);
  request.set_index(options.index);
  request.set_group(options.group);
  request.set_unit(options.unit);
  request.set_version(options.version);
  request.set_reason(options.reason);
  const auto answer = Change(session, &HistoryService::Stub::WithdrawTable, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã rút bảng đã nhập: ", "Withdrawn: ")
                     << OneLine(EarlierTitle(session, answer->table()))
                     << session.Say(" (lần ", " (import ") << answer->table().version()
                     << session.Say("); bảng không còn được dùng ở đâu, muốn thay thì nhập lại",
                                    "); it counts nowhere any more, enter another to replace it")
                     << '\n';
}

void AddWithdraw(Command history, Session& session) {
  auto options = std::make_shared<WithdrawOptions>();
  const Command verb = AddVerb(
      history, session, "withdraw",
      {"Rút một bảng năm trước đã nhập nhầm khỏi máy chủ, nêu lý do; quyết định của chính đơn vị "
       "không rút được bằng lệnh này",
       "Take a wrongly entered table of an earlier year back from the node, with the reason; never "
       "a decision of the unit's own"},
      {"parctl history withdraw --year 2022 --group \"xã, thị trấn\" --import 1 --reason \"nhập "
       "nhầm bảng dự thảo\"",
       "parctl history withdraw --year 2022 --unit la-ha --import 1 --reason \"nhầm năm\""});
  options->index = "par";
  Take(verb, session, "--year", options->year, {"Năm đánh giá", "Year assessed"}, "2022")
      .Required();
  Take(verb, session, "--import", options->version,
       {"Lần nhập, như history list nêu; đã có lần nhập sau thì không rút",
        "Which import, as history list says; one entered since then stays"},
       "N")
      .Required();
  Take(verb, session, "--reason", options->reason, {"Lý do rút", "Why it is taken back"}, "TEXT")
      .Required();
  Take(verb, session, "--index", options->index,
       {"Chỉ số: par, sipas, papi, ddci", "Index: par, sipas, papi, ddci"}, "ID");
  Take(verb, session, "--group", options->group,
       {"Khối của bảng xếp hạng", "Group of a table of ranks"}, "TEXT");
  Take(verb, session, "--unit", options->unit,
       {"Bảng điểm theo tiêu chí của đơn vị này", "The table of this unit, by criterion"}, "ID");
  TakeActingUnit(verb, session, options->as);
  verb.Does([options, &session] { WithdrawTable(session, *options); });
}

}  // namespace

void AddHistoryNodeCommands(Command history, Session& session) {
  auto options = std::make_shared<EarlierOptions>();
  const Command verb = AddVerb(
      history, session, "enter",
      {"Nhập bảng đã công bố của năm trước vào máy chủ; bảng không khớp số bị từ chối, trừ khi "
       "nêu căn cứ",
       "Enter published tables of earlier years on the node; one that does not add up is refused, "
       "but for a stated basis"},
      {"parctl history enter cac-nam.yaml",
       "parctl history enter bang-diem-la-ha.yaml --year 2022 --number 187/QĐ-UBND "
       "--set commune-sample-2023 --set-version 1"});
  Take(verb, session, "file", options->file,
       {"Tệp kết quả các năm (history import), hoặc bảng điểm của một đơn vị (YAML, CSV)",
        "File of the years (history import), or one unit's published table (YAML, CSV)"},
       "FILE")
      .Required();
  TakeActingUnit(verb, session, options->as);
  Take(verb, session, "--basis", options->basis,
       {"Căn cứ nhập bảng mà chính văn bản tự mâu thuẫn",
        "Why a table is taken that contradicts itself as it was published"},
       "TEXT");
  Take(verb, session, "--year", options->year,
       {"Của bảng một đơn vị: năm đánh giá", "Of one unit's table: the year assessed"}, "2022");
  Take(verb, session, "--number", options->number,
       {"Của bảng một đơn vị: số văn bản công bố", "Of one unit's table: number of the document"},
       "TEXT");
  Take(verb, session, "--date", options->date, {"Ngày văn bản", "Date of it"}, "2023-01-05");
  Take(verb, session, "--issuer", options->issuer, {"Cơ quan ban hành", "Who issued it"}, "TEXT");
  Take(verb, session, "--set", options->set,
       {"Của bảng một đơn vị: mã bộ chỉ số đã dùng", "Of one unit's table: id of the set used"},
       "ID");
  Take(verb, session, "--set-version", options->set_version,
       {"Phiên bản bộ chỉ số đó", "Version of that set"}, "N");
  verb.Does([options, &session] { EnterTables(session, *options); });
  AddVerb(history, session, "list",
          {"Các bảng năm trước đã nhập vào máy chủ, kèm nguồn",
           "Tables of earlier years on the node, with their sources"},
          {"parctl history list"})
      .Does([&session] { ListTables(session); });
  AddWithdraw(history, session);
}

}  // namespace par::parctl
