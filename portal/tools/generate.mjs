// Makes src/gen from the project's protos, with Debian's protoc and the plugin of this folder.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const portal = join(dirname(fileURLToPath(import.meta.url)), "..");
const protos = join(portal, "..", "proto");
const out = join(portal, "src", "gen");
const plugin = join(portal, "node_modules", ".bin", "protoc-gen-es");

// What travels between nodes or lies in a store is no business of a browser's.
const hidden = new Set(["record"]);
const files = readdirSync(protos, { recursive: true })
  .filter((name) => name.endsWith(".proto") && !hidden.has(name.split("/")[1]))
  .sort();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync(
  "protoc",
  [`--plugin=protoc-gen-es=${plugin}`, `--es_out=${out}`, "--es_opt=target=ts,import_extension=none", "-I", protos, ...files],
  { stdio: "inherit" },
);
