// A table that was copied from Excel or comes as CSV, and a unit file made of it. The node reads no
// workbooks; it judges what is made here like any other file (docs/formats/units.md).

/** Rows of cells: by tabs where there are any, else by semicolons or commas; quotes as CSV has them. */
export function cells(text: string): string[][] {
  const clean = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const by = clean.includes("\t") ? "\t" : (clean.split("\n")[0] ?? "").includes(";") ? ";" : ",";
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < clean.length; ++i) {
    const c = clean[i]!;
    if (quoted && c === '"' && clean[i + 1] === '"') { cell += '"'; ++i; }
    else if (c === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (!quoted && c === by) { rows.at(-1)!.push(cell.trim()); cell = ""; }
    else if (!quoted && c === "\n") { rows.at(-1)!.push(cell.trim()); cell = ""; rows.push([]); }
    else cell += c;
  }
  rows.at(-1)!.push(cell.trim());
  return rows.filter((row) => row.some((one) => one !== ""));
}

const unitColumns = ["id", "code", "name", "kind", "parent", "group", "from", "until"] as const;
const headings: Record<string, (typeof unitColumns)[number]> = {
  "mã": "id", id: "id", "mã hành chính": "code", code: "code", "tên": "name", name: "name", "loại": "kind", kind: "kind",
  "trực thuộc": "parent", parent: "parent", "khối": "group", group: "group", "từ ngày": "from", from: "from", "đến ngày": "until", until: "until",
};
const kinds: Record<string, string> = {
  "xã": "xa", "phường": "phuong", "thị trấn": "thi-tran", "đặc khu": "dac-khu", "huyện": "huyen", "quận": "quan", "thị xã": "thi-xa",
  "thành phố": "thanh-pho", "thành phố thuộc tỉnh": "thanh-pho", "tỉnh": "tinh", "thành phố trung ương": "thanh-pho-trung-uong", "thành phố trực thuộc trung ương": "thanh-pho-trung-uong",
  "sở": "so", "sở, ban, ngành": "so", "phòng": "phong", "phòng chuyên môn": "phong",
};
/** As files name it; a kind that nobody knows stays, for the node to refuse. */
export const unitKind = (text: string): string => kinds[text.toLowerCase().normalize("NFC").replaceAll("/", ", ")] ?? text;
const iso = (text: string) => text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (_, day: string, month: string, year: string) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
const quoted = (text: string) => JSON.stringify(text);

/** The unit file of such a table: one unit a line, so that line `n` of the file is row `rowOf(n)`. */
export function unitsYaml(text: string): { yaml: string; rowOf: (line: number) => number } {
  const rows = cells(text);
  const named = rows[0]?.map((one) => headings[one.toLowerCase().normalize("NFC")]) ?? [];
  const hasHeadings = named.filter(Boolean).length >= 3;
  const columns = hasHeadings ? named : [...unitColumns];
  const body = hasHeadings ? rows.slice(1) : rows;
  const lines = body.map((row) => {
    const fields = columns.flatMap((column, i) => {
      const value = row[i] ?? "";
      if (column === undefined || value === "") return [];
      if (column === "kind") return [`kind: ${quoted(unitKind(value))}`];
      return [`${column}: ${quoted(column === "from" || column === "until" ? iso(value) : value)}`];
    });
    return `  - {${fields.join(", ")}}`;
  });
  const skipped = hasHeadings ? 1 : 0;
  return { yaml: `format: parnet/units/1\nunits:\n${lines.join("\n")}\n`, rowOf: (line) => (line > 2 ? line - 2 + skipped : 0) };
}
