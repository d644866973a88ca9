// What holds for the whole set, as fields change it: classes, the chain that breaks ties, shared figures.
import { isScalar, Scalar } from "yaml";
import { flat, outlineOf } from "./outline";
import { freeName, inOneLine, insert, keysAt, listAt, mapAt, ownComment, type Path, type SetDocument, textAt } from "./text";

// Empty lists and maps in one line cannot be added to as they stand; nor can what is not there.
function listFor(doc: SetDocument, at: Path, flow: boolean): void {
  const key = String(at.at(-1));
  const parent = at.slice(0, -1);
  if (mapAt(doc, parent) === null) insert(doc, mapAt(doc, [])!, String(parent[0]), inOneLine(doc, {}));
  if (listAt(doc, at) === null) insert(doc, mapAt(doc, parent)!, key, doc.createNode([], { flow }));
  const list = listAt(doc, at)!;
  if (list.items.length === 0) list.flow = flow;
}

export interface ResultClass { id: string; title: string; from: string }
export const classesAt = (doc: SetDocument): ResultClass[] =>
  (listAt(doc, ["classes"])?.items ?? []).map((_, i) => ({ id: textAt(doc, ["classes", i, "id"]), title: textAt(doc, ["classes", i, "title"]), from: textAt(doc, ["classes", i, "from"]) }));
/** As the lowest; its place. */
export function addClass(doc: SetDocument, title: string): number {
  listFor(doc, ["classes"], false);
  const id = freeName("class_", new Set(classesAt(doc).map((one) => one.id)));
  const items = listAt(doc, ["classes"])!.items;
  items.push(inOneLine(doc, { id, title, from: "0" }));
  return items.length - 1;
}

const chain: Path = ["ranking", "tie_break"];
export const tieBreakAt = (doc: SetDocument): string[] => (listAt(doc, chain)?.items ?? []).map((item) => (isScalar(item) ? String(item.value) : ""));
export function addTieBreak(doc: SetDocument, id: string): number {
  listFor(doc, chain, true);
  const made = new Scalar(id);
  made.type = Scalar.QUOTE_DOUBLE;
  const items = listAt(doc, chain)!.items;
  items.push(made);
  return items.length - 1;
}

export interface Shared { id: string; title: string; kind: string; unit: string; /** Criteria that read it. */ users: { node: Path; id: string }[]; /** Figures that are a part of it. */ parts: string[] }
export function sharedAt(doc: SetDocument): Shared[] {
  const inputs = flat(outlineOf(doc).areas).flatMap(({ path: node, id }) => {
    const names = keysAt(doc, [...node, "inputs"]);
    const at = (name: string, key: string) => textAt(doc, [...node, "inputs", name, key]);
    // A name of the criterion's own goes before a shared figure's.
    return names.map((name) => ({ node, id, name, figure: at(name, "figure"), whole: names.includes(at(name, "part_of")) ? "" : at(name, "part_of") }));
  });
  const ids = keysAt(doc, ["figures"]);
  return ids.map((id) => {
    const at = ["figures", id];
    return {
      id, title: textAt(doc, [...at, "title"]), kind: textAt(doc, [...at, "kind"]), unit: textAt(doc, [...at, "unit"]),
      users: inputs.filter((one) => one.figure === id).map((one) => ({ node: one.node, id: one.id })),
      parts: [...ids.filter((other) => textAt(doc, ["figures", other, "part_of"]) === id), ...inputs.filter((one) => one.whole === id).map((one) => `${one.id}.${one.name}`)],
    };
  });
}
/** Its id. */
export function addShared(doc: SetDocument, title: string): string {
  if (mapAt(doc, ["figures"]) === null) insert(doc, mapAt(doc, [])!, "figures", doc.createNode({}));
  const figures = mapAt(doc, ["figures"])!;
  figures.flow = false;
  const id = freeName("figure_", new Set(keysAt(doc, ["figures"])));
  figures.items.push(doc.createPair(id, inOneLine(doc, { title, kind: "count" })) as never);
  return id;
}
export function removeShared(doc: SetDocument, id: string): void {
  const figures = mapAt(doc, ["figures"])!;
  ownComment(figures);
  doc.deleteIn(["figures", id]);
  if (figures.items.length === 0) doc.deleteIn(["figures"]);
}
