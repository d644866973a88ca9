// A remediation plan as the workbook of docs/formats/workbook.md "Remediation plans": written from the plan's text
// with what was changed since, and read as the hand-written form that nodes take, with the cell of each place in it.
import { parseDocument } from "yaml";
import type { GetPlanResponse } from "../../gen/par/remediation/v1/remediation_pb";
import { type BookCell, pasted } from "../pasted";
import { language } from "../../words/language.svelte";
import { bare, Lines, type Piece, type PlaceOf } from "./lines";
import type { BadBookCell } from "./problem";
import { textIn, type Workbook } from "./read";
import { infoColumns, infoOf, type Table, tableOf, type TableRow } from "./table";
import type { Book, Choice, OutCell, OutSheet } from "./write";

// The same as common/spreadsheet/plan_layout.h.
type Form = "text" | "number" | "day" | "list" | "aim" | "yes_no" | "aims";
type Field = [title: string, key: string, form?: Form, width?: number];
const infoSheet = "Kế hoạch";
const infoKeys = ["title", "unit", "set", "year", "number", "issued", "note"];
const titled: Field[] = [["Mã", "id"], ["Tên", "title", "text", 50]];
const parts: [sheet: string, key: string, fields: Field[]][] = [
  ["Chỉ số", "indexes", titled], ["Lĩnh vực", "areas", titled],
  ["Cơ quan", "offices", [["Mã", "id"], ["Tên", "name", "text", 34], ["Tên khác", "also", "list", 30], ["Đơn vị", "units", "list", 30], ["Ngoài đơn vị", "outside", "yes_no"], ["Phụ trách tiêu chí", "answers_for", "list", 24], ["Nhiệm vụ", "duties", "list", 60]]],
  ["Số gốc", "bases", [["Mã", "id"], ["Tên", "title", "text", 50], ["Kỳ", "period"], ["Đơn vị tính", "unit"], ["Giá trị", "value", "number"], ["Chỗ khác ghi", "also", "number"]]],
  ["Chỉ tiêu", "targets", [["Mã", "id"], ["Lĩnh vực", "area"], ["Tiêu chí", "of"], ["Nội dung", "title", "text", 50], ["Mục tiêu", "aim", "aim", 18], ["Giá trị", "value", "number"], ["Đơn vị tính", "unit"], ["Số gốc", "base"], ["Chỉ tiêu báo cáo", "indicator"], ["Chủ trì", "lead", "text", 20], ["Phối hợp", "with", "list", 30], ["Thời hạn", "deadline", "day"], ["Thời gian khác", "when", "text", 24]]],
  ["Điểm đã in", "stated", [["Tiêu chí", "criterion"], ["Điểm chuẩn", "maximum", "number"], ["Điểm thẩm định", "score", "number"], ["Điểm bị trừ", "lost", "number"]]],
  ["Tổng đã in", "sums", [["Tên", "title", "text", 40], ["Cộng các tiêu chí", "of", "list", 40], ["Điểm chuẩn", "maximum", "number"], ["Điểm thẩm định", "score", "number"]]],
  ["Nhiệm vụ", "tasks", [["Mã", "id"], ["Chỉ số", "index"], ["Tiêu chí", "criteria", "list", 18], ["Chỉ tiêu", "aims", "aims", 24], ["Lý do bị trừ điểm", "reason", "text", 40], ["Nguyên nhân chung", "systemic", "text", 30], ["Biện pháp khắc phục", "measure", "text", 50], ["Chủ trì", "lead", "text", 20], ["Phối hợp", "with", "list", 30], ["Thời hạn", "deadline", "day"], ["Thời gian khác", "when", "text", 24], ["Sản phẩm", "product", "text", 30], ["Lấy lại (điểm)", "regain", "number"], ["Tăng (%)", "raise_percent", "number"], ["Ngày xong", "done", "day"]]],
];
// Texts that Excel would take for numbers: a criterion 1.10.
const codes = new Set(["id", "of", "criterion", "area", "base"]);
const aims: [shown: string, name: string][] = [
  ["ít nhất", "at_least"], ["nhiều nhất", "at_most"], ["trên", "above"], ["dưới", "below"], ["tăng %", "raise_percent"], ["tăng thêm", "raise_by"], ["giảm %", "reduce_percent"],
  ["giảm bớt", "reduce_by"], ["tăng bậc", "up_places"], ["đạt gốc", "reach"], ["hơn gốc", "exceed"], ["đúng yêu cầu", "requirement"],
];
const aimShown = (name: string) => aims.find(([, one]) => one === name)?.[0] ?? name;
const aimNamed = (shown: string) => aims.find(([one]) => one === shown)?.[1] ?? shown;
// Where the portal notes what the file was made of; parctl leaves the sheet alone.
const origin = { sheet: "Thông tin", format: "parnet/remediation-plan/1" };
const guide = [
  ["Trang Nhiệm vụ", "Mỗi dòng một nhiệm vụ: ai chủ trì, làm gì, đến khi nào, lấy lại bao nhiêu điểm. Nhiệm vụ mới ghi vào dòng trống bên dưới; xóa dòng là bỏ nhiệm vụ khỏi kế hoạch."],
  ["Cột Mã", "Mã của nhiệm vụ, không trùng nhau. Giữ nguyên mã thì báo cáo tiến độ đã gửi vẫn còn."],
  ["Cột Chủ trì, Phối hợp", "Mã của cơ quan ở trang Cơ quan; nhiều cơ quan cách nhau bằng dấu chấm phẩy."],
  ["Cột Thời hạn, Thời gian khác", "Một ngày như 31/12/2025; hoặc ở cột bên cạnh, điều văn bản ghi thay cho ngày."],
  ["Cột Lấy lại, Tăng", "Số điểm lấy lại, hoặc số phần trăm tăng thêm của điểm hiện có; để trống cả hai: toàn bộ điểm bị trừ."],
  ["Cột Tiêu chí, Chỉ tiêu", "Nhiều mục cách nhau bằng dấu chấm phẩy."],
  ["Trang Kế hoạch", "Tên, số, ngày của kế hoạch. Không sửa unit, set, year."],
  ["Trang Thông tin", "Không sửa. Nhờ trang này máy chủ biết tệp lấy từ lần nào của kế hoạch, để không bỏ mất phần người khác đã sửa."],
  ["Khi đưa tệp lên", "Kế hoạch trong tệp thay kế hoạch đang dùng của năm đó. Bạn được xem trước nhiệm vụ mới, sửa, bỏ; chỉ ban hành khi bạn đồng ý."],
];

