// What a workbook would change, to be looked at before it is entered.
import { type BlockCell, type BookCell, pasted, type Place } from "../pasted";
import { language } from "../../words/language.svelte";
import type { BadBookCell } from "./problem";

export interface Change {
  /** The field that is edited, as the draft names it. */
  name: string;
  title: string;
  sheet: string;
  cell: string;
  kind: string;
  before: string;
  after: string;
}
export interface Understood {
  changes: Change[];
  same: number; // Cells that say what is here already.
  bad: BadBookCell[];
}

/** A value of the book on its way to a field. */
export interface Asked extends Place {
  name: string;
  title: string;
  sheet: string;
  cell: string;
  value: BookCell;
  before: string;
}

/** Values by the rules of pasted blocks; empty cells change nothing. */
export function understood(asked: Asked[], bad: BadBookCell[]): Understood {
  // What stands here already was no guess, however it is written.
  const cells: BlockCell[][] = asked.map(({ value, before, kind }) => [value.text === before && kind !== "text" && kind !== "date" && kind !== "yes_no" ? { text: before, as: "number" } : value]);
  const block = pasted(cells, asked, language.now);
  for (const one of block.bad) {
    const from = asked[one.row - 1]!;
    bad.push({ sheet: from.sheet, cell: from.cell, text: one.text, word: `wrong.${one.wrong}` });
  }
  const changes = asked.flatMap(({ name, title, sheet, cell, kind, before }, i) => {
    const after = block.values[i]![0]!;
    return after === before || after === "" ? [] : [{ name, title, sheet, cell, kind, before, after }];
  });
  return { changes, same: asked.length - changes.length - block.bad.length, bad };
}
