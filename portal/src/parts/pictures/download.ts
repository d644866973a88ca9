// A drawing as a PNG and its numbers as CSV or for Excel, made in the browser.
import { download, downloadCsv, downloadExcel } from "../../lib/download";

export interface PictureTable {
  head: string[];
  /** Texts as a person reads them; columns from `numbersFrom` on stand to the right. */
  rows: string[][];
  numbersFrom?: number;
}

export const saveCsv = (table: PictureTable, name: string): void => downloadCsv(name, [table.head, ...table.rows]);
export const saveExcel = (table: PictureTable, name: string, title: string): Promise<void> => downloadExcel(name, title, [table.head, ...table.rows]);

const looks = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity"];

// What the page's style sheets say of each part, as attributes: outside of the page there are none.
function selfContained(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const parts = [...drawing.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((part, i) => {
    const style = getComputedStyle(parts[i]!);
    for (const look of looks) part.setAttribute(look, style.getPropertyValue(look));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

/** The title above the drawing, on the page's own ground, two pixels for one. */
export async function savePng(drawing: SVGSVGElement, title: string, name: string): Promise<void> {
  const width = drawing.width.baseVal.value;
  const height = drawing.height.baseVal.value;
  const page = getComputedStyle(document.documentElement);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(selfContained(drawing)))}`;
  await image.decode();
  const edge = 16;
  const head = 36;
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * (width + 2 * edge), height: 2 * (height + head + 2 * edge) });
  const pen = canvas.getContext("2d")!;
  pen.scale(2, 2);
  pen.fillStyle = page.getPropertyValue("--sheet");
  pen.fillRect(0, 0, width + 2 * edge, height + head + 2 * edge);
  pen.fillStyle = page.getPropertyValue("--ink");
  pen.font = `600 15px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(title, edge, edge + 15, width);
  pen.drawImage(image, edge, edge + head, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob !== null) download(`${name}.png`, "image/png", blob);
}
