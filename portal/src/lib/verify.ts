// "Kiểm tra": everything that a published decision says of itself, computed again here from its own
// bytes (docs/formats/decision.md), and its signature by WebCrypto. What this browser cannot do is said
// so and never shown as good.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type DecisionSummary, GetDecisionResponseSchema, type SignedDecision } from "../gen/par/decision/v1/decision_pb";
import { type DecisionArea, type DecisionLine, type DecisionText, hex, MalformedDecision, readDecisionFile } from "./decisionFile";
import { algorithms, certificatesOf, documentSigning, MalformedCertificate, rawEcdsa, readCertificate, type ReadCertificate } from "./der";
import { points } from "./numbers";

export type Step = "bytes" | "hash" | "root" | "sums" | "ranks" | "classes" | "set" | "signature" | "certificate";
/** "cannot": this browser is too old, or the page did not come over a secure line. */
export type Outcome = "good" | "bad" | "cannot";
export interface Finding {
  step: Step;
  outcome: Outcome;
  /** Of "bad": where, as the decision names it: units, areas, leaves, and both values. */
  details: string[];
}
export interface Verdict {
  findings: Finding[];
  decision: DecisionText | null;
  signed: SignedDecision | null;
  /** SHA-256 of the authority's certificate that vouches for the signer; "" if none does. */
  authority: string;
}

const encoder = new TextEncoder();
type Bytes = Uint8Array<ArrayBuffer>;
const sha256 = async (...parts: Uint8Array[]): Promise<Bytes> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
};

/** Without it (plain HTTP elsewhere than on this machine, very old browsers) nothing can be verified. */
export const canVerify = (): boolean => globalThis.crypto?.subtle !== undefined;

const outside = (area: DecisionArea): boolean => area.source === 4 || area.source === 5;
// Half away from zero, as the node rounds.
const rounded = (numerator: bigint, denominator: bigint): bigint =>
  numerator < 0n ? -((-2n * numerator + denominator) / (2n * denominator)) : (2n * numerator + denominator) / (2n * denominator);
const shown = (e4: bigint): string => points(e4, 4);

class Sums {
  readonly differences: string[] = [];
  compare(where: string, stated: bigint, computed: bigint): void {
    if (stated !== computed) this.differences.push(`${where}: ${shown(stated)} ≠ ${shown(computed)}`);
  }
  area(where: string, one: DecisionArea): void {
    let total = 0n, maximum = 0n, counted = 0n;
    for (const leaf of one.leaves) {
      const aside = leaf.state === 2 || leaf.state === 3;
      const takenOut = !outside(one) && aside && leaf.countedE4 === 0n;
      const most = takenOut ? 0n : leaf.maximumE4;
      if (leaf.scoreE4 < 0n || leaf.scoreE4 > most) this.compare(`${where}, ${leaf.criterion}`, leaf.scoreE4, most);
      this.compare(`${where}, ${leaf.criterion}`, leaf.countedE4, takenOut || outside(one) || leaf.state === 2 ? 0n : leaf.maximumE4);
      total += leaf.scoreE4;
      maximum += leaf.maximumE4;
      counted += leaf.countedE4;
    }
    this.compare(`${where}, ${one.id}`, one.totalE4, total);
    this.compare(`${where}, ${one.id}`, one.maximumE4, maximum);
    this.compare(`${where}, ${one.id}`, one.countedE4, counted);
  }
  line(line: DecisionLine, places: number): void {
    let total = 0n, effective = 0n;
    for (const one of line.areas) {
      this.area(line.name, one);
      total += one.source === 5 ? -one.totalE4 : one.totalE4;
      if (!outside(one)) effective += one.countedE4;
    }
    this.compare(line.name, line.totalE4, total);
    this.compare(line.name, line.effectiveMaximumE4, effective);
    const step = 10n ** BigInt(4 - places);
    const converted = effective === 0n ? 0n : rounded(total * 1_000_000n, effective * step) * step;
    this.compare(`${line.name} %`, line.convertedE4 ?? 0n, converted);
  }
}

