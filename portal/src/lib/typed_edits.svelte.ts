// What a person has typed and the node does not have yet: kept in the browser field by field, held
// against what the node has, and in conflict where somebody else changed the same field meanwhile.
import { SvelteMap } from "svelte/reactivity";
import { type Edit, KeptEdits } from "./kept_edits";
import { tellUnkept } from "./unsaved.svelte";

export class TypedEdits {
  readonly all = new SvelteMap<string, Edit>();
  readonly conflicts = new SvelteMap<string, string>(); // What stands on the node.
  /** What the browser would not keep: lost if the page is closed before it is on the node. */
  unkept = $state(false);
  // What is on its way, or was sent without an answer: if the node has it, nobody else sent it.
  readonly #sent = new Map<string, Set<string>>();
  readonly #elsewhere = (event: StorageEvent) => {
    if (this.kept.settledElsewhere(event)) this.onSettledElsewhere();
  };

  /** `held`: what the node has of a field. The same person may type in another tab; there something was settled. */
  constructor(
    private readonly kept: KeptEdits,
    private readonly held: (name: string) => string,
    private readonly onSettledElsewhere: () => void,
  ) {
    for (const [name, edit] of kept.all()) this.all.set(name, edit);
    addEventListener("storage", this.#elsewhere);
  }

  /** Edits stay in the browser. */
  close(): void {
    removeEventListener("storage", this.#elsewhere);
  }

  type(name: string, value: string): void {
    const base = this.all.get(name)?.base ?? this.held(name);
    // What is on its way may replace the base: it is to be replaced in turn.
    if (value === base && !this.conflicts.has(name) && !this.#sent.has(name)) this.drop(name);
    else if (value === this.conflicts.get(name)) this.drop(name);
    else this.#hold(name, { value, base });
  }

  /** Settles a conflict: this person's value, or the node's. */
  settle(name: string, mine: boolean): void {
    const edit = this.all.get(name);
    const theirs = this.conflicts.get(name) ?? "";
    this.conflicts.delete(name);
    if (mine && edit !== undefined) this.#hold(name, { value: edit.value, base: theirs });
    else this.drop(name);
  }

  drop(name: string): void {
    const edit = this.all.get(name);
    this.all.delete(name);
    this.conflicts.delete(name);
    this.#sent.delete(name);
    if (edit !== undefined) this.kept.settled(name, edit.value);
    this.#tell();
  }

  /** An edit is in conflict where the node has neither what it had nor what is wanted. */
  compare(): void {
    for (const [name, edit] of [...this.all]) {
      const now = this.held(name);
      if (now === edit.value && !this.#anotherOnItsWay(name, now)) this.drop(name);
      else if (now === edit.value || this.#sent.get(name)?.has(now)) this.#hold(name, { value: edit.value, base: now });
      else if (now !== edit.base) this.conflicts.set(name, now);
      else this.conflicts.delete(name);
    }
  }

  /** These are on their way to the node: `taken` or `notTaken` once it has answered, neither if it does not. */
  sending(fields: [string, string][]): void {
    for (const [name, value] of fields) this.#sent.set(name, (this.#sent.get(name) ?? new Set()).add(value));
  }
  /** The node has them; what was typed meanwhile waits for the next time. */
  taken(fields: [string, string][]): void {
    for (const [name, value] of fields) {
      const edit = this.all.get(name);
      this.#sent.delete(name);
      if (edit?.value === value) this.drop(name);
      else if (edit) this.#hold(name, { value: edit.value, base: value });
    }
  }
  notTaken(fields: [string, string][]): void {
    for (const [name, value] of fields) {
      const sent = this.#sent.get(name);
      sent?.delete(value);
      if (sent?.size === 0) this.#sent.delete(name);
    }
  }

  // Another value than this one was sent, and may still come to the node.
  #anotherOnItsWay(name: string, value: string): boolean {
    return [...(this.#sent.get(name) ?? [])].some((one) => one !== value);
  }
  #hold(name: string, edit: Edit): void {
    this.all.set(name, edit);
    this.kept.keep(name, edit);
    this.#tell();
  }
  #tell(): void {
    this.unkept = this.kept.unkept;
    tellUnkept(this, this.unkept ? this.all.size : 0);
  }
}
