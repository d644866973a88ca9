// A leaders' council and a survey as their forms fill them in, and the files that the node takes
// (docs/formats/council.md, survey.md).
import { plainId } from "./cycle";
import { typedDecimal } from "./numbers";

// A string of JSON is one of YAML, too.
const quoted = (text: string): string => JSON.stringify(text.trim());
const map = (fields: [string, string][]): string => `{${fields.filter(([, value]) => value !== "").map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
const said = (text: string): string => (text.trim() === "" ? "" : quoted(text));
const file = (lines: string[]): Uint8Array<ArrayBuffer> => new TextEncoder().encode(lines.join("\n") + "\n");

/** Rows of a form as a TypedForm keeps them, in one text: empty while they are as they began. */
export const rowsText = <Row>(rows: Row[], begun: Row[]): string => (JSON.stringify(rows) === JSON.stringify(begun) ? "" : JSON.stringify(rows));
export function rowsIn<Row>(text: string, begun: Row[]): Row[] {
  try {
    const read = JSON.parse(text) as unknown;
    return Array.isArray(read) ? (read as Row[]) : structuredClone(begun);
  } catch {
    return structuredClone(begun);
  }
}

export interface CouncilMemberRow { account: string; name: string; role: string; unit: string }
export interface CouncilFields { title: string; basis: string; quorum: string; method: string; trim: string; deadline: string }

export function councilFile(cycle: string, fields: CouncilFields, members: CouncilMemberRow[], criteria: string[]): Uint8Array<ArrayBuffer> {
  return file([
    "format: parnet/council/1", `title: ${quoted(fields.title)}`, `cycle: ${quoted(cycle)}`, `basis: ${quoted(fields.basis)}`, "members:",
    ...members.map((one) => `  - ${map([["account", quoted(one.account)], ["name", quoted(one.name)], ["role", quoted(one.role)], ["unit", said(one.unit)]])}`),
    `quorum: ${fields.quorum}`, `method: ${fields.method}`, ...(fields.method === "trimmed_mean" ? [`trim: ${fields.trim}`] : []), `deadline: ${fields.deadline}`,
    `criteria: [${criteria.map(quoted).join(", ")}]`,
  ]);
}

export const surveyKinds = ["sipas", "papi", "ddci", "sociological"] as const;
export const fallbacks = ["none", "not_scored", "previous_wave", "previous_year", "area_mean"] as const;
export interface ComponentRow { id: string; title: string; weight: string; criterion: string }
export interface WaveRow { title: string; year: string; from: string; until: string } // year: "" is the survey's.
export interface FrameRow { unit: string; title: string; area: string; size: string }
export interface SurveyFields {
  id: string; title: string; kind: string; year: string; set: string; asked: string; counted: string;
  sample: string; minimum: string; fallback: string; counts: string; outlier: string;
  answers: string; // "index": results come as published, from `least` to `best`; "levels": counts of the five levels.
  least: string; best: string;
}

const rows = (kind: string, ...titles: [string, string][]): [string, ComponentRow[]] => [kind, titles.map(([id, title]) => ({ id, title, weight: "", criterion: "" }))];
/** Whose components the instrument itself fixes; in Vietnamese, as the survey's own text. */
export const fixedComponents = new Map<string, ComponentRow[]>([
  rows("sipas", ["tiep-can", "Chỉ số hài lòng về tiếp cận dịch vụ"], ["to-chuc", "Chỉ số hài lòng về tổ chức giải quyết TTHC"], ["cong-chuc", "Chỉ số hài lòng về công chức giải quyết TTHC"],
    ["ket-qua", "Chỉ số hài lòng về kết quả giải quyết TTHC"], ["phan-anh", "Chỉ số hài lòng về việc tiếp nhận, xử lý phản ánh, kiến nghị liên quan đến TTHC"]),
  rows("papi", ["tham-gia", "Tham gia của người dân ở cấp cơ sở"], ["cong-khai", "Công khai, minh bạch"], ["giai-trinh", "Trách nhiệm giải trình với người dân"], ["tham-nhung", "Kiểm soát tham nhũng trong khu vực công"],
    ["thu-tuc", "Thủ tục hành chính công"], ["dich-vu", "Cung ứng dịch vụ công"], ["moi-truong", "Quản trị môi trường"], ["dien-tu", "Quản trị điện tử"]),
]);
export const noComponent = (): ComponentRow => ({ id: "", title: "", weight: "", criterion: "" });

const levels: [id: string, title: string, worth: number][] = [
  ["rat-hai-long", "Rất hài lòng", 100], ["hai-long", "Hài lòng", 100], ["binh-thuong", "Bình thường", 0], ["khong", "Không hài lòng", 0], ["rat-khong", "Rất không hài lòng", 0],
];

/** `offered`: criteria that may take points of it; what was chosen for another set is no part of it. */
export function surveyFile(fields: SurveyFields, frame: FrameRow[], waves: WaveRow[], components: ComponentRow[], offered: string[]): Uint8Array<ArrayBuffer> {
  const scale = `[${levels.map(([id, title, worth]) => map([["id", id], ["title", quoted(title)], ["worth", String(worth)]])).join(", ")}]`;
  const published: [string, string][] = [["least", typedDecimal(fields.least)], ["best", typedDecimal(fields.best)]];
  const head: [string, string][] = [
    ["format", "parnet/survey/1"], ["id", quoted(fields.id)], ["title", quoted(fields.title)], ["kind", fields.kind], ["year", fields.year], ["set", said(fields.set)],
    ["total", fields.kind === "papi" ? "sum" : ""], ["sample", typedDecimal(fields.sample)], ["minimum", typedDecimal(fields.minimum)],
    ["fallback", fields.minimum.trim() === "" ? "" : fields.fallback], ["counts", fields.counts], ["outlier", typedDecimal(fields.outlier)],
  ];
  return file([
    ...head.filter(([, value]) => value !== "").map(([key, value]) => `${key}: ${value}`),
    "frame:", `  asked: ${quoted(fields.asked)}`, ...(fields.counted.trim() === "" ? [] : [`  counted: ${quoted(fields.counted)}`]),
    ...(frame.length === 0 ? [] : ["  units:", ...frame.map((one) => `    - ${map([["unit", quoted(one.unit)], ["title", said(one.title)], ["area", said(one.area)], ["size", typedDecimal(one.size)]])}`)]),
    "waves:", ...waves.map((one, i) => `  - ${map([["id", quoted(plainId(one.title) || `dot-${i + 1}`)], ["title", said(one.title)], ["year", one.year.trim()], ["from", one.from], ["until", one.until]])}`),
    "components:",
    ...components.map((one) => `  - ${map([["id", quoted(one.id.trim() || plainId(one.title))], ["title", quoted(one.title)], ["weight", typedDecimal(one.weight)], ...(fields.answers === "levels" ? [["scale", scale] as [string, string]] : published), ["criterion", offered.includes(one.criterion) ? quoted(one.criterion) : ""]])}`),
  ]);
}
