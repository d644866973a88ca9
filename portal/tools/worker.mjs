// Writes dist/worker.js: src/worker.js with the version of this build and the files it keeps from the
// start. The version is a hash of everything in dist, so that a build that differs in anything is
// another one. Pictures and very large scripts (a viewer) are kept only once they have been used.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const largest = 400_000;
const dist = new URL("../dist", import.meta.url).pathname;
const names = readdirSync(dist, { recursive: true })
  .filter((name) => statSync(join(dist, name)).isFile() && !/\.(br|gz)$/.test(name) && name !== "worker.js")
  .sort();
const hash = createHash("sha256");
const source = readFileSync(new URL("../src/worker.js", import.meta.url), "utf8");
hash.update(source);
for (const name of names) hash.update(name).update(readFileSync(join(dist, name)));
const version = hash.digest("hex").slice(0, 16);
const files = names
  .filter((name) => name !== "index.html" && /\.(js|css|svg)$/.test(name) && statSync(join(dist, name)).size <= largest)
  .map((name) => `/${name}`);
writeFileSync(join(dist, "worker.js"), `const build = ${JSON.stringify({ version, files: ["/", ...files] })};\n${source}`);
console.log(`worker.js: version ${version}, ${files.length + 1} files kept from the start`);
