// A sheet read as a table: a heading row among the first twenty, below it a row for each id. Whatever would
// be lost silently is named with its cell: a column nobody knows, a value beside the columns, merged
// cells, a row twice or without id, a cell that holds no value. (common/spreadsheet/table.h)
import { type BookCell, shownCell } from "../pasted";
import { cellName, type Sheet, type Workbook } from "./read";
import type { BadBookCell } from "./problem";

const headingAmong = 20;

export interface TableRow {
  number: number; // Of the sheet.
  id: string;
}
export interface Table {
  sheet: string;
  rows: TableRow[];
  at: (row: TableRow, title: string) => BookCell | null; // Null where nothing stands, or nothing usable.
  text: (row: TableRow, title: string) => string; // Trimmed.
  place: (row: TableRow, title: string) => string; // "F12".
}

function headingOf(sheet: Sheet, first: string): number | null {
  for (const [row, cells] of sheet.rows) {
    if (row > headingAmong) return null;
    if ([...cells.values()].some((one) => one.text.trim() === first)) return row;
  }
  return null;
}

/** Null, with what is wrong in `bad`, if the sheet or a column is missing. `repeats`: ids may. */
export function tableOf(book: Workbook, name: string, titles: string[], bad: BadBookCell[], repeats = false): Table | null {
  const before = bad.length;
  const sheet = book.sheets.find((one) => one.name === name);
  const say = (cell: string, text: string, word: BadBookCell["word"], parameters = {}) => bad.push({ sheet: name, cell, text, word, parameters });
  const nothing = (text: string, word: BadBookCell["word"]) => {
    say("", text, word);
    return null;
  };
  if (sheet === undefined) return nothing("", "book.sheet_missing");
  const heading = headingOf(sheet, titles[0]!);
  if (heading === null) return nothing(titles[0]!, "book.heading_missing");
  const columns = new Map<string, number>();
  for (const [column, cell] of sheet.rows.get(heading)!) {
    const title = cell.text.trim();
    if (!titles.includes(title)) say(cellName(heading, column), title, "book.column_unknown");
    else if (columns.has(title)) say(cellName(heading, column), title, "book.column_repeated");
    else columns.set(title, column);
  }
  for (const title of titles) if (!columns.has(title)) say("", title, "book.column_missing");
  const last = Math.max(...sheet.rows.keys());
  for (const { row, lastRow, range } of sheet.merged) {
    if (lastRow >= heading && row <= last) say(range.split(":")[0]!, range, "book.merged");
  }
  const known = new Set(columns.values());
  const seen = new Map<string, string>();
  const rows: TableRow[] = [];
  for (const [number, cells] of sheet.rows) {
    if (number <= heading) continue;
    const filled = [...cells].filter(([, cell]) => cell.wrong !== undefined || cell.text.trim() !== "");
    if (filled.length === 0) continue;
    for (const [column, cell] of filled) {
      if (!known.has(column)) say(cellName(number, column), shownCell(cell), "book.outside");
      else if (cell.wrong !== undefined) say(cellName(number, column), cell.text, cell.wrong);
    }
    const at = columns.get(titles[0]!) ?? 1;
    const id = cells.get(at)?.text.trim() ?? "";
    if (id === "") say(cellName(number, at), "", "book.row_without_id");
    else if (!repeats && seen.has(id)) say(cellName(number, at), id, "book.row_repeated", { first: seen.get(id)! });
    else {
      seen.set(id, cellName(number, at));
      rows.push({ number, id });
    }
  }
  if (bad.slice(before).some((one) => one.word.startsWith("book.column") || one.word === "book.merged")) return null;
  const at = (row: TableRow, title: string): BookCell | null => {
    const cell = sheet.rows.get(row.number)?.get(columns.get(title) ?? 0);
    return cell === undefined || cell.wrong !== undefined ? null : cell;
  };
  return { sheet: name, rows, at, text: (row, title) => at(row, title)?.text.trim() ?? "", place: (row, title) => cellName(row.number, columns.get(title) ?? 1) };
}

/** What stands in the heading row of a table whose first column is `first`; nothing if there is no such sheet or row. */
export function titlesOf(book: Workbook, name: string, first: string): string[] {
  const sheet = book.sheets.find((one) => one.name === name);
  const heading = sheet && headingOf(sheet, first);
  return heading ? [...sheet.rows.get(heading)!.values()].map((one) => one.text.trim()).filter(Boolean) : [];
}

/** The values of a sheet of keys: Khóa, Nội dung, Giá trị. */
export const infoColumns = ["Khóa", "Nội dung", "Giá trị"];
export interface Info {
  sheet: string;
  at: (key: string) => BookCell | null;
  value: (key: string) => string;
  place: (key: string) => string;
  wrong: (key: string, word: BadBookCell["word"], parameters?: Record<string, string>) => void;
}
export function infoOf(book: Workbook, bad: BadBookCell[]): Info | null {
  const table = tableOf(book, "Thông tin", infoColumns, bad);
  if (table === null) return null;
  const at = (key: string) => table.rows.find((one) => one.id === key);
  const value = (key: string) => (at(key) ? table.text(at(key)!, "Giá trị") : "");
  const place = (key: string) => (at(key) ? table.place(at(key)!, "Giá trị") : "");
  return {
    sheet: table.sheet, value, place,
    at: (key) => (at(key) ? table.at(at(key)!, "Giá trị") : null),
    wrong: (key, word, parameters = {}) => bad.push({ sheet: table.sheet, cell: place(key), text: value(key), word, parameters }),
  };
}
