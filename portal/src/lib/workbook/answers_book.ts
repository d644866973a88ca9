// A unit's answers as the workbook of docs/formats/workbook.md "Answers": the one that `parctl assess
// template` writes, with what stands in the dossier; and what a filled one would change in the dossier.
import type { ChildResult } from "../../gen/par/assessment/v1/assessment_pb";
import type { Node } from "../../gen/par/criteria/v1/criteria_pb";
import { fieldName, type Use, usesIn, usesText } from "../answers";
import { date, plainPoints } from "../numbers";
import type { CriteriaSet } from "../set";
import { type Asked, type Understood, understood } from "./change";
import type { BadBookCell } from "./problem";
import type { Workbook } from "./read";
import { infoColumns, infoOf, type Table, tableOf, type TableRow, titlesOf } from "./table";
import type { Book, Choice, OutCell, OutSheet } from "./write";

export interface Dossier {
  set: CriteriaSet;
  setName: string; // "commune-sample-2023@1"
  title: string;
  unit: string;
  unitName: string;
  value: (field: string) => string;
  children: ChildResult[]; // Added up from the dossiers below; only shown.
}

const criteriaColumns = ["Mã", "Tiêu chí", "Tối đa", "Số liệu cần khai", "Khai", "Điểm", "Lý do, căn cứ", "Giải trình", "Tài liệu kiểm chứng"];
const figureColumns = ["Mã", "Số liệu", "Đơn vị tính", "Dùng cho tiêu chí", "Nguồn, thời điểm", "Giá trị", "Năm trước"];
const idle = "Không phát sinh";
const judged = "Tự chấm điểm";
const waived = "Được miễn trừ"; // These two are kept as they are held: the level above says them.
const given = "Điểm đã có";
const format = "parnet/answers/1";

const yesNo = (value: string) => (value === "yes" ? "có" : value === "no" ? "không" : value);
// A document's place within an answer, as the nodes' own tools write it: parted by tabs.
const lineOf = (use: Use) => (use.section === "" && use.page === 0 && use.sha256 === "" ? use.document : [use.document, use.section, use.page, use.sha256].join("\t"));
function useOf(line: string): Use {
  const [document = "", section = "", page = "0", sha256 = ""] = line.split("\t");
  return { document: document.trim(), section, page: Number(page) || 0, sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : "" };
}

const fixed = (text: string, as: OutCell["as"] = "text"): OutCell => ({ text, as });
const open = (text: string, as: OutCell["as"] = "text"): OutCell => ({ text, as, open: true });
const columnsOf = (titles: string[], widths: number[]) => titles.map((title, i) => ({ title, width: widths[i] ?? 14 }));

function leafRow(node: Node, { set, value }: Dossier): OutCell[] {
  const said = (part: Parameters<typeof fieldName>[0]) => value(fieldName(part, node.id));
  const declared = said("notApplicable") ? idle : said("waived") ? waived : said("judged") ? judged : said("points") ? given : "";
  return [
    fixed(node.id), fixed(node.title), fixed(plainPoints(node.maximumE4), "number"),
    fixed(node.leaf!.inputs.map((input) => `${input.figure}: ${set.figures.get(input.figure)?.title ?? ""}`).join("\n")),
    open(declared), open(said("judged") || said("points"), "number"), open(said("notApplicable") || said("waived") || said("reason") || said("source")), open(said("explanation")),
    open(usesIn(said("evidence")).map(lineOf).join("\n")),
  ];
}

function criteriaSheet(dossier: Dossier): OutSheet {
  const choices: Choice[] = [];
  const leaves = dossier.set.leaves;
  const { value } = dossier;
  leaves.forEach(({ id, leaf }, row) => {
    const list = [...(value(fieldName("waived", id)) ? [waived] : []), ...(value(fieldName("points", id)) ? [given] : []), ...(leaf!.mayBeDeclaredNotApplicable ? [idle] : []), ...(leaf!.judged ? [judged] : [])];
    if (list.length > 0) choices.push({ row, column: 4, list, message: "Chọn một giá trị trong danh sách, hoặc để trống." });
  });
  return { name: "Tự chấm", lines: [dossier.title], columns: columnsOf(criteriaColumns, [9, 40, 8, 32, 18, 9, 32, 32, 32]), rows: leaves.map((node) => leafRow(node, dossier)), choices, locked: true };
}

