// Areas and criteria as the text has them, right or not: what the outline shows, and what is done to a whole one of them.
import { isMap, isScalar, isSeq, type YAMLMap, YAMLSeq } from "yaml";
import { insert, listAt, mapAt, moveIn, type Path, put, removeFrom, type SetDocument, type Step, textAt } from "./text";

export interface Item {
  path: Path;
  id: string;
  title: string;
  /** Ten-thousandths; null: no number. */
  maximumE4: bigint | null;
  /** Of what stands below; null: a criterion that is scored itself, or one below has no number. */
  sumE4: bigint | null;
  source: string;
  children: Item[];
}

export const keyOf = (path: Path): string => path.join(" ");

export function e4Of(text: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text);
  return match ? BigInt(match[1]! + match[2]! + (match[3] ?? "").padEnd(4, "0")) : null;
}
const outside = (source: string): boolean => source === "bonus" || source === "penalty";
function sumOf(items: Item[]): bigint | null {
  let sum = 0n;
  for (const { maximumE4 } of items) {
    if (maximumE4 === null) return null;
    sum += maximumE4;
  }
  return sum;
}

function items(doc: SetDocument, list: Path, source: string): Item[] {
  return (listAt(doc, list)?.items ?? []).map((_, i) => {
    const path = [...list, i];
    const own = textAt(doc, [...path, "source"]) || source;
    const children = items(doc, [...path, "criteria"], own);
    return {
      path, id: textAt(doc, [...path, "id"]), title: textAt(doc, [...path, "title"]), maximumE4: e4Of(textAt(doc, [...path, "maximum"])),
      source: own, children, sumE4: children.length === 0 ? null : sumOf(children),
    };
  });
}
export interface Outline { areas: Item[]; maximumE4: bigint | null; sumE4: bigint | null }
export function outlineOf(doc: SetDocument): Outline {
  const areas = items(doc, ["areas"], "self_assessed");
  return { areas, maximumE4: e4Of(textAt(doc, ["maximum"])), sumE4: sumOf(areas.filter((one) => !outside(one.source))) };
}

export const flat = (all: Item[]): Item[] => all.flatMap((one) => [one, ...flat(one.children)]);
export const found = (outline: Outline, path: Path): Item | undefined => flat(outline.areas).find((one) => keyOf(one.path) === keyOf(path));

/** The area or criterion that a place of the text is in, and where in it; [] of the set itself. */
export function inNode(place: Path): { node: Path; field: Path } {
  let end = 0;
  while ((place[end] === "areas" || (end > 0 && place[end] === "criteria")) && typeof place[end + 1] === "number") end += 2;
  return { node: place.slice(0, end), field: place.slice(end) };
}

const resultParts: readonly Step[] = ["rounding", "not_applicable", "waived", "ranking", "classes"];
/** What the editor shows a place of the text in: an area or criterion, `figures` with perhaps one of them, `classes` with
    all that is made of points, or [], the set itself. */
export function partOf(place: Path): Path {
  const { node } = inNode(place);
  if (node.length > 0) return node;
  if (place[0] === "figures") return place.slice(0, 2);
  return place[0] !== undefined && resultParts.includes(place[0]) ? ["classes"] : [];
}

const parentOf = (path: Path): Path => path.slice(0, -2);
const listOf = (path: Path): Path => path.slice(0, -1);
const indexOf = (path: Path): number => Number(path.at(-1));
const idsIn = (doc: SetDocument): Set<string> => new Set(flat(outlineOf(doc).areas).map((one) => one.id));

/** The next number that nobody has: after "3.4.1" comes "3.4.2"; `after`: beside which one, else the last. */
function nextId(doc: SetDocument, list: Path, after?: number): string {
  const ids = idsIn(doc);
  const siblings = (listAt(doc, list)?.items ?? []).map((_, i) => textAt(doc, [...list, i, "id"]));
  const numbered = (id: string | undefined) => (id !== undefined && /\d$/.test(id) ? id : undefined);
  const from = numbered(after === undefined ? undefined : siblings[after]) ?? siblings.findLast((id) => numbered(id) !== undefined);
  const above = list.length > 1 ? textAt(doc, [...list.slice(0, -1), "id"]) + "." : "";
  const stem = from?.replace(/\d+$/, "") ?? above;
  for (let i = Number(/\d+$/.exec(from ?? "")?.[0] ?? 0) + 1; ; ++i) if (!ids.has(`${stem}${i}`)) return `${stem}${i}`;
}

