// Official documents: what a screen's form asks for is filled in, and what comes is held against what
// parctl makes of the very same particulars.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { press, typeInto } from "./keyboard.mjs";
import { check, facts, look } from "./screen.mjs";

const field = (dialog, label) => dialog.getByLabel(label, { exact: false }).first();

/** Opens the form, looks at these fields of it, and closes it. */
export async function proposed(page, action, labels) {
  await page.getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog", { name: action });
  await dialog.waitFor();
  const open = await dialog.locator("details").evaluate((details) => details.open);
  const said = {};
  for (const label of labels) said[label] = await field(dialog, label).inputValue();
  await dialog.getByRole("button", { name: "Hủy" }).click();
  return { said, open };
}

/** What is of one paper alone is proposed anew for the next; the rest is as it was written. */
export async function keepsForNext(page, action, own, kept) {
  const labels = [...own, ...kept];
  const before = (await proposed(page, action, labels)).said;
  await page.getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog", { name: action });
  await dialog.locator("summary").click();
  for (const label of labels) await field(dialog, label).fill(`${label} của riêng văn bản này`);
  await dialog.getByRole("button", { name: "Lập và tải về" }).click();
  await dialog.getByText(/^Đã lập xong/).waitFor();
  await dialog.getByRole("button", { name: "Đóng" }).click();
  const { said } = await proposed(page, action, labels);
  for (const label of own) check(said[label] === before[label], `lần sau, ${label} được đề xuất lại: ${said[label]}`);
  for (const label of kept) check(said[label] === `${label} của riêng văn bản này`, `lần sau, ${label} giữ như đã ghi`);
}

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
