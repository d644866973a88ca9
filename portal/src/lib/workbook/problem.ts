// Why a workbook is not taken: whole (thrown), or a cell of it.
import type { BookWord } from "../../words/workbook";

export class BookRefused extends Error {
  constructor(readonly word: BookWord, readonly parameters: Record<string, string | number> = {}) {
    super(word);
  }
}

export interface BadBookCell {
  sheet: string;
  cell: string; // "F12"; "" where it is the sheet.
  text: string; // What stands there.
  word: BookWord;
  parameters?: Record<string, string | number>;
}
/** A cell that the node refuses, in its own words. */
export interface SaidOfCell {
  sheet: string;
  cell: string;
  text: string;
  said: string;
}
