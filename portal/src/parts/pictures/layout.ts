// Where texts and shapes of a drawing go. Lengths are pixels in floating point: nothing is told with them.
import { language } from "../../words/language.svelte";

const family = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
export const lineHeight = 17;
let pen: CanvasRenderingContext2D | null = null;

export function textWidth(text: string, size = 13, weight = 400): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (pen === null) return text.length * size * 0.6;
  pen.font = `${weight} ${size}px ${family}`;
  return pen.measureText(text).width;
}

/** The text in lines of at most `width`; a longer word stands alone. */
export function wrapped(text: string, width: number, size = 13, weight = 400): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

/** Tops of boxes of these heights, as near to where they are wanted (their middles) as they can be without overlapping. */
export function spread(wanted: { middle: number; height: number }[]): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]!.middle - wanted[b]!.middle);
  const tops = wanted.map((one) => one.middle - one.height / 2);
  let free = 0;
  for (const i of order) {
    tops[i] = Math.max(tops[i]!, free);
    free = tops[i]! + wanted[i]!.height;
  }
  return tops;
}

export interface Row<T> {
  of: T;
  lines: string[];
  top: number;
  /** Where the shape of the row begins, and how high the whole row is. */
  shape: number;
  height: number;
}

/** Rows of a label and a shape beside it; on narrow screens the shape stands below its label. */
export function rowsOf<T>(items: T[], label: (item: T) => string, at: { narrow: boolean; labelWidth: number; shapeHeight: number; from: number }): { rows: Row<T>[]; end: number } {
  let top = at.from;
  const rows = items.map((of) => {
    const lines = wrapped(label(of), at.labelWidth);
    const text = lines.length * lineHeight;
    const height = (at.narrow ? text + 4 + at.shapeHeight : Math.max(text, at.shapeHeight)) + 10;
    const shape = at.narrow ? top + text + 4 : top + (height - 10 - at.shapeHeight) / 2;
    const row = { of, lines, top, shape, height };
    top += height;
    return row;
  });
  return { rows, end: top };
}

/** A date as its day of the year's calendar: whole days since 1970 in Vietnam. */
export const dayOf = (micros: bigint): number => Number((micros / 1_000_000n + 25_200n) / 86_400n);
export const isoOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
export const dayOfIso = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000);
export const monthName = (year: number, month: number): string =>
  language.now === "vi" ? `Tháng ${month + 1}/${year}` : `${new Date(Date.UTC(year, month, 1)).toLocaleString("en", { month: "long", timeZone: "UTC" })} ${year}`;
