// What the units of a cycle lost together.
import { texts } from "./words";

export const t = texts({
  "losses.title": "Tiêu chí nhiều đơn vị cùng mất điểm",
  "losses.how": "{units} đơn vị có hồ sơ được tính; {systemic} tiêu chí mà mọi đơn vị đều mất điểm.",
  "losses.without": "{count} đơn vị chưa gửi hồ sơ.",
  "losses.every": "Cả tiêu chí chỉ một đơn vị mất điểm",
  "losses.none": "Không có tiêu chí nào nhiều đơn vị cùng mất điểm.",
  "losses.criterion": "Tiêu chí", "losses.name": "Tên tiêu chí", "losses.standing": "Phạm vi", "losses.lost_by": "Số đơn vị", "losses.units": "Đơn vị có điểm",
  "losses.least": "Ít nhất", "losses.most": "Nhiều nhất", "losses.sum": "Cộng", "losses.maximum": "Tối đa",
  "losses.systemic": "mọi đơn vị", "losses.some": "một số đơn vị",
  "losses.waive": "Miễn trừ", "losses.waive_title": "Miễn trừ tiêu chí {criterion} cho {count} hồ sơ đang thẩm định", "losses.waive_close": "Đóng", "losses.waived": "Đã miễn trừ ở {done} trên {all} hồ sơ.", "losses.not_in_review": "Hồ sơ không đang thẩm định nên chưa miễn trừ: {units}.",
}, {
  "losses.title": "Criteria at which units lost points together",
  "losses.how": "{units} units have a dossier that counts; at {systemic} criteria every one lost points.",
  "losses.without": "{count} {count:unit has|units have} not handed in.",
  "losses.every": "Also criteria at which one unit lost points",
  "losses.none": "There is no criterion at which several units lost points.",
  "losses.criterion": "Criterion", "losses.name": "Its name", "losses.standing": "Scope", "losses.lost_by": "Units", "losses.units": "Units with a score",
  "losses.least": "Least", "losses.most": "Most", "losses.sum": "Sum", "losses.maximum": "Maximum",
  "losses.systemic": "every unit", "losses.some": "some units",
  "losses.waive": "Waive", "losses.waive_title": "Waive criterion {criterion} in {count} {count:dossier|dossiers} under review", "losses.waive_close": "Close", "losses.waived": "Waived in {done} of {all} dossiers.", "losses.not_in_review": "Not under review, and so not waived: {units}.",
});
