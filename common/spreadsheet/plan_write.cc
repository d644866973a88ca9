// A remediation plan as a workbook, from the tree of the hand-written file.
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/domain/remediation_targets.h"
#include "common/spreadsheet/plan_layout.h"
#include "common/spreadsheet/plan_workbook.h"
#include "common/spreadsheet/table.h"

namespace par::spreadsheet {
namespace {

using domain::YamlValue;
using plan_layout::PlanCell;

std::string PlanTextAt(const YamlValue& map, std::string_view key) {
  const YamlValue* const value = map.Find(key);
  return value == nullptr ? std::string() : std::string(value->text);
}

// As officials say it; the text itself where it is no aim.
std::string ShownAim(std::string_view name) {
  for (std::size_t i = 0; i < plan_layout::kAims.size(); ++i) {
    if (domain::Name(static_cast<domain::AimKind>(i)) == name) {
      return std::string(plan_layout::kAims[i]);
    }
  }
  return std::string(name);
}

// "III.14 = trên 99.5"
std::string SaidOf(const YamlValue& aim) {
  std::string text = PlanTextAt(aim, "target");
  const std::string name = PlanTextAt(aim, "aim");
  if (name.empty()) return text;
  text += " = " + ShownAim(name);
  const std::string value = PlanTextAt(aim, "value");
  return value.empty() ? text : text + " " + value;
}

// Refused where an entry would come back as two, or as none.
absl::StatusOr<std::string> JoinedCell(const YamlValue& list, const plan_layout::Field& field) {
  std::string text;
  for (const YamlValue& item : list.items) {
    const std::string entry = field.form == PlanCell::kAims ? SaidOf(item) : std::string(item.text);
    if (Trimmed(entry).empty() || entry.find_first_of(plan_layout::kBetweenEntries) != entry.npos) {
      return domain::Invalid("sheet_list_unfit",
                             {{"field", std::string(field.title)}, {"value", entry}});
    }
    if (!text.empty()) text += "; ";
    text += entry;
  }
  return text;
}

absl::StatusOr<std::string> PlanCellText(const YamlValue& map, const plan_layout::Field& field) {
  const YamlValue* const value = map.Find(field.key);
  if (value == nullptr) return "";
  switch (field.form) {
    case PlanCell::kList:
    case PlanCell::kAims:
      return JoinedCell(*value, field);
    case PlanCell::kAim:
      return ShownAim(value->text);
    case PlanCell::kYesNo:
      return value->text == "true" ? "có" : "";
    case PlanCell::kText:
    case PlanCell::kNumber:
    case PlanCell::kDay:
      break;
  }
  return std::string(value->text);
}

Ink InkOfCell(PlanCell form) {
  if (form == PlanCell::kNumber) return Ink::kNumber;
  return form == PlanCell::kDay ? Ink::kDay : Ink::kText;
}

BookSheet PlanInfoSheet(const YamlValue& root) {
  BookSheet sheet{.name = std::string(plan_layout::kInfo)};
  sheet.columns = {{.title = "Khóa", .width = 14},
                   {.title = "Giá trị", .width = 70, .wraps = true}};
  for (const std::string_view key : plan_layout::kInfoKeys) {
    sheet.rows.push_back(
        {{.text = std::string(key)}, {.text = PlanTextAt(root, key), .look = Look::kAnswer}});
  }
  return sheet;
}

absl::StatusOr<BookSheet> PlanPartSheet(const plan_layout::Part& part, const YamlValue& root) {
  BookSheet sheet{.name = std::string(part.sheet)};
  for (const plan_layout::Field& field : part.fields) {
    sheet.columns.push_back(
        {.title = std::string(field.title), .width = field.width, .wraps = field.width > 20});
  }
  const YamlValue* const list = root.Find(part.key);
  if (list == nullptr) return sheet;
  for (const YamlValue& item : list->items) {
    std::vector<BookCell>& cells = sheet.rows.emplace_back();
    for (std::size_t i = 0; i < part.fields.size(); ++i) {
      const plan_layout::Field& field = part.fields[i];
      if (field.form == PlanCell::kAim) {
        sheet.choices.push_back({.row = sheet.rows.size() - 1,
                                 .column = i,
                                 .kind = Choice::Kind::kList,
                                 .list = {plan_layout::kAims.begin(), plan_layout::kAims.end()}});
      }
      ASSIGN_OR_RETURN(std::string text, PlanCellText(item, field));
      cells.push_back(
          {.text = std::move(text), .ink = InkOfCell(field.form), .look = Look::kAnswer});
    }
  }
  return sheet;
}

}  // namespace

absl::StatusOr<Book> PlanBook(const YamlValue& root) {
  Book book{.title = PlanTextAt(root, "title"), .sheets = {PlanInfoSheet(root)}};
  for (const plan_layout::Part& part : plan_layout::kParts) {
    ASSIGN_OR_RETURN(BookSheet sheet, PlanPartSheet(part, root));
    book.sheets.push_back(std::move(sheet));
  }
  return book;
}

}  // namespace par::spreadsheet
