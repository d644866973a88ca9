// A block copied from a spreadsheet, as values of the wire. Spreadsheets copy numbers as they show
// them: 1.234,5 in a Vietnamese one, 1,234.5 or 1234.5 in others. A block is read in one notation
// throughout; if no notation reads all of it, nothing of it is taken and the cells are named.

export interface Place {
  indicator: string;
  /** Of the column: count, amount, signed, percent, rank, date, yes_no. */
  kind: string;
}
export interface BadCell {
  row: number; // From 1, in the block.
  column: number;
  indicator: string;
  text: string;
}
export interface Pasted {
  values: string[][]; // By row, then column; the wire's texts, "" for an empty cell.
  bad: BadCell[];
}

type Notation = { group: string; point: string };
const vietnamese: Notation = { group: ".", point: "," };
const plain: Notation = { group: ",", point: "." };

/** The rows and cells of what a spreadsheet put on the clipboard. */
export function cellsOf(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

function numberIn(text: string, { group, point }: Notation, whole: boolean): string | null {
  const digits = text.replace(/\s*%$/, "").replace(/^−/, "-").replace(/[\u00a0\u202f ]/g, "");
  const fraction = whole ? "" : `(\\${point}\\d+)?`;
  const ungrouped = new RegExp(`^-?\\d+${fraction}$`);
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+${fraction}$`);
  if (!ungrouped.test(digits) && !grouped.test(digits)) return null;
  return digits.replaceAll(group, "").replace(point, ".");
}

function dayIn(text: string): string | null {
  const day = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (day) return `${day[3]}-${day[2]?.padStart(2, "0")}-${day[1]?.padStart(2, "0")}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
}

function answerIn(text: string): string | null {
  const said = text.toLocaleLowerCase("vi");
  if (["có", "yes", "x"].includes(said)) return "yes";
  return ["không", "no"].includes(said) ? "no" : null;
}

function read(text: string, kind: string, notation: Notation): string | null {
  if (text === "") return "";
  if (kind === "date") return dayIn(text);
  if (kind === "yes_no") return answerIn(text);
  return numberIn(text, notation, kind === "count" || kind === "rank");
}

function readAll(cells: string[][], places: Place[], notation: Notation): Pasted {
  const made: Pasted = { values: [], bad: [] };
  cells.forEach((row, r) => {
    const place = places[r];
    made.values.push(row.map((text, c) => {
      const value = place ? read(text, place.kind, notation) : null;
      if (value === null) made.bad.push({ row: r + 1, column: c + 1, indicator: place?.indicator ?? "", text });
      return value ?? "";
    }));
  });
  return made;
}

/** Row by row into `places`; what stands in `bad` says that nothing may be taken. */
export function pasted(cells: string[][], places: Place[], preferred: "vi" | "en"): Pasted {
  const [first, second] = preferred === "vi" ? [vietnamese, plain] : [plain, vietnamese];
  const one = readAll(cells, places, first);
  if (one.bad.length === 0) return one;
  const other = readAll(cells, places, second);
  return other.bad.length < one.bad.length ? other : one;
}
