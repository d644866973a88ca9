// What a workbook of survey results looks like: its sheets and columns, and the keys of the
// hand-written file that they stand for. Inside common/spreadsheet only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/survey.h"

namespace par::spreadsheet::survey_layout {

inline constexpr std::string_view kFormat = "parnet/survey-results/1";
inline constexpr std::string_view kInfo = "Thông tin";
inline constexpr std::string_view kResults = "Kết quả";
inline constexpr std::string_view kStated = "Số liệu công bố";
inline const std::vector<std::string> kInfoColumns = {"Khóa", "Nội dung", "Giá trị"};
enum InfoColumn { kKey, kTitle, kValue };
inline const std::vector<std::string> kResultColumns = {
    "Đơn vị", "Đợt", "Thành phần", "Phiếu phát ra", "Phiếu hợp lệ", "Chỉ số công bố"};
enum ResultColumn { kUnit, kWave, kComponent, kAsked, kAnswers, kIndex, kFirstCount };
inline const std::vector<std::string> kStatedColumns = {"Đơn vị", "Thành phần", "Chỉ số", "Điểm"};
enum StatedColumn { kStatedUnit, kStatedComponent, kStatedIndex, kStatedPoints };

// Of the hand-written file, in the order of kResultColumns and kStatedColumns.
inline constexpr std::string_view kResultKeys[] = {"unit",  "wave",    "component",
                                                   "asked", "answers", "index"};
inline constexpr std::string_view kStatedKeys[] = {"unit", "component", "index", "points"};

struct InfoRow {
  std::string_view key;
  std::string_view title;
};
inline constexpr InfoRow kInfoRows[] = {
    {"format", "Dạng tệp (không sửa)"},
    {"survey", "Mã cuộc điều tra (không sửa)"},
    {"source.number", "Số, ký hiệu văn bản nguồn"},
    {"source.issuer", "Cơ quan ban hành"},
    {"source.date", "Ngày ban hành"},
    {"source.file", "Tên tệp văn bản"},
    {"source.sha256", "Mã SHA-256 của tệp văn bản"},
    {"note", "Ghi chú"},
};

// Every answer that some scale has, once: its column is headed by its id.
[[nodiscard]] std::vector<std::string> AnswerIds(const domain::Survey& survey);

}  // namespace par::spreadsheet::survey_layout
