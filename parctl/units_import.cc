// `parctl units import`: a tree from a file, compared with the one in force before it is entered.
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/spreadsheet/units_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/unit_tree.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using unit::v1::CheckUnitsResponse;
using unit::v1::UnitService;

struct UnitsImport {
  std::string file;
  std::string as;
  bool dry_run = false;
  bool yes = false;
};

// What may happen to a unit, in the order in which it is counted.
struct UnitActWords {
  std::string_view act;
  std::string_view vietnamese;
  std::string_view english;
};
constexpr std::array<UnitActWords, 6> kUnitActs = {{{"removed", "bỏ khỏi cây", "removed"},
                                                    {"ended", "kết thúc", "ended"},
                                                    {"moved", "chuyển cấp trên", "moved"},
                                                    {"renamed", "đổi tên", "renamed"},
                                                    {"other", "sửa thông tin", "changed otherwise"},
                                                    {"added", "mới", "new"}}};

std::string UnitFieldText(const Session& session, std::string_view field) {
  if (field == "code") return session.Say("Mã hành chính", "Code");
  if (field == "name") return session.Say("Tên", "Name");
  if (field == "kind") return session.Say("Loại", "Kind");
  if (field == "group") return session.Say("Nhóm xếp hạng", "Group");
  if (field == "existence") return session.Say("Thời gian tồn tại", "Existed");
  if (field == "parents") return session.Say("Trực thuộc", "Below");
  return std::string(field);
}

// What stands before and behind the first `mark`; all of it before where there is none.
std::pair<std::string, std::string> HalvesAt(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == text.npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + mark.size()))};
}

// "1999-01-01..2025-06-30", open at either end.
std::string UnitDaysText(const Session& session, std::string_view days) {
  const auto [from, until] = HalvesAt(days, "..");
  return (from.empty() ? session.Say("từ đầu", "the beginning") : DayText(session, from)) + " – " +
         (until.empty() ? session.Say("nay", "now") : DayText(session, until));
}

std::string UnitValueText(const Session& session, std::string_view field,
                          const std::string& value) {
  if (value.empty()) return "-";
  if (field == "existence") return UnitDaysText(session, value);
  if (field != "parents") return value;
  std::string shown;
  for (std::string rest = value; !rest.empty();) {
    auto [one, more] = HalvesAt(rest, "; ");
    const auto [parent, days] = HalvesAt(one, " ");
    shown += (shown.empty() ? "" : ", ") + parent;
    if (!days.empty()) shown += " (" + UnitDaysText(session, days) + ")";
    rest = std::move(more);
  }
  return shown;
}

bool HasAct(const unit::v1::UnitDifference& unit, std::string_view act) {
  // A node of an earlier version tells no more than `what`.
  if (unit.acts_size() == 0) return act == (unit.what() == "changed" ? "other" : unit.what());
  for (const std::string& one : unit.acts()) {
    if (one == act) return true;
  }
  return false;
}

std::string CountsText(const Session& session, const CheckUnitsResponse& checked) {
  std::vector<std::string> counts;
  for (const UnitActWords& words : kUnitActs) {
    int count = 0;
    for (const unit::v1::UnitDifference& one : checked.differences()) {
      if (HasAct(one, words.act)) ++count;
    }
    if (count > 0) {
      counts.push_back(std::to_string(count) + " " + session.Say(words.vietnamese, words.english));
    }
  }
  return absl::StrJoin(counts, ", ");
}

std::string ActsText(const Session& session, const unit::v1::UnitDifference& unit) {
  std::vector<std::string> acts;
  for (const UnitActWords& words : kUnitActs) {
    if (HasAct(unit, words.act)) acts.push_back(session.Say(words.vietnamese, words.english));
  }
  return absl::StrJoin(acts, ", ");
}

