// A unit's answers as single fields, so that each can be saved, kept back or in conflict by itself.
// A field is named "figure:<figure>", "previous:<figure>" (the year before) or "<part>:<criterion>"; its value
// is text, "" where nothing is said.
import { create, clone } from "@bufbuild/protobuf";
import { AnswersSchema, type Answers, DeclarationSchema, type Declaration, EvidenceUseSchema, FigureValueSchema } from "../gen/par/assessment/v1/assessment_pb";
import { bytesOf, hexOf } from "./evidence/sha256";

type Text = "notApplicable" | "judged" | "reason" | "explanation" | "points" | "source" | "waived";
export type Part = "figure" | "previous" | "evidence" | Text;
export interface Field {
  part: Part;
  of: string;
}
export const fieldName = (part: Part, of: string): string => `${part}:${of}`;
export function fieldOf(name: string): Field {
  const colon = name.indexOf(":");
  return { part: name.slice(0, colon) as Part, of: name.slice(colon + 1) };
}

// What a criterion is declared to be; a node takes it whole or not at all.
const declared: Text[] = ["notApplicable", "judged", "reason", "points", "source", "waived"];
const halves: [Text, Text][] = [["judged", "reason"], ["points", "source"]];

/** What is saved or refused together with this field: its criterion's declaration, else itself alone. */
export function groupOf(name: string): string {
  const { part, of } = fieldOf(name);
  return (declared as Part[]).includes(part) ? `declaration:${of}` : name;
}
/** The part without which a node does not take what else is declared of the criterion: points without their reason, or the reverse. */
export function missingPart(of: string, value: (name: string) => string): Part | null {
  const empty = (part: Part) => value(fieldName(part, of)).trim() === "";
  for (const [one, other] of halves) if (empty(one) !== empty(other)) return empty(one) ? one : other;
  return null;
}

/** Where a criterion relies on a document. */
export interface Use {
  document: string;
  section: string;
  page: number; // 0: the whole document.
  sha256: string; // Hexadecimal digits; "" where the answers only name it.
}
/** The value of the field "evidence:<criterion>". */
export const usesText = (uses: Use[]): string =>
  uses.length === 0 ? "" : JSON.stringify(uses.map((one) => [one.document, one.section, one.page, one.sha256]));
export const usesIn = (value: string): Use[] =>
  value === "" ? [] : (JSON.parse(value) as [string, string, number, string][]).map(([document, section, page, sha256]) => ({ document, section, page, sha256 }));

const listOf = (answers: Answers, part: "figure" | "previous") => (part === "figure" ? answers.figures : answers.previous);

export function valueIn(answers: Answers, name: string): string {
  const { part, of } = fieldOf(name);
  if (part === "figure" || part === "previous") return listOf(answers, part).find((one) => one.figure === of)?.value ?? "";
  const declaration = answers.declarations.find((one) => one.criterion === of);
  if (part !== "evidence") return declaration?.[part] ?? "";
  return usesText((declaration?.evidence ?? []).map((use) => ({ ...use, sha256: hexOf(use.sha256) })));
}

function saysNothing(one: Declaration): boolean {
  const texts = [one.notApplicable, one.judged, one.reason, one.points, one.source, one.waived, one.explanation];
  return one.evidence.length === 0 && texts.every((text) => text === "");
}

/** A copy of `answers` with these fields set; lists keep the order that `figureOrder` gives. */
export function withFields(answers: Answers, fields: Iterable<[string, string]>, figureOrder: string[]): Answers {
  const made = clone(AnswersSchema, answers);
  for (const [name, value] of fields) {
    const { part, of } = fieldOf(name);
    if (part === "figure" || part === "previous") {
      const list = listOf(made, part);
      const at = list.findIndex((one) => one.figure === of);
      if (at >= 0) list.splice(at, 1);
      if (value !== "") list.push(create(FigureValueSchema, { figure: of, value }));
      continue;
    }
    let declaration = made.declarations.find((one) => one.criterion === of);
    if (declaration === undefined) {
      declaration = create(DeclarationSchema, { criterion: of });
      made.declarations.push(declaration);
    }
    if (part !== "evidence") declaration[part] = value;
    else declaration.evidence = usesIn(value).map((use) => create(EvidenceUseSchema, { ...use, sha256: bytesOf(use.sha256) }));
  }
  const place = new Map(figureOrder.map((figure, i) => [figure, i]));
  for (const list of [made.figures, made.previous]) list.sort((a, b) => (place.get(a.figure) ?? 0) - (place.get(b.figure) ?? 0));
  made.declarations = made.declarations.filter((one) => !saysNothing(one));
  return made;
}
