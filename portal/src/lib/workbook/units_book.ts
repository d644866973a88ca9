// The unit tree as the workbook of docs/formats/workbook.md "Units": written from what a node tells, and read
// as the hand-written form that nodes take (docs/formats/units.md), with the cell of each place in it.
import type { ListUnitsResponse, Membership, Unit } from "../../gen/par/unit/v1/unit_pb";
import { type BookCell, pasted } from "../pasted";
import { language } from "../../words/language.svelte";
import { unitKind } from "../table";
import { bare, Lines, type Piece, type PlaceOf } from "./lines";
import { BookRefused, type BadBookCell } from "./problem";
import { textIn, type Workbook } from "./read";
import { infoColumns, infoOf, type Table, tableOf, type TableRow } from "./table";
import type { Book, OutCell, OutSheet } from "./write";

const format = "parnet/units/1";
const sheets = { units: "Đơn vị", parents: "Đổi cấp trên", changes: "Sáp nhập, chia tách", info: "Thông tin", guide: "Hướng dẫn" };
const unitColumns = ["Mã", "Mã hành chính", "Tên đơn vị", "Loại", "Trực thuộc", "Nhóm xếp hạng", "Từ ngày", "Đến ngày"];
const parentColumns = ["Mã", "Trực thuộc", "Từ ngày", "Đến ngày"];
const changeColumns = ["Ngày", "Văn bản", "Mã đơn vị trước", "Mã đơn vị sau"];
// As nodes name them, without commas, at which Excel parts the list.
const kinds = ["xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố thuộc tỉnh", "tỉnh", "thành phố trực thuộc trung ương", "sở/ban/ngành", "phòng chuyên môn"];
// The same as common/spreadsheet/units_guide.inc.
const guide = [
  ["Trang Đơn vị", "Mỗi dòng một đơn vị; đơn vị mới ghi vào dòng trống bên dưới. Đơn vị đã sáp nhập, giải thể: giữ dòng, ghi ngày cuối ở cột Đến ngày. Xóa dòng là bỏ đơn vị khỏi cây, kể cả các năm trước."],
  ["Cột Mã", "Chữ thường không dấu a-z, chữ số, dấu gạch nối. Giữ nguyên khi đơn vị đổi tên: đổi mã là bỏ đơn vị cũ, thêm đơn vị mới."],
  ["Cột Mã hành chính", "Mã do cơ quan thống kê cấp, giữ cả số 0 ở đầu. Có thể để trống."],
  ["Cột Loại", "Chọn trong danh sách."],
  ["Cột Trực thuộc", "Mã của đơn vị cấp trên. Để trống với đơn vị cao nhất và đơn vị có ghi ở trang Đổi cấp trên."],
  ["Cột Nhóm xếp hạng", "Khối mà đơn vị được xếp hạng cùng; để trống thì xếp theo cấp."],
  ["Cột Từ ngày, Đến ngày", "Ngày đầu và ngày cuối đơn vị tồn tại, dạng 30/06/2025. Để trống: từ trước đến nay; chưa có ngày cuối."],
  ["Trang Đổi cấp trên", "Khi đơn vị chuyển sang cấp trên khác: mỗi thời gian trực thuộc một dòng, các ngày nối liền nhau."],
  ["Trang Sáp nhập, chia tách", "Mỗi lần sắp xếp một dòng: ngày, văn bản, mã các đơn vị trước và sau, cách nhau bằng dấu phẩy."],
  ["Trang Thông tin", "Không sửa. Nhờ trang này máy chủ biết tệp lấy từ cây nào, để không bỏ mất phần người khác đã nhập."],
  ["Khi đưa tệp lên", "Cây trong tệp thay toàn bộ cây đang dùng. Bạn được xem trước đơn vị mới, đổi tên, chuyển cấp trên, kết thúc; chỉ nhập khi bạn đồng ý."],
];

const fixed = (text: string): OutCell => ({ text });
const open = (text: string, as: OutCell["as"] = "text"): OutCell => ({ text, as, open: true });
const columnsOf = (titles: string[], widths: number[]) => titles.map((title, i) => ({ title, width: widths[i] ?? 14 }));
function openSheet(name: string, titles: string[], widths: number[], as: OutCell["as"][], rows: string[][], room: number): OutSheet {
  const empty = Array.from({ length: room }, () => titles.map(() => ""));
  return { name, lines: [name], columns: columnsOf(titles, widths), locked: true, rows: [...rows, ...empty].map((row) => row.map((text, i) => open(text, as[i]))) };
}
// Whether the column "Trực thuộc" says it all.
const onlyParent = ({ memberships: [only, ...more], from, until }: Unit): Membership | null => (only && more.length === 0 && only.from === from && only.until === until ? only : null);

