// `parctl units`: the unit tree of the country's administration, as the node knows it.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/clock.h"
#include "common/domain/date.h"
#include "common/spreadsheet/units_workbook.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/unit_tree.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using unit::v1::UnitService;

struct UnitOptions {
  std::string file;
  std::string out;
  std::string as_of;
  std::string parent;
};

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

void ExportUnits(Session& session, const UnitOptions& options) {
  const bool text = absl::EndsWith(options.out, ".yaml") || absl::EndsWith(options.out, ".yml");
  if (!text && !absl::EndsWith(options.out, ".xlsx")) {
    BadArgument("--out", session.Say("tên tệp phải có đuôi .xlsx hoặc .yaml",
                                     "the file's name must end in .xlsx or .yaml"));
  }
  unit::v1::ListUnitsRequest request;
  request.set_history(true);
  const auto answer = Ask(session, &UnitService::Stub::ListUnits, request);
  if (!answer.has_value()) return;
  if (text) {
    if (!IsFree(session, options.out) || !SavedFor(session, options.out, answer->units_yaml())) {
      return;
    }
    session.output.err << session.Say("Đã ghi ", "Written: ") << options.out << '\n';
    return;
  }
  std::optional<domain::UnitTree> tree;
  if (answer->version() > 0) {
    // A tree that this program cannot read comes from a newer node.
    domain::UnitsFile file = domain::ReadUnits(answer->units_yaml(), options.out);
    PrintFindings(session, file.findings, file.finding_count);
    if (!file.tree.has_value()) return;
    tree = std::move(file.tree);
  }
  WriteNewBookFor(
      session,
      spreadsheet::UnitsBook(tree.has_value() ? &*tree : nullptr,
                             {.unit = UnitOfNode(*answer), .version = answer->version()}),
      options.out);
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

std::string UnitOfNode(const unit::v1::ListUnitsResponse& listed) {
  std::set<std::string> hosted;
  for (const unit::v1::Unit& one : listed.units()) {
    if (one.hosted_here()) hosted.insert(one.id());
  }
  for (const unit::v1::Unit& one : listed.units()) {
    if (!one.hosted_here()) continue;
    const int last = one.memberships_size() - 1;
    if (last < 0 || !hosted.contains(one.memberships(last).parent())) return one.id();
  }
  return "";
}

void AddUnitCommands(Command app, Session& session) {
  auto options = std::make_shared<UnitOptions>();
  const Command units = AddGroup(app, session, "units", {"Cây đơn vị hành chính", "The unit tree"});
  AddUnitsImport(units, session);

  const Command take =
      AddVerb(units, session, "export",
              {"Lấy cây đơn vị của máy chủ ra tệp để sửa rồi nhập lại",
               "Take the node's unit tree into a file, to change it and import it again"},
              {"parctl units export --out don-vi.xlsx", "parctl units export --out units.yaml"});
  Take(take, session, "--out", options->out,
       {"Tệp sẽ ghi: .xlsx, hoặc .yaml như đã nhập", "File to write: .xlsx, or .yaml as imported"},
       "FILE")
      .Required();
  take.Does([options, &session] { ExportUnits(session, *options); });

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
