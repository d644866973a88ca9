// A workbook to be written, as plain data, and its writing. No text ever becomes a formula: texts are
// written as texts. Numbers are decimal texts and written as numbers where Excel keeps them exactly; any
// other is written as the text that it is, so that it comes back as it was. The same book is the same bytes.
import { BookRefused } from "./problem";
import { cellName } from "./read";
import { serialOfDay } from "./stored";
import { packed } from "./zip";

export interface OutCell {
  text: string; // Of a number a plain decimal, of a day ISO.
  /** "code": the cell is one of texts, so that what is typed keeps its zeros (051). */
  as?: "text" | "number" | "day" | "code";
  /** To be filled in: open where the sheet is locked. */
  open?: boolean;
  /** Decimal places that a number is shown with; absent: as many as it has. */
  places?: number;
}
export interface OutColumn { title: string; width: number }
/** What a column's cells may hold, from `row` (0: the first below the heading) on for `rows` rows. */
export interface Choice { row: number; rows?: number; column: number; list: string[]; message: string }
export interface OutSheet {
  name: string;
  lines?: string[]; // Above the table.
  columns: OutColumn[];
  rows: OutCell[][];
  choices?: Choice[];
  locked?: boolean;
}
export interface Book { title: string; sheets: OutSheet[] }

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
// eslint-disable-next-line no-control-regex -- no XML may hold them
const escaped = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/_x[0-9A-Fa-f]{4}_/g, "_x005F$&").replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]!);

/** Whether Excel keeps it as it is: at most 15 digits, and no zeros that only a text keeps. */
export const keptAsNumber = (text: string) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replace(/^-?0?\.?0*|[-.]/g, "").length <= 15;

// Cell formats, in the order of cellXfs below.
const formats = { plain: 0, heading: 1, text: 2, number: 3, openText: 4, openNumber: 5, openDay: 6, title: 7, openCode: 8, firstPlaces: 9 } as const;
const mostPlaces = 6;

function styles(): string {
  const places = Array.from({ length: mostPlaces + 1 }, (_, i) => `#,##0${i > 0 ? "." + "0".repeat(i) : ""}`);
  const xf = (numFmt: number, font: number, fill: number, more: string, open = false) =>
    `<xf numFmtId="${numFmt}" fontId="${font}" fillId="${fill}" borderId="${fill > 0 ? 1 : 0}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"><alignment vertical="top"${more}/><protection locked="${open ? 0 : 1}"/></xf>`;
  const wraps = ' wrapText="1"';
  const edge = ["left", "right", "top", "bottom"].map((side) => `<${side} style="thin"><color rgb="FFBFC7D1"/></${side}>`).join("");
  const fill = (color: string) => `<fill><patternFill patternType="solid"><fgColor rgb="${color}"/></patternFill></fill>`;
  return `${head}<styleSheet xmlns="${main}"><numFmts count="${places.length + 1}"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>${places.map((code, i) => `<numFmt numFmtId="${165 + i}" formatCode="${code}"/>`).join("")}</numFmts>` +
    `<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
    `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill("FFE7ECF2")}${fill("FFFFF7D6")}</fills>` +
    `<borders count="2"><border/><border>${edge}</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
    `<cellXfs count="${formats.firstPlaces + places.length}">${xf(0, 0, 0, "")}${xf(0, 1, 2, wraps)}${xf(0, 0, 0, wraps)}${xf(0, 0, 0, "")}${xf(0, 0, 3, wraps, true)}${xf(0, 0, 3, "", true)}${xf(164, 0, 3, "", true)}${xf(0, 1, 0, "")}${xf(49, 0, 3, "", true)}${places.map((_, i) => xf(165 + i, 0, 0, "")).join("")}</cellXfs></styleSheet>`;
}

function written(cell: OutCell, row: number, column: number): string {
  const at = cellName(row, column);
  const day = cell.as === "day" ? serialOfDay(cell.text) : null;
  const isNumber = cell.as === "number" && keptAsNumber(cell.text) && (cell.places !== undefined || !/\.\d*0$/.test(cell.text));
  const open = cell.as === "day" ? formats.openDay : cell.as === "number" ? formats.openNumber : cell.as === "code" ? formats.openCode : formats.openText;
  const closed = isNumber ? (cell.places === undefined ? formats.number : formats.firstPlaces + Math.min(cell.places, mostPlaces)) : formats.text;
  const style = cell.open ? open : closed;
  if (cell.text === "") return cell.open ? `<c r="${at}" s="${style}"/>` : "";
  if (day !== null) return `<c r="${at}" s="${style}"><v>${day}</v></c>`;
  if (isNumber) return `<c r="${at}" s="${style}"><v>${cell.text}</v></c>`;
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`;
}

function sheetXml(sheet: OutSheet): string {
  const lines = sheet.lines ?? [];
  const above = lines.length + (lines.length > 0 ? 2 : 1); // The heading's row.
  const rows = lines.map((line, i) => `<row r="${i + 1}"><c r="A${i + 1}" s="${formats.title}" t="inlineStr"><is><t xml:space="preserve">${escaped(line)}</t></is></c></row>`);
  rows.push(`<row r="${above}">${sheet.columns.map(({ title }, i) => `<c r="${cellName(above, i + 1)}" s="${formats.heading}" t="inlineStr"><is><t xml:space="preserve">${escaped(title)}</t></is></c>`).join("")}</row>`);
  sheet.rows.forEach((row, r) => rows.push(`<row r="${above + 1 + r}">${row.map((cell, c) => written(cell, above + 1 + r, c + 1)).join("")}</row>`));
  const choices = (sheet.choices ?? []).filter(({ list }) => list.join(",").length <= 255);
  const offered = choices.map(({ row, rows: many = 1, column, list, message }) => {
    const from = cellName(above + 1 + row, column + 1);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" error="${escaped(message)}" sqref="${many > 1 ? `${from}:${cellName(above + row + many, column + 1)}` : from}"><formula1>"${escaped(list.join(","))}"</formula1></dataValidation>`;
  });
  return `${head}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${above}" topLeftCell="A${above + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${sheet.columns.map(({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join("")}</cols><sheetData>${rows.join("")}</sheetData>` +
    (sheet.locked ? '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>' : "") +
    (offered.length > 0 ? `<dataValidations count="${offered.length}">${offered.join("")}</dataValidations>` : "") + '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>';
}

/** Throws BookRefused where the browser cannot pack one. */
export async function writeWorkbook({ title, sheets }: Book): Promise<Uint8Array<ArrayBuffer>> {
  try {
    void new CompressionStream("deflate-raw");
  } catch {
    throw new BookRefused("book.unwritable_here"); // It has none, or not of this form.
  }
  const numbers = sheets.map((_, i) => i + 1);
  const type = (part: string, kind: string) => `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: string, kind: string, target: string) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const relations = (list: string) => `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list}</Relationships>`;
  return packed([
    ["[Content_Types].xml", `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type("/xl/workbook.xml", "sheet.main")}${type("/xl/styles.xml", "styles")}${numbers.map((n) => type(`/xl/worksheets/sheet${n}.xml`, "worksheet")).join("")}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`],
    ["_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml") + '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>')],
    ["docProps/core.xml", `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title></cp:coreProperties>`],
    ["xl/workbook.xml", `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", relations(numbers.map((n) => relation(`rId${n}`, "worksheet", `worksheets/sheet${n}.xml`)).join("") + relation(`rId${sheets.length + 1}`, "styles", "styles.xml"))],
    ["xl/styles.xml", styles()],
    ...sheets.map((sheet, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)]),
  ]);
}