function criterion(doc: SetDocument, id: string, title: string, maximum: string): YAMLMap {
  const made = doc.createNode({ title, maximum, rule: { judged: "any" } }) as YAMLMap;
  insert(doc, made, "id", doc.createNode(id));
  const node = made.get("id", true);
  if (isScalar(node)) node.type = "QUOTE_DOUBLE";
  const rule = made.get("rule", true);
  if (isMap(rule)) rule.flow = true;
  return made;
}
/** Empty lists and maps cannot be added to as they stand. */
function listFor(doc: SetDocument, list: Path): Path {
  if (listAt(doc, list) === null) insert(doc, mapAt(doc, list.slice(0, -1))!, String(list.at(-1)), doc.createNode([]));
  const there = listAt(doc, list)!;
  if (there.items.length === 0) there.flow = false;
  return list;
}

/** Below an area or group, at its end; `grouped`: one that has a criterion below it itself. */
export function addBelow(doc: SetDocument, parent: Path, title: string, grouped: boolean): Path {
  const list = listFor(doc, [...parent, "criteria"]);
  return addAt(doc, list, listAt(doc, list)!.items.length, title, grouped);
}
export const addAfter = (doc: SetDocument, path: Path, title: string): Path => addAt(doc, listOf(path), indexOf(path) + 1, title, false, indexOf(path));
export function addArea(doc: SetDocument, areaTitle: string, title: string): Path {
  const list = listFor(doc, ["areas"]);
  const path = addAt(doc, list, listAt(doc, list)!.items.length, areaTitle, true);
  put(doc, [...path, "criteria", 0, "title"], title);
  return path;
}
function addAt(doc: SetDocument, list: Path, at: number, title: string, grouped: boolean, after?: number): Path {
  const id = nextId(doc, list, after);
  const made = criterion(doc, id, title, "1");
  if (grouped) {
    made.delete("rule");
    const below = new YAMLSeq();
    below.items.push(criterion(doc, `${id}.1`, title, "1"));
    made.set("criteria", below);
  }
  const items = listAt(doc, list)!.items;
  // A list in one line, `[{…}]`, holds no block.
  listAt(doc, list)!.flow = false;
  items.splice(at, 0, made);
  return [...list, at];
}

/** With all below it, under numbers that nobody has. */
export function copy(doc: SetDocument, path: Path): Path {
  const list = listAt(doc, listOf(path))!;
  const from = mapAt(doc, path)!;
  const was = textAt(doc, [...path, "id"]);
  const id = nextId(doc, listOf(path), indexOf(path));
  const made = from.clone() as YAMLMap;
  made.commentBefore = null;
  const rename = (node: unknown): void => {
    if (!isMap(node)) return;
    const own = node.get("id", true);
    if (isScalar(own)) {
      const text = String(own.value);
      own.value = text === was ? id : text.startsWith(`${was}.`) ? id + text.slice(was.length) : `${id}.${text}`;
    }
    const below = node.get("criteria", true);
    if (isSeq(below)) below.items.forEach(rename);
  };
  rename(made);
  list.items.splice(indexOf(path) + 1, 0, made);
  return [...listOf(path), indexOf(path) + 1];
}

export function move(doc: SetDocument, path: Path, by: 1 | -1): Path {
  const list = listAt(doc, listOf(path))!;
  const to = indexOf(path) + by;
  if (to < 0 || to >= list.items.length) return path;
  moveIn(list, indexOf(path), to);
  return [...listOf(path), to];
}

/** What is to be shown instead: the one that takes its place, or the one above. */
export function remove(doc: SetDocument, path: Path): Path {
  const list = listAt(doc, listOf(path))!;
  removeFrom(list, indexOf(path));
  if (list.items.length > 0) return [...listOf(path), Math.min(indexOf(path), list.items.length - 1)];
  const parent = parentOf(path);
  const above = mapAt(doc, parent);
  if (above !== null) {
    above.comment = [above.comment, list.comment].filter(Boolean).join("\n") || null;
    doc.deleteIn(listOf(path));
  }
  return parent;
}
