// A table of the page as a workbook: what is written as the page writes numbers is a number, shown with as
// many places; everything else (a criterion 1.5, a year 2024), the first column and the headings are texts.
import { decimal, typedDecimal } from "../numbers";
import { keptAsNumber, type OutCell, writeWorkbook } from "./write";

function cellOf(text: string, column: number): OutCell {
  const plain = typedDecimal(text);
  if (column === 0 || !keptAsNumber(plain) || decimal(plain) !== text) return { text };
  return { text: plain, as: "number", places: plain.split(".")[1]?.length ?? 0 };
}
const widthOf = (rows: string[][], column: number) => Math.min(60, Math.max(8, ...rows.map((row) => (row[column] ?? "").length + 2)));

export function tableBook(title: string, [heading = [], ...rows]: string[][]): Promise<Uint8Array<ArrayBuffer>> {
  const columns = heading.map((name, i) => ({ title: name, width: widthOf([heading, ...rows], i) }));
  const name = title.replace(/[[\]:*?/\\']/g, " ").trim().slice(0, 31) || "Bảng";
  return writeWorkbook({ title, sheets: [{ name, columns, rows: rows.map((row) => row.map(cellOf)) }] });
}
