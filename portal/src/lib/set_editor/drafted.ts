// Where the browser keeps the text of a version that is being written, by what it was begun from.
import { KeptEdits } from "../kept_edits";
import { person } from "../person.svelte";

export interface Origin {
  id: string; // "": nothing.
  version: number;
  sha256: string;
}
export type Named = Pick<Origin, "id" | "version">;
export const keptOf = (origin: Named): KeptEdits => new KeptEdits(person.account?.name ?? "", "criteria-set", origin.id || "~new", String(origin.version));
export const isDrafted = (origin: Named): boolean => keptOf(origin).all().length > 0;

/** What the writing goes on from, kept beside the text: what the node is told that it replaces. */
export interface Base {
  sha256: string; // Of the origin, as it was begun from.
  text: string; // "": not known any more.
  /** A draft of somebody else, since looked at, that may be replaced. */
  seen?: Origin;
}
export const baseKept = (base: Base): string => JSON.stringify(base);
/** An editor of before kept the hash alone. */
export function readBase(kept: string): Base {
  if (!kept.startsWith("{")) return { sha256: kept, text: "" };
  try {
    const read = JSON.parse(kept) as Partial<Base>;
    return { sha256: read.sha256 ?? "", text: read.text ?? "", ...(read.seen ? { seen: read.seen } : {}) };
  } catch {
    return { sha256: "", text: "" };
  }
}