function figuresSheet({ set, title, value }: Dossier): OutSheet {
  const figures = set.structure.figures.filter((one) => set.sharedBy.has(one.id));
  const choices: Choice[] = [];
  const rows = figures.map((one, row) => {
    const as = one.kind === "date" ? "day" : one.kind === "yes_no" || one.kind === "text" ? "text" : "number";
    if (one.kind === "yes_no") for (const column of [5, 6]) choices.push({ row, column, list: ["có", "không"], message: "Chọn có hoặc không." });
    const unit = { yes_no: "có/không", date: "ngày", percent: "%" }[one.kind] ?? one.unit;
    const source = [one.source, one.cutoff ? `đến ${date(one.cutoff)}` : ""].filter(Boolean).join(", ");
    return [fixed(one.id), fixed(one.title), fixed(unit), fixed((set.sharedBy.get(one.id) ?? []).join(", ")), fixed(source),
      ...(["figure", "previous"] as const).map((part) => open(yesNo(value(fieldName(part, one.id))), as))];
  });
  return { name: "Số liệu", lines: [title], columns: columnsOf(figureColumns, [26, 50, 12, 16, 30, 16, 16]), rows, choices, locked: true };
}

const below = "Cấp dưới";
function childrenSheet({ title, children }: Dossier): OutSheet {
  const figures = [...new Set(children.flatMap((one) => one.figures.map(({ figure }) => figure)))];
  return {
    name: below, lines: [title], columns: columnsOf(["Mã đơn vị", "Chỉ số (%)", "Điểm", ...figures], [18, 12, 12]), locked: true,
    rows: children.map((one) => [fixed(one.unit), fixed(one.index, "number"), fixed(one.score, "number"), ...figures.map((id) => fixed(one.figures.find(({ figure }) => figure === id)?.value ?? "", "number"))]),
  };
}

export function answersBook(dossier: Dossier): Book {
  const info: OutSheet = {
    name: "Thông tin", lines: [dossier.title, "Chỉ nhập vào các ô nền vàng."], columns: columnsOf(infoColumns, [12, 30, 60]), locked: true,
    rows: [
      [fixed("format"), fixed("Dạng tệp"), fixed(format)], [fixed("set"), fixed("Bộ chỉ số"), fixed(dossier.setName)],
      [fixed("unit"), fixed("Mã đơn vị"), fixed(dossier.unit)], [fixed("title"), fixed("Tên đơn vị"), fixed(dossier.unitName)],
      [fixed("group"), fixed("Nhóm xếp hạng (khối)"), fixed("")], [fixed("ranked"), fixed("Được xếp hạng"), fixed("có")],
      [fixed("children"), fixed("Có số liệu của cấp dưới (trang Cấp dưới)"), fixed(dossier.children.length > 0 ? "có" : "không")],
    ],
  };
  return { title: dossier.title, sheets: [info, criteriaSheet(dossier), figuresSheet(dossier), ...(dossier.children.length > 0 ? [childrenSheet(dossier)] : [])] };
}

class Reading {
  readonly bad: BadBookCell[] = [];
  readonly asked: Asked[] = [];
  constructor(private readonly book: Workbook, private readonly dossier: Dossier) {}

