#include "common/spreadsheet/survey_workbook.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/domain/csv.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/tree.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

namespace survey_layout {

constexpr std::string_view kFormat = "parnet/survey-results/1";
constexpr std::string_view kInfo = "Thông tin";
constexpr std::string_view kResults = "Kết quả";
constexpr std::string_view kStated = "Số liệu công bố";
const std::vector<std::string> kInfoColumns = {"Khóa", "Nội dung", "Giá trị"};
enum InfoColumn { kKey, kTitle, kValue };
const std::vector<std::string> kResultColumns = {"Đơn vị",        "Đợt",          "Thành phần",
                                                 "Phiếu phát ra", "Phiếu hợp lệ", "Chỉ số công bố"};
enum ResultColumn { kUnit, kWave, kComponent, kAsked, kAnswers, kIndex, kFirstCount };
const std::vector<std::string> kStatedColumns = {"Đơn vị", "Thành phần", "Chỉ số", "Điểm"};
enum StatedColumn { kStatedUnit, kStatedComponent, kStatedIndex, kStatedPoints };

// Of the hand-written file, in the order of kResultColumns and kStatedColumns.
constexpr std::string_view kResultKeys[] = {"unit",  "wave",    "component",
                                            "asked", "answers", "index"};
constexpr std::string_view kStatedKeys[] = {"unit", "component", "index", "points"};

struct InfoRow {
  std::string_view key;
  std::string_view title;
};
constexpr InfoRow kInfoRows[] = {
    {"format", "Dạng tệp (không sửa)"},
    {"survey", "Mã cuộc điều tra (không sửa)"},
    {"source.number", "Số, ký hiệu văn bản nguồn"},
    {"source.issuer", "Cơ quan ban hành"},
    {"source.date", "Ngày ban hành"},
    {"source.file", "Tên tệp văn bản"},
    {"source.sha256", "Mã SHA-256 của tệp văn bản"},
    {"note", "Ghi chú"},
};

}  // namespace survey_layout

using domain::FindingList;
using domain::Survey;
using domain::SurveyResult;
using domain::YamlValue;

// Every answer that some scale has, once: its column is headed by its id.
std::vector<std::string> AnswerIds(const Survey& survey) {
  std::vector<std::string> ids;
  for (const domain::SurveyComponent& component : survey.components) {
    for (const domain::SurveyAnswer& answer : component.scale) {
      if (std::find(ids.begin(), ids.end(), answer.id) == ids.end()) ids.push_back(answer.id);
    }
  }
  return ids;
}

BookCell Filled(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kAnswer};
}
BookCell NumberOf(const std::optional<std::int64_t>& count) {
  return Filled(count.has_value() ? std::to_string(*count) : "", Ink::kNumber);
}
BookCell NumberOf(const std::optional<domain::Decimal>& number) {
  return Filled(number.has_value() ? number->Text() : "", Ink::kNumber);
}

BookSheet SheetOf(std::string_view name, const std::string& line,
                  const std::vector<std::string>& titles, double first_width) {
  BookSheet sheet{.name = std::string(name), .lines = {line}, .columns = {}, .protect = true};
  constexpr double kWidth = 16;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    sheet.columns.push_back({.title = titles[i], .width = i == 0 ? first_width : kWidth});
  }
  return sheet;
}

void LeaveRoom(BookSheet& sheet, std::size_t rows) {
  while (rows-- > 0) sheet.rows.emplace_back(sheet.columns.size(), Filled(""));
}

// The column offers the ids of these in every row.
template <typename Things>
void Offer(BookSheet& sheet, std::size_t column, const Things& things) {
  Choice choice{.column = column, .message = "Chọn trong danh sách."};
  for (const auto& one : things) choice.list.push_back(one.id);
  for (choice.row = 0; choice.row < sheet.rows.size(); ++choice.row) {
    sheet.choices.push_back(choice);
  }
}

BookSheet InfoSheet(const Survey& survey, const domain::SurveyResults* results) {
  BookSheet sheet = SheetOf(survey_layout::kInfo, survey.title, survey_layout::kInfoColumns, 16);
  sheet.columns[survey_layout::kTitle].width = 32;
  sheet.columns[survey_layout::kValue].width = 70;
  const domain::SurveySource* source =
      results == nullptr || results->sources.empty() ? nullptr : &results->sources.front();
  for (const survey_layout::InfoRow& row : survey_layout::kInfoRows) {
    BookCell value = Filled("", row.key == "source.date" ? Ink::kDay : Ink::kText);
    if (row.key == "format") value = {.text = std::string(survey_layout::kFormat)};
    if (row.key == "survey") value = {.text = survey.id};
    if (source != nullptr) {
      if (row.key == "source.number") value.text = source->number;
      if (row.key == "source.issuer") value.text = source->issuer;
      if (row.key == "source.date") value.text = source->date.Iso();
      if (row.key == "source.file") value.text = source->file;
      if (row.key == "source.sha256") value.text = source->sha256.Hex();
    }
    sheet.rows.push_back(
        {{.text = std::string(row.key)}, {.text = std::string(row.title)}, std::move(value)});
  }
  return sheet;
}

