// A decision signed again in another authority's name, as a node would serve it whose authority was
// changed; and how the files of decisions are put together (docs/formats/decision.md).
import { createHash, createPrivateKey, createPublicKey, sign, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

function varint(value) {
  const bytes = [];
  for (let left = BigInt(value); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)]);
    bytes.push(Number(left & 127n) | 128);
  }
}
/** One field of protobuf: bytes or texts by their length, numbers as they are. */
export const field = (number, value) => typeof value === "bigint" ? Buffer.concat([varint(number << 3), varint(value)])
  : Buffer.concat([varint((number << 3) | 2), varint(Buffer.byteLength(value)), Buffer.from(value)]);

/** The fields of a message, as [number, bytes or bigint]. */
function fields(message) {
  let at = 0;
  const next = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const found = [];
  while (at < message.length) {
    const tag = Number(next());
    if ((tag & 7) === 0) found.push([tag >> 3, next()]);
    else {
      const length = Number(next());
      found.push([tag >> 3, message.subarray(at, (at += length))]);
    }
  }
  return found;
}

/** `file`: decision.bin. `keys`: the folder with signing.key and signing.crt. `at`: when it says it was signed, milliseconds. */
export function signedAgain(file, hash, keys, at) {
  const key = createPrivateKey(readFileSync(`${keys}/signing.key`));
  const magic = Buffer.from("parnet/decision-signature/1");
  const signedAt = BigInt(at) * 1000n;
  const numbers = Buffer.alloc(16);
  numbers.writeBigInt64LE(BigInt(magic.length), 0);
  numbers.writeBigInt64LE(signedAt, 8);
  const message = Buffer.concat([numbers.subarray(0, 8), magic, numbers.subarray(8), Buffer.from(hash, "hex")]);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32);
  const changed = { 2: sign(null, message, key), 4: new X509Certificate(readFileSync(`${keys}/signing.crt`)).raw, 5: publicKey, 6: signedAt };
  return Buffer.concat(fields(file).map(([number, value]) =>
    field(number, number !== 2 ? value : Buffer.concat(fields(value).map(([part, bytes]) => field(part, changed[part] ?? bytes))))));
}

export const fingerprint = (pem) => createHash("sha256").update(new X509Certificate(readFileSync(pem)).raw).digest("hex");
