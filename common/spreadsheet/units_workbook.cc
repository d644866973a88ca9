#include "common/spreadsheet/units_workbook.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

namespace units_layout {

constexpr std::string_view kFormat = "parnet/units/1";
constexpr std::string_view kUnits = "Đơn vị";
const std::vector<std::string> kUnitColumns = {"Mã",      "Mã hành chính", "Tên đơn vị",
                                               "Loại",    "Trực thuộc",    "Nhóm xếp hạng",
                                               "Từ ngày", "Đến ngày"};
enum UnitColumn { kId, kCode, kName, kKind, kParent, kGroup, kFrom, kUntil };
constexpr std::string_view kParents = "Đổi cấp trên";
const std::vector<std::string> kParentColumns = {"Mã", "Trực thuộc", "Từ ngày", "Đến ngày"};
enum ParentColumn { kParentUnit, kParentId, kParentFrom, kParentUntil };
constexpr std::string_view kChanges = "Sáp nhập, chia tách";
const std::vector<std::string> kChangeColumns = {"Ngày", "Văn bản", "Mã đơn vị trước",
                                                 "Mã đơn vị sau"};
enum ChangeColumn { kChangeDay, kChangeBasis, kChangeBefore, kChangeAfter };

constexpr std::string_view kInfo = "Thông tin";
const std::vector<std::string> kInfoColumns = {"Khóa", "Nội dung", "Giá trị"};
enum InfoColumn { kInfoKey, kInfoTitle, kInfoValue };
constexpr std::string_view kGuide = "Hướng dẫn";
const std::vector<std::string> kGuideColumns = {"Ở đâu", "Cách ghi"};
constexpr std::pair<std::string_view, std::string_view> kGuideRows[] = {
#include "common/spreadsheet/units_guide.inc"
};

}  // namespace units_layout

using domain::UnitKind;
using domain::YamlValue;

// As shown: without commas, at which Excel parts the list of choices.
std::string KindShown(UnitKind kind) {
  std::string shown(domain::VietnameseName(kind));
  for (std::size_t at = shown.find(", "); at != std::string::npos; at = shown.find(", ")) {
    shown.replace(at, 2, "/");
  }
  return shown;
}

std::vector<UnitKind> AllKinds() {
  std::vector<UnitKind> kinds;
  for (int kind = 0; kind <= static_cast<int>(UnitKind::kPhong); ++kind) {
    kinds.push_back(static_cast<UnitKind>(kind));
  }
  return kinds;
}

BookCell Answer(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kAnswer};
}

// Days at the ends of time stand for no day.
BookCell FromCell(domain::Date day) {
  return Answer(day == domain::Date::Earliest() ? "" : day.Iso(), Ink::kDay);
}
BookCell UntilCell(domain::Date day) {
  return Answer(day == domain::Date::Latest() ? "" : day.Iso(), Ink::kDay);
}

BookCell CodeCell(std::string text) { return Answer(std::move(text), Ink::kCode); }

BookSheet EmptySheet(std::string_view name, const std::vector<std::string>& titles,
                     const std::vector<double>& widths) {
  BookSheet sheet{
      .name = std::string(name), .lines = {std::string(name)}, .columns = {}, .protect = true};
  for (std::size_t i = 0; i < titles.size(); ++i) {
    sheet.columns.push_back({.title = titles[i], .width = widths[i], .wraps = widths[i] > 25});
  }
  return sheet;
}

// Open rows, each cell of it for what its column holds.
void AddRoom(BookSheet& sheet, std::size_t rows, const std::vector<Ink>& inks) {
  std::vector<BookCell> row;
  for (const Ink ink : inks) row.push_back(Answer("", ink));
  sheet.rows.insert(sheet.rows.end(), rows, row);
}

// Whether the column "Trực thuộc" says it all.
bool HasOneParent(const domain::Unit& unit) {
  return unit.parents.size() == 1 && unit.parents.front().period == unit.existence;
}

