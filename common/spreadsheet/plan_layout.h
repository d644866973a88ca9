// What a workbook of a remediation plan looks like: its sheets, and for each column its title, the
// key of the hand-written file and how a cell says it. Inside common/spreadsheet only.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "common/spreadsheet/book.h"

namespace par::spreadsheet::plan_layout {

inline constexpr std::string_view kFormat = "parnet/remediation-plan/1";

enum class PlanCell {
  kText,
  kNumber,
  kDay,
  kList,   // Entries with semicolons between them.
  kAim,    // One of kAims.
  kYesNo,  // "có" or nothing.
  kAims,   // Targets, each alone or "III.14 = trên 99.5".
};

// What parts the entries of kList and kAims: none of them may hold it.
inline constexpr char kBetweenEntries[] = ";\n";

struct Field {
  std::string_view title;
  std::string_view key;
  PlanCell form = PlanCell::kText;
  double width = 14;
};

struct Part {
  std::string_view sheet;
  std::string_view key;
  std::span<const Field> fields;  // The first is the id of a row.
};

inline constexpr std::string_view kInfo = "Kế hoạch";
inline constexpr std::array<std::string_view, 7> kInfoKeys = {"title",  "unit",   "set", "year",
                                                              "number", "issued", "note"};

inline constexpr Field kTitled[] = {{"Mã", "id"}, {"Tên", "title", PlanCell::kText, 50}};
inline constexpr Field kOffices[] = {{"Mã", "id"},
                                     {"Tên", "name", PlanCell::kText, 34},
                                     {"Tên khác", "also", PlanCell::kList, 30},
                                     {"Đơn vị", "units", PlanCell::kList, 30},
                                     {"Ngoài đơn vị", "outside", PlanCell::kYesNo},
                                     {"Phụ trách tiêu chí", "answers_for", PlanCell::kList, 24},
                                     {"Nhiệm vụ", "duties", PlanCell::kList, 60}};
inline constexpr Field kBases[] = {{"Mã", "id"},
                                   {"Tên", "title", PlanCell::kText, 50},
                                   {"Kỳ", "period"},
                                   {"Đơn vị tính", "unit"},
                                   {"Giá trị", "value", PlanCell::kNumber},
                                   {"Chỗ khác ghi", "also", PlanCell::kNumber}};
inline constexpr Field kTargets[] = {{"Mã", "id"},
                                     {"Lĩnh vực", "area"},
                                     {"Tiêu chí", "of"},
                                     {"Nội dung", "title", PlanCell::kText, 50},
                                     {"Mục tiêu", "aim", PlanCell::kAim, 18},
                                     {"Giá trị", "value", PlanCell::kNumber},
                                     {"Đơn vị tính", "unit"},
                                     {"Số gốc", "base"},
                                     {"Chỉ tiêu báo cáo", "indicator"},
                                     {"Chủ trì", "lead", PlanCell::kText, 20},
                                     {"Phối hợp", "with", PlanCell::kList, 30},
                                     {"Thời hạn", "deadline", PlanCell::kDay},
                                     {"Thời gian khác", "when", PlanCell::kText, 24}};
inline constexpr Field kStated[] = {{"Tiêu chí", "criterion"},
                                    {"Điểm chuẩn", "maximum", PlanCell::kNumber},
                                    {"Điểm thẩm định", "score", PlanCell::kNumber},
                                    {"Điểm bị trừ", "lost", PlanCell::kNumber}};
inline constexpr Field kSums[] = {{"Tên", "title", PlanCell::kText, 40},
                                  {"Cộng các tiêu chí", "of", PlanCell::kList, 40},
                                  {"Điểm chuẩn", "maximum", PlanCell::kNumber},
                                  {"Điểm thẩm định", "score", PlanCell::kNumber}};
inline constexpr Field kTasks[] = {{"Mã", "id"},
                                   {"Chỉ số", "index"},
                                   {"Tiêu chí", "criteria", PlanCell::kList, 18},
                                   {"Chỉ tiêu", "aims", PlanCell::kAims, 24},
                                   {"Lý do bị trừ điểm", "reason", PlanCell::kText, 40},
                                   {"Nguyên nhân chung", "systemic", PlanCell::kText, 30},
                                   {"Biện pháp khắc phục", "measure", PlanCell::kText, 50},
                                   {"Chủ trì", "lead", PlanCell::kText, 20},
                                   {"Phối hợp", "with", PlanCell::kList, 30},
                                   {"Thời hạn", "deadline", PlanCell::kDay},
                                   {"Thời gian khác", "when", PlanCell::kText, 24},
                                   {"Sản phẩm", "product", PlanCell::kText, 30},
                                   {"Lấy lại (điểm)", "regain", PlanCell::kNumber},
                                   {"Tăng (%)", "raise_percent", PlanCell::kNumber},
                                   {"Ngày xong", "done", PlanCell::kDay}};

inline constexpr Part kParts[] = {
    {"Chỉ số", "indexes", kTitled},    {"Lĩnh vực", "areas", kTitled},
    {"Cơ quan", "offices", kOffices},  {"Số gốc", "bases", kBases},
    {"Chỉ tiêu", "targets", kTargets}, {"Điểm đã in", "stated", kStated},
    {"Tổng đã in", "sums", kSums},     {"Nhiệm vụ", "tasks", kTasks}};

// Beside domain::AimKind.
inline constexpr std::array<std::string_view, 12> kAims = {
    "ít nhất", "nhiều nhất", "trên",     "dưới",    "tăng %",  "tăng thêm",
    "giảm %",  "giảm bớt",   "tăng bậc", "đạt gốc", "hơn gốc", "đúng yêu cầu"};

}  // namespace par::spreadsheet::plan_layout
