// Files that the page hands to the person: tables for spreadsheets (as CSV in UTF-8 with its mark, every cell quoted;
// a text that a spreadsheet would take for a formula is set apart by an apostrophe; or as a workbook) and anything else.
const cell = (text: string) => `"${(/^[=+\-@\t]/.test(text) && !/^[+-]?[\d.,]+$/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;

export function download(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // The browser may begin to read it later.
}

/** The first row is the heading. */
export function downloadCsv(name: string, rows: string[][]): void {
  download(`${name}.csv`, "text/csv;charset=utf-8", "\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n");
}

export function downloadBook(name: string, book: BlobPart): void {
  download(`${name}.xlsx`, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book);
}
/** The same table; what writes workbooks comes when somebody wants one. */
export async function downloadExcel(name: string, title: string, rows: string[][]): Promise<void> {
  const { tableBook } = await import("./workbook/table_book");
  downloadBook(name, await tableBook(title, rows));
}
