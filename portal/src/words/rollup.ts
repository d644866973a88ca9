// What a unit takes over from the units below into its own dossier.
import { texts } from "./words";

export const t = texts({
  "rollup.title": "Kết quả của các đơn vị cấp dưới",
  "rollup.why": "Tiêu chí {criteria} tính từ kết quả đã thẩm định của các đơn vị cấp dưới.",
  "rollup.not_yet": "Chưa tổng hợp, nên các tiêu chí ấy chưa chấm được.",
  "rollup.cycle": "Kỳ đánh giá của cấp dưới",
  "rollup.action": "Tổng hợp từ các đơn vị cấp dưới",
  "rollup.again": "Tổng hợp lại sẽ thay các kết quả đang có trong hồ sơ này.",
  "rollup.done": "Đã tổng hợp vào hồ sơ này.",
  "rollup.taken": "Đã lấy của {count} đơn vị",
  "rollup.unit": "Đơn vị", "rollup.index": "Chỉ số (%)", "rollup.score": "Điểm", "rollup.from": "Lấy từ",
  "rollup.decided": "quyết định đã công bố", "rollup.reviewed": "kết quả thẩm định, chưa công bố",
  "rollup.lacking": "Thiếu {count} đơn vị, do không gửi hồ sơ: {units}. Tiêu chí cần số liệu của đơn vị thiếu thì chưa chấm được.",
  "rollup.nothing": "thiếu",
}, {
  "rollup.title": "Results of the units below",
  "rollup.why": "Criteria {criteria} are computed from the reviewed results of the units below.",
  "rollup.not_yet": "Not taken over yet, so these criteria are not scored.",
  "rollup.cycle": "Cycle of the units below",
  "rollup.action": "Take over from the units below",
  "rollup.again": "Taking over again replaces the results that this dossier has.",
  "rollup.done": "Taken over into this dossier.",
  "rollup.taken": "Taken from {count} {count:unit|units}",
  "rollup.unit": "Unit", "rollup.index": "Index (%)", "rollup.score": "Points", "rollup.from": "Taken from",
  "rollup.decided": "the published decision", "rollup.reviewed": "the review, not published yet",
  "rollup.lacking": "{count} {count:unit is missing and|units are missing and} did not hand in: {units}. Criteria that need their figures are not scored.",
  "rollup.nothing": "missing",
});
