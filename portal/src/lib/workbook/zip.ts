// The package that a workbook is: its parts unpacked one by one, within limits, by the browser's own
// inflater, each held against its checksum; and packed again. (APPNOTE.TXT 6.3.3, 4.3: the central
// directory counts, not what stands before the parts.)
import { limits } from "./limits";
import { BookRefused } from "./problem";

interface Entry {
  method: number;
  crc: number;
  packed: Uint8Array<ArrayBuffer>;
  length: number;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

const damaged = (part: string) => new BookRefused("book.damaged", { part });

/** Exactly `length` bytes come of it, or it is refused; never more are kept. */
async function inflated(packed: Uint8Array<ArrayBuffer>, length: number, part: string): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(length);
  let at = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > length) throw damaged(part);
      out.set(value, at);
      at += value.length;
    }
  } catch {
    void reader.cancel().catch(() => undefined);
    throw damaged(part);
  }
  if (at !== length) throw damaged(part);
  return out;
}

export class Package {
  #unpacked = 0;
  private constructor(private readonly entries: Map<string, Entry>) {}

  static open(bytes: Uint8Array<ArrayBuffer>): Package {
    if (bytes.length > limits.file) throw new BookRefused("book.file_too_long", { maximum: limits.file >> 20 });
    if (bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0) throw new BookRefused("book.old_or_locked");
    if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new BookRefused("book.not_xlsx");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let end = bytes.length - 22;
    const least = Math.max(0, end - 0xffff);
    while (end >= least && view.getUint32(end, true) !== 0x06054b50) --end;
    if (end < least) throw damaged("zip");
    try {
      return new Package(directory(bytes, view, view.getUint16(end + 10, true), view.getUint32(end + 16, true)));
    } catch (error) {
      throw error instanceof BookRefused ? error : damaged("zip"); // What is beyond the end.
    }
  }

  has(part: string): boolean {
    return this.entries.has(part);
  }

  async text(part: string): Promise<string> {
    const entry = this.entries.get(part);
    if (entry === undefined) throw damaged(part);
    if (entry.length > limits.part || this.#unpacked + entry.length > limits.package) {
      throw new BookRefused("book.part_too_long", { part, maximum: limits.part >> 20 });
    }
    if (entry.length > limits.ratioMatters && entry.length > limits.ratio * entry.packed.length) throw new BookRefused("book.bomb", { part });
    this.#unpacked += entry.length;
    if (entry.method === 0 && entry.length !== entry.packed.length) throw damaged(part);
    const bytes = entry.method === 0 ? entry.packed : await inflated(entry.packed, entry.length, part);
    if (crc32(bytes) !== entry.crc) throw damaged(part);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw damaged(part);
    }
  }
}

function directory(bytes: Uint8Array<ArrayBuffer>, view: DataView, count: number, from: number): Map<string, Entry> {
  if (count > limits.parts) throw new BookRefused("book.too_many_parts", { maximum: limits.parts });
  const entries = new Map<string, Entry>();
  for (let at = from, i = 0; i < count; ++i) {
    if (view.getUint32(at, true) !== 0x02014b50) throw damaged("zip");
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replace(/^\//, "");
    if (view.getUint16(at + 8, true) & 1) throw new BookRefused("book.old_or_locked");
    if (method !== 0 && method !== 8) throw damaged(name);
    if (/vbaProject\.bin$/i.test(name)) throw new BookRefused("book.macros");
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = bytes.subarray(start, start + view.getUint32(at + 20, true));
    if (entries.has(name)) throw damaged(name);
    entries.set(name, { method, crc: view.getUint32(at + 16, true), packed, length: view.getUint32(at + 24, true) });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
}

/** The parts as one file; always the same for the same parts in the same browser. */
export async function packed(parts: [name: string, text: string][]): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  const fields = (form: [size: 2 | 4, value: number][]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(form.reduce((sum, [size]) => sum + size, 0)));
    let at = 0;
    for (const [size, value] of form) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  };
  let offset = 0;
  for (const [part, text] of parts) {
    const name = new TextEncoder().encode(part);
    const plain = new TextEncoder().encode(text);
    const body = await deflated(plain);
    // Version 2.0, names in UTF-8, deflated, 01/01/1980: no clock is told.
    const common: [2 | 4, number][] = [[2, 20], [2, 0x800], [2, 8], [2, 0], [2, 0x21], [4, crc32(plain)], [4, body.length], [4, plain.length], [2, name.length], [2, 0]];
    const head = fields([[4, 0x04034b50], ...common]);
    pieces.push(head, name, body);
    records.push(fields([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), name);
    offset += head.length + name.length + body.length;
  }
  const size = records.reduce((sum, one) => sum + one.length, 0);
  pieces.push(...records, fields([[4, 0x06054b50], [2, 0], [2, 0], [2, parts.length], [2, parts.length], [4, size], [4, offset], [2, 0]]));
  const file = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
