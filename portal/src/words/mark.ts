// What a person may say of a criterion instead of points.
import { texts } from "./words";

export const t = texts({
  "mark.how": "Cách chấm",
  "mark.wanted": "Đề nghị",
  "mark.scored": "chấm điểm",
  "mark.not_applicable": "không phát sinh nhiệm vụ",
  "mark.waived": "miễn trừ",
  "mark.not_applicable_help": "Tiêu chí không tính vào điểm và cả điểm tối đa của đơn vị.",
  "mark.waived_help": "Tiêu chí được tính theo cách mà bộ chỉ số quy định cho nội dung được miễn trừ. Nêu số, ngày văn bản cho miễn trừ.",
  "mark.basis": "Căn cứ pháp lý của việc miễn trừ",
}, {
  "mark.how": "Mark",
  "mark.wanted": "Asked for",
  "mark.scored": "points",
  "mark.not_applicable": "not applicable",
  "mark.waived": "waived",
  "mark.not_applicable_help": "The criterion counts neither in the unit's points nor in its maximum.",
  "mark.waived_help": "It counts as the criteria set says of what is waived. Name the document that waives it, its number and date.",
  "mark.basis": "Legal basis of the waiver",
});
