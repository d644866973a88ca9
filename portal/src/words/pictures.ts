// The texts of the drawings.
import { texts } from "./words";

export const t = texts({
  "pictures.table": "Bảng", "pictures.png": "Tải hình (PNG)", "pictures.csv": "Tải số liệu (CSV)", "pictures.excel": "Tải số liệu (Excel)",
  "pictures.area": "Lĩnh vực", "pictures.unit": "Đơn vị", "pictures.score": "Điểm", "pictures.maximum": "Điểm tối đa",
  "pictures.maximum_whole": "Điểm tối đa được tính", "pictures.total": "Tổng điểm", "pictures.lost": "Điểm mất, điểm cộng",
  "pictures.median": "Trung vị của khối", "pictures.median_is": "trung vị {points}", "pictures.median_of_group": "Trung vị của khối",
  "pictures.own": "Điểm của đơn vị", "pictures.of": "{score}/{maximum}", "pictures.axis": "Trục bắt đầu từ {points} điểm, để thấy rõ các phần điểm mất.",
  "pictures.rank": "hạng", "pictures.one_year": "Máy chủ này chưa giữ quyết định công bố của năm trước, nên chưa có thứ hạng để so.",
  "pictures.when": "Thời điểm", "pictures.what": "Việc", "pictures.detail": "Nội dung", "pictures.days_later": "{days} ngày sau",
  "pictures.on_time": "đúng hạn", "pictures.late": "quá hạn", "pictures.late_delivery": "gửi đúng hạn, đến muộn", "pictures.deadline": "ngày hết hạn", "pictures.on_time_or_not": "Đúng hạn",
  "pictures.not_come": "chưa gửi", "pictures.weekdays": "T2 T3 T4 T5 T6 T7 CN",
}, {
  "pictures.table": "Table", "pictures.png": "Download the picture (PNG)", "pictures.csv": "Download the numbers (CSV)", "pictures.excel": "Download the numbers (Excel)",
  "pictures.area": "Area", "pictures.unit": "Unit", "pictures.score": "Points", "pictures.maximum": "Maximum",
  "pictures.maximum_whole": "Maximum that counts", "pictures.total": "Total", "pictures.lost": "Points lost or won",
  "pictures.median": "Median of the group", "pictures.median_is": "median {points}", "pictures.median_of_group": "Median of the group",
  "pictures.own": "The unit's points", "pictures.of": "{score}/{maximum}", "pictures.axis": "The axis begins at {points} points, so that losses can be seen.",
  "pictures.rank": "rank", "pictures.one_year": "This node holds no decision of an earlier year to compare ranks with.",
  "pictures.when": "When", "pictures.what": "What", "pictures.detail": "Details", "pictures.days_later": "{days} {days:day|days} later",
  "pictures.on_time": "on time", "pictures.late": "late", "pictures.late_delivery": "sent on time, came late", "pictures.deadline": "deadline", "pictures.on_time_or_not": "On time",
  "pictures.not_come": "not handed in", "pictures.weekdays": "Mo Tu We Th Fr Sa Su",
});
