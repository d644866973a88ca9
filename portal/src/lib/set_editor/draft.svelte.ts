// The text of a version of a criteria set while it is written: kept in the browser with every change until it is
// entered on the node, changed by fields or as a text, with steps back. The same draft open in two tabs is one draft:
// a tab follows what the other typed, and what two typed at the same moment is for the person to choose between.
import type { Edit, KeptEdits } from "../kept_edits";
import { tellUnkept } from "../unsaved.svelte";
import { type Base, baseKept, keptOf, type Named, type Origin, readBase } from "./drafted";
import { keyOf } from "./outline";
import { type Path, plain, type ReadText, readText, type SetDocument, textAt, written } from "./text";

const mostSteps = 200;
const field = "text";

export class SetDraft {
  text = $state.raw("");
  readonly read: ReadText = $derived(readText(this.text));
  /** What another tab typed at the same moment as this one. */
  conflict = $state.raw<string | null>(null);
  /** It was entered, or thrown away, in another tab. */
  settledElsewhere = $state(false);
  unkept = $state(false);
  /** Of which version the node has a draft that somebody else entered since this was begun: to be looked at first. */
  other = $state.raw<Named | null>(null);
  #past = $state.raw<string[]>([]);
  #future = $state.raw<string[]>([]);
  #lastField = "";
  #last: string | null; // As the browser keeps it.
  readonly #kept: KeptEdits;
  #initial = $state.raw(""); // As it is without what was typed here.
  #base: Base;
  readonly #elsewhere = (event: StorageEvent) => this.#follow(event);

  /** `initial`: the text as it is before anything is typed. */
  constructor(readonly origin: Origin, initial: string) {
    this.#initial = plain(initial);
    this.#kept = keptOf(origin);
    const found = this.#now();
    this.#last = found?.value ?? null;
    this.text = found?.value ?? this.#initial;
    this.#base = found === null ? { sha256: origin.sha256, text: this.#initial } : readBase(found.base);
    const { doc } = this.read;
    const same = textAt(doc, ["id"]) === origin.id && textAt(doc, ["version"]) === String(origin.version);
    if (same && this.baseOf(origin) !== origin.sha256) this.other = origin;
    if (found !== null && found.value !== this.#initial) this.#past = [this.#initial];
    addEventListener("storage", this.#elsewhere);
  }
  /** The draft stays in the browser. */
  close(): void {
    removeEventListener("storage", this.#elsewhere);
  }

  get changed(): boolean {
    return this.text !== this.#initial;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** As a text; what is typed on in one go at `where` is one step back. */
  set(text: string, where = ""): void {
    if (text === this.text) return;
    if (where === "" || where !== this.#lastField) this.#past = [...this.#past.slice(1 - mostSteps), this.text];
    this.#lastField = where;
    this.#future = [];
    this.text = text;
    this.#keep();
  }
  /** As a text that was typed over `from`; another tab may have changed it since. */
  typed(text: string, from: string): void {
    const theirs = this.text;
    if (theirs !== from && theirs !== text) this.conflict = theirs;
    this.set(text, "text");
  }
  /** By fields: `change` changes the tree. */
  edit<T>(change: (doc: SetDocument) => T, where: Path = []): T {
    // Of its own, since the one that is shown must stay as it is.
    const { doc } = readText(this.text);
    const said = change(doc);
    this.set(plain(written(doc)), keyOf(where));
    return said;
  }
  undo(): void {
    this.#step(this.#past, (past) => (this.#past = past), () => (this.#future = [...this.#future, this.text]));
  }
  redo(): void {
    this.#step(this.#future, (future) => (this.#future = future), () => (this.#past = [...this.#past, this.text]));
  }
  /** What was typed next is a step of its own. */
  pause(): void {
    this.#lastField = "";
  }

  /** Of two texts typed at the same moment: this tab's, or the other's, which can be taken back. */
  settle(mine: boolean): void {
    const theirs = this.conflict;
    const found = this.#now();
    this.conflict = null;
    this.#last = found?.value ?? null;
    if (mine || theirs === null) this.#keep();
    else {
      this.#take(theirs);
      if (found?.value === theirs) this.#goOnLike(found);
    }
  }
  keepAfterAll(): void {
    this.settledElsewhere = false;
    this.#last = null;
    this.#keep();
  }
  /** What this goes on from as a draft of `of`, for the node to compare with what stands there; "": nothing stood there. */
  baseOf(of: Named): string {
    const { seen } = this.#base;
    if (seen?.id === of.id && seen.version === of.version) return seen.sha256;
    return of.id === this.origin.id && of.version === this.origin.version ? this.#base.sha256 : "";
  }
  /** The text of that; "": not known any more, or of another set. */
  get baseText(): string {
    return this.#base.text;
  }
  /** The draft of somebody else was looked at: the writing goes on from there with this text, which will replace it, or with his. */
  goOnFrom(there: Origin, text: string, mine: boolean): void {
    const theirs = plain(text);
    this.#base = { ...this.#base, text: theirs, seen: there };
    this.#initial = theirs;
    this.other = null;
    if (!mine) this.#take(theirs);
    this.#keep();
  }

  /** It is on the node, or no longer wanted. */
  clear(): void {
    if (this.#last !== null) this.#kept.settled(field, this.#last);
    this.#last = null;
    tellUnkept(this, 0);
  }

  #now() {
    return this.#kept.all().find(([name]) => name === field)?.[1] ?? null;
  }
  #step(from: string[], rest: (left: string[]) => void, remember: () => void): void {
    const text = from.at(-1);
    if (text === undefined) return;
    rest(from.slice(0, -1));
    remember();
    this.#lastField = "";
    this.text = text;
    this.#keep();
  }
  #take(text: string): void {
    this.#past = [...this.#past, this.text];
    this.#future = [];
    this.#lastField = "";
    this.text = text;
  }
  /** The text is another tab's, and so is what it goes on from: what was looked at there need not be looked at again. */
  #goOnLike(found: Edit): void {
    this.#base = readBase(found.base);
    const { seen } = this.#base;
    if (this.other !== null && seen?.id === this.other.id && seen.version === this.other.version) this.other = null;
  }
  #follow(event: StorageEvent): void {
    if (this.#kept.settledElsewhere(event)) {
      if (this.#last !== null && this.#now() === null) this.settledElsewhere = true;
      return;
    }
    const found = this.#now();
    const theirs = found?.value ?? null;
    if (found !== null && theirs === this.text) this.#goOnLike(found);
    if (found === null || theirs === null || theirs === this.#last) return;
    // All that this tab has typed was kept before: the other goes on from it.
    if (this.conflict === null && this.text === (this.#last ?? this.#initial)) {
      this.#last = theirs;
      this.settledElsewhere = false;
      this.#take(theirs);
      this.#goOnLike(found);
    } else this.conflict = theirs;
  }
  #keep(): void {
    if (this.conflict !== null || this.settledElsewhere) return;
    const there = this.#now()?.value ?? null;
    if (there !== null && there !== this.#last && there !== this.text) {
      this.conflict = there;
      return;
    }
    if (this.changed) {
      this.#kept.keep(field, { value: this.text, base: baseKept(this.#base) });
      this.#last = this.#kept.unkept ? this.#last : this.text;
    } else if (this.#last !== null) {
      this.#kept.settled(field, this.#last);
      this.#last = null;
    }
    this.unkept = this.#kept.unkept;
    tellUnkept(this, this.unkept ? 1 : 0);
  }
}
