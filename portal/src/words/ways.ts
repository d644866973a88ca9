// What may be done with a whole dossier, by the names of common/domain/dossier.h.
import { texts } from "./words";

export const t = texts({
  "way.approve": "Duyệt",
  "way.submit": "Gửi lên cấp trên",
  "way.withdraw": "Rút lại",
  "way.send_back": "Trả cho người nhập liệu sửa",
  "way.accept": "Tiếp nhận",
  "way.accept_late": "Tiếp nhận dù trễ hạn",
  "way.refuse_late": "Không nhận vì trễ hạn",
  "way.mark_not_submitted": "Ghi nhận không gửi đúng hạn",
  "way.reopen": "Cho gửi muộn",
  "way.begin_review": "Bắt đầu thẩm định",
  "way.agree_rest": "Đồng ý các tiêu chí còn lại",
  "way.return": "Trả lại để giải trình",
  "way.settle": "Chốt điểm",
  "way.open_appeals": "Nhận kiến nghị",
  "way.finalise": "Chốt kết quả",
  "way.reason": "Lý do: {what}",
  "way.ask.settle": "Chốt điểm của {unit}? Kết quả tạm thời được gửi cho đơn vị; sau đó chỉ sửa được qua kiến nghị.",
  "way.ask.finalise": "Chốt kết quả của {unit}? Sau đó không nhận kiến nghị nữa.",
  "way.ask.mark_not_submitted": "Ghi nhận {unit} không gửi hồ sơ đúng hạn? Đơn vị không được tính điểm trừ khi được cho gửi muộn.",
  "way.ask.agree_rest": "Đồng ý với mọi tiêu chí chưa thẩm định của {unit} trong {count} lĩnh vực?",
  "way.yes": "Đồng ý",
  "way.not_yet": "Chưa làm được",
  "next.save": "Điền số liệu và tự chấm điểm",
  "next.answer": "Trả lời câu hỏi của cấp trên",
  "next.approve": "Lãnh đạo đơn vị duyệt",
  "next.submit": "Gửi lên cấp trên",
  "next.appeal": "Xem kết quả tạm thời; có thể kiến nghị",
  "next.none": "Không có việc chờ làm lúc này",
}, {
  "way.approve": "Approve",
  "way.submit": "Hand in",
  "way.withdraw": "Withdraw",
  "way.send_back": "Send back to the clerk",
  "way.accept": "Accept",
  "way.accept_late": "Accept although late",
  "way.refuse_late": "Refuse as late",
  "way.mark_not_submitted": "Mark as not submitted",
  "way.reopen": "Let it be handed in late",
  "way.begin_review": "Begin the review",
  "way.agree_rest": "Agree to the rest",
  "way.return": "Return for explanation",
  "way.settle": "Settle the score",
  "way.open_appeals": "Open appeals",
  "way.finalise": "Make final",
  "way.reason": "Reason: {what}",
  "way.ask.settle": "Settle the score of {unit}? The provisional result goes to the unit; afterwards only an appeal changes it.",
  "way.ask.finalise": "Make the result of {unit} final? No appeal is taken afterwards.",
  "way.ask.mark_not_submitted": "Mark {unit} as not submitted? It gets no score unless it is let in late.",
  "way.ask.agree_rest": "Agree to every unreviewed criterion of {unit} in {count} areas?",
  "way.yes": "Yes",
  "way.not_yet": "Not yet possible",
  "next.save": "Fill in the figures and score",
  "next.answer": "Answer the queries from above",
  "next.approve": "The leader approves",
  "next.submit": "Hand in",
  "next.appeal": "Read the provisional result; appeal if needed",
  "next.none": "Nothing to do at the moment",
});

type Known = Parameters<typeof t>[0];
/** The wording of a node's action name, or nothing where this portal has none. */
export function worded(prefix: "way" | "next" | "way.ask", kind: string): Known | null {
  const word = `${prefix}.${kind}` as Known;
  return t(word) === word ? null : word;
}
