// A form that is sent whole: what is typed into it stays in the browser until it is sent, whatever else is
// opened meanwhile.
import { KeptEdits } from "./kept_edits";
import { person } from "./person.svelte";
import { tellUnkept } from "./unsaved.svelte";

export class TypedForm<Values extends Record<string, string>> {
  values: Values;
  readonly #empty: Values;
  readonly #kept: KeptEdits;
  readonly #last = new Map<string, string>(); // As this tab kept it.

  /** `empty`: each field as it is before anything is typed; `of`: whatever names what the form is about. */
  constructor(empty: Values, ...of: string[]) {
    this.#empty = empty;
    this.#kept = new KeptEdits(person.account?.name ?? "", ...of);
    const all = this.#kept.all();
    const known = all.filter(([name]) => name in empty);
    this.values = $state({ ...empty, ...Object.fromEntries(known.map(([name, { value }]) => [name, value])) });
    for (const [name, { value }] of all) {
      if (name in empty) this.#last.set(name, value);
      else this.#kept.settled(name, value); // What the form no longer asks for.
    }
  }

  /** With every input into the form, and every change of a choice. */
  keep(): void {
    let typed = 0;
    for (const [name, value] of Object.entries(this.values)) {
      const empty = value === this.#empty[name];
      const last = this.#last.get(name) ?? this.#empty[name];
      if (!empty) typed += 1;
      // What another tab typed meanwhile stays.
      if (value === last) continue;
      if (empty) this.#kept.settled(name, last!);
      else this.#kept.keep(name, { value, base: "" });
      this.#last.set(name, value);
    }
    tellUnkept(this, this.#kept.unkept ? typed : 0);
  }

  /** It was sent. */
  clear(): void {
    Object.assign(this.values, this.#empty);
    this.keep();
  }
}