std::vector<BookCell> ResultRow(const Survey& survey, const std::vector<std::string>& answers,
                                const std::string& unit, std::size_t wave, std::size_t component,
                                const SurveyResult* result) {
  static const SurveyResult kEmpty;
  const SurveyResult& one = result == nullptr ? kEmpty : *result;
  std::vector<BookCell> row = {
      Filled(unit),        Filled(survey.waves[wave].id), Filled(survey.components[component].id),
      NumberOf(one.asked), NumberOf(one.answers),         NumberOf(one.index)};
  const auto& scale = survey.components[component].scale;
  for (const std::string& id : answers) {
    const auto found = std::find_if(scale.begin(), scale.end(),
                                    [&](const auto& answer) { return answer.id == id; });
    if (found == scale.end()) {
      row.push_back({});  // Not an answer of this component: nothing to fill in.
    } else if (one.counts.empty()) {
      row.push_back(Filled("", Ink::kNumber));
    } else {
      const auto at = static_cast<std::size_t>(found - scale.begin());
      row.push_back(NumberOf(std::optional(one.counts[at])));
    }
  }
  return row;
}

BookSheet ResultsSheet(const Survey& survey, const domain::SurveyResults* results) {
  std::vector<std::string> titles = survey_layout::kResultColumns;
  const std::vector<std::string> answers = AnswerIds(survey);
  titles.insert(titles.end(), answers.begin(), answers.end());
  BookSheet sheet = SheetOf(survey_layout::kResults,
                            "Mỗi dòng: một đơn vị, một đợt, một chỉ số thành phần. Dòng chưa có "
                            "kết quả để trống các cột số.",
                            titles, 20);
  std::map<std::tuple<std::string, std::size_t, std::size_t>, const SurveyResult*> rows;
  for (const domain::SurveyUnit& unit : survey.units) {
    for (std::size_t wave = 0; wave < survey.waves.size(); ++wave) {
      for (std::size_t i = 0; i < survey.components.size(); ++i) {
        rows[{unit.unit.value(), wave, i}] = nullptr;
      }
    }
  }
  if (results != nullptr) {
    for (const SurveyResult& result : results->results) {
      rows[{result.unit.value(), result.wave, result.component}] = &result;
    }
  }
  for (const auto& [key, result] : rows) {
    const auto& [unit, wave, component] = key;
    sheet.rows.push_back(ResultRow(survey, answers, unit, wave, component, result));
  }
  LeaveRoom(sheet, 50);
  Offer(sheet, survey_layout::kWave, survey.waves);
  Offer(sheet, survey_layout::kComponent, survey.components);
  return sheet;
}

BookSheet StatedSheet(const Survey& survey, const domain::SurveyResults* results) {
  BookSheet sheet = SheetOf(survey_layout::kStated,
                            "Chỉ số, điểm in trong văn bản, để đối chiếu; không ghi thành phần là "
                            "kết quả chung.",
                            survey_layout::kStatedColumns, 20);
  if (results != nullptr) {
    for (const domain::StatedSurvey& stated : results->stated) {
      const bool whole = stated.component == domain::kNone;
      sheet.rows.push_back({Filled(stated.unit.value()),
                            Filled(whole ? "" : survey.components[stated.component].id),
                            NumberOf(stated.index), NumberOf(stated.points)});
    }
  }
  LeaveRoom(sheet, 20);
  Offer(sheet, survey_layout::kStatedComponent, survey.components);
  return sheet;
}

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
  const std::vector<std::string> answers = AnswerIds(survey);
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
    for (std::size_t i = 0; i < std::size(survey_layout::kResultKeys); ++i) {
      tree.Put(result, survey_layout::kResultKeys[i], results->At(row, i));
    }
    YamlValue counts = Tree::Map(row.at);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      tree.Put(counts, answers[i], results->At(row, survey_layout::kFirstCount + i));
    }
    tree.PutCounts(result, std::move(counts));
    // A row of the template that nobody filled in.
    if (result.items.size() > survey_layout::kAsked) tree.AddResult(std::move(result));
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

Book SurveyBook(const Survey& survey, const domain::SurveyResults* results) {
  Book book;
  book.title = survey.title;
  book.sheets = {InfoSheet(survey, results), ResultsSheet(survey, results),
                 StatedSheet(survey, results)};
  return book;
}

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