function sums(decision: DecisionText): string[] {
  const all = new Sums();
  for (const line of decision.lines) if (line.submitted) all.line(line, decision.totalPlaces);
  return all.differences;
}

/** What is equal may stand in any order: a tie-break decided. */
function ranks(decision: DecisionText): string[] {
  const above = (a: DecisionLine, b: DecisionLine): number => {
    const [left, right] = decision.rankBy === 0 ? [a.totalE4, b.totalE4]
      : [a.totalE4 * (b.effectiveMaximumE4 || 1n), b.totalE4 * (a.effectiveMaximumE4 || 1n)];
    return left > right ? 1 : left < right ? -1 : 0;
  };
  const wrong: string[] = [];
  for (const line of decision.lines.filter((one) => one.rank !== 0)) {
    const group = decision.lines.filter((one) => one.group === line.group && one.rank !== 0);
    const higher = group.filter((one) => above(one, line) > 0);
    const values = higher.filter((one, i) => !higher.slice(0, i).some((before) => above(before, one) === 0));
    const first = 1 + (decision.ties === 0 ? higher.length : values.length);
    const last = higher.length + group.filter((one) => above(one, line) === 0).length;
    if (!line.submitted || line.rank < first || line.rank > last) wrong.push(`${line.name}: ${line.rank} ≠ ${first}`);
  }
  return wrong;
}

function classes(decision: DecisionText): string[] {
  const bounds = decision.classes.map((one) => {
    const [whole = "0", fraction = ""] = one.from.split(".");
    return { id: one.id, fromE4: BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, "0").slice(0, 4)) };
  });
  return decision.lines.flatMap((line) => {
    const computed = line.convertedE4 === null || !line.submitted ? "" : (bounds.find((one) => line.convertedE4! >= one.fromE4)?.id ?? "");
    return line.classId === computed ? [] : [`${line.name}: ${line.classId} ≠ ${computed}`];
  });
}

async function root(lines: Bytes[]): Promise<string> {
  const node = async (leaves: Bytes[]): Promise<Bytes> => {
    if (leaves.length === 1) return leaves[0]!;
    let split = 1;
    while (split * 2 < leaves.length) split *= 2;
    return sha256(Uint8Array.of(1), await node(leaves.slice(0, split)), await node(leaves.slice(split)));
  };
  const leaves = await Promise.all(lines.map((line) => sha256(Uint8Array.of(0), line)));
  return hex(leaves.length === 0 ? await sha256() : await node(leaves));
}

function signedBytes(at: bigint, hash: Uint8Array): Bytes {
  const magic = encoder.encode("parnet/decision-signature/1");
  const bytes = new Uint8Array(8 + magic.length + 8 + 32);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt(magic.length), true);
  bytes.set(magic, 8);
  view.setBigInt64(8 + magic.length, at, true);
  bytes.set(hash, 16 + magic.length);
  return bytes;
}

// The public key of RFC 8032's first test: whether this browser knows the kind of key at all.
const knownKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const imported = (key: Bytes) => crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);

async function signature(signed: SignedDecision, hash: Uint8Array): Promise<Outcome> {
  try {
    await imported(Uint8Array.from(knownKey.match(/../g)!, (digits) => parseInt(digits, 16)));
  } catch {
    return "cannot";
  }
  try {
    const key = await imported(new Uint8Array(signed.signerKey));
    const good = await crypto.subtle.verify("Ed25519", key, new Uint8Array(signed.signature), signedBytes(signed.signedAt, hash));
    return good ? "good" : "bad";
  } catch {
    return "bad";
  }
}

async function issued(by: ReadCertificate, one: ReadCertificate): Promise<boolean> {
  if (hex(by.subject) !== hex(one.issuer) || !by.isAuthority) return false;
  if (one.signatureAlgorithm !== algorithms.ecdsaSha256 || by.keyAlgorithm !== algorithms.ecKey) return false;
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  try {
    const key = await crypto.subtle.importKey("spki", by.spki, kind, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, rawEcdsa(one.signature), one.signedPart);
  } catch {
    return false;
  }
}

