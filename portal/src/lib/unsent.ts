// Edits that are not on the node yet, one entry of the browser's store for each, so that two tabs never
// overwrite each other's. They outlive the page and the line; only sending them, or the person, removes
// them.

/** An edit, and what the node had when it was made. */
export interface Edit {
  value: string;
  base: string;
}
const prefix = "parnet.edit";
const place = (account: string, of = "") => `${prefix}|${account}|${of}`;
const names = (start: string) => Object.keys(localStorage).filter((name) => name.startsWith(start));

export class Unsent {
  readonly #start: string;
  constructor(account: string, cycle: string, unit: string) {
    this.#start = place(account, `${cycle}|${unit}|`);
  }

  all(): [string, Edit][] {
    return names(this.#start).flatMap((name) => {
      try {
        return [[name.slice(this.#start.length), JSON.parse(localStorage.getItem(name) ?? "") as Edit]];
      } catch {
        return [];
      }
    });
  }
  keep(name: string, edit: Edit | undefined): void {
    if (edit === undefined) localStorage.removeItem(this.#start + name);
    else localStorage.setItem(this.#start + name, JSON.stringify(edit));
  }
}

/** Of a person on this computer, in every dossier. */
export function countUnsent(account: string): number {
  return names(place(account)).length;
}
export function dropUnsent(account: string): void {
  for (const name of names(place(account))) localStorage.removeItem(name);
}
