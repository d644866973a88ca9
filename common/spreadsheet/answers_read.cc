#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/spreadsheet/answers_layout.h"
#include "common/spreadsheet/answers_workbook.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

using namespace std::string_view_literals;
using domain::FindingList;
using domain::YamlValue;
namespace layout = answers_layout;

// The value of a figure as the hand-written file has it.
std::string FigureText(const Entry& entry, domain::FigureKind kind) {
  std::string_view text = Trimmed(entry.text);
  if (kind == domain::FigureKind::kYesNo) return YesNo(text, "yes", "no");
  if (kind == domain::FigureKind::kPercent && entry.kind == CellKind::kPercent) {
    text.remove_suffix(1);
  }
  return std::string(text);
}

class AnswersReader {
 public:
  AnswersReader(const Workbook& workbook, const domain::CriteriaSet& set, FindingList& findings)
      : workbook_(workbook), set_(set), findings_(findings) {}

  // Nothing if a sheet or column is missing; cells that hold no value are findings and left out.
  std::optional<domain::YamlFile> Read() {
    YamlValue root = Tree::Map({.line = 0, .column = 0, .sheet = 1});
    const std::size_t before = findings_.count();
    const bool children = ReadInfo(root);
    YamlValue criteria = ReadCriteria();
    YamlValue figures = Tree::Map({});
    YamlValue previous = Tree::Map({});
    ReadFigures(figures, previous);
    tree_.Put(root, "figures", figures.at, std::move(figures));
    tree_.Put(root, "previous", previous.at, std::move(previous));
    tree_.Put(root, "criteria", criteria.at, std::move(criteria));
    if (children) {
      YamlValue list = ReadChildren();
      tree_.Put(root, "children", list.at, std::move(list));
    }
    if (findings_.count() != before && incomplete_) return std::nullopt;
    return std::move(tree_).Finish(std::move(root));
  }

 private:
  std::optional<Table> Find(std::string_view sheet, std::vector<std::string> titles) {
    auto table = Table::Find(workbook_, sheet, std::move(titles), findings_);
    if (!table.has_value()) incomplete_ = true;
    return table;
  }

  // True if the answers have children.
  bool ReadInfo(YamlValue& root) {
    const auto table = Find(layout::kInfo, layout::kInfoColumns);
    if (!table.has_value()) return false;
    root.at = table->at();
    bool children = false;
    for (const Table::Row& row : table->rows()) {
      Entry value = table->At(row, layout::kInfoValue);
      value.text = Trimmed(value.text);
      if (!value.usable) incomplete_ = true;
      if (row.id == "children") {
        children = HasChildren(value);
      } else if (row.id == "ranked" && !value.text.empty()) {
        tree_.Put(root, row.id, row.at, tree_.Text(value.at, YesNo(value.text, "true", "false")));
      } else if (!value.text.empty() || row.id == "unit") {
        // The unit also where it is empty, so that the finding names the cell.
        tree_.Put(root, row.id, row.at, tree_.Text(value.at, std::string(value.text)));
      }
    }
    return children;
  }

  // An empty cell is no.
  bool HasChildren(const Entry& value) {
    const std::string said = YesNo(value.text, "true", "false");
    if (value.usable && !said.empty() && said != "true" && said != "false") {
      findings_.Add(value.at, "yaml_not_one_of", "children",
                    {{"value", std::string(value.text)},
                     {"known", std::string(layout::kYes) + ", " + std::string(layout::kNo)}});
      incomplete_ = true;
    }
    return said == "true";
  }

  YamlValue ReadCriteria() {
    const auto table = Find(layout::kCriteria, layout::kCriteriaColumns);
    YamlValue map = Tree::Map(table.has_value() ? table->at() : domain::Position());
    if (!table.has_value()) return map;
    for (const Table::Row& row : table->rows()) {
      YamlValue declaration = ReadDeclaration(*table, row);
      // Nothing filled in is nothing declared; but a criterion that the set does not have is said.
      const bool known = set_.FindNode(row.id) != domain::kNone;
      if (declaration.items.empty() && known) continue;
      tree_.Put(map, row.id, row.at, std::move(declaration));
    }
    return map;
  }

  YamlValue ReadDeclaration(const Table& table, const Table::Row& row) {
    YamlValue map = Tree::Map(row.at);
    const Entry declared = table.At(row, layout::kDeclared);
    const Entry points = table.At(row, layout::kPoints);
    const Entry reason = table.At(row, layout::kReason);
    const Entry explanation = table.At(row, layout::kExplanation);
    const Entry evidence = table.At(row, layout::kEvidence);
    if (declared.usable && points.usable && reason.usable) {
      PutDeclared(map, row, declared, points, reason);
    }
    tree_.PutText(map, "explanation", explanation);
    if (!evidence.text.empty()) PutEvidence(map, evidence);
    return map;
  }

