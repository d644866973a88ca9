// What was last said of a unit's explanation while it matters: it is asked for, or no longer waited for.
import type { Dossier, Note } from "../gen/par/dossier/v1/dossier_pb";

export function explanationWord(dossier: Dossier): Note | undefined {
  const word = dossier.notes.findLast((one) => one.kind === "return" || one.kind === "resume_review");
  return dossier.state === (word?.kind === "return" ? "returned" : "in_review") ? word : undefined;
}