/** What the signer's certificate lacks, "" for nothing; and who vouches for it. */
async function signer(signed: SignedDecision, issuer: string, authorities: string): Promise<{ lacks: string; authority: string }> {
  const one = readCertificate(new Uint8Array(signed.signerCertificate));
  const at = Number(signed.signedAt / 1000n);
  const held = (of: ReadCertificate) => of.notBefore <= at && at <= of.notAfter;
  for (const der of certificatesOf(authorities)) {
    const by = readCertificate(der);
    if (!(await issued(by, one))) continue;
    const authority = hex(await sha256(der));
    const says = [
      [held(one) && held(by), "time"],
      [one.extendedUsages.includes(documentSigning), "usage"],
      [one.keyAlgorithm === algorithms.ed25519 && hex(one.key) === hex(signed.signerKey), "key"],
      [one.uris.includes(`spiffe://parnet/signer/${signed.signerNode}`), "node"],
      [one.uris.includes(`spiffe://parnet/unit/${issuer}`), "unit"],
    ] as const;
    return { lacks: says.find(([good]) => !good)?.[1] ?? "", authority };
  }
  return { lacks: "authority", authority: "" };
}

export interface Published {
  /** As the list of decisions names it. */
  id: string;
  file: Uint8Array; // decision.bin
  criteria: Uint8Array; // criteria.yaml
  authorities: string; // PEM
}

/** What stands beside the signed bytes must say the same; only whether it was superseded is not signed. */
function agrees(summary: DecisionSummary | undefined, decision: DecisionText, id: string): boolean {
  const before = decision.supersedes === "" ? "" : decision.supersededHash;
  return summary !== undefined && summary.id === id && summary.sha256 === id && summary.number === decision.number && summary.date === decision.date &&
    summary.cycle === decision.cycle && summary.issuer === decision.issuer && summary.units === decision.lines.length && summary.supersedes === before;
}

export async function verify(given: Published): Promise<Verdict> {
  const verdict: Verdict = { findings: [], decision: null, signed: null, authority: "" };
  const say = (step: Step, good: boolean | Outcome, ...details: string[]) =>
    verdict.findings.push({ step, outcome: typeof good === "string" ? good : good ? "good" : "bad", details });
  let answer;
  try {
    answer = fromBinary(GetDecisionResponseSchema, given.file);
    if (answer.decision === undefined) throw new MalformedDecision("empty");
    verdict.signed = answer.decision;
    verdict.decision = readDecisionFile(answer.decision.canonical);
  } catch (error) {
    say("bytes", false, error instanceof Error ? error.message : "");
    return verdict;
  }
  const { decision, signed } = verdict;
  say("bytes", hex(toBinary(GetDecisionResponseSchema, answer)) === hex(given.file) && agrees(answer.summary, decision, given.id));
  const hash = await sha256(decision.whole);
  say("hash", hex(hash) === given.id, ...(hex(hash) === given.id ? [] : [`${given.id} ≠ ${hex(hash)}`]));
  const computed = await root(decision.lineBytes);
  say("root", computed === decision.root, ...(computed === decision.root ? [] : [`${decision.root} ≠ ${computed}`]));
  for (const [step, found] of [["sums", sums(decision)], ["ranks", ranks(decision)], ["classes", classes(decision)]] as const) say(step, found.length === 0, ...found);
  const setHash = hex(await sha256(given.criteria));
  say("set", setHash === decision.setHash, ...(setHash === decision.setHash ? [] : [`${decision.setHash} ≠ ${setHash}`]));
  say("signature", await signature(signed, hash));
  try {
    const { lacks, authority } = await signer(signed, decision.issuer, given.authorities);
    verdict.authority = lacks === "" ? authority : "";
    say("certificate", lacks === "", ...(lacks === "" ? [] : [lacks]));
  } catch (error) {
    if (!(error instanceof MalformedCertificate)) throw error;
    say("certificate", false, error.message);
  }
  return verdict;
}
