// Official documents: what a screen's form asks for is filled in, and what comes is held against what
// parctl makes of the very same particulars.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { press, typeInto } from "./keyboard.mjs";
import { check, facts, look } from "./screen.mjs";

/** By keyboard. `filled`: what is typed, by label. `made(particulars, out)` makes it with parctl; its words are in the file `out` then. */
export async function paper(page, name, action, filled, made) {
  mkdirSync(facts.papers, { recursive: true });
  await press(page, page.getByRole("button", { name: action }));
  const dialog = page.getByRole("dialog", { name: action });
  await dialog.waitFor();
  for (const [label, text] of Object.entries(filled)) await typeInto(page, dialog.getByLabel(label, { exact: false }).first(), text);
  await look(page, `paper-${name}`);
  const asked = page.waitForRequest((request) => /Make(Document|Minutes)$/.test(request.url()));
  const coming = page.waitForEvent("download");
  await press(page, dialog.getByRole("button", { name: "Lập và tải về" }));
  const sent = (await asked).postDataBuffer().toString("utf8");
  const file = await coming;
  const docx = readFileSync(await file.path());
  await press(page, dialog.getByRole("button", { name: "Đóng" }));
  const out = join(facts.papers, `${name}.docx`);
  const particulars = join(facts.papers, `${name}.yaml`);
  writeFileSync(particulars, sent.slice(sent.indexOf("{\n"), sent.lastIndexOf("}") + 1));
  writeFileSync(join(facts.pictures, file.suggestedFilename()), docx);
  made(particulars, out);
  check(docx.equals(readFileSync(out)), `${file.suggestedFilename()}: ${docx.length} byte, đúng từng byte như parctl lập từ cùng thể thức`);
}
