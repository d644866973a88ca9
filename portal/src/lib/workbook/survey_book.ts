// A survey's results from the workbook of docs/formats/workbook.md "Surveys' results", as the hand-written form
// that nodes take (docs/formats/survey.md); and back from a line of it to the cell it came from.
import { type BookCell, type Place, pasted } from "../pasted";
import { language } from "../../words/language.svelte";
import { BookRefused, type BadBookCell } from "./problem";
import type { Workbook } from "./read";
import { bare, Lines, type PlaceOf, type Piece } from "./lines";
import { type Info, infoOf, tableOf, titlesOf } from "./table";

const format = "parnet/survey-results/1";
// The columns of "Kết quả", and what the hand-written form calls them; counts by an answer's id follow.
type Column = [title: string, key: string, kind: string];
const columns: Column[] = [
  ["Đơn vị", "unit", "text"], ["Đợt", "wave", "text"], ["Thành phần", "component", "text"],
  ["Phiếu phát ra", "asked", "count"], ["Phiếu hợp lệ", "answers", "count"], ["Chỉ số công bố", "index", "amount"],
];
const stated: Column[] = [["Đơn vị", "unit", "text"], ["Thành phần", "component", "text"], ["Chỉ số", "index", "amount"], ["Điểm", "points", "amount"]];
const empty: BookCell = { text: "", as: "text" };
const keys = ["source.number", "source.issuer", "source.date", "source.file", "source.sha256", "note"];

export interface SurveyFile {
  yaml: string;
  placeOf: PlaceOf;
}

function source(info: Info, made: Lines): void {
  made.add("", bare("source:"));
  for (const key of keys) {
    const cell = info.at(key);
    const isDay = key === "source.date";
    const block = pasted([[cell ?? empty]], [{ of: key, kind: isDay ? "date" : "text" }], language.now);
    for (const one of block.bad) info.wrong(key, `wrong.${one.wrong}`);
    const value = block.values[0]![0]!.trim();
    if (value === "") continue;
    made.add(info.sheet, { text: key === "note" ? `note: ${JSON.stringify(value)}` : `  ${key.slice("source.".length)}: ${isDay ? value : JSON.stringify(value)}`, cell: info.place(key) });
  }
}

/** Null if anything is in `bad`; throws BookRefused where there are no results in it. */
export function surveyIn(book: Workbook, survey: string, bad: BadBookCell[]): SurveyFile | null {
  const made = new Lines();
  const info = infoOf(book, bad);
  if (info && info.value("format") !== format) info.wrong("format", "book.other_file", { wanted: format });
  if (info && info.value("survey") !== survey) info.wrong("survey", "book.other_survey", { wanted: survey });
  made.add("", bare(`format: ${format}`));
  made.add("", bare(`survey: ${survey}`));
  if (info) source(info, made);
  // A heading that is no key is the id of an answer; the node knows them.
  const answers = titlesOf(book, "Kết quả", columns[0]![0]).filter((title) => !columns.some(([known]) => known === title));
  const found = rows(book, "Kết quả", [...columns, ...answers.map((id): Column => [id, id, "count"])], columns.length, "results", made, bad);
  rows(book, "Số liệu công bố", stated, stated.length, "stated", made, bad);
  if (bad.length > 0) return null;
  if (found === 0) throw new BookRefused("book.no_results");
  return { yaml: made.lines.join("\n") + "\n", placeOf: made.placeOf };
}

// How many rows say something.
function rows(book: Workbook, sheet: string, wanted: Column[], fields: number, key: string, made: Lines, bad: BadBookCell[]): number {
  const table = tableOf(book, sheet, wanted.map(([title]) => title), bad, true);
  const places: Place[] = wanted.map(([, of, kind]) => ({ of, kind }));
  let found = 0;
  for (const row of table?.rows ?? []) {
    const cells = wanted.map(([title]) => [table!.at(row, title) ?? empty]);
    const block = pasted(cells, places, language.now);
    for (const one of block.bad) bad.push({ sheet, cell: table!.place(row, wanted[one.row - 1]![0]), text: one.text, word: `wrong.${one.wrong}` });
    const named = wanted.flatMap(([title, of, kind], i): (Piece & { of: string; count: boolean })[] => {
      const value = block.values[i]![0]!.trim();
      return value === "" ? [] : [{ of, text: `${JSON.stringify(of)}: ${kind === "text" ? JSON.stringify(value) : value}`, cell: table!.place(row, title), count: i >= fields }];
    });
    if (named.every(({ of }) => ["unit", "wave", "component"].includes(of))) continue; // A row of the template that nobody filled in.
    const comma = (pieces: Piece[]): Piece[] => pieces.map((one, i) => ({ ...one, text: (i > 0 ? ", " : "") + one.text }));
    const counts = comma(named.filter(({ count }) => count));
    if (found++ === 0) made.add("", bare(`${key}:`));
    const first = table!.place(row, wanted[0]![0]);
    made.add(sheet, { text: "  - {", cell: first }, ...comma(named.filter(({ count }) => !count)), ...(counts.length > 0 ? [{ text: ", counts: {", cell: counts[0]!.cell }, ...counts, { text: "}", cell: first }] : []), { text: "}", cell: first });
  }
  return found;
}