void PrintMergers(Session& session, std::string_view title,
                  const google::protobuf::RepeatedPtrField<unit::v1::UnitChange>& changes) {
  for (const unit::v1::UnitChange& one : changes) {
    session.output.out << title << DayText(session, one.on()) << ", "
                       << OneLine(absl::StrJoin(one.before(), ", ")) << " → "
                       << OneLine(absl::StrJoin(one.after(), ", ")) << " (" << OneLine(one.basis())
                       << ")\n";
  }
}

void PrintUnitDifferences(Session& session, const CheckUnitsResponse& checked) {
  Table table({{.title = session.Say("Thay đổi", "Change")},
               {.title = session.Say("Mã", "Id")},
               {.title = session.Say("Tên", "Name"), .may_shrink = true},
               {.title = session.Say("Nội dung", "What")},
               {.title = session.Say("Đang có", "Now"), .may_shrink = true},
               {.title = session.Say("Sẽ là", "Will be"), .may_shrink = true}});
  std::set<std::string> shown;
  for (const UnitActWords& words : kUnitActs) {
    for (const unit::v1::UnitDifference& one : checked.differences()) {
      if (!HasAct(one, words.act) || !shown.insert(one.unit()).second) continue;
      std::string acts = ActsText(session, one);
      if (one.values_size() == 0) table.Add({acts, one.unit(), one.name(), "", "", ""});
      for (const unit::v1::UnitValueDifference& value : one.values()) {
        table.Add({std::exchange(acts, ""), one.unit(), one.name(),
                   UnitFieldText(session, value.field()),
                   UnitValueText(session, value.field(), value.before()),
                   UnitValueText(session, value.field(), value.after())});
      }
    }
  }
  if (table.rows() > 0) session.output.out << table.Text(session.output.width);
  PrintMergers(session, session.Say("Thêm lần sắp xếp ", "New change of "),
               checked.changes_added());
  PrintMergers(session, session.Say("Bỏ lần sắp xếp ", "No more the change of "),
               checked.changes_removed());
}

bool ChangesAnything(const CheckUnitsResponse& checked) {
  return checked.differences_size() + checked.changes_added_size() +
             checked.changes_removed_size() >
         0;
}

// Everything wrong in the file, or what it changes.
void PrintCheckedUnits(Session& session, const UnitsImport& options,
                       const CheckUnitsResponse& checked) {
  for (const error::v1::FileFinding& one : checked.findings()) {
    session.output.err << options.file;
    if (one.line() > 0) session.output.err << ':' << one.line() << ':' << one.column();
    session.output.err << ": " << OneLine(session.vietnamese() ? one.text_vi() : one.text_en())
                       << '\n';
  }
  const auto more = checked.finding_count() - static_cast<std::uint32_t>(checked.findings_size());
  if (more > 0) {
    session.output.err << session.Say("… và ", "… and ") << more
                       << session.Say(" điểm nữa trong tệp này\n", " more in this file\n");
  }
  if (checked.finding_count() > 0) return;
  session.output.out << options.file << ": " << checked.units()
                     << session.Say(" đơn vị, so với cây đang dùng (lần sửa thứ ",
                                    " units, compared with the tree in force (version ")
                     << checked.version() << "): "
                     << (ChangesAnything(checked) ? CountsText(session, checked)
                                                  : session.Say("không có gì khác", "the same"))
                     << '\n';
  PrintUnitDifferences(session, checked);
}

// Whether the person at the keyboard agrees; an end of the input is a no.
bool AgreedToUnits(const Session& session, const UnitsImport& options,
                   const CheckUnitsResponse& checked) {
  if (options.yes) return true;
  session.output.err << session.Say("Thay cây đơn vị (", "Replace the unit tree (")
                     << CountsText(session, checked)
                     << session.Say(")? Gõ “có” để nhập: ", ")? Type \"yes\" to import: ");
  std::string typed;
  std::getline(std::cin, typed);
  return typed == "có" || typed == "co" || typed == "yes";
}

