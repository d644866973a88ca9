// Marks: as a person gives them, and in words.
import { type Mark, MarkState } from "../gen/par/dossier/v1/dossier_pb";
import { named } from "../words/words";
import { points } from "./numbers";
import { typedPoints } from "./typed";

/** How a criterion may be marked, by the names of the domain. */
export const marked = ["scored", "not_applicable", "waived"] as const;
const states: Record<string, MarkState> = { scored: MarkState.SCORED, not_applicable: MarkState.NOT_APPLICABLE, waived: MarkState.WAIVED };

/** Null while it is to be scored and the points are no number. */
export function typedMark(how: string, typed: string): { state: MarkState; pointsE4: bigint } | null {
  const state = states[how] ?? MarkState.SCORED;
  if (state !== MarkState.SCORED) return { state, pointsE4: 0n };
  const pointsE4 = typedPoints(typed);
  return pointsE4 === null ? null : { state, pointsE4 };
}

const words: Record<number, string> = { [MarkState.UNSPECIFIED]: "1", [MarkState.NOT_APPLICABLE]: "4", [MarkState.WAIVED]: "5" };
/** Points, or why there are none. */
export function markText(mark: Mark | undefined): string {
  return mark?.state === MarkState.SCORED ? points(mark.pointsE4, 4) : named("leaf", words[mark?.state ?? 0] ?? "1");
}
