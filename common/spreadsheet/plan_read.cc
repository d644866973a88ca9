// A workbook of a remediation plan as the tree of the hand-written file.
#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/domain/remediation_targets.h"
#include "common/spreadsheet/plan_layout.h"
#include "common/spreadsheet/plan_workbook.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

using domain::FindingList;
using domain::YamlValue;
using plan_layout::PlanCell;

std::vector<std::string> PartsOf(std::string_view text) {
  std::vector<std::string> parts;
  const absl::string_view whole(text.data(), text.size());
  for (const absl::string_view part :
       absl::StrSplit(whole, absl::ByAnyChar(plan_layout::kBetweenEntries))) {
    const std::string_view trimmed = Trimmed({part.data(), part.size()});
    if (!trimmed.empty()) parts.emplace_back(trimmed);
  }
  return parts;
}

// The name that files have; the text itself where it is no aim, for the reader to refuse.
std::string AimName(std::string_view shown) {
  const auto found = std::find(plan_layout::kAims.begin(), plan_layout::kAims.end(), shown);
  if (found == plan_layout::kAims.end()) return std::string(shown);
  return std::string(
      domain::Name(static_cast<domain::AimKind>(found - plan_layout::kAims.begin())));
}

class PlanSheets {
 public:
  PlanSheets(const Workbook& workbook, FindingList& findings)
      : workbook_(workbook), findings_(findings) {}

  // Nothing if a sheet or a column is missing, which is then said.
  std::optional<domain::YamlFile> Read() {
    YamlValue root = Tree::Map({.line = 0, .column = 0, .sheet = 1});
    tree_.Put(root, "format", root.at, tree_.Text(root.at, std::string(plan_layout::kFormat)));
    bool whole = ReadInfo(root);
    for (const plan_layout::Part& part : plan_layout::kParts) {
      whole = ReadPart(part, root) && whole;
    }
    if (!whole) return std::nullopt;
    return std::move(tree_).Finish(std::move(root));
  }

 private:
  bool ReadInfo(YamlValue& root) {
    const auto table = Table::Find(workbook_, plan_layout::kInfo, {"Khóa", "Giá trị"}, findings_);
    if (!table.has_value()) return false;
    root.at = table->at();
    for (const Table::Row& row : table->rows()) {
      const Entry value = table->At(row, 1);
      const std::string_view text = Trimmed(value.text);
      if (!text.empty()) {
        tree_.Put(root, row.id, row.at, tree_.Text(value.at, std::string(text)));
      }
    }
    return true;
  }

  bool ReadPart(const plan_layout::Part& part, YamlValue& root) {
    std::vector<std::string> titles;
    for (const plan_layout::Field& field : part.fields) titles.emplace_back(field.title);
    const auto table = Table::Find(workbook_, part.sheet, std::move(titles), findings_);
    if (!table.has_value()) return false;
    YamlValue list = Tree::List(table->at());
    for (const Table::Row& row : table->rows()) {
      YamlValue map = Tree::Map(row.at);
      for (std::size_t i = 0; i < part.fields.size(); ++i) {
        PutCell(part.fields[i], table->At(row, i), map);
      }
      list.items.push_back(std::move(map));
    }
    const bool required = part.key == "tasks";
    if (!list.items.empty() || required) {
      tree_.Put(root, std::string(part.key), list.at, std::move(list));
    }
    return true;
  }

  void PutCell(const plan_layout::Field& field, const Entry& entry, YamlValue& map) {
    const std::string_view text = Trimmed(entry.text);
    if (!entry.usable || text.empty()) return;
    std::string key(field.key);
    switch (field.form) {
      case PlanCell::kList:
        return PutList(std::move(key), entry, map);
      case PlanCell::kAims:
        return PutAims(std::move(key), entry, map);
      case PlanCell::kAim:
        return tree_.Put(map, std::move(key), entry.at, tree_.Text(entry.at, AimName(text)));
      case PlanCell::kYesNo:
        return tree_.Put(map, std::move(key), entry.at,
                         tree_.Text(entry.at, text == "có" ? "true" : std::string(text)));
      case PlanCell::kText:
      case PlanCell::kNumber:
      case PlanCell::kDay:
        tree_.Put(map, std::move(key), entry.at, tree_.Text(entry.at, std::string(text)));
    }
  }

  void PutList(std::string key, const Entry& entry, YamlValue& map) {
    YamlValue list = Tree::List(entry.at);
    for (std::string& part : PartsOf(entry.text)) {
      list.items.push_back(tree_.Text(entry.at, std::move(part)));
    }
    tree_.Put(map, std::move(key), entry.at, std::move(list));
  }

  // "III.13; III.14 = trên 99.5"
  void PutAims(std::string key, const Entry& entry, YamlValue& map) {
    YamlValue list = Tree::List(entry.at);
    for (const std::string& part : PartsOf(entry.text)) {
      YamlValue aim = Tree::Map(entry.at);
      const std::size_t equals = part.find('=');
      const std::string target(Trimmed(std::string_view(part).substr(0, equals)));
      tree_.Put(aim, "target", entry.at, tree_.Text(entry.at, target));
      if (equals != std::string::npos) {
        PutAim(Trimmed(std::string_view(part).substr(equals + 1)), entry, aim);
      }
      list.items.push_back(std::move(aim));
    }
    tree_.Put(map, std::move(key), entry.at, std::move(list));
  }

  // "trên 99.5": the longest name that it begins with, and the value after it.
  void PutAim(std::string_view said, const Entry& entry, YamlValue& aim) {
    std::string_view name;
    for (const std::string_view one : plan_layout::kAims) {
      if (said.starts_with(one) && one.size() > name.size()) name = one;
    }
    if (name.empty()) name = said;
    tree_.Put(aim, "aim", entry.at, tree_.Text(entry.at, AimName(name)));
    const std::string_view value = Trimmed(said.substr(name.size()));
    if (!value.empty()) {
      tree_.Put(aim, "value", entry.at, tree_.Text(entry.at, std::string(value)));
    }
  }

  const Workbook& workbook_;
  FindingList& findings_;
  Tree tree_;
};

}  // namespace

std::optional<domain::YamlFile> ReadPlanTree(std::string_view bytes, FindingList& findings) {
  if (!LooksLikeWorkbook(bytes)) return domain::ReadYaml(bytes, findings);
  const auto workbook = ReadWorkbook(bytes, findings);
  if (!workbook.has_value()) return std::nullopt;
  return PlanSheets(*workbook, findings).Read();
}

}  // namespace par::spreadsheet
