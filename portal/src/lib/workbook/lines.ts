// Out of a workbook the hand-written form that nodes take, line by line; and back from a place of it to the
// cell that it came from.

/** Null where a place came out of no cell. */
export type PlaceOf = (line: number, column: number) => { sheet: string; cell: string } | null;
/** A piece of a line; `sheet` where it is another than the line's. */
export interface Piece { text: string; cell: string; sheet?: string }
export const bare = (text: string): Piece => ({ text, cell: "" });

export class Lines {
  readonly lines: string[] = [];
  readonly #places = new Map<number, { column: number; sheet: string; cell: string }[]>();
  /** A line of pieces, each out of a cell. */
  add(sheet: string, ...pieces: Piece[]): void {
    let column = 1;
    const starts = pieces.map((piece) => {
      const start = { column, sheet: piece.sheet ?? sheet, cell: piece.cell };
      column += piece.text.length;
      return start;
    });
    this.lines.push(pieces.map(({ text }) => text).join(""));
    this.#places.set(this.lines.length, starts);
  }
  placeOf: PlaceOf = (line, column) => {
    const piece = this.#places.get(line)?.filter((one) => one.column <= Math.max(1, column)).at(-1);
    return piece && piece.cell !== "" ? { sheet: piece.sheet, cell: piece.cell } : null;
  };
}
