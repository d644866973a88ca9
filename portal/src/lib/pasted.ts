// A column copied from a spreadsheet, as values of figures. Either all cells are good or none is taken.
import { typedDecimal } from "./numbers";

export interface Cell {
  text: string;
  value: string; // Of the wire; "" where the cell is empty.
  wrong: "number" | "whole" | "negative" | "date" | "yes_no" | null;
}
export type Column = { rows: string[] } | { columns: number };

/** The rows of what was copied; or how many columns it has, where that is not one. */
export function columnOf(text: string): Column {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const columns = Math.max(...rows.map((row) => row.split("\t").length));
  return columns === 1 ? { rows } : { columns };
}

// As the person's language writes it; else 1234.56, 1234,56, 1.234,56 and 1,234.56 wherever only one reading is left.
function decimalOf(text: string): string | null {
  const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(/%$/, "").replace(/^−/, "-");
  const plain = /^-?\d+(\.\d+)?$/;
  const typed = typedDecimal(bare);
  if (plain.test(typed) && typed !== bare) return typed;
  if (plain.test(bare)) return bare;
  if (/^-?\d+,\d+$/.test(bare)) return bare.replace(",", ".");
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) return bare.replaceAll(".", "").replace(",", ".");
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return bare.replaceAll(",", "");
  return null;
}

function dateOf(text: string): string | null {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = match ? `${match[3]}-${match[2]!.padStart(2, "0")}-${match[1]!.padStart(2, "0")}` : text;
  const day = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : null;
}

const answers: Record<string, string> = { có: "yes", co: "yes", x: "yes", yes: "yes", true: "yes", đúng: "yes", "1": "yes", không: "no", khong: "no", no: "no", false: "no", sai: "no", "0": "no" };

/** `kind` as figures have it: count, rank, amount, signed, percent, yes_no, date, text. */
export function cellOf(text: string, kind: string): Cell {
  const bare = text.trim();
  const said = (value: string | null | undefined, otherwise: Cell["wrong"]): Cell =>
    value === null || value === undefined ? { text: bare, value: "", wrong: otherwise } : { text: bare, value, wrong: null };
  if (bare === "") return said("", null);
  if (kind === "yes_no") return said(answers[bare.normalize("NFC").toLowerCase()], "yes_no");
  if (kind === "date") return said(dateOf(bare), "date");
  if (kind === "text") return said(bare, null);
  const number = decimalOf(bare);
  if (number === null) return said(null, "number");
  if ((kind === "count" || kind === "rank") && number.includes(".")) return said(null, "whole");
  if (kind !== "signed" && number.startsWith("-")) return said(null, "negative");
  return said(number, null);
}
