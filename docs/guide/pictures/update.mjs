#!/usr/bin/env node
// Makes the guides' pictures anew from those that the browser tests left: for every pictures/NAME.webp
// that a guide shows, NAME-desktop.png of the given folder, its upper part, compressed.
// Usage: tests/browser/run && docs/guide/pictures/update.mjs [build/dev/pictures]
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = resolve(process.argv[2] ?? join(here, "../../../build/dev/pictures"));
const { chromium } = createRequire(join(here, "../../../tests/browser/package.json"))("playwright-core");
const guides = readdirSync(join(here, "..")).filter((name) => name.endsWith(".md"));
const shown = new Set(guides.flatMap((name) =>
  [...readFileSync(join(here, "..", name), "utf8").matchAll(/\(pictures\/([\w-]+)\.webp\)/g)].map((match) => match[1])));

// Of what is shown.
const heights = { evidence: 1300 };

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
let sum = 0;
for (const name of [...shown].sort()) {
  const taken = join(from, `${name}-desktop.png`);
  if (!existsSync(taken)) {
    console.log(`${name}: not among those pictures, left as it is`);
    continue;
  }
  const picture = readFileSync(taken).toString("base64");
  const made = await page.evaluate(async ([data, height]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = Math.min(image.height, height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.8).split(",")[1];
  }, [picture, heights[name] ?? 960]);
  const bytes = Buffer.from(made, "base64");
  writeFileSync(join(here, `${name}.webp`), bytes);
  sum += bytes.length;
}
await browser.close();
console.log(`${shown.size} pictures, ${Math.round(sum / 1000)} kB`);
