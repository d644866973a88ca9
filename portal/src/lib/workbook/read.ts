// A workbook (.xlsx) as its values: sheets of cells, each an exact text. Nothing is computed: of a formula
// its stored result counts. Everything is bounded (limits.ts); DTDs, macros and passwords are refused.
// What a cell says is what docs/formats/workbook.md says, as the nodes' own tools read it.
import type { BookCell } from "../pasted";
import type { BookWord } from "../../words/workbook";
import { limits } from "./limits";
import { BookRefused } from "./problem";
import { dayOfSerial, exactNumber, type Shape, shapeOfFormat, timesHundred } from "./stored";
import { Package } from "./zip";

/** `wrong`: what stands there is no value. */
export type SheetCell = BookCell & { wrong?: BookWord };
export interface Sheet {
  name: string;
  rows: Map<number, Map<number, SheetCell>>; // By row, then column, from 1; in order; empty ones are absent.
  merged: { row: number; lastRow: number; range: string }[];
}
export interface Workbook {
  sheets: Sheet[];
}

function xml(text: string, part: string): Document {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new BookRefused("book.doctype", { part });
  const made = new DOMParser().parseFromString(text, "application/xml");
  if (made.getElementsByTagName("parsererror").length > 0) throw new BookRefused("book.damaged", { part });
  return made;
}
// Excel's two forms of the standard differ in their namespaces alone.
const all = (from: Document | Element, name: string) => [...from.getElementsByTagNameNS("*", name)];
const child = (from: Element, name: string) => [...from.children].find((one) => one.localName === name);

const nameOfCell = /^([A-Z]{1,3})(\d{1,7})$/;
export function cellName(row: number, column: number): string {
  let letters = "";
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return letters + row;
}
/** What stands in a cell, as text. */
export function textIn(book: Workbook, { sheet, cell }: { sheet: string; cell: string }): string {
  const [row, column] = placeOf(cell) ?? [0, 0];
  return book.sheets.find(({ name }) => name === sheet)?.rows.get(row)?.get(column)?.text ?? "";
}
function placeOf(name: string): [row: number, column: number] | null {
  const match = nameOfCell.exec(name);
  if (match === null) return null;
  return [Number(match[2]), [...match[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)];
}

/** A target as a path within the package; it is said from `of`, by the part `rels`. */
function partAt(target: string, of: string, rels: string): string {
  try {
    return new URL(target, `p:///${of}`).pathname.slice(1);
  } catch {
    throw new BookRefused("book.damaged", { part: rels });
  }
}

/** "_x000D_" and the like become what they stand for; line ends line feeds; composed form. */
function plainText(text: string): string {
  const meant = text.replace(/_x([0-9A-Fa-f]{4})_/g, (escape, hex: string) => (/^d[89a-f]/i.test(hex) ? escape : String.fromCharCode(parseInt(hex, 16))));
  return meant.replace(/\r\n?/g, "\n").normalize("NFC");
}
// Without the hints how to pronounce it.
const textOfRuns = (from: Element) => plainText(all(from, "t").filter((one) => one.parentElement?.localName !== "rPh").map((one) => one.textContent).join(""));

interface Shared { texts: string[]; shapes: Shape[]; since1904: boolean }

const fromAnotherFile = /(^|[^\p{L}\p{N}_.\\\]])\[\d+\]|'\[\d+\]/u;

function valueOf(cell: Element, shared: Shared): SheetCell | null {
  const type = cell.getAttribute("t") ?? "n";
  const formula = child(cell, "f");
  const said = child(cell, "v")?.textContent ?? "";
  if (formula && fromAnotherFile.test((formula.textContent ?? "").replace(/"[^"]*"/g, ""))) return { text: said, as: "text", wrong: "book.external_link" };
  if (type === "inlineStr") {
    const inline = child(cell, "is");
    return inline ? text(textOfRuns(inline)) : null;
  }
  if (said === "") return formula && type !== "str" ? { text: formula.textContent ?? "", as: "text", wrong: "book.formula_without_value" } : null;
  if (type === "s") return text(shared.texts[Number(said)] ?? "");
  if (type === "str") return text(plainText(said));
  if (type === "b") return { text: said === "1" ? "có" : "không", as: "text" };
  if (type === "e") return { text: said, as: "text", wrong: "book.cell_error" };
  if (type === "d") return /^\d{4}-\d{2}-\d{2}(T00:00:00(\.0+)?Z?)?$/.test(said) ? { text: said.slice(0, 10), as: "day" } : { text: said, as: "text", wrong: /^\d{4}-\d{2}-\d{2}T/.test(said) ? "book.day_with_time" : "book.day_out_of_range" };
  return number(said, shared.shapes[Number(cell.getAttribute("s") ?? 0)] ?? "plain", shared.since1904);
}
function text(said: string): SheetCell | null {
  if (said === "") return null;
  if (said.length > limits.text) return { text: said.slice(0, 40) + "…", as: "text", wrong: "book.text_too_long" };
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f]/.test(said)) return { text: said, as: "text", wrong: "book.control_character" };
  return { text: said, as: "text" };
}
function number(stored: string, shape: Shape, since1904: boolean): SheetCell {
  const exact = exactNumber(stored);
  if (exact === null) return { text: stored, as: "text", wrong: "book.number_too_precise" };
  if (shape === "unclear") return { text: exact, as: "text", wrong: "book.format_conditional" };
  if (shape === "percent") return { text: timesHundred(exact), as: "percent" };
  if (shape === "plain") return { text: exact, as: "number" };
  if (exact.includes(".")) return { text: exact, as: "text", wrong: "book.day_with_time" };
  const day = dayOfSerial(exact, since1904);
  return day === null ? { text: exact, as: "text", wrong: "book.day_out_of_range" } : { text: day, as: "day" };
}