BookSheet UnitsSheet(const std::vector<domain::Unit>& units) {
  constexpr std::size_t kRoom = 50;
  BookSheet sheet = EmptySheet(units_layout::kUnits, units_layout::kUnitColumns,
                               {20, 14, 34, 22, 20, 26, 12, 12});
  for (const domain::Unit& unit : units) {
    sheet.rows.push_back({CodeCell(unit.id.value()), CodeCell(unit.code), Answer(unit.name),
                          Answer(KindShown(unit.kind)),
                          CodeCell(HasOneParent(unit) ? unit.parents.front().parent.value() : ""),
                          Answer(unit.rank_group), FromCell(unit.existence.from),
                          UntilCell(unit.existence.until)});
  }
  AddRoom(sheet, kRoom,
          {Ink::kCode, Ink::kCode, Ink::kText, Ink::kText, Ink::kCode, Ink::kText, Ink::kDay,
           Ink::kDay});
  std::vector<std::string> kinds;
  for (const UnitKind kind : AllKinds()) kinds.push_back(KindShown(kind));
  sheet.choices.push_back({.row = 0,
                           .column = units_layout::kKind,
                           .kind = Choice::Kind::kList,
                           .list = kinds,
                           .message = "Chọn loại đơn vị trong danh sách.",
                           .rows = sheet.rows.size()});
  return sheet;
}

BookSheet ParentsSheet(const std::vector<domain::Unit>& units) {
  constexpr std::size_t kRoom = 10;
  BookSheet sheet =
      EmptySheet(units_layout::kParents, units_layout::kParentColumns, {20, 20, 12, 12});
  for (const domain::Unit& unit : units) {
    if (HasOneParent(unit)) continue;
    for (const domain::Membership& membership : unit.parents) {
      sheet.rows.push_back({CodeCell(unit.id.value()), CodeCell(membership.parent.value()),
                            FromCell(membership.period.from), UntilCell(membership.period.until)});
    }
  }
  AddRoom(sheet, kRoom, {Ink::kCode, Ink::kCode, Ink::kDay, Ink::kDay});
  return sheet;
}

std::string Joined(const std::vector<domain::UnitId>& ids) {
  return absl::StrJoin(ids, ", ",
                       [](std::string* out, const domain::UnitId& id) { out->append(id.value()); });
}

BookSheet ChangesSheet(const std::vector<domain::UnitChange>& changes) {
  constexpr std::size_t kRoom = 10;
  BookSheet sheet =
      EmptySheet(units_layout::kChanges, units_layout::kChangeColumns, {12, 40, 40, 40});
  for (const domain::UnitChange& change : changes) {
    sheet.rows.push_back({Answer(change.on.Iso(), Ink::kDay), Answer(change.basis),
                          Answer(Joined(change.before)), Answer(Joined(change.after))});
  }
  AddRoom(sheet, kRoom, {Ink::kDay, Ink::kText, Ink::kText, Ink::kText});
  return sheet;
}

BookSheet UnitsInfoSheet(const UnitsOrigin& origin) {
  BookSheet sheet = EmptySheet(units_layout::kInfo, units_layout::kInfoColumns, {14, 40, 40});
  const std::string version = origin.version.has_value() ? std::to_string(*origin.version) : "";
  const auto add = [&sheet](std::string_view key, std::string_view title, std::string_view value) {
    sheet.rows.push_back(
        {{.text = std::string(key)}, {.text = std::string(title)}, {.text = std::string(value)}});
  };
  add("format", "Dạng tệp", units_layout::kFormat);
  add("unit", "Lấy từ máy chủ của đơn vị", origin.unit);
  add("version", "Lần sửa của cây đơn vị trong tệp", version);
  return sheet;
}

BookSheet UnitsGuideSheet() {
  BookSheet sheet = EmptySheet(units_layout::kGuide, units_layout::kGuideColumns, {26, 100});
  for (const auto& [where, how] : units_layout::kGuideRows) {
    sheet.rows.push_back({{.text = std::string(where)}, {.text = std::string(how)}});
  }
  return sheet;
}

class UnitsReader {
 public:
  UnitsReader(const Workbook& workbook, std::string_view for_unit, domain::FindingList& findings)
      : workbook_(workbook), for_unit_(for_unit), findings_(findings) {}

