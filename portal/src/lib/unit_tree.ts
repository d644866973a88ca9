// Taking the unit tree in force away, to change it and bring it back. Always the one that the node has now:
// what a page has shown for an hour may be older.
import { download, downloadBook } from "./download";
import { units } from "./services";

const file = "don-vi";

/** Throws what the node refuses, and BookRefused. */
export async function takeUnits(form: "xlsx" | "yaml"): Promise<void> {
  const tree = await units.listUnits({ history: true });
  if (form === "yaml") return download(`${file}.yaml`, "application/yaml", tree.unitsYaml as Uint8Array<ArrayBuffer>);
  const [{ unitsBook }, { writeWorkbook }] = await Promise.all([import("./workbook/units_book"), import("./workbook/write")]);
  downloadBook(file, await writeWorkbook(unitsBook(tree)));
}
