// What a cell of the review desk's matrix says of one criterion of one unit.
import { LossBand, type MarkColumn, type MarkRow, ReviewStanding } from "../gen/par/dossier/v1/marks_pb";
import type { LeafState } from "../gen/par/score/v1/score_pb";

export interface Cell {
  loss: LossBand;
  standing: ReviewStanding;
  self: bigint;
  reviewed: bigint;
  state: LeafState;
  /** Declared otherwise than in the submission before. */
  anew: boolean;
}

export function cellAt(row: MarkRow, i: number): Cell | null {
  const state = row.states[i];
  if (state === undefined) return null;
  return { state, self: row.selfE4[i] ?? 0n, reviewed: row.reviewedE4[i] ?? 0n, standing: row.standings[i] ?? ReviewStanding.UNSPECIFIED, loss: row.losses[i] ?? LossBand.UNSPECIFIED, anew: row.changed[i] ?? false };
}

export type Filter = "all" | "waiting" | "changed" | "lowered" | "far";

/** Whether a unit belongs to what is asked for. */
export function matches(row: MarkRow, filter: Filter): boolean {
  switch (filter) {
    case "all": return true;
    case "waiting": return row.next !== "";
    case "changed": return row.standings.includes(ReviewStanding.CHANGED);
    case "lowered": return row.lowered;
    case "far": return row.farAbovePast;
  }
}

/** A rectangle of cells, its corners within it. */
export interface Range { top: number; bottom: number; left: number; right: number }
export interface At { row: number; column: number }

export function rangeOf(one: At, other: At): Range {
  return {
    top: Math.min(one.row, other.row), bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column), right: Math.max(one.column, other.column),
  };
}
export function within(range: Range, row: number, column: number): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
}

/** The reviewed criteria of a selection, for each of its units that has handed in. */
export function selected(rows: MarkRow[], columns: MarkColumn[], range: Range): { row: MarkRow; criteria: string[] }[] {
  return rows.slice(range.top, range.bottom + 1).flatMap((row) => {
    const criteria = columns.slice(range.left, range.right + 1)
      .filter((_, i) => row.states.length > 0 && row.standings[range.left + i] !== ReviewStanding.NOT_HERE)
      .map((column) => column.criterion);
    return criteria.length > 0 ? [{ row, criteria }] : [];
  });
}
