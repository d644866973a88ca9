// Renaming a figure: whatever names it in the set is found and changed with it, in one step.
import { isScalar, type Scalar } from "yaml";
import { flat, outlineOf } from "./outline";
import { keysAt, listAt, mapAt, type Path, type SetDocument, textAt } from "./text";

/** A place that names the figure, as it is and as it will be. */
export interface Renamed { at: Path; before: string; after: string }
export type NameFault = "malformed" | "reserved" | "taken";

/** What rules mean otherwise: as common/domain/rule_parser_names.cc has it. */
export const reserved: readonly string[] = [
  "min", "max", "floor", "round", "days_late", "if", "sum", "avg", "count", "share",
  "previous", "children", "child", "where", "and", "or", "not", "otherwise", "has", "not_applicable",
];
const longest = 64;

// The words of an expression as common/domain/rule_lexer.cc parts them: days, numbers, names, else single signs.
const word = /\d{4}-\d\d-\d\d|[\d.][\w.]*%?|[a-zA-Z][\w.]*|[^]/g;
export const renamedIn = (expression: string, from: string, to: string): string =>
  expression.replace(word, (one) => (one === from ? to : one === `previous.${from}` ? `previous.${to}` : one));

class Renaming {
  readonly said: Renamed[] = [];
  constructor(private readonly doc: SetDocument, private readonly from: string, private readonly to: string) {}

  name(at: Path): void {
    if (textAt(this.doc, at) === this.from) this.#put(at, this.to);
  }
  expression(at: Path): void {
    const before = textAt(this.doc, at);
    const after = renamedIn(before, this.from, this.to);
    if (after !== before) this.#put(at, after);
  }
  key(map: Path): void {
    const pair = mapAt(this.doc, map)?.items.find(({ key }) => isScalar(key) && String(key.value) === this.from);
    if (pair) (pair.key as unknown as Scalar).value = this.to;
  }
  #put(at: Path, after: string): void {
    const node = this.doc.getIn(at, true);
    if (!isScalar(node)) return;
    this.said.push({ at, before: String(node.value), after });
    node.value = after;
  }
}
const indices = (doc: SetDocument, list: Path): Path[] => (listAt(doc, list)?.items ?? []).map((_, i) => [...list, i]);

/** The figure that a criterion calls `from`; local names are the criterion's own. */
export function renameInput(doc: SetDocument, node: Path, from: string, to: string): Renamed[] {
  const renaming = new Renaming(doc, from, to);
  if (textAt(doc, [...node, "rule"]) !== "given") renaming.expression([...node, "rule"]);
  for (const at of indices(doc, [...node, "rule"])) for (const key of ["when", "score", "otherwise"]) renaming.expression([...at, key]);
  renaming.expression([...node, "nothing_arises", "when"]);
  for (const at of indices(doc, [...node, "falls_with"])) renaming.name(at);
  for (const name of keysAt(doc, [...node, "inputs"])) renaming.name([...node, "inputs", name, "part_of"]);
  renaming.key([...node, "inputs"]);
  return renaming.said;
}

/** Criteria name shared figures as their inputs and as what a figure is a part of; a name of their own goes first there. */
export function renameShared(doc: SetDocument, from: string, to: string): Renamed[] {
  const renaming = new Renaming(doc, from, to);
  for (const id of keysAt(doc, ["figures"])) renaming.name(["figures", id, "part_of"]);
  for (const { path } of flat(outlineOf(doc).areas)) {
    const names = keysAt(doc, [...path, "inputs"]);
    for (const name of names) {
      renaming.name([...path, "inputs", name, "figure"]);
      if (!names.includes(from)) renaming.name([...path, "inputs", name, "part_of"]);
    }
  }
  renaming.key(["figures"]);
  return renaming.said;
}

// "given" alone is a rule that reads nothing.
const meansOtherwise = (name: string): boolean => reserved.includes(name) || name === "given";

/** Why the criterion's figure cannot be called that; the same name is none. */
export function inputNameFault(doc: SetDocument, node: Path, from: string, to: string): NameFault | null {
  if (!/^[a-z][a-z0-9_]*$/.test(to) || to.length > longest) return "malformed";
  if (meansOtherwise(to)) return "reserved";
  if (to === from) return null;
  const names = keysAt(doc, [...node, "inputs"]);
  // A shared figure of that name, of which one is a part, would be hidden.
  return names.includes(to) || names.some((name) => textAt(doc, [...node, "inputs", name, "part_of"]) === to) ? "taken" : null;
}
export function sharedNameFault(doc: SetDocument, from: string, to: string): NameFault | null {
  if (!/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(to) || to.length > longest) return "malformed";
  if (to === from) return null;
  if (keysAt(doc, ["figures"]).includes(to)) return "taken";
  const hides = flat(outlineOf(doc).areas).some(({ path }) => {
    const names = keysAt(doc, [...path, "inputs"]);
    return names.includes(to) && !names.includes(from) && names.some((name) => textAt(doc, [...path, "inputs", name, "part_of"]) === from);
  });
  return hides ? "taken" : null;
}
