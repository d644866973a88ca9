// What to put into a field, beside the field.
import { texts } from "./words";

export const t = texts(
  {
    "help.count": "số nguyên",
    "help.percent": "phần trăm, từ 0 đến 100",
    "help.rank": "thứ hạng, số nguyên từ 1",
    "help.signed": "có thể âm",
    "help.part_of": "không lớn hơn “{whole}”",
    "help.judged_free": "Từ 0 đến {maximum}, nhiều nhất bốn chữ số sau dấu phẩy.",
    "help.reason": "Vì sao chọn mức này; nêu văn bản, số, ngày. Người thẩm định đọc nguyên văn.",
    "help.explanation": "Không bắt buộc. Điều mà số liệu và tài liệu chưa nói hết, ví dụ lý do ký chậm hoặc con số khác năm trước nhiều.",
    "help.account": "Quản trị viên của đơn vị cho biết; chữ thường không dấu.",
    "help.code": "Sáu chữ số trong ứng dụng xác thực; mất điện thoại thì nhập một mã dự phòng.",
  },
  {
    "help.count": "a whole number",
    "help.percent": "percent, from 0 to 100",
    "help.rank": "a rank, a whole number from 1",
    "help.signed": "may be negative",
    "help.part_of": "not more than “{whole}”",
    "help.judged_free": "From 0 to {maximum}, at most four places after the point.",
    "help.reason": "Why this step; name the document, its number and date. The reviewer reads it word for word.",
    "help.explanation": "Optional. What figures and documents do not say, such as why a signature was late or a figure is far from last year's.",
    "help.account": "Your unit's administrator tells it; small letters without accents.",
    "help.code": "Six digits from the authenticator; without the telephone one of the recovery codes.",
  },
);
