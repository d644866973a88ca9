// A unit's draft while it is filled in: every edit is kept in the browser at once, saved on the node
// field by field, sent later if the line is down, and settled by the person if somebody else changed
// the same field meanwhile. Nothing typed is ever lost or overwritten silently.
import { SvelteMap } from "svelte/reactivity";
import { create } from "@bufbuild/protobuf";
import { AnswersSchema, type Answers, type GetAssessmentResponse } from "../gen/par/assessment/v1/assessment_pb";
import type { ScoreSheet } from "../gen/par/score/v1/score_pb";
import { language } from "../words/language.svelte";
import { valueIn, withFields } from "./answers";
import { type Failure, failureOf } from "./failure";
import { line } from "./line.svelte";
import { assessments, requestId } from "./services";
import { type Edit, Unsent } from "./unsent";

export type Saving = "saved" | "waiting" | "failed" | "conflict";

const pause = 600; // Milliseconds after the last key.
const retries = [2_000, 5_000, 15_000, 30_000];

export class Draft {
  assessment = $state.raw<GetAssessmentResponse | null>(null);
  sheet = $state.raw<ScoreSheet | null>(null);
  failure = $state.raw<Failure | null>(null);
  lineDown = $state(false);
  readonly edits = new SvelteMap<string, Edit>();
  readonly refused = new SvelteMap<string, Failure>();
  readonly conflicts = new SvelteMap<string, string>(); // What stands on the node.
  readonly known = new SvelteMap<string, true>(); // Saved by this person since the page was opened.
  #answers: Answers = create(AnswersSchema, {});
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  readonly #unsent: Unsent;
  readonly #online = () => this.#soon(0);

  constructor(
    private readonly cycle: string,
    private readonly unit: string,
    private readonly account: string,
    private readonly figureOrder: () => string[],
  ) {
    this.#unsent = new Unsent(this.account, cycle, unit);
    for (const [name, edit] of this.#unsent.all()) this.edits.set(name, edit);
    addEventListener("online", this.#online);
  }

  /** To be called when the screen goes away; edits stay in the browser. */
  close(): void {
    clearTimeout(this.#timer);
    removeEventListener("online", this.#online);
    void this.#save();
  }

  async load(): Promise<void> {
    try {
      const answer = await assessments.getAssessment({ cycle: this.cycle, unit: this.unit, language: language.now });
      // It was asked for before something was saved meanwhile: what is here is newer.
      if (this.assessment !== null && answer.version < this.assessment.version) return;
      this.assessment = answer;
      this.sheet = answer.sheet ?? null;
      this.#answers = answer.answers ?? create(AnswersSchema, {});
      // Of answers that nobody has begun the node says only what they would be scored by.
      this.#answers.unit ||= this.unit;
      this.#answers.setId ||= this.sheet?.setId ?? "";
      this.#answers.setVersion ||= this.sheet?.setVersion ?? 0;
      this.failure = null;
      // What was last seen may be older than what an edit was made on.
      if (line.seen === 0) this.#compare();
      if (this.edits.size > 0) this.#soon(0);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  value(name: string): string {
    return this.edits.get(name)?.value ?? valueIn(this.assessment?.answers ?? this.#answers, name);
  }

  saving(name: string): Saving | null {
    if (this.conflicts.has(name)) return "conflict";
    if (this.refused.has(name)) return "failed";
    if (this.edits.has(name)) return "waiting";
    return this.known.has(name) ? "saved" : null;
  }

  edit(name: string, value: string): void {
    const base = this.edits.get(name)?.base ?? valueIn(this.#answers, name);
    this.refused.delete(name);
    if (value === base) this.edits.delete(name);
    else this.edits.set(name, { value, base });
    this.#keep(name);
    this.#soon(pause);
  }

  /** Settles a conflict: this person's value, or the node's. */
  settle(name: string, mine: boolean): void {
    const edit = this.edits.get(name);
    const theirs = this.conflicts.get(name) ?? "";
    this.conflicts.delete(name);
    if (mine && edit !== undefined) this.edits.set(name, { value: edit.value, base: theirs });
    else this.edits.delete(name);
    this.#keep(name);
    this.#soon(0);
  }

  /** Everything that can be saved is on the node. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#save();
    return this.edits.size === 0;
  }

  // An edit is in conflict where the node has neither what it had nor what is wanted.
  #compare(): void {
    for (const [name, edit] of [...this.edits]) {
      const now = valueIn(this.#answers, name);
      if (now === edit.value) this.edits.delete(name);
      else if (now !== edit.base) this.conflicts.set(name, now);
      this.#keep(name);
    }
  }

  #ready(): [string, string][] {
    return [...this.edits]
      .filter(([name]) => !this.conflicts.has(name) && !this.refused.has(name))
      .map(([name, edit]) => [name, edit.value]);
  }

  async #save(): Promise<void> {
    if (this.#busy || this.assessment === null) return;
    this.#busy = true;
    try {
      const ready = this.#ready();
      if (ready.length > 0 && (await this.#send(ready)) === "refused" && ready.length > 1) {
        // One wrong field must not hold back the others.
        for (const one of ready) if ((await this.#send([one])) === "later") break;
      }
    } finally {
      this.#busy = false;
    }
    if (this.#ready().length > 0) this.#soon(retries[Math.min(this.#tries, retries.length - 1)] ?? pause);
  }

  async #send(fields: [string, string][]): Promise<"saved" | "refused" | "later"> {
    const wanted = withFields(this.#answers, fields, this.figureOrder());
    try {
      const answer = await assessments.fillAnswers({
        requestId: requestId(), cycle: this.cycle, unit: this.unit, answers: wanted,
        baseVersion: this.assessment?.version ?? 0n,
      });
      this.#answers = wanted;
      this.sheet = answer.sheet ?? this.sheet;
      if (this.assessment) this.assessment = { ...this.assessment, version: answer.version, answers: wanted };
      for (const [name, value] of fields) this.#saved(name, value);
      this.lineDown = false;
      this.#tries = 0;
      void this.#refresh(answer.version);
      return "saved";
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason === "stale_version") {
        await this.load();
        return "later";
      }
      this.lineDown = failure.lineDown;
      if (failure.lineDown) {
        this.#tries += 1;
        return "later";
      }
      if (fields.length === 1 && fields[0]) this.refused.set(fields[0][0], failure);
      return "refused";
    }
  }

  // The working and the findings follow the answers; they come with a question of their own.
  async #refresh(version: bigint): Promise<void> {
    try {
      const answer = await assessments.getAssessment({ cycle: this.cycle, unit: this.unit, language: language.now });
      if (answer.version !== version || this.assessment?.version !== version) return;
      this.assessment = answer;
      this.sheet = answer.sheet ?? this.sheet;
    } catch {
      // The next save asks again.
    }
  }

  #saved(name: string, value: string): void {
    const edit = this.edits.get(name);
    if (edit?.value === value) this.edits.delete(name);
    else if (edit) this.edits.set(name, { value: edit.value, base: value });
    this.known.set(name, true);
    this.#keep(name);
  }

  #soon(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), after);
  }

  /** Says to the browser's store what became of an edit. */
  #keep(name: string): void {
    this.#unsent.keep(name, this.edits.get(name));
  }
}
