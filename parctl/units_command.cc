// `parctl units`: the unit tree of the country's administration, as the node knows it.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/domain/date.h"
#include "common/spreadsheet/units_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using unit::v1::UnitService;

struct UnitOptions {
  std::string file;
  std::string out;
  std::string as;
  std::string as_of;
  std::string parent;
};

void ImportUnits(Session& session, const UnitOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  if (spreadsheet::LooksLikeWorkbook(*text)) {
    // A node takes the hand-written form; a workbook is checked here, where its cells are known.
    spreadsheet::UnitsAsText read = spreadsheet::ReadUnitsFile(*text, options.file);
    PrintFindings(session, read.file.findings, read.file.finding_count);
    if (!read.file.tree.has_value()) return;
    *text = std::move(read.yaml);
  }
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  unit::v1::ImportUnitsRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_units_yaml(*std::move(text));
  const auto answer = Change(session, &UnitService::Stub::ImportUnits, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã nhập cây đơn vị: ", "Unit tree imported: ")
                     << answer->units() << session.Say(" đơn vị, phiên bản ", " units, version ")
                     << answer->version() << '\n';
}

void WriteUnits(Session& session, const UnitOptions& options) {
  std::optional<domain::UnitTree> tree;
  if (!options.file.empty()) {
    const auto text = ReadFile(options.file);
    if (!text.ok()) return PrintRefusal(session, "", text.status());
    domain::UnitsFile file = spreadsheet::ReadUnitsFile(*text, options.file).file;
    PrintFindings(session, file.findings, file.finding_count);
    if (!file.tree.has_value()) return;
    tree = std::move(file.tree);
  }
  WriteNewBookFor(session, spreadsheet::UnitsBook(tree.has_value() ? &*tree : nullptr),
                  options.out);
}

// Who comes under another unit after `day`, a line each; nothing where nobody does.
std::string ComingText(const Session& session, const unit::v1::ListUnitsResponse& history,
                       const UnitOptions& options, domain::Date day) {
  std::string text;
  for (const unit::v1::Unit& one : history.units()) {
    for (const unit::v1::Membership& next : one.memberships()) {
      const auto from = domain::Date::Parse(next.from());
      const bool begins_with_it = next.from() == one.from();
      if (!from.has_value() || *from <= day || begins_with_it) continue;
      const bool asked = options.parent.empty() || options.parent == next.parent() ||
                         options.parent == one.parent();
      if (!asked) continue;
      text += session.Say("Từ ", "From ") + DayText(session, next.from()) +
              session.Say(", ", " on, ") + one.name() + " (" + one.id() +
              session.Say(") trực thuộc ", ") is below ") + next.parent() + ".\n";
    }
  }
  return text;
}

void ListUnits(Session& session, const UnitOptions& options) {
  unit::v1::ListUnitsRequest request;
  request.set_as_of(options.as_of);
  request.set_parent(options.parent);
  const auto answer = Ask(session, &UnitService::Stub::ListUnits, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Mã", "Id")},
               {.title = session.Say("Tên", "Name"), .may_shrink = true},
               {.title = session.Say("Loại", "Kind")},
               {.title = session.Say("Trực thuộc", "Below")},
               {.title = session.Say("Nhóm xếp hạng", "Group"), .may_shrink = true},
               {.title = session.Say("Tại máy chủ này", "Here")}});
  for (const unit::v1::Unit& one : answer->units()) {
    table.Add({one.id(), one.name(), one.kind(), one.parent(), one.group(),
               one.hosted_here() ? session.Say("có", "yes") : "-"});
  }
  session.output.out << table.Text(session.output.width);
  unit::v1::ListUnitsRequest all;
  all.set_as_of(options.as_of);
  all.set_history(true);
  const auto history = Ask(session, &UnitService::Stub::ListUnits, all);
  if (!history.has_value()) return;
  const domain::Date day = domain::Date::Parse(options.as_of)
                               .value_or(domain::Date::InVietnam(SystemClock().WallMicros()));
  session.output.out << ComingText(session, *history, options, day);
}

}  // namespace

void AddUnitCommands(Command app, Session& session) {
  auto options = std::make_shared<UnitOptions>();
  const Command units = AddGroup(app, session, "units", {"Cây đơn vị hành chính", "The unit tree"});
  const Command import = AddVerb(
      units, session, "import",
      {"Thay cây đơn vị bằng cây trong tệp; gửi xuống mọi máy chủ (quản trị viên đơn vị cao nhất)",
       "Replace the tree by the one in the file; it goes down to every node (top administrator)"},
      {"parctl units import units.yaml", "parctl units import don-vi.xlsx"});
  Take(import, session, "file", options->file,
       {"Tệp Excel (parctl units template) hoặc YAML (docs/formats/units.md)",
        "Excel (parctl units template) or YAML (docs/formats/units.md)"},
       "FILE")
      .Required();
  TakeActingUnit(import, session, options->as);
  import.Does([options, &session] { ImportUnits(session, *options); });

  const Command make = AddVerb(
      units, session, "template",
      {"Tạo tệp Excel để nhập cây đơn vị, để trống hoặc lấy từ một tệp",
       "Make the Excel file of the unit tree, empty or out of a file"},
      {"parctl units template --out don-vi.xlsx",
       "parctl units template --file criteria/units/quang-tri-2025.yaml --out don-vi.xlsx"});
  Take(make, session, "--file", options->file,
       {"Cây đơn vị (YAML, Excel) đưa sẵn vào tệp mới", "Unit tree (YAML, Excel) to put into it"},
       "FILE");
  Take(make, session, "--out", options->out, {"Tệp .xlsx sẽ ghi", "The .xlsx file to write"},
       "FILE.xlsx")
      .Required();
  make.Does([options, &session] { WriteUnits(session, *options); });

  const Command list =
      AddVerb(units, session, "list", {"Liệt kê các đơn vị", "List the units"},
              {"parctl units list --parent tu-nghia", "parctl units list --as-of 2023-12-31"});
  Take(list, session, "--parent", options->parent,
       {"Chỉ đơn vị trực thuộc đơn vị này", "Only units below this one"}, "ID");
  Take(list, session, "--as-of", options->as_of,
       {"Vào ngày nào; mặc định hôm nay", "On which day; today by default"}, "2023-12-31");
  list.Does([options, &session] { ListUnits(session, *options); });
}

}  // namespace par::parctl
