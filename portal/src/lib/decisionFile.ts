// A decision's canonical bytes (docs/formats/decision.md), read as they are: nothing is computed here.

export interface DecisionLeaf {
  criterion: string;
  /** 0 not scored, 1 scored, 2 not applicable, 3 waived. */
  state: number;
  scoreE4: bigint;
  maximumE4: bigint;
  countedE4: bigint;
}
export interface DecisionArea {
  id: string;
  title: string;
  /** 4 bonus and 5 penalty stand outside the maximum. */
  source: number;
  maximumE4: bigint;
  countedE4: bigint;
  totalE4: bigint;
  leaves: DecisionLeaf[];
}
export interface DecisionLine {
  unit: string;
  name: string;
  group: string;
  submitted: boolean;
  areas: DecisionArea[];
  totalE4: bigint;
  effectiveMaximumE4: bigint;
  convertedE4: bigint | null;
  rank: number;
  classId: string;
}
export interface DecisionChange {
  unit: string;
  what: string;
  before: string;
  after: string;
}
export interface DecisionText {
  number: string;
  date: string;
  issuer: string;
  cycle: string;
  year: number;
  setId: string;
  setVersion: number;
  setHash: string;
  totalPlaces: number;
  /** 0 gap, 1 dense. */
  ties: number;
  /** 0 total, 1 converted percentage. */
  rankBy: number;
  classes: { id: string; title: string; from: string }[];
  root: string;
  supersedes: string;
  supersededHash: string;
  changes: DecisionChange[];
  lines: DecisionLine[];
  /** The bytes themselves: the whole that is signed, and each line. */
  whole: Uint8Array<ArrayBuffer>;
  lineBytes: Uint8Array<ArrayBuffer>[];
}

export class MalformedDecision extends Error {}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const most = 1_000_000; // Elements of one list: far above any decision, far below what hurts.

class Reader {
  #at = 0;
  #view: DataView;
  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  int(): bigint {
    if (this.#at + 8 > this.bytes.length) throw new MalformedDecision("cut");
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }
  number(): number {
    const value = Number(this.int());
    if (!Number.isSafeInteger(value)) throw new MalformedDecision("number");
    return value;
  }
  raw(length: number): Uint8Array<ArrayBuffer> {
    if (length < 0 || this.#at + length > this.bytes.length) throw new MalformedDecision("length");
    const part = this.bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }
  blob(): Uint8Array<ArrayBuffer> {
    return this.raw(this.number());
  }
  text(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.blob());
    } catch (error) {
      throw error instanceof MalformedDecision ? error : new MalformedDecision("text");
    }
  }
  expect(text: string): void {
    if (this.text() !== text) throw new MalformedDecision(text);
  }
  hash(): string {
    return hex(this.raw(32));
  }
  list<T>(one: () => T): T[] {
    const count = this.number();
    if (count < 0 || count > most) throw new MalformedDecision("list");
    return Array.from({ length: count }, one);
  }
  end(): void {
    if (this.#at !== this.bytes.length) throw new MalformedDecision("more than it says");
  }
}

function area(from: Reader): DecisionArea {
  return {
    id: from.text(), title: from.text(), source: from.number(), maximumE4: from.int(), countedE4: from.int(), totalE4: from.int(),
    leaves: from.list(() => ({ criterion: from.text(), state: from.number(), scoreE4: from.int(), maximumE4: from.int(), countedE4: from.int() })),
  };
}

function line(bytes: Uint8Array): DecisionLine {
  const from = new Reader(bytes);
  from.expect("parnet/decision-line/1");
  const head = { unit: from.text(), name: from.text(), group: from.text(), submitted: from.int() === 1n };
  const areas = from.list(() => area(from));
  const totals = { totalE4: from.int(), effectiveMaximumE4: from.int() };
  const has = from.int() === 1n;
  const converted = from.int();
  const made = { ...head, areas, ...totals, convertedE4: has ? converted : null, rank: from.number(), classId: from.text() };
  from.end();
  return made;
}

/** Throws MalformedDecision where it is not exactly such a file. */
export function readDecisionFile(canonical: Uint8Array): DecisionText {
  const file = new Reader(canonical);
  file.expect("parnet/decision-file/1");
  const whole = file.blob();
  const lineBytes = file.list(() => file.blob());
  file.end();
  const from = new Reader(whole);
  from.expect("parnet/decision/1");
  const head = {
    number: from.text(), date: from.text(), issuer: from.text(), cycle: from.text(), year: from.number(), setId: from.text(),
    setVersion: from.number(), setHash: from.hash(), totalPlaces: from.number(), ties: from.number(), rankBy: from.number(),
    classes: from.list(() => ({ id: from.text(), title: from.text(), from: from.text() })),
  };
  const count = from.number();
  const tail = {
    root: from.hash(), supersedes: from.text(), supersededHash: from.hash(),
    changes: from.list(() => ({ unit: from.text(), what: from.text(), before: from.text(), after: from.text() })),
  };
  from.end();
  if (count !== lineBytes.length) throw new MalformedDecision("lines");
  return { ...head, ...tail, whole, lineBytes, lines: lineBytes.map(line) };
}
