// What a workbook of answers looks like: the names of its sheets, columns and choices, which the
// writer and the reader share (docs/formats/workbook.md). Inside common/spreadsheet only.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/answers.h"

namespace par::spreadsheet::answers_layout {

inline constexpr std::string_view kFormat = "parnet/answers/1";
inline constexpr std::string_view kInfo = "Thông tin";
inline constexpr std::string_view kCriteria = "Tự chấm";
inline constexpr std::string_view kFigures = "Số liệu";
inline constexpr std::string_view kChildren = "Cấp dưới";

inline const std::vector<std::string> kInfoColumns = {"Khóa", "Nội dung", "Giá trị"};
enum InfoColumn { kInfoKey, kInfoTitle, kInfoValue };

inline const std::vector<std::string> kCriteriaColumns = {
    "Mã",   "Tiêu chí",      "Tối đa",     "Số liệu cần khai",   "Khai",
    "Điểm", "Lý do, căn cứ", "Giải trình", "Tài liệu kiểm chứng"};
enum CriteriaColumn {
  kLeafId,
  kLeafTitle,
  kLeafMaximum,
  kLeafFigures,
  kDeclared,
  kPoints,
  kReason,
  kExplanation,
  kEvidence
};

inline const std::vector<std::string> kFiguresColumns = {
    "Mã",      "Số liệu",  "Đơn vị tính", "Dùng cho tiêu chí", "Nguồn, thời điểm",
    "Giá trị", "Năm trước"};
enum FiguresColumn {
  kFigureId,
  kFigureTitle,
  kFigureUnit,
  kFigureUsers,
  kFigureSource,
  kFigureValue,
  kFigurePrevious
};

// The figures of the units below follow, a column for each, named by its id.
inline const std::vector<std::string> kChildrenColumns = {"Mã đơn vị", "Chỉ số (%)", "Điểm"};
enum ChildrenColumn { kChildUnit, kChildIndex, kChildScore, kChildFigures };

inline constexpr std::string_view kYes = "có";
inline constexpr std::string_view kNo = "không";

// What stands in the column "Khai", and the keys of the hand-written file that it stands for.
struct DeclaredAs {
  domain::DeclarationKind kind;
  std::string_view shown;
  std::string_view points_key;  // Empty: no points are given.
  std::string_view reason_key;
};
inline constexpr std::array<DeclaredAs, 4> kDeclarations = {{
    {domain::DeclarationKind::kNotApplicable, "Không phát sinh", "", "not_applicable"},
    {domain::DeclarationKind::kWaived, "Được miễn trừ", "", "waived"},
    {domain::DeclarationKind::kJudged, "Tự chấm điểm", "judged", "reason"},
    {domain::DeclarationKind::kPoints, "Điểm đã có", "points", "source"},
}};

}  // namespace par::spreadsheet::answers_layout
