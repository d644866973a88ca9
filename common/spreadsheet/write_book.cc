// The only place that knows the library that writes workbooks.
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/domain/finding.h"
#include "common/domain/refusal.h"
#include "common/spreadsheet/book.h"
#include "common/spreadsheet/stored_value.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

constexpr time_t kCreated = 1'704'067'200;  // Always the same: 2024-01-01. Bytes must not change.
constexpr std::size_t kLongestList = 255;   // Characters of a validation list, Excel's limit.
constexpr std::size_t kLongestSheetName = 31;
constexpr std::size_t kLongestMessage = 255;

// UTF-16 units, as Excel counts.
std::size_t Units(std::string_view text) {
  const auto pairs = std::count_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0xf0;  // The first byte of what takes two.
  });
  return CodePoints(text) + static_cast<std::size_t>(pairs);
}

std::string FirstCodePoints(std::string_view text, std::size_t most) {
  while (CodePoints(text) > most) text.remove_suffix(1);
  while (FirstInvalidUtf8(text).has_value()) text.remove_suffix(1);
  return std::string(text);
}

absl::Status CheckSheet(const BookSheet& sheet) {
  const bool bad = sheet.name.empty() || Units(sheet.name) > kLongestSheetName ||
                   sheet.name.find_first_of("[]:*?/\\") != std::string::npos ||
                   sheet.name.front() == '\'' || sheet.name.back() == '\'';
  if (bad) return domain::Invalid("sheet_name_bad", {{"field", sheet.name}});
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      if (Units(sheet.rows[row][column].text) <= kLongestCellText) continue;
      const int line = static_cast<int>(sheet.lines.size() + 2 + row);
      return domain::Invalid(
          "sheet_text_too_long",
          {{"field", sheet.name + "!" +
                         domain::CellName({.line = line, .column = static_cast<int>(column) + 1})},
           {"maximum", std::to_string(kLongestCellText)}});
    }
  }
  return absl::OkStatus();
}

absl::Status NotWritten(const std::string& path, std::string_view problem) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "sheet_not_written",
                         {{"path", path}, {"problem", std::string(problem)}});
}

struct Formats {
  explicit Formats(lxw_workbook* book) : book_(book) {
    title = Make([](lxw_format* f) {
      format_set_bold(f);
      format_set_font_size(f, 13);
    });
    header = Make([](lxw_format* f) {
      format_set_bold(f);
      format_set_text_wrap(f);
      format_set_align(f, LXW_ALIGN_CENTER);
      format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
      format_set_bg_color(f, 0xDCE6F1);
      format_set_border(f, LXW_BORDER_THIN);
    });
  }
  // Of a cell; made when first asked for.
  lxw_format* Of(Look look, Ink ink, bool wraps) {
    const std::size_t kind = ink == Ink::kDay ? 1 : ink == Ink::kCode ? 2 : 0;
    const std::size_t index = static_cast<std::size_t>(look) * 6 + kind * 2 + (wraps ? 1 : 0);
    if (cells_[index] != nullptr) return cells_[index];
    return cells_[index] = Make([&](lxw_format* f) {
             format_set_border(f, LXW_BORDER_THIN);
             format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
             if (wraps) format_set_text_wrap(f);
             if (ink == Ink::kDay) format_set_num_format(f, "dd/mm/yyyy");
             if (ink == Ink::kCode) format_set_num_format(f, "@");
             if (look == Look::kAnswer) {
               format_set_unlocked(f);
               format_set_bg_color(f, 0xFFFFE5);
             }
             if (look == Look::kHeading) format_set_bold(f);
           });
  }

  lxw_format* title = nullptr;
  lxw_format* header = nullptr;

 private:
  template <typename Set>
  lxw_format* Make(Set set) {
    lxw_format* const format = workbook_add_format(book_);
    format_set_font_name(format, "Times New Roman");
    format_set_font_size(format, 11);
    set(format);
    return format;
  }
  lxw_workbook* book_;
  std::array<lxw_format*, 18> cells_ = {};
};

// Whether Excel, which keeps 15 digits, gives exactly this text back when it is written as a
// number.
bool IsExactAsNumber(std::string_view text) { return ExactNumber(text).text == text; }

void WriteCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const BookCell& cell,
               bool wraps, Formats& formats) {
  const std::optional<int> serial =
      cell.ink == Ink::kDay ? SerialOfDay(cell.text) : std::optional<int>();
  lxw_format* const format = formats.Of(cell.look, cell.ink, wraps);
  if (cell.text.empty()) {
    worksheet_write_blank(sheet, row, column, format);
  } else if (serial.has_value()) {
    worksheet_write_number(sheet, row, column, *serial, format);
  } else if (cell.ink == Ink::kNumber && IsExactAsNumber(cell.text)) {
    // At most 15 digits: the nearest double, written with 16, is rounded back to them.
    worksheet_write_number(sheet, row, column, std::strtod(cell.text.c_str(), nullptr), format);
  } else {
    worksheet_write_string(sheet, row, column, Escaped(cell.text).c_str(), format);
  }
}

// Of a row in points, as wrapped texts need it: not every program that opens the file fits rows.
double HeightOf(const std::vector<BookCell>& cells, const std::vector<BookColumn>& columns) {
  constexpr double kLine = 15;
  constexpr double kPerWidth = 1.2;  // Letters are narrower than the digit that widths count.
  constexpr double kHighest = 400;   // Excel allows 409.
  double lines = 1;
  for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
    if (!columns[i].wraps) continue;
    double of_cell = 0;
    std::string_view rest = cells[i].text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const auto length = static_cast<double>(CodePoints(rest.substr(0, end)));
      of_cell += std::max(1.0, std::ceil(length / (kPerWidth * columns[i].width)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    lines = std::max(lines, of_cell);
  }
  return std::min(lines * kLine, kHighest);
}

void AddList(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Choice& choice,
             lxw_data_validation& validation) {
  std::size_t length = 0;
  std::vector<const char*> values;
  for (const std::string& value : choice.list) {
    length += Units(value) + 1;
    if (value.find(',') != std::string::npos) return;  // Excel parts the list at commas.
    values.push_back(value.c_str());
  }
  if (values.empty() || length > kLongestList) return;
  values.push_back(nullptr);
  validation.validate = LXW_VALIDATION_TYPE_LIST;
  validation.value_list = const_cast<char**>(values.data());
  const auto last = static_cast<lxw_row_t>(row + choice.rows - 1);
  worksheet_data_validation_range(sheet, row, column, last, column, &validation);
}

void AddChoice(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Choice& choice) {
  lxw_data_validation validation = {};
  validation.ignore_blank = LXW_VALIDATION_ON;
  std::string message = FirstCodePoints(choice.message, kLongestMessage);
  std::string heading = "Giá trị không hợp lệ";
  validation.error_title = heading.data();
  validation.error_message = message.data();
  if (choice.kind == Choice::Kind::kList) return AddList(sheet, row, column, choice, validation);
  if (choice.kind == Choice::Kind::kDay) {
    validation.validate = LXW_VALIDATION_TYPE_DATE;
    validation.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    validation.minimum_datetime = {1900, 3, 1, 0, 0, 0};
    validation.maximum_datetime = {2199, 12, 31, 0, 0, 0};
  } else {
    const bool bounded = !choice.most.empty();
    validation.validate = choice.kind == Choice::Kind::kWhole ? LXW_VALIDATION_TYPE_INTEGER
                                                              : LXW_VALIDATION_TYPE_DECIMAL;
    validation.criteria = bounded ? LXW_VALIDATION_CRITERIA_BETWEEN
                                  : LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    const double least = std::strtod(choice.least.c_str(), nullptr);
    validation.minimum_number = validation.value_number = least;
    if (bounded) validation.maximum_number = std::strtod(choice.most.c_str(), nullptr);
  }
  worksheet_data_validation_cell(sheet, row, column, &validation);
}

void SetPage(lxw_worksheet* sheet, const BookSheet& what, lxw_row_t header) {
  constexpr std::uint8_t kA4 = 9;
  worksheet_set_paper(sheet, kA4);
  worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, header, header);
  worksheet_freeze_panes(sheet, header + 1, 1);
  if (what.protect) {
    lxw_protection may = {};
    may.format_columns = LXW_TRUE;
    may.format_rows = LXW_TRUE;
    worksheet_protect(sheet, nullptr, &may);
  }
}

// Of the numbers that the chart shows.
double Highest(const BookSheet& what) {
  double highest = 0;
  for (const std::vector<BookCell>& cells : what.rows) {
    for (std::size_t i = what.chart->first_column; i <= what.chart->last_column; ++i) {
      if (i < cells.size())
        highest = std::max(highest, std::strtod(cells[i].text.c_str(), nullptr));
    }
  }
  return highest;
}

