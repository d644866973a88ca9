// Puts a .br and a .gz beside every file of dist that becomes smaller by it: nodes send these as they
// are and compress nothing themselves.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = new URL("../dist", import.meta.url).pathname;
for (const name of readdirSync(folder, { recursive: true })) {
  const path = join(folder, name);
  if (!statSync(path).isFile() || !/\.(js|mjs|css|html|svg|json)$/.test(name)) continue;
  const text = readFileSync(path);
  const forms = [
    [".br", brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
    [".gz", gzipSync(text, { level: 9 })],
  ];
  for (const [ending, bytes] of forms) {
    if (bytes.length < text.length) writeFileSync(path + ending, bytes);
  }
}
