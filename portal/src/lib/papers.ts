// What an official document needs and no record holds: issuing body, signer, bases, recipients
// (docs/formats/document.md). Proposed from what is known, as officials write it, whatever language the
// page speaks; what a person then writes is kept in the browser for the next document of its kind.
import { keep, kept } from "./browser_store";
import { today } from "./numbers";
import { person } from "./person.svelte";

export type PaperKind = "decision" | "receipt" | "minutes" | "report" | "plan";
/** One line each where there are several; `signers`: the lines above a name, then the name. */
export type Field = "number" | "date" | "unit" | "units" | "superior" | "issuer" | "place" | "bases" | "authority" | "articles" | "implementers"
  | "present" | "tasks" | "purposes" | "orders" | "signer" | "signerName" | "chair" | "chairName" | "recipients";
export type Filled = Partial<Record<Field, string>>;

interface Shape { field: Field; several?: boolean; optional?: boolean; own?: boolean }
const head: Shape[] = [{ field: "superior", several: true, optional: true }, { field: "issuer", several: true }, { field: "place" }];
const bases: Shape = { field: "bases", several: true };
const signer: Shape[] = [{ field: "signer", several: true }, { field: "signerName" }];
const recipients: Shape = { field: "recipients", several: true };
/** In the order of the form. `own`: of this one paper alone, so not kept. */
export const shapes: Record<PaperKind, Shape[]> = {
  decision: [...signer, { field: "units", own: true }, bases, { field: "articles", several: true, optional: true }, { field: "implementers", own: true }, recipients, ...head, { field: "authority", optional: true }],
  receipt: [{ field: "number", own: true }, ...signer, { field: "unit", own: true }, recipients, ...head],
  minutes: [{ field: "number", own: true }, { field: "date", own: true }, { field: "present", several: true }, ...signer, { field: "chair", several: true }, { field: "chairName" },
    { field: "unit", own: true }, bases, recipients, ...head],
  report: [{ field: "number", own: true, optional: true }, { field: "date", own: true }, ...signer, { field: "tasks", several: true, optional: true }, { field: "unit", own: true }, bases, recipients, ...head],
  plan: [{ field: "number", own: true }, { field: "date", own: true }, ...signer, { field: "purposes", several: true }, { field: "orders", several: true }, bases, recipients, ...head],
};

const committee = "Ủy ban nhân dân";
const kinds = ["Tỉnh", "Thành phố", "Thị xã", "Huyện", "Quận", "Xã", "Phường", "Thị trấn", "Đặc khu"];
/** "Huyện" of "Huyện Tư Nghĩa"; "": an office. */
const kindOf = (name: string): string => kinds.find((one) => name.startsWith(one + " ")) ?? "";
const inSentence = (name: string): string => (kindOf(name) === "" ? name : name[0]!.toLowerCase() + name.slice(1));
const placeOf = (name: string): string => name.slice(kindOf(name).length).trim();
export const committeeOf = (name: string): string => (kindOf(name) === "" ? name : `${committee} ${inSentence(name)}`);
/** "các xã, thị trấn" of the units' names. */
const together = (names: string[]): string => {
  const found = ["Huyện", "Quận", "Thị xã", "Thành phố", "Xã", "Phường", "Thị trấn", "Đặc khu"].filter((kind) => names.some((name) => kindOf(name) === kind));
  return found.length === 0 ? "các đơn vị" : "các " + found.map((kind) => kind.toLowerCase()).join(", ");
};
const lines = (...all: (string | false)[]): string => all.filter((one) => one !== false).join("\n");

/** Of the issuing unit's own house: its committee, or the office itself. */
function ofHouse(name: string): Filled {
  const own = kindOf(name) === "";
  return {
    superior: "", issuer: own ? name : lines(committee, inSentence(name)), place: placeOf(name),
    signer: own ? "Thủ trưởng" : lines("TM. " + committee, "Chủ tịch"), signerName: "", recipients: "Lưu: VT",
  };
}
/** Of the office that does this work there: a province's department, a district's division, else the house itself. */
function ofOffice(name: string, department: boolean): Filled {
  if (!["Tỉnh", "Thành phố", "Thị xã", "Huyện", "Quận"].includes(kindOf(name))) return ofHouse(name);
  return {
    ...ofHouse(name), superior: lines(committee, inSentence(name)), issuer: department ? "Sở Nội vụ" : "Phòng Nội vụ",
    signer: department ? "Giám đốc" : "Trưởng phòng", recipients: lines(committeeOf(name), "Lưu: VT"),
  };
}

