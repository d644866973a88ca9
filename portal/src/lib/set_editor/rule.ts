// A criterion's rule, its figures and its evidence, as fields change them.
import { isMap, isScalar, isSeq, Scalar, type YAMLMap, YAMLSeq } from "yaml";
import { freeName, inOneLine, insert, keysAt, listAt, mapAt, ownComment, type Path, put, removeFrom, type SetDocument, textAt } from "./text";

/** none: nothing is said, so that the points are given from outside, or it is still to be said. */
export type RuleKind = "none" | "cases" | "expression" | "judged_steps" | "judged_any" | "given";
export const ruleKinds: RuleKind[] = ["cases", "expression", "judged_steps", "judged_any", "given"];

export function ruleKindAt(doc: SetDocument, node: Path): RuleKind {
  const rule = doc.getIn([...node, "rule"], true);
  if (isSeq(rule)) return "cases";
  if (isMap(rule)) return isSeq(rule.get("judged", true)) ? "judged_steps" : "judged_any";
  if (isScalar(rule) && rule.value !== null) return rule.value === "given" ? "given" : "expression";
  return "none";
}

const block = (doc: SetDocument, node: Path): YAMLMap => {
  const map = mapAt(doc, node)!;
  map.flow = false;
  return map;
};

/** A rule of another kind in place of the one there is. */
export function setRuleKind(doc: SetDocument, node: Path, kind: RuleKind): void {
  const map = block(doc, node);
  const made = {
    none: () => null,
    given: () => doc.createNode("given"),
    expression: () => doc.createNode("max"),
    judged_any: () => inOneLine(doc, { judged: "any" }),
    judged_steps: () => doc.createNode({ judged: ["0", textAt(doc, [...node, "maximum"]) || "1"] }, { flow: true }),
    cases: () => {
      const list = new YAMLSeq();
      list.items.push(inOneLine(doc, { otherwise: "0" }));
      return list;
    },
  }[kind]();
  if (made === null) map.delete("rule");
  else insert(doc, map, "rule", made);
}

export interface Case { otherwise: boolean; when: string; score: string }
export function casesAt(doc: SetDocument, node: Path): Case[] {
  return (listAt(doc, [...node, "rule"])?.items ?? []).map((_, i) => {
    const at = [...node, "rule", i];
    const otherwise = keysAt(doc, at).includes("otherwise");
    return { otherwise, when: textAt(doc, [...at, "when"]), score: textAt(doc, [...at, otherwise ? "otherwise" : "score"]) };
  });
}
/** Before "otherwise", which stands last. */
export function addCase(doc: SetDocument, node: Path): number {
  const list = listAt(doc, [...node, "rule"])!;
  list.flow = false;
  const at = casesAt(doc, node).findIndex((one) => one.otherwise);
  const made = inOneLine(doc, { when: "", score: "0" });
  const to = at < 0 ? list.items.length : at;
  list.items.splice(to, 0, made);
  return to;
}
export const addOtherwise = (doc: SetDocument, node: Path): void => {
  const list = listAt(doc, [...node, "rule"])!;
  list.flow = false;
  list.items.push(inOneLine(doc, { otherwise: "0" }));
};
/** Texts of a rule may be empty while they are typed. */
export function putRule(doc: SetDocument, path: Path, text: string): void {
  const there = doc.getIn(path, true);
  if (isScalar(there)) {
    there.value = text;
    if (text === "") there.type = "QUOTE_DOUBLE";
    else if (there.type !== "QUOTE_DOUBLE" && there.type !== "QUOTE_SINGLE") there.type = "PLAIN";
    else there.type = undefined as never; // As plain as it can be.
  } else put(doc, path, text);
}

/** "0; 0,25; 0,5" */
export const stepsAt = (doc: SetDocument, node: Path): string =>
  (listAt(doc, [...node, "rule", "judged"])?.items ?? []).map((item) => (isScalar(item) ? String(item.value).replace(".", ",") : "")).join("; ");
export function putSteps(doc: SetDocument, node: Path, text: string): void {
  const steps = text.split(/[;\s]+/).filter(Boolean).map((step) => step.replace(",", "."));
  insert(doc, mapAt(doc, [...node, "rule"])!, "judged", inOneLine(doc, steps));
}

