// `parctl history`: what was published in earlier years, from files; on a node: history_node.cc.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/refusal.h"
#include "common/spreadsheet/year_table.h"
#include "parctl/files.h"
#include "parctl/history_parts.h"
#include "parctl/report.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct HistoryOptions {
  std::vector<std::string> years;
  std::string tree;
  std::string unit;
  std::string index;
  std::string group;
  std::string xlsx;
  std::string file;
  std::string into;
  std::string sheet;
  std::string under;
  std::string number;
  std::string date;
  std::string issuer;
  std::string set;
  std::string maximum;
  std::uint32_t year = 0;
  std::uint32_t group_size = 0;
  bool accept = false;
  bool replace = false;
};

// What the options say of the table; nothing where one of them is no day or no number.
std::optional<domain::YearTable> AboutOf(Session& session, const HistoryOptions& options) {
  domain::YearTable about;
  about.year = static_cast<int>(options.year);
  about.index = options.index;
  about.group = options.group;
  about.set = options.set;
  about.document = options.number;
  about.issuer = options.issuer;
  about.file = std::filesystem::path(options.file).filename().string();
  if (options.group_size > 0) about.group_size = static_cast<int>(options.group_size);
  if (!options.date.empty()) {
    about.date = domain::Date::Parse(options.date);
    if (!about.date.has_value()) BadArgument("--date", options.date);
  }
  if (!options.maximum.empty()) {
    const auto maximum = domain::ParseDecimal(options.maximum, "--maximum");
    if (!maximum.ok()) {
      PrintRefusal(session, "", maximum.status());
      return std::nullopt;
    }
    about.maximum = *maximum;
  }
  return about;
}

void Import(Session& session, const HistoryOptions& options) {
  const auto about = AboutOf(session, options);
  const auto tree = ReadTree(session, options.tree);
  if (!about.has_value() || !tree.has_value()) return;
  const auto bytes = ReadFile(options.file);
  if (!bytes.ok()) return PrintRefusal(session, "", bytes.status());
  auto read = spreadsheet::ReadYearTable(*bytes, options.file, *tree,
                                         {.about = *about,
                                          .sheet = options.sheet,
                                          .under = domain::UnitId(options.under),
                                          .accept_differences = options.accept});
  PrintFindings(session, read.findings, read.finding_count);
  if (!read.table.has_value()) return;
  for (const domain::Finding& one : read.accepted) {
    session.output.err << domain::TextOf(one, session.output.language) << '\n';
  }
  KeepYears(session, options.into, {*std::move(read.table)}, options.replace);
}

void Give(Session& session, const HistoryOptions& options, const std::string& title,
          const std::vector<domain::YearPlace>& places) {
  if (places.empty()) {
    return PrintRefusal(session, "", domain::Invalid("years_nothing", {{"what", title}}));
  }
  PrintPlaces(session, title, places);
  if (!options.xlsx.empty()) {
    WriteBookFor(session, PlacesBook(session, title, places), options.xlsx);
  }
}

void Show(Session& session, const HistoryOptions& options) {
  const auto years = ReadYears(session, options.years);
  if (!years.has_value()) return;
  std::optional<domain::UnitTree> tree;
  if (!options.tree.empty()) {
    tree = ReadTree(session, options.tree);
    if (!tree.has_value()) return;
  }
  Give(session, options, options.unit,
       domain::HistoryOf(*years, tree.has_value() ? &*tree : nullptr, domain::UnitId(options.unit),
                         options.index));
}

void CompareYears(Session& session, const HistoryOptions& options) {
  const auto years = ReadYears(session, options.years);
  if (!years.has_value()) return;
  const std::string of_group = options.group.empty() ? "" : " · " + options.group;
  Give(session, options, IndexTitle(options.index) + of_group,
       domain::HistoryOfGroup(*years, options.index, options.group));
}