// Newer laws on local government came on 1 March 2025: there the day is for a person to write.
const lawOfLocalGovernment = (date: string): string =>
  "Căn cứ Luật Tổ chức chính quyền địa phương" + (date < "2025-03-01" ? " ngày 19 tháng 6 năm 2015" : "");

export interface About {
  /** The unit in whose name it is issued; "": not known. */
  issuer?: string;
  /** Of that unit, as the node says it: by its name a city is the province's or the centre's. */
  level?: string | undefined;
  /** Whom it is about: one unit, or those of a decision. */
  unit?: string;
  units?: string[];
  date?: string;
  number?: string;
}

function proposed(kind: PaperKind, about: About): Filled {
  const name = about.issuer ?? person.unitName;
  const department = about.level === undefined ? kindOf(name) === "Tỉnh" : about.level === "province";
  const chief = department ? "Giám đốc Sở" : "Trưởng phòng";
  const date = about.date ?? today();
  const one = { number: about.number ?? "", date, unit: about.unit ? committeeOf(about.unit) : "" };
  const all = together(about.units ?? []);
  const law = lawOfLocalGovernment(date);
  switch (kind) {
    case "decision":
      return {
        ...ofHouse(name), units: `${all} thuộc ${inSentence(name)}`, authority: "", articles: "", bases: lines(law, `Theo đề nghị của ${chief} Nội vụ`),
        implementers: `Chánh Văn phòng, ${chief} Nội vụ, thủ trưởng các cơ quan, đơn vị có liên quan và Chủ tịch Ủy ban nhân dân ${all}`,
        recipients: lines("Như Điều 3", "Lưu: VT, NV"),
      };
    case "receipt":
      return { ...ofOffice(name, department), ...one, recipients: lines(one.unit, "Lưu: VT") };
    case "minutes":
      return {
        ...ofHouse(name), ...one, superior: lines(committee, inSentence(name)), issuer: "Hội đồng thẩm định", present: "", bases: law,
        signer: "Thư ký", signerName: "", chair: "Chủ trì", chairName: "", recipients: lines("Thành viên Hội đồng", "Lưu: VT, NV"),
      };
    case "report":
      return {
        ...ofOffice(name, department), ...one, unit: inSentence(about.unit ?? name), tasks: "",
        bases: lines(`Thực hiện Kế hoạch cải cách hành chính của ${committeeOf(name)}`, "trên cơ sở báo cáo của các cơ quan, đơn vị, địa phương"),
      };
    case "plan":
      return {
        ...ofHouse(name), ...one, bases: law, purposes: lines("Giữ vững các tiêu chí đã đạt điểm tối đa, lấy lại điểm đã bị trừ", "Giao rõ việc, rõ cơ quan chủ trì, rõ thời hạn và sản phẩm"),
        orders: "Các cơ quan chủ trì báo cáo tiến độ hằng quý", recipients: lines("Các cơ quan, đơn vị được giao nhiệm vụ", "Lưu: VT, NV"),
      };
  }
}

const keyOf = (kind: PaperKind): string => `parnet.document ${person.account?.name ?? ""} ${kind}`;

function written(kind: PaperKind): Filled {
  try {
    const read: unknown = JSON.parse(kept(keyOf(kind)) ?? "{}");
    return Object.fromEntries(Object.entries(read as object).filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
}

/** What the form begins with: what was written last time, else a proposal. */
export function beginning(kind: PaperKind, about: About): Filled {
  const before = written(kind);
  const all = proposed(kind, about);
  for (const { field, own } of shapes[kind]) {
    if (own !== true && before[field] !== undefined) all[field] = before[field];
  }
  return all;
}

export function remember(kind: PaperKind, filled: Filled): void {
  keep(keyOf(kind), JSON.stringify(Object.fromEntries(shapes[kind].filter(({ own }) => own !== true).map(({ field }) => [field, filled[field] ?? ""]))));
}

const entries = (text = ""): string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** The particulars as the node and parctl read them: JSON is YAML. */
export function particulars(kind: PaperKind, filled: Filled): Uint8Array {
  const text: Record<string, unknown> = { format: "parnet/document/1", document: kind };
  for (const { field, several, optional } of shapes[kind]) {
    if (["signer", "signerName", "chair", "chairName"].includes(field)) continue;
    const value = several ? entries(filled[field]) : (filled[field] ?? "").trim();
    if (!optional || value.length > 0) text[field] = value;
  }
  const signs = (above: Field, name: Field) => ({ lines: entries(filled[above]), name: (filled[name] ?? "").trim() });
  text.signers = kind === "minutes" ? [signs("signer", "signerName"), signs("chair", "chairName")] : [signs("signer", "signerName")];
  return new TextEncoder().encode(JSON.stringify(text, null, 1));
}
