// A unit's figures of a period as the workbook of docs/formats/workbook.md "Figures", with a column for each
// unit: the page writes that of its own unit; of another file it reads that unit's column.
import type { ReportColumn, ReportGroup } from "../../gen/par/report/v1/report_pb";
import { cellName, type Year } from "../figures.svelte";
import type { Asked, Understood } from "./change";
import { understood } from "./change";
import type { BadBookCell } from "./problem";
import type { Workbook } from "./read";
import { infoColumns, infoOf, tableOf } from "./table";
import type { Book, Choice, OutCell, OutSheet } from "./write";

export interface Period {
  catalogue: string;
  title: string;
  period: string; // "2023-Q3"
  periodTitle: string;
  unit: string;
  unitName: string;
  columns: ReportColumn[];
  groups: ReportGroup[];
  value: (cell: string) => string;
}

const format = "parnet/figures/1";
const sheets: Record<Year, string> = { now: "Số liệu", before: "Cùng kỳ năm trước" };
const years = Object.keys(sheets) as Year[];
const figureColumns = ["Mã", "Chỉ tiêu", "ĐVT", "Cách hiểu, nơi phụ trách"];
const unitColumns = ["Mã", "Tên đơn vị", "Cấp", "Trực thuộc", "Đã báo cáo"];
const namesRow = "Tên";
// Ids of files are plain: a unit's own row, apart from the units below it, is called so there.
const ownRow = (unit: string) => `${unit}-own`;

const fixed = (text: string): OutCell => ({ text });
const columnsOf = (titles: string[], widths: number[]) => titles.map((title, i) => ({ title, width: widths[i] ?? 16 }));

function figuresSheet(year: Year, of: Period): OutSheet {
  const indicators = of.columns.filter((one) => one.kind !== "");
  const owners = new Map(of.groups.map((group) => [group.id, group.owner]));
  const choices: Choice[] = [];
  const rows = indicators.map((one, i): OutCell[] => {
    if (one.kind === "yes_no") choices.push({ row: i + 1, column: 4, list: ["có", "không"], message: "Chọn có hoặc không." });
    const value = of.value(cellName(year, one.id));
    const owner = owners.get(one.group) ?? "";
    const help = [one.definition, one.source && `Nguồn: ${one.source}`, owner && `Phụ trách: ${owner}`].filter(Boolean).join("\n");
    const unit = { yes_no: "có/không", date: "ngày", percent: "%" }[one.kind] ?? one.unit;
    const text = one.kind === "yes_no" ? ({ yes: "có", no: "không" }[value] ?? "") : value;
    return [fixed(one.id), fixed(one.title), fixed(unit), fixed(help), { text, as: one.kind === "date" ? "day" : one.kind === "yes_no" ? "text" : "number", open: true }];
  });
  return {
    name: sheets[year], lines: [of.title, `${of.periodTitle}. Chỉ nhập vào các ô nền vàng.`], columns: columnsOf([...figureColumns, of.unit], [26, 50, 12, 40, 18]),
    rows: [[fixed(namesRow), fixed(""), fixed(""), fixed(""), fixed(of.unitName)], ...rows], choices, locked: true,
  };
}

export function figuresBook(of: Period): Book {
  const lines = [of.title, `${of.periodTitle}. Chỉ nhập vào các ô nền vàng.`];
  const info = [["format", "Dạng tệp", format], ["indicators", "Hệ chỉ tiêu", of.catalogue], ["title", "Tên báo cáo", of.title], ["period", "Kỳ báo cáo", of.period], ["source", "Nguồn", ""], ["sample", "Số liệu mẫu, không thật", "không"]];
  const windows = [["*", "Tất cả nhóm khác"], ...of.groups.map((group) => [group.id, group.title])];
  return {
    title: of.title,
    sheets: [
      { name: "Thông tin", lines, columns: columnsOf(infoColumns, [14, 30, 60]), rows: info.map((row) => row.map(fixed)), locked: true },
      { name: "Đơn vị", lines, columns: columnsOf(unitColumns, [20, 44, 14, 20, 14]), rows: [[of.unit, of.unitName, "", "", ""].map(fixed)], locked: true },
      figuresSheet("now", of), figuresSheet("before", of),
      { name: "Khoảng ngày", lines, columns: columnsOf(["Mã nhóm", "Nhóm", "Từ ngày", "Đến ngày"], [20, 50, 14, 14]), rows: windows.map((row) => row.map(fixed)), locked: true },
      { name: "Nêu trong báo cáo", lines, columns: columnsOf(["Vị trí", "Đơn vị", "Chỉ tiêu", "Nêu là", "Số nêu"], [20, 20, 30, 14, 14]), rows: [], locked: true },
    ],
  };
}

/** Empty cells change nothing; what is wrong anywhere is in `bad`, and then nothing may be entered. */
export function figuresIn(book: Workbook, of: Period): Understood {
  const bad: BadBookCell[] = [];
  const asked: Asked[] = [];
  const info = infoOf(book, bad);
  if (info && info.value("format") !== format) info.wrong("format", "book.other_file", { wanted: format });
  if (info && info.value("indicators") !== of.catalogue) info.wrong("indicators", "book.other_indicators", { wanted: of.catalogue });
  if (info && info.value("period") !== of.period) info.wrong("period", "book.other_period", { wanted: of.period });
  const units = tableOf(book, "Đơn vị", unitColumns, bad);
  const ids = units?.rows.map((row) => row.id) ?? [];
  const own = ids.find((id) => id === ownRow(of.unit)) ?? ids.find((id) => id === of.unit);
  if (units && own === undefined) bad.push({ sheet: "Đơn vị", cell: "", text: ids.slice(0, 3).join(", "), word: "book.unit_missing", parameters: { wanted: of.unit } });
  for (const year of own === undefined ? [] : years) {
    const table = tableOf(book, sheets[year], [...figureColumns, ...ids], bad);
    for (const row of table?.rows ?? []) {
      if (row.id === namesRow) continue;
      const column = of.columns.find((one) => one.id === row.id && one.kind !== "");
      const value = table!.at(row, own!);
      if (column === undefined) bad.push({ sheet: sheets[year], cell: table!.place(row, "Mã"), text: row.id, word: "book.indicator_unknown" });
      else if (value !== null && value.text.trim() !== "") {
        const name = cellName(year, row.id);
        asked.push({ of: row.id, kind: column.kind, name, title: column.title, sheet: sheets[year], cell: table!.place(row, own!), value, before: of.value(name) });
      }
    }
  }
  return understood(asked, bad);
}
