// What fields for days and files say.
import { texts } from "./words";

export const t = texts(
  {
    "date.form": "ngày/tháng/năm",
    "date.wrong": "Không phải một ngày. Viết như 20/12/2023.",
    "date.missing": "Hãy nhập ngày, như 20/12/2023.",
    "date.today": "Hôm nay",
    "file.none": "Chưa chọn tệp",
  },
  {
    "date.form": "day/month/year",
    "date.wrong": "Not a day. Write it as 20/12/2023.",
    "date.missing": "Enter a day, as 20/12/2023.",
    "date.today": "Today",
    "file.none": "No file chosen",
  },
);
