// A table as a file that spreadsheets open: UTF-8 with its mark, every cell quoted. A text that a
// spreadsheet would take for a formula is set apart by an apostrophe.
const cell = (text: string) => `"${(/^[=+\-@\t]/.test(text) && !/^-?[\d.,]+$/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;

export function downloadCsv(name: string, rows: string[][]): void {
  const text = "\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` }).click();
  URL.revokeObjectURL(url);
}
