#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/domain/limits.h"
#include "common/spreadsheet/criteria_layout.h"
#include "common/spreadsheet/criteria_workbook.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

using criteria_layout::Columns;
using criteria_layout::Form;
using domain::YamlValue;

// What hangs on one criterion: its inputs (a map) or its cases (a list).
using ByNode = std::map<std::string, YamlValue>;

class CriteriaReader {
 public:
  CriteriaReader(const Workbook& workbook, domain::FindingList& findings)
      : workbook_(workbook), findings_(findings) {}

  // Nothing if a sheet or column is missing.
  std::optional<domain::YamlFile> Read() {
    const auto set = Find(criteria_layout::kSet, criteria_layout::kSetColumns);
    const auto bases = Find(criteria_layout::kBases, criteria_layout::kBasisColumns);
    const auto classes = Find(criteria_layout::kClasses, criteria_layout::kClassColumns);
    const auto figures = Find(criteria_layout::kFigures, criteria_layout::kFigureColumns);
    const auto nodes = Find(criteria_layout::kNodes, criteria_layout::kNodeColumns);
    const auto inputs = Find(criteria_layout::kInputs, criteria_layout::kInputColumns);
    const auto cases = Find(criteria_layout::kCases, criteria_layout::kCaseColumns);
    if (!set || !bases || !classes || !figures || !nodes || !inputs || !cases) {
      return std::nullopt;
    }
    YamlValue root = ReadSet(*set);
    PutList(root, "basis", *bases, criteria_layout::kBasisColumns);
    PutList(root, "classes", *classes, criteria_layout::kClassColumns);
    PutFigures(root, *figures);
    inputs_ = ReadInputs(*inputs);
    cases_ = ReadCases(*cases);
    YamlValue areas = ReadNodes(*nodes);
    tree_.Put(root, "areas", areas.at, std::move(areas));
    ReportLeftOver(inputs_, criteria_layout::kInputColumns);
    ReportLeftOver(cases_, criteria_layout::kCaseColumns);
    return std::move(tree_).Finish(std::move(root));
  }

 private:
  std::optional<Table> Find(std::string_view sheet, const Columns& columns) {
    // Only the ids of these are ids; the first columns of the others may say the same twice.
    const bool once = sheet == criteria_layout::kSet || sheet == criteria_layout::kFigures ||
                      sheet == criteria_layout::kNodes;
    return Table::Find(workbook_, sheet, criteria_layout::Titles(columns), findings_,
                       once ? Table::Ids::kOnce : Table::Ids::kRepeat);
  }

  // Nothing is put where the cell is empty.
  void PutCell(YamlValue& map, const std::string& key, Entry entry, Form form) {
    entry.text = Trimmed(entry.text);
    if (entry.text.empty()) return;
    if (form == Form::kList) return tree_.Put(map, key, entry.at, tree_.ListOf(entry, ","));
    if (form == Form::kWordOrMap && entry.text.find(':') != std::string_view::npos) {
      return tree_.Put(map, key, entry.at, MapOf(entry));
    }
    std::string text =
        form == Form::kYesNo ? YesNo(entry.text, "true", "false") : std::string(entry.text);
    tree_.Put(map, key, entry.at, tree_.Text(entry.at, std::move(text)));
  }