  void PutDeclared(YamlValue& map, const Table::Row& row, const Entry& declared,
                   const Entry& points, const Entry& reason) {
    const std::string_view shown = Trimmed(declared.text);
    if (shown.empty()) {
      if (points.text.empty() && reason.text.empty()) return;
      return findings_.Add(declared.at, "sheet_declaration_unnamed", row.id,
                           {{"column", layout::kCriteriaColumns[layout::kDeclared]}});
    }
    const auto as = std::find_if(layout::kDeclarations.begin(), layout::kDeclarations.end(),
                                 [&](const auto& one) { return one.shown == shown; });
    if (as == layout::kDeclarations.end()) {
      const auto name = [](std::string* out, const auto& one) { out->append(one.shown); };
      return findings_.Add(declared.at, "yaml_not_one_of", row.id,
                           {{"value", std::string(shown)},
                            {"known", absl::StrJoin(layout::kDeclarations, ", ", name)}});
    }
    if (!as->points_key.empty()) {
      tree_.Put(map, std::string(as->points_key), points.at,
                tree_.Text(points.at, std::string(Trimmed(points.text))));
    } else if (!points.text.empty()) {
      findings_.Add(points.at, "sheet_points_unwanted", row.id, {{"value", std::string(shown)}});
    }
    tree_.Put(map, std::string(as->reason_key), reason.at,
              tree_.Text(reason.at, std::string(reason.text)));
  }

  // One document a line.
  void PutEvidence(YamlValue& map, const Entry& entry) {
    YamlValue list = Tree::List(entry.at);
    const absl::string_view text(entry.text.data(), entry.text.size());
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      if (Trimmed({line.data(), line.size()}).empty()) continue;
      list.items.push_back(tree_.Text(entry.at, std::string(line)));
    }
    if (!list.items.empty()) tree_.Put(map, "evidence", entry.at, std::move(list));
  }

  void ReadFigures(YamlValue& figures, YamlValue& previous) {
    const auto table = Find(layout::kFigures, layout::kFiguresColumns);
    if (!table.has_value()) return;
    figures.at = previous.at = table->at();
    for (const Table::Row& row : table->rows()) {
      const domain::FigureSlot slot = set_.FindFigure(row.id);
      const auto kind =
          slot == domain::kNone ? domain::FigureKind::kSigned : set_.figures[slot].range.kind;
      const Entry value = table->At(row, layout::kFigureValue);
      const Entry before = table->At(row, layout::kFigurePrevious);
      PutFigure(figures, row, value, FigureText(value, kind), slot == domain::kNone);
      PutFigure(previous, row, before, FigureText(before, kind), false);
    }
  }

  void PutFigure(YamlValue& map, const Table::Row& row, const Entry& entry, std::string text,
                 bool even_if_empty) {
    if (!entry.usable || (text.empty() && !even_if_empty)) return;
    tree_.Put(map, row.id, row.at, tree_.Text(entry.at, std::move(text)));
  }

  YamlValue ReadChildren() {
    std::vector<std::string> titles = layout::kChildrenColumns;
    const std::vector<std::string>& ids = set_.child_figures.ids();
    titles.insert(titles.end(), ids.begin(), ids.end());
    const auto table = Find(layout::kChildren, std::move(titles));
    YamlValue list = Tree::List(table.has_value() ? table->at() : domain::Position());
    if (!table.has_value()) return list;
    for (const Table::Row& row : table->rows()) {
      YamlValue child = Tree::Map(row.at);
      tree_.Put(child, "unit", row.at, tree_.Text(row.at, row.id));
      tree_.PutText(child, "index", NumberAt(*table, row, layout::kChildIndex));
      tree_.PutText(child, "score", NumberAt(*table, row, layout::kChildScore));
      YamlValue figures = Tree::Map(row.at);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        tree_.PutText(figures, ids[i], NumberAt(*table, row, layout::kChildFigures + i));
      }
      tree_.Put(child, "figures", row.at, std::move(figures));
      list.items.push_back(std::move(child));
    }
    return list;
  }

  static Entry NumberAt(const Table& table, const Table::Row& row, std::size_t column) {
    Entry entry = table.At(row, column);
    entry.text = Trimmed(entry.text);
    // The index is a percentage already.
    const bool percent = column == layout::kChildIndex && entry.kind == CellKind::kPercent;
    if (percent) entry.text.remove_suffix(1);
    return entry;
  }

  const Workbook& workbook_;
  const domain::CriteriaSet& set_;
  FindingList& findings_;
  Tree tree_;
  bool incomplete_ = false;
};

}  // namespace

domain::AnswersFile ReadAnswersFile(std::string_view bytes, const domain::CriteriaSet& set,
                                    std::string file_name) {
  if (!LooksLikeWorkbook(bytes)) return domain::ReadAnswers(bytes, set, std::move(file_name));
  FindingList findings(std::move(file_name));
  const auto workbook = ReadWorkbook(bytes, findings);
  std::optional<domain::YamlFile> tree;
  if (workbook.has_value()) tree = AnswersReader(*workbook, set, findings).Read();
  if (tree.has_value()) return domain::ReadAnswers(tree->root, set, std::move(findings));
  domain::AnswersFile file;
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

}  // namespace par::spreadsheet
