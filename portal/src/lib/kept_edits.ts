// Edits of one account's dossier, report or form as the browser keeps them: each field by itself, so that two tabs of one
// person never take away what the other has typed.
import { forget, keep, kept, keysWith } from "./browser_store";

/** An edit that is not on the node yet, and what the node had when it was made. */
export interface Edit {
  value: string;
  base: string;
}

const beginning = (...of: string[]): string => ["parnet.edit", ...of, ""].join(" ");
/** How many the browser keeps for an account, of all dossiers. */
export const editsOf = (account: string): number => keysWith(beginning(account)).length;

/** Takes them all away, unsaved. */
export function dropEdits(account: string): void {
  for (const key of keysWith(beginning(account))) forget(key);
}

export class KeptEdits {
  readonly #beginning: string;
  /** Edits that the browser would not keep. */
  readonly #lost = new Set<string>();

  /** `of`: whatever names what is edited, such as the cycle and the unit. */
  constructor(account: string, ...of: string[]) {
    this.#beginning = beginning(account, ...of);
  }

  all(): [string, Edit][] {
    return keysWith(this.#beginning).flatMap((key) => {
      const edit = this.#read(key);
      return edit === null ? [] : [[key.slice(this.#beginning.length), edit]];
    });
  }

  keep(name: string, edit: Edit): void {
    if (keep(this.#beginning + name, JSON.stringify(edit))) this.#lost.delete(name);
    else this.#lost.add(name);
  }

  /** Takes an edit away whose value is settled; what another tab typed meanwhile stays. */
  settled(name: string, value: string): void {
    this.#lost.delete(name);
    if (this.#read(this.#beginning + name)?.value === value) forget(this.#beginning + name);
  }

  get unkept(): boolean {
    return this.#lost.size > 0;
  }

  /** Whether a change of the store, in another tab, is one of these being settled there. */
  settledElsewhere(event: StorageEvent): boolean {
    return event.newValue === null && (event.key === null || event.key.startsWith(this.#beginning));
  }

  #read(key: string): Edit | null {
    try {
      const read = JSON.parse(kept(key) ?? "null") as Partial<Edit> | null;
      return typeof read?.value === "string" && typeof read.base === "string" ? { value: read.value, base: read.base } : null;
    } catch {
      return null;
    }
  }
}