export interface Input { name: string; at: Path; shared: string; title: string; kind: string; unit: string }
/** The figures that a criterion reads; of a shared one the fields are those of the set's figure. */
export function inputsAt(doc: SetDocument, node: Path): Input[] {
  return keysAt(doc, [...node, "inputs"]).map((name) => {
    const own = [...node, "inputs", name];
    const shared = textAt(doc, [...own, "figure"]);
    const at = shared === "" ? own : ["figures", shared];
    return { name, at, shared, title: textAt(doc, [...at, "title"]), kind: textAt(doc, [...at, "kind"]), unit: textAt(doc, [...at, "unit"]) };
  });
}
export const figureOf = (id: string, input: Input): string => input.shared || `${id}.${input.name}`;
export const figureKinds = ["count", "amount", "signed", "percent", "yes_no", "date", "rank"] as const;

/** a, b, c… */
function freeInputName(doc: SetDocument, node: Path): string {
  const taken = new Set(keysAt(doc, [...node, "inputs"]));
  return [..."abcdefghijklmnopqrstuvwxyz"].find((letter) => !taken.has(letter)) ?? freeName("a", taken);
}
function addInputAs(doc: SetDocument, node: Path, figure: Record<string, string>): string {
  const map = block(doc, node);
  if (mapAt(doc, [...node, "inputs"]) === null) insert(doc, map, "inputs", doc.createNode({}));
  const inputs = mapAt(doc, [...node, "inputs"])!;
  inputs.flow = false;
  const name = freeInputName(doc, node);
  inputs.items.push(doc.createPair(name, inOneLine(doc, figure)) as never);
  return name;
}
/** A figure of the criterion's own; its name. */
export const addInput = (doc: SetDocument, node: Path, title: string): string => addInputAs(doc, node, { title, kind: "count" });
/** One of the set's, under a name of the criterion's own. */
export const useShared = (doc: SetDocument, node: Path, figure: string): string => addInputAs(doc, node, { figure });
export function removeInput(doc: SetDocument, node: Path, name: string): void {
  setFallsWith(doc, node, name, false);
  ownComment(mapAt(doc, [...node, "inputs"])!);
  doc.deleteIn([...node, "inputs", name]);
  if (keysAt(doc, [...node, "inputs"]).length === 0) doc.deleteIn([...node, "inputs"]);
}

export const fallsWith = (doc: SetDocument, node: Path): string[] => (listAt(doc, [...node, "falls_with"])?.items ?? []).map((item) => (isScalar(item) ? String(item.value) : ""));
/** Whether the figure is meant to lower the score as it grows. */
export function setFallsWith(doc: SetDocument, node: Path, name: string, falls: boolean): void {
  const at = [...node, "falls_with"];
  const now = fallsWith(doc, node);
  if (falls === now.includes(name)) return;
  if (falls && now.length === 0) insert(doc, block(doc, node), "falls_with", inOneLine(doc, [name]));
  else if (falls) listAt(doc, at)!.items.push(new Scalar(name));
  else {
    removeFrom(listAt(doc, at)!, now.indexOf(name));
    if (now.length === 1) doc.deleteIn(at);
  }
}

/** What the rules of a criterion read of the year before. */
export function readsYearBefore(doc: SetDocument, node: Path, name: string): boolean {
  const read = new RegExp(`\\bprevious\\.${name}\\b`);
  const texts = [textAt(doc, [...node, "rule"]), textAt(doc, [...node, "nothing_arises", "when"]), ...casesAt(doc, node).flatMap((one) => [one.when, one.score])];
  return texts.some((text) => read.test(text));
}

/** `evidence: required`, or a map with `required`. */
export const evidenceAt = (doc: SetDocument, node: Path): string => {
  const at = [...node, "evidence"];
  if (mapAt(doc, at) === null) return textAt(doc, at);
  return { true: "required", false: "optional" }[textAt(doc, [...at, "required"])] ?? "";
};
export function putEvidence(doc: SetDocument, node: Path, value: string): void {
  if (mapAt(doc, [...node, "evidence"]) === null) put(doc, [...node, "evidence"], value);
  else put(doc, [...node, "evidence", "required"], { required: "true", optional: "false" }[value] ?? "");
}
/** A deadline, or days to sign: the word becomes a map that says the same. */
export function putEvidenceTerm(doc: SetDocument, node: Path, term: "deadline" | "days_to_sign", text: string): void {
  const at = [...node, "evidence"];
  if (mapAt(doc, at) === null) {
    if (text === "") return;
    const word = textAt(doc, at);
    insert(doc, mapAt(doc, node)!, "evidence", inOneLine(doc, word === "" ? {} : { required: String(word === "required") }));
  }
  put(doc, [...at, term], text);
  if (keysAt(doc, at).length === 0) doc.deleteIn(at);
}