/** The unit by which a node is known among nodes: of those that live on it the one below none of them; "": the tree has none of them yet. */
export function unitOfNode(units: Unit[]): string {
  const hosted = units.filter(({ hostedHere }) => hostedHere);
  const ids = new Set(hosted.map(({ id }) => id));
  return hosted.find(({ memberships }) => !ids.has(memberships.at(-1)?.parent ?? ""))?.id ?? "";
}

/** What the node told of its tree, with history. */
export function unitsBook({ units, changes, version }: Pick<ListUnitsResponse, "units" | "changes" | "version">): Book {
  const tree = openSheet(sheets.units, unitColumns, [20, 14, 34, 22, 20, 26, 12, 12], ["code", "code", "text", "text", "code", "text", "day", "day"],
    units.map((one) => [one.id, one.code, one.name, one.kind.replaceAll(", ", "/"), onlyParent(one)?.parent ?? "", one.group, one.from, one.until]), 50);
  tree.choices = [{ row: 0, rows: tree.rows.length, column: 3, list: kinds, message: "Chọn loại đơn vị trong danh sách." }];
  const parents = units.flatMap((one) => (onlyParent(one) ? [] : one.memberships.map(({ parent, from, until }) => [one.id, parent, from, until])));
  const info = [["format", "Dạng tệp", format], ["unit", "Lấy từ máy chủ của đơn vị", unitOfNode(units)], ["version", "Lần sửa của cây đơn vị trong tệp", String(version)]];
  const told = (name: string, columns: string[], widths: number[], rows: string[][]): OutSheet => ({ name, lines: [name], columns: columnsOf(columns, widths), rows: rows.map((row) => row.map(fixed)), locked: true });
  return {
    title: "Cây đơn vị",
    sheets: [
      tree, openSheet(sheets.parents, parentColumns, [20, 20, 12, 12], ["code", "code", "day", "day"], parents, 10),
      openSheet(sheets.changes, changeColumns, [12, 40, 40, 40], ["day", "text", "text", "text"], changes.map((one) => [one.on, one.basis, one.before.join(", "), one.after.join(", ")]), 10),
      told(sheets.info, infoColumns, [14, 40, 40], info), told(sheets.guide, ["Ở đâu", "Cách ghi"], [26, 100], guide),
    ],
  };
}

export interface UnitsFile {
  yaml: string;
  placeOf: PlaceOf;
  /** What stands in a cell. */
  textAt: (place: { sheet: string; cell: string }) => string;
  /** Of the tree that it was made of; undefined: it does not say. */
  version: bigint | undefined;
}

const plain = (text: string) => /^[a-z][a-z0-9-]*$/.test(text) && text !== "null"; // Needs no quotes.
const quoted = (text: string) => (plain(text) ? text : JSON.stringify(text));
const empty: BookCell = { text: "", as: "text" };
const joined = (pieces: Piece[]): Piece[] => pieces.map((one, i) => ({ ...one, text: (i > 0 ? ", " : "") + one.text }));

class Reading {
  readonly made = new Lines();
  constructor(private readonly book: Workbook, private readonly bad: BadBookCell[]) {}

  read(unit: string): UnitsFile | null {
    const version = this.#origin(unit);
    const units = tableOf(this.book, sheets.units, unitColumns, this.bad);
    const parents = tableOf(this.book, sheets.parents, parentColumns, this.bad, true);
    const changes = tableOf(this.book, sheets.changes, changeColumns, this.bad, true);
    if (!units || !parents || !changes) return null;
    this.made.add("", bare(`format: ${format}`));
    this.made.add("", bare("units:"));
    this.#units(units, parents);
    this.#changes(changes);
    if (this.bad.length > 0) return null;
    if (units.rows.length === 0) throw new BookRefused("book.no_units");
    return { yaml: this.made.lines.join("\n") + "\n", placeOf: this.made.placeOf, textAt: (place) => textIn(this.book, place), version };
  }

