// A block of cells, copied from a spreadsheet or out of a workbook, as values of the wire. Spreadsheets
// copy numbers as they show them: 1.234,5 in a Vietnamese one, 1,234.5 or 1234.5 in others. A block is
// read in one notation throughout, the one that reads more of it; where a cell is wrong nothing is taken
// and it is named. A workbook stores its numbers and days exactly: those need no notation.
import { dayIn } from "./numbers";

export interface Place {
  /** Whose value it is: the id of a figure or indicator. */
  of: string;
  /** count, rank, amount, signed, percent, yes_no, date, text */
  kind: string;
}
export type Wrong = "number" | "whole" | "negative" | "date" | "yes_no" | "share" | "two_ways";
/** Of a workbook: a text, or what it stores as a number, a percentage (97.5 of 97,5 %) or a day (ISO). */
export interface BookCell {
  text: string;
  as: "text" | "number" | "percent" | "day";
}
export type BlockCell = string | BookCell;
export interface BadCell {
  row: number; // From 1, in the block.
  column: number;
  of: string;
  text: string;
  wrong: Wrong;
}
export interface Pasted {
  values: string[][]; // By row, then column; the wire's texts, "" for an empty cell.
  bad: BadCell[];
}

type Notation = { group: string; point: string };
const vietnamese: Notation = { group: ".", point: "," };
const plain: Notation = { group: ",", point: "." };
type Read = { value: string } | { wrong: Wrong };

/** The rows and cells of what a spreadsheet put on the clipboard. */
export function cellsOf(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

function numberIn(text: string, { group, point }: Notation): string | null {
  const digits = text.replace(/\s*%$/, "").replace(/^−/, "-").replace(/[\s\u00a0\u202f]/g, "");
  const ungrouped = new RegExp(`^-?\\d+(\\${point}\\d+)?$`);
  const grouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  if (!ungrouped.test(digits) && !grouped.test(digits)) return null;
  return digits.replaceAll(group, "").replace(point, ".");
}

const yes = new Set(["có", "co", "x", "đúng", "yes", "true", "1"]);
const no = new Set(["không", "khong", "sai", "no", "false", "0"]);

const whole = new Set(["count", "rank"]);

function read(cell: BlockCell, kind: string, notation: Notation): Read {
  const said = (value: string | null, wrong: Wrong): Read => (value === null ? { wrong } : { value });
  const text = typeof cell === "string" ? cell : cell.text.trim();
  const stored = typeof cell !== "string" && cell.as !== "text" ? cell.as : null;
  if (text === "" || kind === "text") return { value: stored === "percent" ? `${text}%` : text };
  if (kind === "date") return said(stored === null || stored === "day" ? dayIn(text) : null, "date");
  if (kind === "yes_no") {
    const answer = text.normalize("NFC").toLowerCase();
    return said(yes.has(answer) ? "yes" : no.has(answer) ? "no" : null, "yes_no");
  }
  if (stored === "day") return { wrong: "number" };
  if (stored === "percent" && kind !== "percent") return { wrong: "share" };
  const number = stored === null ? numberIn(text, notation) : text;
  if (number === null) return { wrong: "number" };
  if (typeof cell !== "string" && stored === null && !whole.has(kind) && twoWays(text)) return { wrong: "two_ways" };
  if (whole.has(kind) && number.includes(".")) return { wrong: "whole" };
  if (kind !== "signed" && number.startsWith("-")) return { wrong: "negative" };
  return { value: number };
}

/** 1.500 written as a text: one thousand five hundred, or one and a half. */
function twoWays(text: string): boolean {
  const [one, other] = [numberIn(text, vietnamese), numberIn(text, plain)];
  return one !== null && other !== null && Number(one) !== Number(other);
}

function readAll(cells: BlockCell[][], places: Place[], notation: Notation): Pasted {
  const made: Pasted = { values: [], bad: [] };
  cells.forEach((row, r) => {
    const { of, kind } = places[r] ?? { of: "", kind: "text" };
    made.values.push(row.map((from, c) => {
      const cell = read(from, kind, notation);
      if ("value" in cell) return cell.value;
      made.bad.push({ row: r + 1, column: c + 1, of, text: typeof from === "string" ? from : shownCell(from), wrong: cell.wrong });
      return "";
    }));
  });
  return made;
}
export const shownCell = (cell: BookCell): string => (cell.as === "percent" ? `${cell.text}%` : cell.text);

/** Row by row into `places`, one for each row; what stands in `bad` says that nothing may be taken. */
export function pasted(cells: BlockCell[][], places: Place[], preferred: "vi" | "en"): Pasted {
  const [first, second] = preferred === "vi" ? [vietnamese, plain] : [plain, vietnamese];
  const one = readAll(cells, places, first);
  if (one.bad.length === 0) return one;
  const other = readAll(cells, places, second);
  return other.bad.length < one.bad.length ? other : one;
}