void AddImport(Command history, Session& session, const std::shared_ptr<HistoryOptions>& options) {
  const Command verb = AddVerb(
      history, session, "import",
      {"Nhập một bảng xếp hạng đã công bố (Excel, CSV); nêu mọi lỗi, chỉ ghi khi không còn lỗi",
       "Import a published table of ranks (Excel, CSV); names every fault, writes only if none"},
      {"parctl history import bang-2022.xlsx --units don-vi.yaml --year 2022 --index par "
       "--number \"876/QĐ-BNV\" --into cac-nam.yaml"});
  Take(verb, session, "file", options->file, {"Bảng (.xlsx, .csv)", "The table (.xlsx, .csv)"},
       "FILE")
      .Required();
  Take(verb, session, "--units", options->tree,
       {"Cây đơn vị (YAML, Excel) để đối chiếu tên", "Unit tree (YAML, Excel) to match names with"},
       "FILE")
      .Required();
  Take(verb, session, "--year", options->year, {"Năm đánh giá", "Year assessed"}, "2022")
      .Required();
  Take(verb, session, "--index", options->index,
       {"Chỉ số: par, sipas, papi, ddci", "Index: par, sipas, papi, ddci"}, "ID")
      .Required();
  Take(verb, session, "--number", options->number, {"Số văn bản công bố", "Number of the document"},
       "TEXT")
      .Required();
  Take(verb, session, "--into", options->into,
       {"Tệp kết quả các năm, được ghi thêm", "File of the years, which is added to"}, "FILE.yaml")
      .Required();
  Take(verb, session, "--date", options->date, {"Ngày văn bản", "Date of it"}, "2023-04-19");
  Take(verb, session, "--issuer", options->issuer, {"Cơ quan ban hành", "Who issued it"}, "TEXT");
  Take(verb, session, "--group", options->group, {"Khối xếp hạng", "Group of the ranks"}, "TEXT");
  Take(verb, session, "--group-size", options->group_size,
       {"Số đơn vị của khối", "How many units the group has"}, "63");
  Take(verb, session, "--set", options->set,
       {"Bộ chỉ số đã dùng; năm khác bộ thì so theo %",
        "The criteria set used; years of different ones are compared in %"},
       "TEXT");
  Take(verb, session, "--maximum", options->maximum, {"Điểm tối đa", "Maximum"}, "100");
  Take(verb, session, "--sheet", options->sheet,
       {"Trang tính, nếu tệp có nhiều bảng", "The sheet, where the file has several tables"},
       "TEXT");
  Take(verb, session, "--under", options->under,
       {"Chỉ đơn vị thuộc đơn vị này", "Only units below this one"}, "ID");
  TakeFlag(verb, session, "--accept-differences", options->accept,
           {"Vẫn ghi khi điểm lĩnh vực không cộng đúng thành tổng; dòng đó được đánh dấu",
            "Write also where areas do not add up to the total; the row is marked"});
  TakeFlag(verb, session, "--replace", options->replace,
           {"Thay bảng cùng năm, chỉ số, khối", "Replace the table of that year, index, group"});
  verb.Does([options, &session] { Import(session, *options); });
}

void TakeYears(Command verb, Session& session, const std::shared_ptr<HistoryOptions>& options) {
  TakeMany(verb, session, "--years", options->years, {"Tệp kết quả các năm", "Files of the years"},
           "FILE")
      .Required();
  Take(verb, session, "--xlsx", options->xlsx,
       {"Ghi thêm tệp Excel có biểu đồ", "Write an Excel file with charts, too"}, "FILE.xlsx");
}

}  // namespace

void AddHistoryCommands(Command app, Session& session) {
  auto options = std::make_shared<HistoryOptions>();
  const Command history =
      AddGroup(app, session, "history",
               {"Kết quả đã công bố của các năm trước", "What was published in earlier years"});
  AddImport(history, session, options);
  AddHistoryDecision(history, session);
  AddHistoryNodeCommands(history, session);
  const Command show =
      AddVerb(history, session, "show",
              {"Thứ hạng của một đơn vị qua các năm, qua cả sáp nhập, chia tách",
               "A unit's ranks over the years, across mergers and splits"},
              {"parctl history show --years criteria/history/*.yaml --unit quang-tri",
               "parctl history show --years cac-nam.yaml --unit dong-ha --units don-vi.yaml"});
  TakeYears(show, session, options);
  Take(show, session, "--unit", options->unit, {"Mã đơn vị", "Id of the unit"}, "ID").Required();
  Take(show, session, "--units", options->tree,
       {"Cây đơn vị, để biết sáp nhập, chia tách", "Unit tree, for mergers and splits"}, "FILE");
  Take(show, session, "--index", options->index, {"Chỉ một chỉ số", "Only one index"}, "ID");
  show.Does([options, &session] { Show(session, *options); });
  const Command compare = AddVerb(
      history, session, "compare",
      {"Thứ hạng của mọi đơn vị trong khối qua các năm", "Ranks of a whole group over the years"},
      {"parctl history compare --years cac-nam.yaml --index par --group \"xã, thị trấn\" "
       "--xlsx so-sanh.xlsx"});
  TakeYears(compare, session, options);
  Take(compare, session, "--index", options->index, {"Chỉ số", "Index"}, "ID").Required();
  Take(compare, session, "--group", options->group,
       {"Chỉ khối xếp hạng này; không nêu thì mọi khối", "Only this group; every group without it"},
       "TEXT");
  compare.Does([options, &session] { CompareYears(session, *options); });
}

}  // namespace par::parctl
