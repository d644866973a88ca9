// Holds the build to what a slow line bears: 120 kB of compressed script at first, 100 kB more for
// any screen (gzip). Ends with 1 and the sizes where a file is larger. What shows a PDF is excepted: it
// comes when somebody opens one.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const first = 120_000;
const further = 100_000;
const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const viewer = /^(PdfView-|openjpeg_nowasm_fallback)/;
const size = (name) => gzipSync(readFileSync(new URL(`assets/${name}`, dist)), { level: 9 }).length;
const scripts = readdirSync(new URL("assets/", dist)).filter((name) => name.endsWith(".js"));
const atFirst = scripts.filter((name) => html.includes(name));
const sum = atFirst.reduce((bytes, name) => bytes + size(name), 0);
let fits = sum <= first;
console.log(`first load: ${sum} of ${first} bytes compressed (${atFirst.length} files)`);
for (const name of scripts.filter((one) => !atFirst.includes(one))) {
  const bytes = size(name);
  if (bytes > further && !viewer.test(name)) fits = false;
  console.log(`${name}: ${bytes}${viewer.test(name) ? " (shows a PDF)" : ` of ${further}`}`);
}
process.exit(fits ? 0 : 1);
