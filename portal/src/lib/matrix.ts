// What a cell of the review desk's matrix says of one criterion of one unit.
import { type MarkColumn, type MarkRow, ReviewStanding } from "../gen/par/dossier/v1/dossier_pb";
import { LeafState } from "../gen/par/score/v1/score_pb";

export interface Cell {
  /** How much of the maximum is lost: 0 none, 1 a little, 2 up to half, 3 more; 4 not scored, 5 out of account. */
  loss: 0 | 1 | 2 | 3 | 4 | 5;
  standing: ReviewStanding;
  self: bigint;
  reviewed: bigint;
  state: LeafState;
}

export function cellAt(row: MarkRow, column: MarkColumn, i: number): Cell | null {
  const state = row.states[i];
  if (state === undefined) return null;
  const self = row.selfE4[i] ?? 0n;
  const reviewed = row.reviewedE4[i] ?? 0n;
  const standing = row.standings[i] ?? ReviewStanding.UNSPECIFIED;
  return { state, self, reviewed, standing, loss: lossOf(state, reviewed, column.maximumE4) };
}

function lossOf(state: LeafState, reviewed: bigint, maximum: bigint): Cell["loss"] {
  if (state === LeafState.NOT_APPLICABLE || state === LeafState.WAIVED) return 5;
  if (state === LeafState.NOT_SCORED) return 4;
  const lost = maximum - reviewed;
  if (lost <= 0n) return 0;
  if (lost * 10n <= maximum) return 1;
  return lost * 2n <= maximum ? 2 : 3;
}

export type Filter = "all" | "waiting" | "changed" | "lowered" | "far";

/** Whether a unit belongs to what is asked for. */
export function matches(row: MarkRow, filter: Filter): boolean {
  switch (filter) {
    case "all": return true;
    case "waiting": return row.next !== "";
    case "changed": return row.standings.includes(ReviewStanding.CHANGED);
    case "lowered": return row.selfTotalE4 > row.reviewedTotalE4;
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
