// A form that is sent whole: what is typed into it stays in the browser until it is sent, whatever else is
// opened meanwhile.
import { KeptEdits } from "./kept_edits";
import { person } from "./person.svelte";

export class TypedForm<Values extends Record<string, string>> {
  values: Values;
  readonly #empty: Values;
  readonly #kept: KeptEdits;

  /** `empty`: each field as it is before anything is typed; `of`: whatever names what the form is about. */
  constructor(empty: Values, ...of: string[]) {
    this.#empty = empty;
    this.#kept = new KeptEdits(person.account?.name ?? "", ...of);
    const all = this.#kept.all();
    const known = all.filter(([name]) => name in empty);
    this.values = $state({ ...empty, ...Object.fromEntries(known.map(([name, { value }]) => [name, value])) });
    if (known.length < all.length) this.keep(); // What the form no longer asks for.
  }

  /** With every input into the form. */
  keep(): void {
    const typed = Object.entries(this.values).filter(([name, value]) => value !== this.#empty[name]);
    this.#kept.keepOnly(typed.map(([name, value]) => [name, { value, base: "" }]));
  }

  /** It was sent. */
  clear(): void {
    Object.assign(this.values, this.#empty);
    this.keep();
  }
}
