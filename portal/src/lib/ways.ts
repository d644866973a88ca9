// What the person who is signed in may do with a dossier now, as the node says.
import type { Way } from "../gen/par/assessment/v1/assessment_pb";

function wayOf(ways: Way[], kind: string): Way | undefined {
  return ways.find((one) => one.kind === kind);
}

/** Whether it may be done now; on this criterion, if one is named. */
export function may(ways: Way[], kind: string, criterion?: string): boolean {
  const way = wayOf(ways, kind);
  return way !== undefined && way.notYet === "" && (criterion === undefined || way.on.includes(criterion));
}