  // "deadline: 2023-01-31; days_to_sign: 3"; what is no key there is refused with its cell later.
  YamlValue MapOf(const Entry& entry) {
    YamlValue map = Tree::Map(entry.at);
    std::string_view rest = entry.text;
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
      const std::size_t colon = std::min(part.size(), part.find(':'));
      const std::string key(Trimmed(part.substr(0, colon)));
      if (map.Find(key) != nullptr) findings_.Add(entry.at, "yaml_key_repeated", key);
      const std::string_view value = part.substr(std::min(part.size(), colon + 1));
      tree_.Put(map, key, entry.at, tree_.Text(entry.at, std::string(Trimmed(value))));
    }
    return map;
  }

  // The columns that have a key.
  void PutCells(YamlValue& map, const Table& table, const Table::Row& row, const Columns& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (*columns[i].key == '\0') continue;
      PutCell(map, columns[i].key, table.At(row, i), columns[i].form);
    }
  }

  YamlValue ReadSet(const Table& table) {
    constexpr std::size_t kValue = 2;
    YamlValue root = Tree::Map(table.at());
    std::map<std::string, YamlValue> inner;
    for (const Table::Row& row : table.rows()) {
      const Entry value = table.At(row, kValue);
      const criteria_layout::SetKey* known = nullptr;
      for (const auto& one : criteria_layout::kSetKeys) {
        const bool within = *one.outer != '\0';
        if (row.id == (within ? std::string(one.outer) + "." : "") + one.key) known = &one;
      }
      if (known == nullptr) {
        tree_.Put(root, row.id, row.at, tree_.Text(value.at, std::string(value.text)));
      } else if (*known->outer == '\0') {
        PutCell(root, known->key, value, known->form);
      } else {
        YamlValue& map = inner.try_emplace(known->outer, Tree::Map(row.at)).first->second;
        PutCell(map, known->key, value, known->form);
      }
    }
    for (auto& [key, map] : inner) {
      if (!map.items.empty()) tree_.Put(root, key, map.at, std::move(map));
    }
    return root;
  }

  void PutList(YamlValue& root, std::string key, const Table& table, const Columns& columns) {
    YamlValue list = Tree::List(table.at());
    for (const Table::Row& row : table.rows()) {
      list.items.push_back(Tree::Map(row.at));
      PutCells(list.items.back(), table, row, columns);
    }
    if (!list.items.empty()) tree_.Put(root, std::move(key), list.at, std::move(list));
  }

  void PutFigures(YamlValue& root, const Table& table) {
    YamlValue map = Tree::Map(table.at());
    for (const Table::Row& row : table.rows()) {
      YamlValue figure = Tree::Map(row.at);
      PutCells(figure, table, row, criteria_layout::kFigureColumns);
      tree_.Put(map, row.id, row.at, std::move(figure));
    }
    if (!map.items.empty()) tree_.Put(root, "figures", map.at, std::move(map));
  }

  ByNode ReadInputs(const Table& table) {
    ByNode inputs;
    for (const Table::Row& row : table.rows()) {
      YamlValue& map = inputs.try_emplace(row.id, Tree::Map(row.at)).first->second;
      const Entry entry = table.At(row, criteria_layout::kInputName);
      const std::string name(Trimmed(entry.text));
      if (map.Find(name) != nullptr) {
        findings_.Add(entry.at, "yaml_key_repeated", name);
        continue;
      }
      YamlValue input = Tree::Map(row.at);
      PutCells(input, table, row, criteria_layout::kInputColumns);
      tree_.Put(map, name, entry.at, std::move(input));
    }
    return inputs;
  }

  ByNode ReadCases(const Table& table) {
    ByNode cases;
    for (const Table::Row& row : table.rows()) {
      YamlValue& list = cases.try_emplace(row.id, Tree::List(row.at)).first->second;
      YamlValue one = Tree::Map(row.at);
      const Entry when = table.At(row, criteria_layout::kCaseWhen);
      const Entry score = table.At(row, criteria_layout::kCaseScore);
      PutCell(one, "when", when, Form::kText);
      tree_.Put(one, one.items.empty() ? "otherwise" : "score", score.at,
                tree_.Text(score.at, std::string(Trimmed(score.text))));
      list.items.push_back(std::move(one));
    }
    return cases;
  }

  // A criterion stands below the one that it belongs to, so that no two can belong to each other.
  YamlValue ReadNodes(const Table& table) {
    std::map<std::string, std::vector<const Table::Row*>, std::less<>> below;
    std::map<std::string, int, std::less<>> depths;
    YamlValue areas = Tree::List(table.at());
    for (const Table::Row& row : table.rows()) {
      const Entry parent = table.At(row, criteria_layout::kNodeParent);
      const std::string_view above = Trimmed(parent.text);
      const auto found = depths.find(above);
      if (!above.empty() && found == depths.end()) {
        findings_.Add(parent.at, "sheet_parent_not_above", row.id, {{"value", std::string(above)}});
        continue;
      }
      const int depth = above.empty() ? 1 : found->second + 1;
      if (depth > domain::kDeepestCriterion) {
        findings_.Add(parent.at, "criteria_too_deep", row.id,
                      {{"maximum", std::to_string(domain::kDeepestCriterion)}});
        continue;
      }
      depths.emplace(row.id, depth);
      below[std::string(above)].push_back(&row);
    }
    for (const Table::Row* const row : below[""]) {
      areas.items.push_back(ReadNode(table, *row, below));
    }
    return areas;
  }

  template <typename Below>
  YamlValue ReadNode(const Table& table, const Table::Row& row, const Below& below) {
    YamlValue node = Tree::Map(row.at);
    PutCells(node, table, row, criteria_layout::kNodeColumns);
    PutRule(node, row, table.At(row, criteria_layout::kNodeRule));
    YamlValue nothing = Tree::Map(row.at);
    PutCell(nothing, "when", table.At(row, criteria_layout::kNothingWhen), Form::kText);
    PutCell(nothing, "then", table.At(row, criteria_layout::kNothingThen), Form::kText);
    if (!nothing.items.empty()) tree_.Put(node, "nothing_arises", row.at, std::move(nothing));
    if (const auto inputs = inputs_.find(row.id); inputs != inputs_.end()) {
      tree_.Put(node, "inputs", inputs->second.at, std::move(inputs->second));
      inputs_.erase(inputs);
    }
    const auto children = below.find(row.id);
    if (children == below.end()) return node;
    YamlValue list = Tree::List(row.at);
    for (const Table::Row* const child : children->second) {
      list.items.push_back(ReadNode(table, *child, below));
    }
    tree_.Put(node, "criteria", list.at, std::move(list));
    return node;
  }

  void PutRule(YamlValue& node, const Table::Row& row, Entry entry) {
    entry.text = Trimmed(entry.text);
    if (entry.text == criteria_layout::kByCases) {
      const auto cases = cases_.find(row.id);
      YamlValue list = Tree::List(entry.at);
      if (cases != cases_.end()) {
        list.items = std::move(cases->second.items);
        cases_.erase(cases);
      }
      return tree_.Put(node, "rule", entry.at, std::move(list));
    }
    const std::string_view steps = Trimmed(criteria_layout::kJudgedSteps);
    const bool any = entry.text == criteria_layout::kJudgedAny;
    if (!any && !entry.text.starts_with(steps)) return PutCell(node, "rule", entry, Form::kText);
    YamlValue judged = Tree::Map(entry.at);
    if (any) {
      tree_.Put(judged, "judged", entry.at, tree_.Text(entry.at, "any"));
    } else {
      Entry list = entry;
      list.text.remove_prefix(steps.size());
      tree_.Put(judged, "judged", entry.at, tree_.ListOf(list, ";"));
    }
    tree_.Put(node, "rule", entry.at, std::move(judged));
  }

  // What names no criterion, or one that is not scored by cases, must not be lost silently.
  void ReportLeftOver(const ByNode& left, const Columns& columns) {
    for (const auto& [id, value] : left) {
      findings_.Add(value.at, "sheet_row_unused", columns.front().title, {{"value", id}});
    }
  }

  const Workbook& workbook_;
  domain::FindingList& findings_;
  Tree tree_;
  ByNode inputs_;
  ByNode cases_;
};

}  // namespace

CriteriaRead ReadCriteriaFile(std::string_view bytes, std::string file_name) {
  CriteriaRead read;
  domain::FindingList findings(std::move(file_name));
  if (!LooksLikeWorkbook(bytes)) {
    read.tree = domain::ReadYaml(bytes, findings);
  } else if (const auto workbook = ReadWorkbook(bytes, findings)) {
    read.tree = CriteriaReader(*workbook, findings).Read();
  }
  if (!read.tree.has_value()) {
    read.file.finding_count = findings.count();
    read.file.findings = std::move(findings).TakeSorted();
    return read;
  }
  read.file = domain::ReadCriteriaSet(read.tree->root, std::move(findings));
  return read;
}

}  // namespace par::spreadsheet