type Said = Record<string, unknown>;
const said = (value: unknown): string => (typeof value === "string" ? value : "");
const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const aimText = (one: Said) => [said(one["target"]), ...(one["aim"] === undefined ? [] : ["=", aimShown(said(one["aim"])), said(one["value"])])].filter(Boolean).join(" ");
function cellText(value: unknown, form: Form): string {
  if (form === "list") return listed(value).map(said).join("; ");
  if (form === "aims") return listed(value).map((one) => aimText(one as Said)).join("; ");
  if (form === "aim") return aimShown(said(value));
  if (form === "yes_no") return value === "true" ? "có" : "";
  return said(value);
}

/** The plan as it stands now: what was extended or replaced since it was issued, without what was withdrawn. */
function now(text: Uint8Array, plan: GetPlanResponse): Said {
  // Every scalar as it is written: a year, a criterion 1.10.
  const read = parseDocument(new TextDecoder().decode(text), { schema: "failsafe" }).toJS() as Said;
  const changed = new Set(plan.changes.map(({ task }) => task));
  const tasks = listed(read["tasks"]).flatMap((one): Said[] => {
    const task = one as Said;
    const row = plan.tasks.find(({ id }) => id === task["id"]);
    if (row?.state === "withdrawn") return [];
    if (row === undefined || !changed.has(row.id)) return [task];
    return [{ ...task, ...(row.measure && { measure: row.measure }), ...(row.product && { product: row.product }), ...(row.deadline && { deadline: row.deadline }) }];
  });
  return { ...read, tasks };
}