class Reader {
  #cells = 0;
  constructor(private readonly parts: Package) {}

  async #document(part: string): Promise<Document> {
    return xml(await this.parts.text(part), part);
  }

  /** By kind ("worksheet") or by id, as paths within the package. */
  async #targets(of: string): Promise<{ id: string; kind: string; part: string }[]> {
    const slash = of.lastIndexOf("/") + 1;
    const rels = `${of.slice(0, slash)}_rels/${of.slice(slash)}.rels`;
    return all(await this.#document(rels), "Relationship").filter((one) => one.getAttribute("TargetMode") !== "External").map((one) => ({
      id: one.getAttribute("Id") ?? "",
      kind: (one.getAttribute("Type") ?? "").split("/").at(-1)!,
      part: partAt(one.getAttribute("Target") ?? "", of, rels),
    }));
  }

  async read(): Promise<Workbook> {
    const main = (await this.#targets("")).find((one) => one.kind === "officeDocument")?.part;
    if (main === undefined) throw new BookRefused("book.not_xlsx");
    const book = await this.#document(main);
    if (book.documentElement.localName !== "workbook") throw new BookRefused("book.not_xlsx");
    const targets = await this.#targets(main);
    const shared: Shared = {
      texts: await this.#texts(targets.find((one) => one.kind === "sharedStrings")?.part),
      shapes: await this.#shapes(targets.find((one) => one.kind === "styles")?.part),
      since1904: ["1", "true"].includes(all(book, "workbookPr")[0]?.getAttribute("date1904") ?? ""),
    };
    const named = all(book, "sheet");
    if (named.length > limits.sheets) throw new BookRefused("book.too_many_sheets", { maximum: limits.sheets });
    const sheets: Sheet[] = [];
    for (const one of named) {
      const id = [...one.attributes].find((attribute) => attribute.localName === "id" && attribute.prefix !== null)?.value;
      const target = targets.find((other) => other.id === id);
      if (target?.kind !== "worksheet") continue; // A chart.
      sheets.push(this.#sheet(plainText(one.getAttribute("name") ?? ""), await this.#document(target.part), shared));
    }
    return { sheets };
  }

  async #texts(part: string | undefined): Promise<string[]> {
    if (part === undefined || !this.parts.has(part)) return [];
    return all(await this.#document(part), "si").map(textOfRuns);
  }
  async #shapes(part: string | undefined): Promise<Shape[]> {
    if (part === undefined || !this.parts.has(part)) return [];
    const styles = await this.#document(part);
    const codes = new Map(all(styles, "numFmt").map((one) => [Number(one.getAttribute("numFmtId")), one.getAttribute("formatCode") ?? ""]));
    const cellXfs = all(styles, "cellXfs")[0];
    return cellXfs ? all(cellXfs, "xf").map((one) => Number(one.getAttribute("numFmtId"))).map((id) => shapeOfFormat(id, codes.get(id))) : [];
  }

  #sheet(name: string, made: Document, shared: Shared): Sheet {
    const rows: Sheet["rows"] = new Map();
    let row = 0;
    for (const line of all(made, "row")) {
      row = Number(line.getAttribute("r") ?? row + 1);
      let column = 0;
      const cells = new Map<number, SheetCell>();
      for (const one of [...line.children].filter((cell) => cell.localName === "c")) {
        const place = placeOf(one.getAttribute("r") ?? "");
        column = place?.[1] ?? column + 1;
        const value = valueOf(one, shared);
        if (value === null) continue;
        if (row > limits.rows || column > limits.columns || ++this.#cells > limits.cells) {
          throw new BookRefused("book.too_large", { sheet: name, rows: limits.rows, columns: limits.columns, cells: limits.cells });
        }
        cells.set(column, value);
      }
      if (cells.size > 0) rows.set(row, cells);
    }
    const merged = all(made, "mergeCell").flatMap((one) => {
      const range = one.getAttribute("ref") ?? "";
      const [first, last] = range.split(":").map(placeOf);
      return first && last ? [{ row: first[0], lastRow: last[0], range }] : [];
    });
    return { name, rows, merged };
  }
}

/** Throws BookRefused with the one thing that is wrong with it as a whole. */
export async function readWorkbook(file: File): Promise<Workbook> {
  if (file.size > limits.file) throw new BookRefused("book.file_too_long", { maximum: limits.file >> 20 });
  return new Reader(Package.open(new Uint8Array(await file.arrayBuffer()))).read();
}
