// Where the browser keeps the text of a version that is being written, by what it was begun from.
import { KeptEdits } from "../kept_edits";
import { person } from "../person.svelte";

export interface Origin {
  id: string; // "": nothing.
  version: number;
  sha256: string;
}
type Named = Pick<Origin, "id" | "version">;
export const keptOf = (origin: Named): KeptEdits => new KeptEdits(person.account?.name ?? "", "criteria-set", origin.id || "~new", String(origin.version));
export const isDrafted = (origin: Named): boolean => keptOf(origin).all().length > 0;