/** `plan` with its text. */
export function planBook(plan: GetPlanResponse): Book {
  const root = now(plan.planYaml, plan);
  const columnsOf = (titles: string[], widths: number[]) => titles.map((title, i) => ({ title, width: widths[i] ?? 14 }));
  const told = (name: string, titles: string[], widths: number[], rows: string[][]): OutSheet => ({ name, lines: [name], locked: true, columns: columnsOf(titles, widths), rows: rows.map((row) => row.map((text): OutCell => ({ text }))) });
  const info: OutSheet = { name: infoSheet, columns: columnsOf(["Khóa", "Giá trị"], [14, 70]), rows: infoKeys.map((key): OutCell[] => [{ text: key }, { text: said(root[key]), open: true }]) };
  const sheets = parts.map(([name, key, fields]): OutSheet => {
    const items = listed(root[key]) as Said[];
    const empty = key === "tasks" ? Array.from({ length: 20 }, (): Said => ({})) : [];
    const rows = [...items, ...empty].map((item) => fields.map(([, field, form = "text"]): OutCell => ({ text: cellText(item[field], form), as: form === "number" || form === "day" ? form : form === "list" || codes.has(field) ? "code" : "text", open: true })));
    const choices = fields.flatMap(([, , form], column): Choice[] => (form === "aim" && rows.length > 0 ? [{ row: 0, rows: rows.length, column, list: aims.map(([shown]) => shown), message: "Chọn mục tiêu trong danh sách." }] : []));
    return { name, columns: fields.map(([title, , , width = 14]) => ({ title, width })), rows, choices };
  });
  return {
    title: plan.title,
    sheets: [sheets.at(-1)!, info, ...sheets.slice(0, -1),
      told(origin.sheet, infoColumns, [14, 40, 40], [["format", "Dạng tệp", origin.format], ["unit", "Đơn vị ban hành", plan.issuer], ["year", "Năm", String(plan.year)], ["version", "Lần của kế hoạch trong tệp", String(plan.version)]]),
      told("Hướng dẫn", ["Ở đâu", "Cách ghi"], [26, 100], guide)],
  };
}

export interface PlanFile {
  yaml: string;
  placeOf: PlaceOf;
  textAt: (place: { sheet: string; cell: string }) => string;
  /** The plan that it was made of; null: it does not say. */
  made: { year: number; version: bigint } | null;
}

const quoted = (text: string) => JSON.stringify(text);
const entries = (text: string) => text.split(/[;\n]/).map((one) => one.trim()).filter(Boolean);
/** "III.14 = trên 99.5": the longest aim that it begins with, and the value after it. */
function aimYaml(entry: string): string {
  const equals = entry.indexOf("=");
  if (equals < 0) return `{target: ${quoted(entry)}}`;
  const rest = entry.slice(equals + 1).trim();
  const shown = aims.map(([one]) => one).filter((one) => rest.startsWith(one)).sort((a, b) => b.length - a.length)[0] ?? rest;
  const value = rest.slice(shown.length).trim();
  return `{target: ${quoted(entry.slice(0, equals).trim())}, aim: ${quoted(aimNamed(shown))}${value === "" ? "" : `, value: ${quoted(value)}`}}`;
}
const nothing: BookCell = { text: "", as: "text" };

class Reading {
  readonly made = new Lines();
  constructor(private readonly book: Workbook, private readonly bad: BadBookCell[]) {}