std::optional<CheckUnitsResponse> CheckUnitsFirst(Session& session, const UnitsImport& options,
                                                  const unit::v1::ImportUnitsRequest& import) {
  unit::v1::CheckUnitsRequest request;
  request.set_actor_unit(import.actor_unit());
  request.set_file_name(import.file_name());
  request.set_units_yaml(import.units_yaml());
  if (import.has_expected_version()) request.set_expected_version(import.expected_version());
  auto checked = Ask(session, &UnitService::Stub::CheckUnits, request);
  if (!checked.has_value()) return checked;
  if (checked->finding_count() > 0) session.exit = kFindings;
  const bool ends_here =
      options.dry_run || checked->finding_count() > 0 || !ChangesAnything(*checked);
  if (session.output.format != Format::kJson) {
    PrintCheckedUnits(session, options, *checked);
  } else if (ends_here) {
    (void)PrintedAsJson(session, *checked);
  }
  return checked;
}

void ImportUnits(Session& session, const UnitsImport& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  unit::v1::ImportUnitsRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  if (spreadsheet::LooksLikeWorkbook(*text)) {
    // A node takes the hand-written form; a workbook is checked here, where its cells are known.
    unit::v1::ListUnitsRequest all;
    all.set_history(true);
    const auto listed = Ask(session, &UnitService::Stub::ListUnits, all);
    if (!listed.has_value()) return;
    spreadsheet::UnitsAsText read =
        spreadsheet::ReadUnitsFile(*text, options.file, UnitOfNode(*listed));
    PrintFindings(session, read.file.findings, read.file.finding_count);
    if (!read.file.tree.has_value()) return;
    *text = std::move(read.yaml);
    if (read.origin.version.has_value()) request.set_expected_version(*read.origin.version);
  }
  request.set_units_yaml(*std::move(text));
  const auto checked = CheckUnitsFirst(session, options, request);
  if (!checked.has_value() || checked->finding_count() > 0 || options.dry_run) return;
  if (!ChangesAnything(*checked)) return;
  if (!AgreedToUnits(session, options, *checked)) {
    session.output.err << session.Say("Chưa nhập gì.\n", "Nothing was imported.\n");
    session.exit = kFindings;
    return;
  }
  // The tree that was compared with, and none that came meanwhile.
  request.set_expected_version(checked->version());
  const auto answer = Change(session, &UnitService::Stub::ImportUnits, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã nhập cây đơn vị: ", "Unit tree imported: ")
                     << answer->units() << session.Say(" đơn vị, phiên bản ", " units, version ")
                     << answer->version() << '\n';
}

}  // namespace

void AddUnitsImport(Command units, Session& session) {
  auto options = std::make_shared<UnitsImport>();
  const Command import = AddVerb(
      units, session, "import",
      {"Thay cây đơn vị bằng cây trong tệp; cho xem thay đổi và hỏi trước; gửi xuống mọi máy chủ "
       "(quản trị viên đơn vị cao nhất)",
       "Replace the tree by the one in the file; shows what changes and asks first; it goes down "
       "to every node (top administrator)"},
      {"parctl units import don-vi.xlsx --dry-run", "parctl units import don-vi.xlsx",
       "parctl units import units.yaml --yes"});
  Take(import, session, "file", options->file,
       {"Tệp Excel (parctl units export, template) hoặc YAML (docs/formats/units.md)",
        "Excel (parctl units export, template) or YAML (docs/formats/units.md)"},
       "FILE")
      .Required();
  TakeFlag(import, session, "--dry-run", options->dry_run,
           {"Chỉ cho xem thay đổi, không nhập", "Only show what changes"});
  TakeFlag(import, session, "--yes", options->yes, {"Không hỏi lại", "Do not ask"});
  TakeActingUnit(import, session, options->as);
  import.Does([options, &session] { ImportUnits(session, *options); });
}

}  // namespace par::parctl
