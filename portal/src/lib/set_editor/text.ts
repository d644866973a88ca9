// A criteria set's text as the editor changes it: in place, so that comments, order and whatever the fields do
// not know stay as they were written. Values are texts, as the node reads them. Nothing is judged here: that is the
// node's linter.
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from "yaml";

export type Step = string | number;
export type Path = readonly Step[];
export type SetDocument = Document.Parsed;

/** As the node keeps it: composed, with plain line ends. */
export const plain = (text: string): string => text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").normalize("NFC");

export interface ReadText {
  doc: SetDocument;
  /** A map that can be changed by fields; else only the text itself can. */
  readable: boolean;
  /** Where that place of the text, from 1, stands in the tree. */
  placeOf: (line: number, column: number) => Path;
}

export function readText(text: string): ReadText {
  const lineCounter = new LineCounter();
  const doc = parseDocument(text, { schema: "failsafe", lineCounter, uniqueKeys: false });
  const placeOf = (line: number, column: number): Path => {
    const start = lineCounter.lineStarts[line - 1];
    return start === undefined ? [] : placeIn(doc.contents, start + Math.max(0, column - 1));
  };
  return { doc, readable: doc.errors.length === 0 && isMap(doc.contents), placeOf };
}

export const written = (doc: SetDocument): string => doc.toString({ lineWidth: 0, flowCollectionPadding: false });

const holds = (from: Node | null | undefined, to: Node | null | undefined, offset: number): boolean => {
  const start = from?.range?.[0];
  const end = (to ?? from)?.range?.[1];
  return start !== undefined && end !== undefined && start <= offset && offset <= end;
};
function placeIn(node: unknown, offset: number): Path {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (isScalar(key) && holds(key, value as Node | null, offset)) return [String(key.value), ...placeIn(value, offset)];
    }
  } else if (isSeq(node)) {
    const at = node.items.findIndex((item) => holds(item as Node, item as Node, offset));
    if (at >= 0) return [at, ...placeIn(node.items[at], offset)];
  }
  return [];
}

export const mapAt = (doc: SetDocument, path: Path): YAMLMap | null => {
  const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
  return isMap(node) ? node : null;
};
export const listAt = (doc: SetDocument, path: Path): YAMLSeq | null => {
  const node = doc.getIn(path, true);
  return isSeq(node) ? node : null;
};
/** "" where there is no single value. */
export function textAt(doc: SetDocument, path: Path): string {
  const node = doc.getIn(path, true);
  return isScalar(node) && node.value !== null ? String(node.value) : "";
}
export const keysAt = (doc: SetDocument, path: Path): string[] =>
  (mapAt(doc, path)?.items ?? []).flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));

// A new key stands where people expect it.
const order = [
  "format", "id", "version", "title", "sample", "level", "year", "basis", "effective", "maximum", "source", "rounding", "leaf", "total", "not_applicable", "waived", "ranking", "ties", "tie_break", "classes",
  "figures", "rest", "figure", "kind", "unit", "least", "most", "part_of", "cutoff", "inputs", "falls_with", "nothing_arises", "may_be_declared_not_applicable",
  "rule", "when", "then", "score", "otherwise", "evidence", "required", "deadline", "days_to_sign", "note", "areas", "criteria",
];

/** Quoted where another reader of YAML would see a number, a day or a word of its own. */
function scalar(key: Step, text: string): Scalar {
  const made = new Scalar(text);
  if (text.includes("\n")) made.type = Scalar.BLOCK_LITERAL;
  else if (key === "id" || (["title", "note", "number", "issuer", "subject", "unit"].includes(String(key)) && /^(~|null|true|false|yes|no|[-+.\d].*)?$/i.test(text))) made.type = Scalar.QUOTE_DOUBLE;
  return made;
}

export function insert(doc: SetDocument, map: YAMLMap, key: string, value: unknown): void {
  const known = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  if (known >= 0) {
    map.items[known]!.value = value as never;
    return;
  }
  const rank = order.indexOf(key);
  const ranks = map.items.map((pair) => order.indexOf(isScalar(pair.key) ? String(pair.key.value) : ""));
  const before = rank < 0 ? -1 : ranks.findIndex((one) => one > rank);
  map.items.splice(before < 0 ? map.items.length : before, 0, doc.createPair(key, value) as never);
}

/** A single value; "" takes the key away. What is missing on the way to it is made. */
export function put(doc: SetDocument, path: Path, text: string): void {
  const key = path.at(-1)!;
  const there = doc.getIn(path, true);
  if (isScalar(there) && text !== "") {
    there.value = text;
    if (there.type === Scalar.BLOCK_LITERAL || there.type === Scalar.BLOCK_FOLDED || there.type === Scalar.PLAIN) there.type = scalar(key, text).type ?? Scalar.PLAIN;
    return;
  }
  const parent = doc.getIn(path.slice(0, -1), true);
  if (isSeq(parent)) {
    if (text === "") parent.items.splice(Number(key), 1);
    else parent.items[Number(key)] = scalar(key, text);
  } else if (text === "") {
    if (mapAt(doc, path.slice(0, -1)) !== null) doc.deleteIn(path);
  } else {
    let map = mapAt(doc, path.slice(0, -1));
    if (map === null) {
      const made = doc.createNode({}) as YAMLMap;
      insert(doc, mapAt(doc, path.slice(0, -2))!, String(path.at(-2)), made);
      map = made;
    }
    insert(doc, map, String(key), scalar(key, text));
  }
}

/** A list or map written in one line, as `{when: a > 0, score: max}`. */
export const inOneLine = (doc: SetDocument, value: Record<string, string> | string[]): Node => doc.createNode(value, { flow: true }) as Node;

/** The first of the names `stem`1, `stem`2… that nobody has. */
export function freeName(stem: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; ++i) if (!taken.has(`${stem}${i}`)) return `${stem}${i}`;
}

/** What is said above the first of a list or map is said of it, not of the whole: it goes where that one goes. */
export function ownComment(list: YAMLSeq | YAMLMap): void {
  const first = isMap(list) ? list.items[0]?.key : list.items[0];
  if (list.commentBefore && (isMap(first) || isScalar(first))) {
    first.commentBefore = [list.commentBefore, first.commentBefore].filter(Boolean).join("\n");
    list.commentBefore = null;
  }
}

export function moveIn(list: YAMLSeq, from: number, to: number): void {
  if (to < 0 || to >= list.items.length) return;
  ownComment(list);
  const [item] = list.items.splice(from, 1);
  list.items.splice(to, 0, item);
}
export function removeFrom(list: YAMLSeq, at: number): void {
  ownComment(list);
  list.items.splice(at, 1);
}
