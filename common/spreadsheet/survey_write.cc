#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "common/spreadsheet/survey_layout.h"
#include "common/spreadsheet/survey_workbook.h"

namespace par::spreadsheet {
namespace {

using domain::Survey;
using domain::SurveyResult;

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
  const std::vector<std::string> answers = survey_layout::AnswerIds(survey);
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

}  // namespace

std::vector<std::string> survey_layout::AnswerIds(const Survey& survey) {
  std::vector<std::string> ids;
  for (const domain::SurveyComponent& component : survey.components) {
    for (const domain::SurveyAnswer& answer : component.scale) {
      if (std::find(ids.begin(), ids.end(), answer.id) == ids.end()) ids.push_back(answer.id);
    }
  }
  return ids;
}

Book SurveyBook(const Survey& survey, const domain::SurveyResults* results) {
  Book book;
  book.title = survey.title;
  book.sheets = {InfoSheet(survey, results), ResultsSheet(survey, results),
                 StatedSheet(survey, results)};
  return book;
}

}  // namespace par::spreadsheet
