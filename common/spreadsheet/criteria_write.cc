#include <utility>

#include "common/domain/criteria_set.h"
#include "common/spreadsheet/criteria_layout.h"
#include "common/spreadsheet/criteria_workbook.h"

namespace par::spreadsheet {
namespace {

using criteria_layout::Column;
using criteria_layout::Columns;
using criteria_layout::Form;
using domain::YamlKind;
using domain::YamlValue;

std::string TextOfList(const YamlValue& list, std::string_view between) {
  std::string text;
  for (const YamlValue& item : list.items) {
    text += (text.empty() ? "" : std::string(between)) + std::string(item.text);
  }
  return text;
}

// Null: an empty cell.
BookCell CellOf(const YamlValue* value, Form form) {
  BookCell cell{.text = "", .ink = Ink::kText, .look = Look::kAnswer};
  if (form == Form::kNumber) cell.ink = Ink::kNumber;
  if (form == Form::kDay) cell.ink = Ink::kDay;
  if (value == nullptr) return cell;
  if (form == Form::kWordOrMap && value->kind == YamlKind::kMap) {
    for (std::size_t i = 0; i < value->items.size(); ++i) {
      cell.text += (i == 0 ? "" : "; ") + std::string(value->keys[i]) + ": " +
                   std::string(value->items[i].text);
    }
    return cell;
  }
  cell.text = form == Form::kList ? TextOfList(*value, ", ") : std::string(value->text);
  if (form == Form::kYesNo) cell.text = value->text == "true" ? "có" : "không";
  return cell;
}

BookCell TextCell(std::string text) {
  return {.text = std::move(text), .ink = Ink::kText, .look = Look::kAnswer};
}

// The cells of those columns that have a key; the others stay empty.
std::vector<BookCell> CellsOf(const YamlValue& map, const Columns& columns) {
  std::vector<BookCell> cells;
  for (const Column& column : columns) {
    cells.push_back(CellOf(*column.key == '\0' ? nullptr : map.Find(column.key), column.form));
  }
  return cells;
}

BookSheet SheetWith(std::string_view name, const Columns& columns) {
  constexpr double kWraps = 24;
  BookSheet sheet{
      .name = std::string(name), .lines = {std::string(name)}, .columns = {}, .protect = true};
  for (const Column& column : columns) {
    sheet.columns.push_back(
        {.title = column.title, .width = column.width, .wraps = column.width >= kWraps});
  }
  return sheet;
}

// What a cell of the column may say; empty: anything.
std::vector<std::string> OfferedIn(const Column& column) {
  const std::string_view key = column.key;
  std::vector<std::string> offered;
  if (column.form == Form::kYesNo) return {"có", "không"};
  if (std::string_view(column.title) == criteria_layout::kPointsFrom) {
    for (std::size_t i = 0; i < domain::kSources; ++i) {
      offered.emplace_back(Name(static_cast<domain::Source>(i)));
    }
  } else if (key == "kind") {
    for (int i = 1; domain::FigureKind(i) <= domain::FigureKind::kRank; ++i) {
      offered.emplace_back(Name(static_cast<domain::FigureKind>(i)));
    }
  }
  return offered;
}

// Open lines below what is there, and what cells may say, in every line.
BookSheet OpenForMore(BookSheet sheet, const Columns& columns) {
  constexpr std::size_t kRoom = 30;
  for (std::size_t i = 0; i < kRoom; ++i) sheet.rows.emplace_back(columns.size(), TextCell(""));
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const std::vector<std::string> offered = OfferedIn(columns[column]);
    for (std::size_t row = 0; !offered.empty() && row < sheet.rows.size(); ++row) {
      sheet.choices.push_back({.row = row,
                               .column = column,
                               .kind = Choice::Kind::kList,
                               .list = offered,
                               .message = "Chọn trong danh sách."});
    }
  }
  return sheet;
}

BookSheet SetSheet(const YamlValue& root) {
  BookSheet sheet = SheetWith(criteria_layout::kSet, criteria_layout::kSetColumns);
  for (const criteria_layout::SetKey& one : criteria_layout::kSetKeys) {
    const bool inner = *one.outer != '\0';
    const YamlValue* const map = inner ? root.Find(one.outer) : &root;
    BookCell key{.text = (inner ? std::string(one.outer) + "." : "") + one.key};
    sheet.rows.push_back({std::move(key), BookCell{.text = one.about},
                          CellOf(map == nullptr ? nullptr : map->Find(one.key), one.form)});
  }
  return sheet;
}

BookSheet ListSheet(std::string_view name, const Columns& columns, const YamlValue* list) {
  BookSheet sheet = SheetWith(name, columns);
  if (list == nullptr) return sheet;
  for (const YamlValue& item : list->items) sheet.rows.push_back(CellsOf(item, columns));
  return sheet;
}

BookSheet FiguresSheet(const YamlValue* figures) {
  BookSheet sheet = SheetWith(criteria_layout::kFigures, criteria_layout::kFigureColumns);
  if (figures == nullptr) return sheet;
  for (std::size_t i = 0; i < figures->items.size(); ++i) {
    std::vector<BookCell> cells = CellsOf(figures->items[i], criteria_layout::kFigureColumns);
    cells.front() = TextCell(std::string(figures->keys[i]));
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

// Areas, criteria and leaves, and what hangs on them, in the order of the file.
class NodeSheets {
 public:
  void Add(const YamlValue& list, const std::string& parent) {
    for (const YamlValue& node : list.items) AddNode(node, parent);
  }
  BookSheet nodes = SheetWith(criteria_layout::kNodes, criteria_layout::kNodeColumns);
  BookSheet inputs = SheetWith(criteria_layout::kInputs, criteria_layout::kInputColumns);
  BookSheet cases = SheetWith(criteria_layout::kCases, criteria_layout::kCaseColumns);

 private:
  void AddNode(const YamlValue& node, const std::string& parent) {
    const YamlValue* const id = node.Find("id");
    const std::string name(id == nullptr ? std::string_view() : id->text);
    std::vector<BookCell> cells = CellsOf(node, criteria_layout::kNodeColumns);
    cells[criteria_layout::kNodeParent] = TextCell(parent);
    if (const YamlValue* rule = node.Find("rule")) {
      cells[criteria_layout::kNodeRule] = TextCell(RuleText(*rule));
      if (rule->kind == YamlKind::kList) AddCases(*rule, name);
    }
    if (const YamlValue* nothing = node.Find("nothing_arises")) {
      cells[criteria_layout::kNothingWhen] = CellOf(nothing->Find("when"), Form::kText);
      cells[criteria_layout::kNothingThen] = CellOf(nothing->Find("then"), Form::kNumber);
    }
    nodes.rows.push_back(std::move(cells));
    if (const YamlValue* map = node.Find("inputs")) AddInputs(*map, name);
    if (const YamlValue* below = node.Find("criteria")) Add(*below, name);
  }

  static std::string RuleText(const YamlValue& rule) {
    if (rule.kind == YamlKind::kText) return std::string(rule.text);
    if (rule.kind == YamlKind::kList) return std::string(criteria_layout::kByCases);
    const YamlValue* const judged = rule.Find("judged");
    if (judged == nullptr || judged->kind != YamlKind::kList) {
      return std::string(criteria_layout::kJudgedAny);
    }
    return std::string(criteria_layout::kJudgedSteps) + TextOfList(*judged, "; ");
  }

  void AddCases(const YamlValue& list, const std::string& id) {
    for (const YamlValue& item : list.items) {
      std::vector<BookCell> cells = CellsOf(item, criteria_layout::kCaseColumns);
      cells[criteria_layout::kCaseNode] = TextCell(id);
      if (const YamlValue* otherwise = item.Find("otherwise")) {
        cells[criteria_layout::kCaseScore] = CellOf(otherwise, Form::kText);
      }
      cases.rows.push_back(std::move(cells));
    }
  }

  void AddInputs(const YamlValue& map, const std::string& id) {
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      std::vector<BookCell> cells = CellsOf(map.items[i], criteria_layout::kInputColumns);
      cells[criteria_layout::kInputNode] = TextCell(id);
      cells[criteria_layout::kInputName] = TextCell(std::string(map.keys[i]));
      inputs.rows.push_back(std::move(cells));
    }
  }
};

}  // namespace

Book CriteriaBook(const YamlValue& root) {
  NodeSheets sheets;
  if (const YamlValue* areas = root.Find("areas")) sheets.Add(*areas, "");
  Book book;
  if (const YamlValue* title = root.Find("title")) book.title = title->text;
  book.sheets = {SetSheet(root),
                 OpenForMore(ListSheet(criteria_layout::kBases, criteria_layout::kBasisColumns,
                                       root.Find("basis")),
                             criteria_layout::kBasisColumns),
                 OpenForMore(ListSheet(criteria_layout::kClasses, criteria_layout::kClassColumns,
                                       root.Find("classes")),
                             criteria_layout::kClassColumns),
                 OpenForMore(FiguresSheet(root.Find("figures")), criteria_layout::kFigureColumns),
                 OpenForMore(std::move(sheets.nodes), criteria_layout::kNodeColumns),
                 OpenForMore(std::move(sheets.inputs), criteria_layout::kInputColumns),
                 OpenForMore(std::move(sheets.cases), criteria_layout::kCaseColumns)};
  return book;
}

}  // namespace par::spreadsheet