void AddChart(lxw_workbook* book, lxw_worksheet* sheet, const BookSheet& what, lxw_row_t header) {
  constexpr std::size_t kMostLines = 30;  // More cannot be told apart.
  if (what.rows.empty()) return;
  const BookChart& wish = *what.chart;
  lxw_chart* const chart = workbook_add_chart(book, LXW_CHART_LINE);
  const auto first = static_cast<lxw_col_t>(wish.first_column);
  const auto last = static_cast<lxw_col_t>(wish.last_column);
  for (std::size_t i = 0; i < what.rows.size() && i < kMostLines; ++i) {
    const lxw_row_t row = header + 1 + static_cast<lxw_row_t>(i);
    lxw_chart_series* const line = chart_add_series(chart, nullptr, nullptr);
    chart_series_set_categories(line, what.name.c_str(), header, first, header, last);
    chart_series_set_values(line, what.name.c_str(), row, first, row, last);
    chart_series_set_name_range(line, what.name.c_str(), row,
                                static_cast<lxw_col_t>(wish.name_column));
    chart_series_set_marker_type(line, LXW_CHART_MARKER_CIRCLE);
  }
  chart_title_set_name(chart, wish.title.c_str());
  if (wish.best_is_least) {
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_min(chart->y_axis, 1);
    chart_axis_set_major_unit(chart->y_axis, std::max(1.0, std::ceil(Highest(what) / 10)));
  }
  worksheet_insert_chart(sheet, header + static_cast<lxw_row_t>(what.rows.size()) + 2, 0, chart);
}

void WriteSheet(lxw_workbook* book, lxw_worksheet* sheet, const BookSheet& what, Formats& formats) {
  lxw_row_t row = 0;
  for (const std::string& line : what.lines) {
    worksheet_write_string(sheet, row, 0, line.c_str(), row == 0 ? formats.title : nullptr);
    ++row;
  }
  const lxw_row_t header = row;
  for (std::size_t i = 0; i < what.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, what.columns[i].width, nullptr);
    worksheet_write_string(sheet, header, column, what.columns[i].title.c_str(), formats.header);
  }
  for (const std::vector<BookCell>& cells : what.rows) {
    ++row;
    worksheet_set_row(sheet, row, HeightOf(cells, what.columns), nullptr);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool wraps = i < what.columns.size() && what.columns[i].wraps;
      WriteCell(sheet, row, static_cast<lxw_col_t>(i), cells[i], wraps, formats);
    }
  }
  for (const Choice& choice : what.choices) {
    AddChoice(sheet, header + 1 + static_cast<lxw_row_t>(choice.row),
              static_cast<lxw_col_t>(choice.column), choice);
  }
  if (what.chart.has_value()) AddChart(book, sheet, what, header);
  worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
  SetPage(sheet, what, header);
}

absl::Status WriteTo(const Book& book, const std::string& path) {
  lxw_workbook* const file = workbook_new(path.c_str());
  if (file == nullptr) return NotWritten(path, std::strerror(ENOMEM));
  std::string title = FirstCodePoints(book.title, kLongestMessage);
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.created = kCreated;
  workbook_set_properties(file, &properties);
  Formats formats(file);
  for (const BookSheet& what : book.sheets) {
    lxw_worksheet* const sheet = workbook_add_worksheet(file, what.name.c_str());
    if (sheet == nullptr) {
      lxw_workbook_free(file);
      return domain::Invalid("sheet_name_bad", {{"field", what.name}});
    }
    WriteSheet(file, sheet, what, formats);
  }
  const lxw_error error = workbook_close(file);
  return error == LXW_NO_ERROR ? absl::OkStatus() : NotWritten(path, lxw_strerror(error));
}

}  // namespace

absl::Status WriteBook(const Book& book, const std::string& path) {
  std::set<std::string_view> names;
  for (const BookSheet& sheet : book.sheets) {
    RETURN_IF_ERROR(CheckSheet(sheet));
    if (!names.insert(sheet.name).second) {
      return domain::Invalid("sheet_name_bad", {{"field", sheet.name}});
    }
  }
  const std::string beside = path + ".part";
  const absl::Status written = WriteTo(book, beside);
  if (!written.ok()) {
    ::unlink(beside.c_str());
    return written;
  }
  if (std::rename(beside.c_str(), path.c_str()) == 0) return absl::OkStatus();
  const std::string problem = std::strerror(errno);
  ::unlink(beside.c_str());
  return NotWritten(path, problem);
}

}  // namespace par::spreadsheet
