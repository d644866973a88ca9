#include <algorithm>
#include <set>
#include <utility>

#include "common/base/unicode.h"
#include "common/domain/csv.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/survey_layout.h"
#include "common/spreadsheet/survey_workbook.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

using domain::FindingList;
using domain::Survey;
using domain::YamlValue;

// What a workbook and a CSV file are made into: the tree of the hand-written file.
class SurveyTree {
 public:
  explicit SurveyTree(domain::Position at)
      : root_(Tree::Map(at)),
        source_(Tree::Map(at)),
        results_(Tree::List(at)),
        stated_(Tree::List(at)) {}

  // "survey", "source.number" ...
  void PutInfo(std::string_view key, domain::Position at, Entry value) {
    value.text = Trimmed(value.text);
    constexpr std::string_view kSource = "source.";
    if (value.text.empty()) return;
    if (key.starts_with(kSource)) {
      tree_.PutText(source_, std::string(key.substr(kSource.size())), value);
      source_.at = at;
    } else {
      tree_.PutText(root_, std::string(key), value);
    }
  }

  // Trimmed, and without the sign of a percentage.
  void Put(YamlValue& map, std::string_view key, Entry entry) {
    entry.text = Trimmed(entry.text);
    if (entry.kind == CellKind::kPercent) entry.text.remove_suffix(1);
    tree_.PutText(map, std::string(key), entry);
  }
  void PutCounts(YamlValue& result, YamlValue counts) {
    if (!counts.items.empty()) tree_.Put(result, "counts", counts.at, std::move(counts));
  }
  void AddResult(YamlValue result) { results_.items.push_back(std::move(result)); }
  void AddStated(YamlValue stated) { stated_.items.push_back(std::move(stated)); }
  void PutFormat() {
    tree_.Put(root_, "format", root_.at, tree_.Text(root_.at, std::string(survey_layout::kFormat)));
  }

  domain::YamlFile Finish() && {
    tree_.Put(root_, "source", source_.at, std::move(source_));
    tree_.Put(root_, "results", results_.at, std::move(results_));
    if (!stated_.items.empty()) tree_.Put(root_, "stated", stated_.at, std::move(stated_));
    return std::move(tree_).Finish(std::move(root_));
  }

 private:
  Tree tree_;
  YamlValue root_;
  YamlValue source_;
  YamlValue results_;
  YamlValue stated_;
};

// Nothing if a sheet or column is missing.
std::optional<domain::YamlFile> TreeOf(const Workbook& workbook, const Survey& survey,
                                       FindingList& findings) {
  const std::vector<std::string> answers = survey_layout::AnswerIds(survey);
  std::vector<std::string> titles = survey_layout::kResultColumns;
  titles.insert(titles.end(), answers.begin(), answers.end());
  const auto info =
      Table::Find(workbook, survey_layout::kInfo, survey_layout::kInfoColumns, findings);
  const auto results =
      Table::Find(workbook, survey_layout::kResults, titles, findings, Table::Ids::kRepeat);
  const auto stated = Table::Find(workbook, survey_layout::kStated, survey_layout::kStatedColumns,
                                  findings, Table::Ids::kRepeat);
  if (!info || !results || !stated) return std::nullopt;
  SurveyTree tree(results->at());
  for (const Table::Row& row : info->rows()) {
    tree.PutInfo(row.id, row.at, info->At(row, survey_layout::kValue));
  }
  for (const Table::Row& row : results->rows()) {
    YamlValue result = Tree::Map(row.at);
    std::size_t ids = 0;
    for (std::size_t i = 0; i < std::size(survey_layout::kResultKeys); ++i) {
      if (i == survey_layout::kAsked) ids = result.items.size();
      tree.Put(result, survey_layout::kResultKeys[i], results->At(row, i));
    }
    YamlValue counts = Tree::Map(row.at);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      tree.Put(counts, answers[i], results->At(row, survey_layout::kFirstCount + i));
    }
    tree.PutCounts(result, std::move(counts));
    // A row of the template that nobody filled in has nothing behind its ids, however many it has.
    if (result.items.size() > ids) tree.AddResult(std::move(result));
  }
  for (const Table::Row& row : stated->rows()) {
    YamlValue one = Tree::Map(row.at);
    for (std::size_t i = 0; i < std::size(survey_layout::kStatedKeys); ++i) {
      tree.Put(one, survey_layout::kStatedKeys[i], stated->At(row, i));
    }
    tree.AddStated(std::move(one));
  }
  return std::move(tree).Finish();
}