  // A workbook made by hand needs not say where it comes from.
  #origin(unit: string): bigint | undefined {
    if (!this.book.sheets.some((one) => one.name === sheets.info)) return undefined;
    const info = infoOf(this.book, this.bad);
    if (info === null) return undefined;
    if (info.value("format") !== format) info.wrong("format", "book.other_file", { wanted: format });
    if (unit !== "" && info.value("unit") !== "" && info.value("unit") !== unit) info.wrong("unit", "book.other_node", { wanted: unit });
    const version = info.value("version");
    if (/^\d{0,9}$/.test(version)) return version === "" ? undefined : BigInt(version);
    info.wrong("version", "wrong.whole");
    return undefined;
  }

  /** `key: value` out of a cell; nothing where it is empty. */
  #said(table: Table, row: TableRow, title: string, key: string, kind: "text" | "day" | "kind" = "text"): Piece[] {
    const cell = table.at(row, title) ?? empty;
    const place = { sheet: table.sheet, cell: table.place(row, title) };
    if (kind === "day") {
      const block = pasted([[cell]], [{ of: key, kind: "date" }], language.now);
      for (const one of block.bad) this.bad.push({ ...place, text: one.text, word: `wrong.${one.wrong}` });
      const day = block.values[0]![0]!;
      return day === "" ? [] : [{ ...place, text: `${key}: ${day}` }];
    }
    const text = cell.text.trim();
    return text === "" ? [] : [{ ...place, text: `${key}: ${quoted(kind === "kind" ? unitKind(text) : text)}` }];
  }

  #units(units: Table, parents: Table): void {
    const of = new Map<string, TableRow[]>();
    for (const row of parents.rows) of.set(row.id, [...(of.get(row.id) ?? []), row]);
    for (const row of units.rows) {
      const first = units.place(row, "Mã");
      const said = (title: string, key: string, kind?: "day" | "kind") => this.#said(units, row, title, key, kind);
      const memberships = (of.get(row.id) ?? []).map((one): Piece[] => [
        { text: "{", cell: parents.place(one, "Mã"), sheet: sheets.parents },
        ...joined([...this.#said(parents, one, "Trực thuộc", "id"), ...this.#said(parents, one, "Từ ngày", "from", "day"), ...this.#said(parents, one, "Đến ngày", "until", "day")]),
        { text: "}", cell: parents.place(one, "Mã"), sheet: sheets.parents },
      ]);
      of.delete(row.id);
      const fields = [
        { text: `id: ${quoted(row.id)}`, cell: first }, ...said("Mã hành chính", "code"), ...said("Tên đơn vị", "name"), ...said("Loại", "kind", "kind"),
        ...said("Trực thuộc", "parent"), ...said("Nhóm xếp hạng", "group"), ...said("Từ ngày", "from", "day"), ...said("Đến ngày", "until", "day"),
      ];
      const list = memberships.flatMap((one, i) => [...(i > 0 ? [bare(", ")] : []), ...one]);
      this.made.add(units.sheet, { text: "  - {", cell: first }, ...joined(fields), ...(list.length > 0 ? [{ text: ", parents: [", cell: list[0]!.cell, sheet: sheets.parents }, ...list, bare("]")] : []), { text: "}", cell: first });
    }
    for (const [id, rows] of of) this.bad.push({ sheet: sheets.parents, cell: parents.place(rows[0]!, "Mã"), text: id, word: "book.unit_unknown" });
  }

  #changes(changes: Table): void {
    if (changes.rows.length > 0) this.made.add("", bare("changes:"));
    for (const row of changes.rows) {
      const ids = (title: string, key: string): Piece => ({ text: `${key}: [${changes.text(row, title).split(/[,;\n]/).map((id) => id.trim()).filter(Boolean).map(quoted).join(", ")}]`, cell: changes.place(row, title) });
      const first = changes.place(row, "Ngày");
      this.made.add(changes.sheet, { text: "  - {", cell: first }, ...joined([...this.#said(changes, row, "Ngày", "on", "day"), ...this.#said(changes, row, "Văn bản", "basis"), ids("Mã đơn vị trước", "before"), ids("Mã đơn vị sau", "after")]), { text: "}", cell: first });
    }
  }
}

/** `unit`: by which the node that takes it is known. Null if anything is in `bad`; throws BookRefused where there is no unit in it. */
export const unitsIn = (book: Workbook, unit: string, bad: BadBookCell[]): UnitsFile | null => new Reading(book, bad).read(unit);