  read(unit: string): PlanFile | null {
    const made = this.#origin(unit);
    this.made.add("", bare(`format: ${origin.format}`));
    const info = tableOf(this.book, infoSheet, ["Khóa", "Giá trị"], this.bad);
    for (const row of info?.rows ?? []) this.#info(info!, row, unit);
    for (const [sheet, key, fields] of parts) this.#part(sheet, key, fields);
    if (this.bad.length > 0) return null;
    return { yaml: this.made.lines.join("\n") + "\n", placeOf: this.made.placeOf, textAt: (place) => textIn(this.book, place), made };
  }

  // One that parctl wrote, or made by hand, says nothing of where it comes from.
  #origin(unit: string): PlanFile["made"] {
    if (!this.book.sheets.some(({ name }) => name === origin.sheet)) return null;
    const info = infoOf(this.book, this.bad);
    if (info === null) return null;
    if (info.value("format") !== origin.format) info.wrong("format", "book.other_file", { wanted: origin.format });
    if (info.value("unit") !== "" && info.value("unit") !== unit) info.wrong("unit", "book.other_node", { wanted: unit });
    for (const key of ["version", "year"]) if (!/^\d{0,9}$/.test(info.value(key))) info.wrong(key, "wrong.whole");
    const [version, year] = [info.value("version"), info.value("year")];
    return /^\d+$/.test(version) && /^\d+$/.test(year) ? { version: BigInt(version), year: Number(year) } : null;
  }

  #info(table: Table, row: TableRow, unit: string): void {
    const cell = table.place(row, "Giá trị");
    const value = row.id === "issued" ? this.#value(table, row, "Giá trị", "day") : table.text(row, "Giá trị");
    if (value === "") return;
    if (row.id === "unit" && value !== unit) this.bad.push({ sheet: infoSheet, cell, text: value, word: "book.other_unit", parameters: { wanted: unit } });
    this.made.add(infoSheet, { text: `${quoted(row.id)}: `, cell: table.place(row, "Khóa") }, { text: quoted(value), cell });
  }

  /** What the cell says by the rules of pasted blocks; "" where nothing stands or it is wrong. */
  #value(table: Table, row: TableRow, title: string, form: "number" | "day"): string {
    const block = pasted([[table.at(row, title) ?? nothing]], [{ of: title, kind: form === "day" ? "date" : "signed" }], language.now);
    for (const one of block.bad) this.bad.push({ sheet: table.sheet, cell: table.place(row, title), text: one.text, word: `wrong.${one.wrong}` });
    return block.values[0]![0]!;
  }

  #field(table: Table, row: TableRow, [title, key, form = "text"]: Field): Piece[] {
    const text = form === "number" || form === "day" ? this.#value(table, row, title, form) : table.text(row, title);
    if (text === "") return [];
    const yaml = form === "list" ? `[${entries(text).map(quoted).join(", ")}]` : form === "aims" ? `[${entries(text).map(aimYaml).join(", ")}]`
      : form === "aim" ? quoted(aimNamed(text)) : form === "yes_no" ? (text === "có" ? "true" : quoted(text)) : quoted(text);
    return [{ text: `${key}: ${yaml}`, cell: table.place(row, title) }];
  }

  #part(sheet: string, key: string, fields: Field[]): void {
    const table = tableOf(this.book, sheet, fields.map(([title]) => title), this.bad);
    if (table === null) return;
    if (table.rows.length > 0) this.made.add("", bare(`${key}:`));
    else if (key === "tasks") this.made.add(sheet, { text: "tasks: []", cell: "A1" });
    for (const row of table.rows) {
      const first = table.place(row, fields[0]![0]);
      const pieces = fields.flatMap((field) => this.#field(table, row, field)).map((one, i): Piece => ({ ...one, text: (i > 0 ? ", " : "") + one.text }));
      this.made.add(sheet, { text: "  - {", cell: first }, ...pieces, { text: "}", cell: first });
    }
  }
}

/** `unit`: that issues it. Null if anything is in `bad`. */
export const planIn = (book: Workbook, unit: string, bad: BadBookCell[]): PlanFile | null => new Reading(book, bad).read(unit);