// Lines "key,value" up to the heading that begins with "unit"; below it a result a line. A heading
// that is no key is the id of an answer.
class CsvReader {
 public:
  explicit CsvReader(FindingList& findings) : findings_(findings) {}

  std::optional<domain::YamlFile> Read(std::string_view text) {
    const std::vector<domain::CsvLine> lines = domain::ReadCsv(text, findings_);
    if (!findings_.empty()) return std::nullopt;
    SurveyTree tree({.line = 1, .column = 1});
    tree.PutFormat();
    for (const domain::CsvLine& line : lines) Take(line, tree);
    if (!findings_.empty()) return std::nullopt;
    return std::move(tree).Finish();
  }

 private:
  static Entry EntryOf(const domain::CsvCell& cell) { return {.at = cell.at, .text = cell.text}; }

  void Take(const domain::CsvLine& line, SurveyTree& tree) {
    for (const domain::CsvCell& cell : line) {
      if (const auto offset = FirstControlCharacter(cell.text)) {
        findings_.Add(cell.at, "text_control_character", "csv",
                      {{"offset", std::to_string(*offset)}});
      }
    }
    if (heading_ != nullptr) return TakeResult(line, tree);
    if (line.front().text == "unit") {
      heading_ = &line;
      std::set<std::string> names;
      for (const domain::CsvCell& cell : line) RequireNew(cell, names);
    } else if (line.size() > 1) {
      RequireNew(line[0], keys_);
      tree.PutInfo(line[0].text, line[0].at, EntryOf(line[1]));
    }
  }

  void RequireNew(const domain::CsvCell& cell, std::set<std::string>& names) {
    if (names.insert(cell.text).second) return;
    findings_.Add(cell.at, "id_repeated", "csv", {{"value", cell.text}});
  }

  void TakeResult(const domain::CsvLine& line, SurveyTree& tree) {
    if (line.size() != heading_->size()) {
      findings_.Add(
          line.front().at, "csv_columns", "csv",
          {{"value", std::to_string(line.size())}, {"wanted", std::to_string(heading_->size())}});
      return;
    }
    YamlValue result = Tree::Map(line.front().at);
    YamlValue counts = Tree::Map(line.front().at);
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string& key = (*heading_)[i].text;
      const auto end = std::end(survey_layout::kResultKeys);
      const bool known = std::find(std::begin(survey_layout::kResultKeys), end, key) != end;
      tree.Put(known ? result : counts, key, EntryOf(line[i]));
    }
    tree.PutCounts(result, std::move(counts));
    tree.AddResult(std::move(result));
  }

  FindingList& findings_;
  const domain::CsvLine* heading_ = nullptr;
  std::set<std::string> keys_ = {"format", "source", "results", "stated"};
};

// Nothing where the file could not be made into a tree.
SurveyResultsAsText ResultsOf(const std::optional<domain::YamlFile>& tree, const Survey& survey,
                              FindingList& findings) {
  SurveyResultsAsText read;
  if (!tree.has_value() || !findings.empty()) return read;
  read.results = domain::ReadSurveyResults(tree->root, survey, findings);
  if (read.results.has_value()) read.yaml = domain::WriteYaml(tree->root);
  return read;
}

}  // namespace

SurveyResultsAsText ReadSurveyResultsText(std::string_view text, const Survey& survey,
                                          FindingList& findings) {
  if (text.starts_with("survey,") || text.starts_with("\xef\xbb\xbfsurvey,")) {
    return ResultsOf(CsvReader(findings).Read(text), survey, findings);
  }
  return {.results = domain::ReadSurveyResults(text, survey, findings), .yaml = std::string(text)};
}

SurveyResultsAsText ReadSurveyResultsFile(std::string_view bytes, const Survey& survey,
                                          FindingList& findings) {
  if (!LooksLikeWorkbook(bytes)) return ReadSurveyResultsText(bytes, survey, findings);
  const auto workbook = ReadWorkbook(bytes, findings);
  if (!workbook.has_value()) return {};
  return ResultsOf(TreeOf(*workbook, survey, findings), survey, findings);
}

}  // namespace par::spreadsheet