  #ask(table: Table, row: TableRow, column: string, name: string, kind: string, title: string, text?: string): void {
    const cell = table.at(row, column);
    const value = text === undefined ? cell : { text, as: "text" as const };
    if (value === null || value.text.trim() === "") return;
    this.asked.push({ of: row.id, kind, name, title, sheet: table.sheet, cell: table.place(row, column), value, before: this.dossier.value(name) });
  }
  #wrong(table: Table, row: TableRow, column: string, word: BadBookCell["word"], parameters: Record<string, string> = {}): void {
    this.bad.push({ sheet: table.sheet, cell: table.place(row, column), text: table.text(row, column), word, parameters });
  }

  read(): Understood {
    const info = infoOf(this.book, this.bad);
    const { setName, unit } = this.dossier;
    if (info && info.value("format") !== format) info.wrong("format", "book.other_file", { wanted: format });
    if (info && info.value("set") !== setName) info.wrong("set", "book.other_set", { wanted: setName });
    if (info && info.value("unit") !== "" && info.value("unit") !== unit) info.wrong("unit", "book.other_unit", { wanted: unit });
    this.#figures();
    this.#criteria();
    this.#children();
    return understood(this.asked, this.bad);
  }

  // They may stand as they are here, or not at all.
  #children(): void {
    const titles = titlesOf(this.book, below, "Mã đơn vị");
    const table = titles.length > 0 ? tableOf(this.book, below, titles, this.bad) : null;
    const held = childrenSheet(this.dossier);
    for (const row of table?.rows ?? []) {
      const cells = held.rows.find(([first]) => first!.text === row.id) ?? [];
      for (const title of titles) {
        const here = cells[held.columns.findIndex((one) => one.title === title)]?.text ?? "";
        if (table!.text(row, title) !== here) this.#wrong(table!, row, title, "book.children_elsewhere");
      }
    }
  }

  #figures(): void {
    const table = tableOf(this.book, "Số liệu", figureColumns, this.bad);
    for (const row of table?.rows ?? []) {
      const figure = this.dossier.set.figures.get(row.id);
      if (figure === undefined) this.#wrong(table!, row, "Mã", "book.figure_unknown");
      else {
        this.#ask(table!, row, "Giá trị", fieldName("figure", row.id), figure.kind, figure.title);
        this.#ask(table!, row, "Năm trước", fieldName("previous", row.id), figure.kind, figure.title);
      }
    }
  }

  #criteria(): void {
    const table = tableOf(this.book, "Tự chấm", criteriaColumns, this.bad);
    for (const row of table?.rows ?? []) {
      const node = this.dossier.set.nodes.get(row.id);
      if (node?.leaf === undefined) this.#wrong(table!, row, "Mã", "book.criterion_unknown");
      else this.#criterion(table!, row, node);
    }
  }

  #criterion(table: Table, row: TableRow, node: Node): void {
    const title = `${node.id} ${node.title}`;
    const declared = table.text(row, "Khai");
    const points = table.text(row, "Điểm");
    const reason = table.text(row, "Lý do, căn cứ");
    const ask = (column: string, part: Parameters<typeof fieldName>[0], kind: string, text?: string) => this.#ask(table, row, column, fieldName(part, node.id), kind, title, text);
    ask("Giải trình", "explanation", "text");
    const lines = table.at(row, "Tài liệu kiểm chứng")?.text.split("\n").filter((line) => line.trim() !== "") ?? [];
    if (lines.length > 0) ask("Tài liệu kiểm chứng", "evidence", "text", usesText(lines.map(useOf)));
    if (declared === "" && (points !== "" || reason !== "")) return this.#wrong(table, row, "Khai", "book.declaration_unnamed");
    if (declared === "") return;
    if (declared === waived || declared === given) {
      const held = (part: "waived" | "points" | "source") => this.dossier.value(fieldName(part, node.id));
      const same = declared === waived ? held("waived") === reason : held("points") === points && held("source") === reason;
      return same ? undefined : this.#wrong(table, row, "Khai", "book.declared_elsewhere");
    }
    const fits = declared === idle ? node.leaf!.mayBeDeclaredNotApplicable : declared === judged && node.leaf!.judged;
    if (!fits) return this.#wrong(table, row, "Khai", "book.declaration_unfit");
    if (reason === "") return this.#wrong(table, row, "Lý do, căn cứ", "book.reason_missing", { declared });
    if (declared === idle) {
      if (points !== "") return this.#wrong(table, row, "Điểm", "book.points_unwanted", { declared });
      this.#clear(table, row, title, ["judged", "reason"], node.id);
      return ask("Lý do, căn cứ", "notApplicable", "text");
    }
    if (points === "") return this.#wrong(table, row, "Điểm", "book.points_missing", { declared });
    this.#clear(table, row, title, ["notApplicable"], node.id);
    ask("Điểm", "judged", "amount");
    ask("Lý do, căn cứ", "reason", "text");
  }

  // What was declared otherwise gives way.
  readonly cleared: { name: string; title: string; sheet: string; cell: string; before: string }[] = [];
  #clear(table: Table, row: TableRow, title: string, parts: ("judged" | "reason" | "notApplicable")[], id: string): void {
    for (const part of parts) {
      const name = fieldName(part, id);
      const before = this.dossier.value(name);
      if (before !== "") this.cleared.push({ name, title, sheet: table.sheet, cell: table.place(row, "Khai"), before });
    }
  }
}

/** Empty cells change nothing; what is wrong anywhere is in `bad`, and then nothing may be entered. */
export function answersIn(book: Workbook, dossier: Dossier): Understood {
  const reading = new Reading(book, dossier);
  const read = reading.read();
  return { ...read, changes: [...reading.cleared.map((one) => ({ ...one, kind: "text", after: "" })), ...read.changes] };
}
