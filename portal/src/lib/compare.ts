// What differs between two versions of a criteria set: criteria added, gone, or said otherwise.
import type { Leaf, Node, Structure } from "../gen/par/criteria/v1/criteria_pb";

export type What = "title" | "maximum" | "source" | "rule" | "note";
export interface Difference {
  id: string;
  before?: Node;
  after?: Node;
  what: What[]; // Of a criterion that both have.
}

/** A leaf's rule in one text, for comparing and showing. */
export function ruleOf(leaf: Leaf | undefined): string {
  if (leaf === undefined) return "";
  const cases = leaf.cases.map((one) => (one.when === "" ? one.scoreText : `${one.whenText}: ${one.scoreText}`));
  const nothing = leaf.nothingArises ? [`∅ ${leaf.nothingArises.whenText}: ${leaf.nothingArises.scoreText}`] : [];
  const inputs = leaf.inputs.map((one) => `${one.name} = ${one.figure}`);
  const steps = leaf.stepsE4.length > 0 ? [leaf.stepsE4.join("/")] : [];
  return [leaf.expressionText, ...cases, ...steps, ...nothing, ...inputs, leaf.judged ? "±" : ""].filter(Boolean).join("; ");
}

export function differences(before: Structure, after: Structure): Difference[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Set(after.nodes.map((node) => node.id));
  const found: Difference[] = before.nodes.filter((node) => !now.has(node.id)).map((node) => ({ id: node.id, before: node, what: [] }));
  for (const node of after.nodes) {
    const was = old.get(node.id);
    if (was === undefined) {
      found.push({ id: node.id, after: node, what: [] });
      continue;
    }
    const what: What[] = [];
    if (was.title !== node.title) what.push("title");
    if (was.maximumE4 !== node.maximumE4) what.push("maximum");
    if (was.source !== node.source) what.push("source");
    if (ruleOf(was.leaf) !== ruleOf(node.leaf)) what.push("rule");
    if (was.note !== node.note) what.push("note");
    if (what.length > 0) found.push({ id: node.id, before: was, after: node, what });
  }
  return found.sort((a, b) => a.id.localeCompare(b.id, "vi", { numeric: true }));
}
