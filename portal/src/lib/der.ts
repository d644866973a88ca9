// As much of DER and X.509 as checking the signer of a decision takes: ECDSA P-256 certificates of the
// private authority over Ed25519 keys (docs/formats/decision.md, Signature).

export class MalformedCertificate extends Error {}

interface Element {
  tag: number;
  /** Head and body, and the body alone. */
  whole: Uint8Array<ArrayBuffer>;
  body: Uint8Array<ArrayBuffer>;
}

function elements(bytes: Uint8Array<ArrayBuffer>): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const tag = bytes[at++]!;
    let length = bytes[at++];
    if (length === undefined || (tag & 0x1f) === 0x1f) throw new MalformedCertificate("tag");
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 3) throw new MalformedCertificate("length");
      length = 0;
      for (let i = 0; i < count; ++i) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) throw new MalformedCertificate("cut");
    found.push({ tag, whole: bytes.subarray(start, at + length), body: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function only(bytes: Uint8Array<ArrayBuffer>): Element {
  const [one, ...more] = elements(bytes);
  if (one === undefined || more.length > 0) throw new MalformedCertificate("not one");
  return one;
}

function identifier(body: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const first = numbers.shift() ?? 0;
  return [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40)), ...numbers].join(".");
}

function time(element: Element): number {
  const text = new TextDecoder().decode(element.body);
  const full = element.tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
  if (match === null) throw new MalformedCertificate("time");
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export interface ReadCertificate {
  der: Uint8Array<ArrayBuffer>;
  signedPart: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
  signatureAlgorithm: string;
  issuer: Uint8Array<ArrayBuffer>;
  subject: Uint8Array<ArrayBuffer>;
  notBefore: number;
  notAfter: number;
  /** SubjectPublicKeyInfo, its algorithm and the bytes of the key. */
  spki: Uint8Array<ArrayBuffer>;
  keyAlgorithm: string;
  key: Uint8Array<ArrayBuffer>;
  uris: string[];
  extendedUsages: string[];
  isAuthority: boolean;
}

const names = { alternative: "2.5.29.17", extendedUsage: "2.5.29.37", basic: "2.5.29.19" };
export const algorithms = { ecdsaSha256: "1.2.840.10045.4.3.2", ecKey: "1.2.840.10045.2.1", ed25519: "1.3.101.112" };
export const documentSigning = "1.3.6.1.5.5.7.3.36";

export function readCertificate(der: Uint8Array<ArrayBuffer>): ReadCertificate {
  const [signedPart, algorithm, signature] = elements(only(der).body);
  if (!signedPart || !algorithm || signature?.tag !== 0x03) throw new MalformedCertificate("parts");
  const parts = elements(signedPart.body);
  if (parts[0]?.tag === 0xa0) parts.shift();
  const [, , issuer, validity, subject, spki, ...rest] = parts;
  if (!issuer || !validity || !subject || !spki) throw new MalformedCertificate("fields");
  const [from, to] = elements(validity.body);
  const [keyKind, keyBits] = elements(spki.body);
  if (!from || !to || !keyKind || !keyBits) throw new MalformedCertificate("fields");
  const extensions = new Map<string, Element>();
  for (const one of rest.filter((part) => part.tag === 0xa3).flatMap((part) => elements(only(part.body).body))) {
    const fields = elements(one.body);
    extensions.set(identifier(fields[0]?.body ?? new Uint8Array()), only(fields.at(-1)!.body));
  }
  const alternative = extensions.get(names.alternative);
  const usage = extensions.get(names.extendedUsage);
  const basic = extensions.get(names.basic);
  return {
    der, signedPart: signedPart.whole, signature: signature.body.subarray(1),
    signatureAlgorithm: identifier(elements(algorithm.body)[0]?.body ?? new Uint8Array()),
    issuer: issuer.whole, subject: subject.whole, notBefore: time(from), notAfter: time(to),
    spki: spki.whole, keyAlgorithm: identifier(elements(keyKind.body)[0]?.body ?? new Uint8Array()), key: keyBits.body.subarray(1),
    uris: alternative ? elements(alternative.body).filter((one) => one.tag === 0x86).map((one) => new TextDecoder().decode(one.body)) : [],
    extendedUsages: usage ? elements(usage.body).map((one) => identifier(one.body)) : [],
    isAuthority: basic !== undefined && elements(basic.body)[0]?.tag === 0x01,
  };
}

/** The certificates of a PEM text. */
export function certificatesOf(pem: string): Uint8Array<ArrayBuffer>[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  return [...blocks].map((block) => Uint8Array.from(atob((block[1] ?? "").replace(/\s/g, "")), (letter) => letter.charCodeAt(0)));
}

/** An ECDSA signature as WebCrypto takes it: r and s, 32 bytes each. */
export function rawEcdsa(signature: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(64);
  elements(only(signature).body).slice(0, 2).forEach((one, i) => {
    const digits = one.body.length > 32 ? one.body.subarray(one.body.length - 32) : one.body;
    raw.set(digits, 32 * i + 32 - digits.length);
  });
  return raw;
}
