// Why a value in a cell is not taken, by the one reader of blocks (lib/pasted.ts).
import { texts } from "./words";

const vi = {
  "wrong.number": "không phải số",
  "wrong.whole": "phải là số nguyên",
  "wrong.negative": "không được âm",
  "wrong.date": "không phải ngày như 20/12/2023",
  "wrong.yes_no": "phải là “có” hoặc “không”",
  "wrong.share": "ô định dạng phần trăm, mà số liệu này không phải tỷ lệ phần trăm",
  "wrong.two_ways": "số ghi dạng chữ, đọc được hai cách (1.500 là một nghìn rưỡi hay 1,5); hãy đổi ô sang dạng số",
};
const en: Record<keyof typeof vi, string> = {
  "wrong.number": "not a number",
  "wrong.whole": "must be a whole number",
  "wrong.negative": "may not be negative",
  "wrong.date": "not a day such as 20/12/2023",
  "wrong.yes_no": "must be \"yes\" or \"no\"",
  "wrong.share": "formatted as a percentage, which this figure is not",
  "wrong.two_ways": "a number as text that reads two ways (1.500: one thousand five hundred, or 1.5); make the cell a number",
};
export type CellWord = keyof typeof vi;
export const cellTexts = { vi, en };
export const t = texts(vi, en);