  // What the sheet "Thông tin" tells, where there is one: a workbook made by hand needs none.
  UnitsOrigin ReadOrigin() {
    UnitsOrigin origin;
    const bool told =
        std::any_of(workbook_.sheets.begin(), workbook_.sheets.end(),
                    [](const Sheet& sheet) { return sheet.name == units_layout::kInfo; });
    if (!told) return origin;
    const auto table =
        Table::Find(workbook_, units_layout::kInfo, units_layout::kInfoColumns, findings_);
    if (!table) return origin;
    for (const Table::Row& row : table->rows()) {
      const Entry entry = table->At(row, units_layout::kInfoValue);
      const std::string_view value = Trimmed(entry.text);
      if (value.empty()) continue;
      if (row.id == "format" && value != units_layout::kFormat) {
        findings_.Add(
            entry.at, "yaml_wrong_format", row.id,
            {{"value", std::string(value)}, {"wanted", std::string(units_layout::kFormat)}});
      } else if (row.id == "unit") {
        origin.unit = value;
        if (!for_unit_.empty() && value != for_unit_) {
          findings_.Add(entry.at, "units_of_another_node", row.id,
                        {{"value", std::string(value)}, {"wanted", std::string(for_unit_)}});
        }
      } else if (row.id == "version") {
        const auto number = domain::YamlWhole(tree_.Text(entry.at, std::string(value)), row.id, 0,
                                              kMostVersion, findings_);
        if (number.has_value()) origin.version = static_cast<std::uint64_t>(*number);
      }
    }
    return origin;
  }

  // Nothing if a sheet or column is missing.
  std::optional<domain::YamlFile> Read() {
    const auto units =
        Table::Find(workbook_, units_layout::kUnits, units_layout::kUnitColumns, findings_);
    const auto parents = Table::Find(workbook_, units_layout::kParents,
                                     units_layout::kParentColumns, findings_, Table::Ids::kRepeat);
    const auto changes = Table::Find(workbook_, units_layout::kChanges,
                                     units_layout::kChangeColumns, findings_, Table::Ids::kRepeat);
    if (!units || !parents || !changes) return std::nullopt;
    std::map<std::string, YamlValue> parents_of = ReadParents(*parents);
    YamlValue root = Tree::Map(units->at());
    YamlValue list = Tree::List(units->at());
    for (const Table::Row& row : units->rows()) {
      YamlValue unit = ReadUnit(*units, row);
      if (const auto found = parents_of.find(row.id); found != parents_of.end()) {
        tree_.Put(unit, "parents", found->second.at, std::move(found->second));
        parents_of.erase(found);
      }
      list.items.push_back(std::move(unit));
    }
    for (const auto& [id, of_nobody] : parents_of) {
      findings_.Add(of_nobody.at, "sheet_row_unknown", units_layout::kParentColumns.front(),
                    {{"sheet", std::string(units_layout::kUnits)}, {"value", id}});
    }
    tree_.Put(root, "format", root.at, tree_.Text(root.at, std::string(units_layout::kFormat)));
    tree_.Put(root, "units", list.at, std::move(list));
    if (YamlValue merged = ReadChanges(*changes); !merged.items.empty()) {
      tree_.Put(root, "changes", merged.at, std::move(merged));
    }
    return std::move(tree_).Finish(std::move(root));
  }

 private:
  static constexpr std::int64_t kMostVersion = 1'000'000'000;

  void PutDay(YamlValue& map, std::string key, const Entry& entry) {
    const std::string day = IsoDay(Trimmed(entry.text));
    if (!day.empty()) tree_.Put(map, std::move(key), entry.at, tree_.Text(entry.at, day));
  }

  void PutTrimmed(YamlValue& map, std::string key, Entry entry) {
    entry.text = Trimmed(entry.text);
    tree_.PutText(map, std::move(key), entry);
  }

