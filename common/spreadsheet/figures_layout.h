// What a workbook of reported figures looks like: the names of its sheets, columns and choices,
// which the writer and the reader share (docs/formats/workbook.md). Inside common/spreadsheet only.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace par::spreadsheet::figures_layout {

inline constexpr std::string_view kFormat = "parnet/figures/1";
inline constexpr std::string_view kInfo = "Thông tin";
inline constexpr std::string_view kUnits = "Đơn vị";
inline constexpr std::string_view kFigures = "Số liệu";
inline constexpr std::string_view kYearBefore = "Cùng kỳ năm trước";
inline constexpr std::string_view kWindows = "Khoảng ngày";
inline constexpr std::string_view kStated = "Nêu trong báo cáo";

inline const std::vector<std::string> kInfoColumns = {"Khóa", "Nội dung", "Giá trị"};
enum InfoColumn { kInfoKey, kInfoTitle, kInfoValue };

inline const std::vector<std::string> kUnitColumns = {"Mã", "Tên đơn vị", "Cấp", "Trực thuộc",
                                                      "Đã báo cáo"};
enum UnitColumn { kUnitId, kUnitTitle, kUnitLevel, kUnitUnder, kUnitReported };

// A column for each unit follows, named by its id.
inline const std::vector<std::string> kFigureColumns = {"Mã", "Chỉ tiêu", "ĐVT",
                                                        "Cách hiểu, nơi phụ trách"};
enum FigureColumn { kFigureId, kFigureTitle, kFigureUnit, kFigureHelp, kFigureValues };
// The row below the heading with the units' names, for people.
inline constexpr std::string_view kNamesRow = "Tên";

inline const std::vector<std::string> kWindowColumns = {"Mã nhóm", "Nhóm", "Từ ngày", "Đến ngày"};
enum WindowColumn { kWindowGroup, kWindowTitle, kWindowFrom, kWindowTo };
inline constexpr std::string_view kOtherGroups = "*";

inline const std::vector<std::string> kStatedColumns = {"Vị trí", "Đơn vị", "Chỉ tiêu", "Nêu là",
                                                        "Số nêu"};
enum StatedColumn { kStatedWhere, kStatedUnit, kStatedOf, kStatedAs, kStatedSays };

inline constexpr std::string_view kYes = "có";
inline constexpr std::string_view kNo = "không";

// As shown and as in the hand-written file. In the order of domain::StatedAs.
struct Shown {
  std::string_view shown;
  std::string_view name;
};
inline constexpr std::array<Shown, 5> kStatedAsNames = {{{"giá trị", "value"},
                                                         {"tăng (%)", "increase"},
                                                         {"giảm (%)", "decrease"},
                                                         {"không đổi", "unchanged"},
                                                         {"bằng (%)", "share"}}};

}  // namespace par::spreadsheet::figures_layout
