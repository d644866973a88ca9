// What a workbook of a criteria set looks like: the names of its sheets, and for each column the
// key of the hand-written file that it stands for. Inside common/spreadsheet only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/spreadsheet/book.h"

namespace par::spreadsheet::criteria_layout {

enum class Form : unsigned char {
  kText,
  kNumber,
  kDay,
  kYesNo,      // true, false.
  kList,       // Parted by commas.
  kWordOrMap,  // A word, or "key: value; key: value".
};

struct Column {
  const char* title;
  const char* key;  // Empty: read and written by code of its own.
  Form form;
  double width;
};
using Columns = std::vector<Column>;

inline constexpr std::string_view kSet = "Bộ chỉ số";
inline constexpr std::string_view kBases = "Căn cứ";
inline constexpr std::string_view kClasses = "Xếp loại";
inline constexpr std::string_view kFigures = "Số liệu chung";
inline constexpr std::string_view kNodes = "Tiêu chí";
inline constexpr std::string_view kInputs = "Số liệu của tiêu chí";
inline constexpr std::string_view kCases = "Trường hợp chấm điểm";

// A row for each key of the file that holds one value; those within another have a dot.
inline const Columns kSetColumns = {{"Khóa", "", Form::kText, 18},
                                    {"Nội dung", "", Form::kText, 34},
                                    {"Giá trị", "", Form::kText, 60}};
struct SetKey {
  const char* outer;  // Empty: a key of the root.
  const char* key;
  Form form;
  const char* about;
};
inline const std::vector<SetKey> kSetKeys = {
    {"", "format", Form::kText, "Dạng tệp"},
    {"", "id", Form::kText, "Mã bộ chỉ số"},
    {"", "version", Form::kNumber, "Phiên bản"},
    {"", "title", Form::kText, "Tên"},
    {"", "sample", Form::kYesNo, "Bộ mẫu"},
    {"", "level", Form::kText, "Cấp: commune, district, province, office"},
    {"", "year", Form::kNumber, "Năm"},
    {"effective", "from", Form::kDay, "Áp dụng từ ngày"},
    {"effective", "to", Form::kDay, "Áp dụng đến ngày"},
    {"", "maximum", Form::kNumber, "Tổng điểm tối đa"},
    {"rounding", "leaf", Form::kNumber, "Số chữ số thập phân của tiêu chí"},
    {"rounding", "total", Form::kNumber, "Số chữ số thập phân của tổng"},
    {"", "not_applicable", Form::kText, "Không phát sinh: reduced_max, converted, none"},
    {"", "waived", Form::kText, "Được miễn trừ: reduced_max, full"},
    {"ranking", "ties", Form::kText, "Bằng điểm: gap (1 2 2 4), dense (1 2 2 3)"},
    {"ranking", "tie_break", Form::kList, "Tiêu chí phân định khi bằng điểm"}};

inline const Columns kBasisColumns = {{"Số, ký hiệu", "number", Form::kText, 20},
                                      {"Ngày", "date", Form::kDay, 12},
                                      {"Cơ quan ban hành", "issuer", Form::kText, 30},
                                      {"Trích yếu", "subject", Form::kText, 60}};
inline const Columns kClassColumns = {{"Mã", "id", Form::kText, 16},
                                      {"Tên", "title", Form::kText, 24},
                                      {"Từ (%)", "from", Form::kNumber, 10}};
// Of a figure, behind what names it.
inline const Columns kFigureKeys = {
    {"Tên", "title", Form::kText, 50},           {"Loại", "kind", Form::kText, 10},
    {"Đơn vị tính", "unit", Form::kText, 14},    {"Nguồn", "source", Form::kText, 30},
    {"Chốt đến ngày", "cutoff", Form::kDay, 14}, {"Nhỏ nhất", "least", Form::kNumber, 10},
    {"Lớn nhất", "most", Form::kNumber, 10},     {"Là một phần của", "part_of", Form::kText, 26}};
inline const Columns kFigureColumns = [] {
  Columns columns = {{"Mã", "", Form::kText, 30}};
  columns.insert(columns.end(), kFigureKeys.begin(), kFigureKeys.end());
  return columns;
}();
inline const Columns kInputColumns = [] {
  Columns columns = {{"Mã tiêu chí", "", Form::kText, 12},
                     {"Tên trong công thức", "", Form::kText, 20},
                     {"Số liệu chung", "figure", Form::kText, 30}};
  columns.insert(columns.end(), kFigureKeys.begin(), kFigureKeys.end());
  return columns;
}();
enum InputColumn { kInputNode, kInputName };

inline constexpr const char* kPointsFrom = "Nguồn điểm";
inline const Columns kNodeColumns = {
    {"Mã", "id", Form::kText, 10},
    {"Thuộc", "", Form::kText, 10},
    {"Tên", "title", Form::kText, 50},
    {"Điểm tối đa", "maximum", Form::kNumber, 10},
    {kPointsFrom, "source", Form::kText, 14},
    {"Cách chấm", "", Form::kText, 40},
    {"Không phát sinh khi", "", Form::kText, 26},
    {"Thì được", "", Form::kText, 14},
    {"Được khai không phát sinh", "may_be_declared_not_applicable", Form::kYesNo, 14},
    {"Tài liệu kiểm chứng", "evidence", Form::kWordOrMap, 14},
    {"Tăng thì giảm điểm", "falls_with", Form::kList, 16},
    {"Gộp phần còn lại", "rest", Form::kYesNo, 12},
    {"Ghi chú", "note", Form::kText, 40}};
enum NodeColumn { kNodeId, kNodeParent, kNodeRule = 5, kNothingWhen, kNothingThen };
// In the column "Cách chấm", beside an expression and "given".
inline constexpr std::string_view kByCases = "theo trường hợp";
inline constexpr std::string_view kJudgedAny = "chấm tự do";
inline constexpr std::string_view kJudgedSteps = "chấm theo mức: ";  // "0; 0.5; 1" follow.

inline const Columns kCaseColumns = {{"Mã tiêu chí", "", Form::kText, 12},
                                     {"Khi (để trống: còn lại)", "when", Form::kText, 60},
                                     {"Điểm", "score", Form::kText, 40}};
enum CaseColumn { kCaseNode, kCaseWhen, kCaseScore };

[[nodiscard]] inline std::vector<std::string> Titles(const Columns& columns) {
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  return titles;
}

}  // namespace par::spreadsheet::criteria_layout