  YamlValue ReadUnit(const Table& table, const Table::Row& row) {
    YamlValue unit = Tree::Map(row.at);
    tree_.Put(unit, "id", row.at, tree_.Text(row.at, row.id));
    PutTrimmed(unit, "code", table.At(row, units_layout::kCode));
    // Required, so that an empty one is found at its cell.
    const Entry name = table.At(row, units_layout::kName);
    tree_.Put(unit, "name", name.at, tree_.Text(name.at, std::string(Trimmed(name.text))));
    const Entry kind = table.At(row, units_layout::kKind);
    std::string shown(Trimmed(kind.text));
    for (const UnitKind one : AllKinds()) {
      if (shown == KindShown(one)) shown = domain::Name(one);
    }
    tree_.Put(unit, "kind", kind.at, tree_.Text(kind.at, std::move(shown)));
    PutTrimmed(unit, "parent", table.At(row, units_layout::kParent));
    PutTrimmed(unit, "group", table.At(row, units_layout::kGroup));
    PutDay(unit, "from", table.At(row, units_layout::kFrom));
    PutDay(unit, "until", table.At(row, units_layout::kUntil));
    return unit;
  }

  std::map<std::string, YamlValue> ReadParents(const Table& table) {
    std::map<std::string, YamlValue> lists;
    for (const Table::Row& row : table.rows()) {
      YamlValue one = Tree::Map(row.at);
      const Entry parent = table.At(row, units_layout::kParentId);
      tree_.Put(one, "id", parent.at, tree_.Text(parent.at, std::string(Trimmed(parent.text))));
      PutDay(one, "from", table.At(row, units_layout::kParentFrom));
      PutDay(one, "until", table.At(row, units_layout::kParentUntil));
      YamlValue& list = lists.try_emplace(row.id, Tree::List(row.at)).first->second;
      list.items.push_back(std::move(one));
    }
    return lists;
  }

  YamlValue ReadChanges(const Table& table) {
    YamlValue list = Tree::List(table.at());
    for (const Table::Row& row : table.rows()) {
      YamlValue change = Tree::Map(row.at);
      tree_.Put(change, "on", row.at, tree_.Text(row.at, IsoDay(row.id)));
      const Entry basis = table.At(row, units_layout::kChangeBasis);
      tree_.Put(change, "basis", basis.at, tree_.Text(basis.at, std::string(Trimmed(basis.text))));
      PutIds(change, "before", table.At(row, units_layout::kChangeBefore));
      PutIds(change, "after", table.At(row, units_layout::kChangeAfter));
      list.items.push_back(std::move(change));
    }
    return list;
  }

  // "a, b"
  void PutIds(YamlValue& map, std::string key, const Entry& entry) {
    tree_.Put(map, std::move(key), entry.at, tree_.ListOf(entry, ",;\n"));
  }

  const Workbook& workbook_;
  std::string_view for_unit_;
  domain::FindingList& findings_;
  Tree tree_;
};

}  // namespace

Book UnitsBook(const domain::UnitTree* tree, const UnitsOrigin& origin) {
  static const std::vector<domain::Unit> kNoUnits;
  static const std::vector<domain::UnitChange> kNoChanges;
  const auto& units = tree == nullptr ? kNoUnits : tree->units();
  Book book;
  book.title = "Cây đơn vị";
  book.sheets = {UnitsSheet(units), ParentsSheet(units),
                 ChangesSheet(tree == nullptr ? kNoChanges : tree->changes()),
                 UnitsInfoSheet(origin), UnitsGuideSheet()};
  return book;
}

UnitsAsText ReadUnitsFile(std::string_view bytes, std::string file_name,
                          std::string_view for_unit) {
  UnitsAsText read;
  if (!LooksLikeWorkbook(bytes)) {
    read.file = domain::ReadUnits(bytes, std::move(file_name));
    read.yaml = bytes;
    return read;
  }
  domain::FindingList findings(std::move(file_name));
  const auto workbook = ReadWorkbook(bytes, findings);
  std::optional<domain::YamlFile> tree;
  if (workbook.has_value()) {
    UnitsReader reader(*workbook, for_unit, findings);
    read.origin = reader.ReadOrigin();
    tree = reader.Read();
  }
  if (!tree.has_value()) {
    read.file.finding_count = findings.count();
    read.file.findings = std::move(findings).TakeSorted();
    return read;
  }
  read.file = domain::ReadUnits(tree->root, std::move(findings));
  if (read.file.tree.has_value()) read.yaml = domain::WriteYaml(tree->root);
  return read;
}

}  // namespace par::spreadsheet
