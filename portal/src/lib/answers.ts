// A unit's answers as single fields, so that each can be saved, kept back or in conflict by itself.
// A field is named "figure:<figure>" or "<part>:<criterion>"; its value is text, "" where nothing is said.
import { create, clone } from "@bufbuild/protobuf";
import { AnswersSchema, type Answers, DeclarationSchema, type Declaration, FigureValueSchema } from "../gen/par/assessment/v1/assessment_pb";

export type Part = "figure" | "notApplicable" | "judged" | "reason" | "explanation";
export interface Field {
  part: Part;
  of: string;
}
export const fieldName = (part: Part, of: string): string => `${part}:${of}`;
export function fieldOf(name: string): Field {
  const colon = name.indexOf(":");
  return { part: name.slice(0, colon) as Part, of: name.slice(colon + 1) };
}

export function valueIn(answers: Answers, name: string): string {
  const { part, of } = fieldOf(name);
  if (part === "figure") return answers.figures.find((one) => one.figure === of)?.value ?? "";
  return answers.declarations.find((one) => one.criterion === of)?.[part] ?? "";
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
    if (part === "figure") {
      made.figures = made.figures.filter((one) => one.figure !== of);
      if (value !== "") made.figures.push(create(FigureValueSchema, { figure: of, value }));
      continue;
    }
    let declaration = made.declarations.find((one) => one.criterion === of);
    if (declaration === undefined) {
      declaration = create(DeclarationSchema, { criterion: of });
      made.declarations.push(declaration);
    }
    declaration[part] = value;
  }
  const place = new Map(figureOrder.map((figure, i) => [figure, i]));
  made.figures.sort((a, b) => (place.get(a.figure) ?? 0) - (place.get(b.figure) ?? 0));
  made.declarations = made.declarations.filter((one) => !saysNothing(one));
  return made;
}
