// Giving a workbook back in the browser, taking one away.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { check, facts } from "./screen.mjs";

export const giveBook = (page, file) => page.locator("section[aria-labelledby^=give-] input[type=file]").setInputFiles(file);

/** The cells that are refused, as "sheet!cell value: why". */
export const refusedCells = async (page) =>
  (await page.getByRole("region", { name: "Vì sao" }).getByRole("row").evaluateAll((rows) => rows.slice(1).map((row) => [...row.children].map((cell) => cell.textContent.trim()))))
    .map(([sheet, cell, value, why]) => `${sheet}!${cell} ${value}: ${why}`);

/** What the preview shows of a cell: what is here, what will be. */
export const previewOf = (page, what) =>
  page.getByRole("row", { name: what }).evaluate((row) => [...row.querySelectorAll("td.number")].map((cell) => cell.textContent.trim()));

/** Where the downloaded file was saved. */
export async function takesAway(page, button, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const path = join(facts.folder, name);
  await download.saveAs(path);
  check(download.suggestedFilename().endsWith(".xlsx"), `tải được ${download.suggestedFilename()}`);
  return path;
}

const here = dirname(fileURLToPath(import.meta.url));
/** Another workbook with these cells of it changed: sheet, id of the row ("": the first empty one), column, value; "day" behind the number of a day. */
export function changedBook(source, name, cells) {
  const target = join(facts.folder, name);
  execFileSync("python3", [join(here, "books.py"), source, target, JSON.stringify(cells)], { env: { ...process.env, PYTHONPATH: join(here, "../../deploy/demo") } });
  return target;
}
