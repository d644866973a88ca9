// A unit's draft while it is filled in: every edit is kept in the browser at once, saved on the node
// field by field, sent later if the line is down, and settled by the person if somebody else changed
// the same field meanwhile. Nothing typed is ever lost or overwritten silently.
import { SvelteMap } from "svelte/reactivity";
import { create } from "@bufbuild/protobuf";
import { AnswersSchema, type Answers, type GetAssessmentResponse } from "../gen/par/assessment/v1/assessment_pb";
import type { ScoreSheet } from "../gen/par/score/v1/score_pb";
import { language } from "../words/language.svelte";
import { fieldOf, groupOf, missingPart, type Part, valueIn, withFields } from "./answers";
import { type Failure, failureOf } from "./failure";
import { grouped } from "./group";
import { type Edit, KeptEdits } from "./kept_edits";
import { person } from "./person.svelte";
import { line } from "./line.svelte";
import { assessments, requestId } from "./services";
import { TypedEdits } from "./typed_edits.svelte";
import { may } from "./ways";

export type Saving = "saved" | "waiting" | "failed" | "conflict";

const pause = 600; // Milliseconds after the last key.
const retries = [2_000, 5_000, 15_000, 30_000];

export class Draft {
  assessment = $state.raw<GetAssessmentResponse | null>(null);
  sheet = $state.raw<ScoreSheet | null>(null);
  failure = $state.raw<Failure | null>(null);
  lineDown = $state(false);
  readonly typed: TypedEdits;
  readonly refused = new SvelteMap<string, Failure>();
  readonly known = new SvelteMap<string, true>(); // Saved by this person since the page was opened.
  #answers: Answers = create(AnswersSchema, {});
  #saving: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  readonly #online = () => this.#soon(0);

  constructor(
    private readonly cycle: string,
    private readonly unit: string,
    private readonly account: string,
    private readonly figureOrder: () => string[],
  ) {
    const kept = new KeptEdits(account, cycle, unit);
    this.typed = new TypedEdits(kept, (name) => valueIn(this.#answers, name), () => void this.load());
    addEventListener("online", this.#online);
  }

  /** To be called when the screen goes away; edits stay in the browser, and those that can are still saved. */
  close(): void {
    removeEventListener("online", this.#online);
    this.typed.close();
    this.#soon(0);
  }

  /** Whether anything can be saved now: by this person, in this state of the dossier. */
  get writable(): boolean {
    return may(this.assessment?.ways ?? [], "save");
  }
  /** Edits that cannot be saved, because the dossier has left or the person may only read by now. */
  get heldBack(): [string, Edit][] {
    return this.assessment === null || this.writable ? [] : [...this.typed.all];
  }
  discardHeldBack(): void {
    for (const [name] of this.heldBack) this.typed.drop(name);
  }

  async load(): Promise<void> {
    try {
      const answer = await assessments.getAssessment({ cycle: this.cycle, unit: this.unit, language: language.now });
      // A save was answered while this was on its way.
      if (this.assessment !== null && answer.version < this.assessment.version) return;
      if (answer.state !== this.assessment?.state) this.refused.clear();
      this.assessment = answer;
      this.sheet = answer.sheet ?? null;
      this.#answers = answer.answers ?? create(AnswersSchema, {});
      // Of answers that nobody has begun the node says only what they would be scored by.
      this.#answers.unit ||= this.unit;
      this.#answers.setId ||= this.sheet?.setId ?? "";
      this.#answers.setVersion ||= this.sheet?.setVersion ?? 0;
      this.failure = null;
      // What was last seen may be older than what an edit was made on.
      if (line.seen === 0) this.typed.compare();
      if (this.typed.all.size > 0) this.#soon(0);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  value(name: string): string {
    const edit = this.assessment === null || this.writable ? this.typed.all.get(name) : undefined;
    return edit?.value ?? valueIn(this.assessment?.answers ?? this.#answers, name);
  }

  /** What must be said, too, before what is typed of this field's criterion can be saved. */
  missing(name: string): Part | null {
    const group = groupOf(name);
    if (group === name || ![...this.typed.all.keys()].some((one) => groupOf(one) === group)) return null;
    return missingPart(fieldOf(name).of, (field) => this.value(field));
  }

  saving(name: string): Saving | null {
    if (this.assessment !== null && !this.writable) return null;
    if (this.typed.conflicts.has(name)) return "conflict";
    if (this.refused.has(name)) return "failed";
    if (this.typed.all.has(name)) return "waiting";
    return this.known.has(name) ? "saved" : null;
  }

  edit(name: string, value: string): void {
    for (const one of [...this.refused.keys()]) if (groupOf(one) === groupOf(name)) this.refused.delete(one);
    this.typed.type(name, value);
    this.#soon(pause);
  }

  settle(name: string, mine: boolean): void {
    this.typed.settle(name, mine);
    this.#soon(0);
  }

  /** Everything that can be saved is on the node. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#save();
    return this.typed.all.size === 0;
  }

  #ready(): [string, string][] {
    const held = new Set([...this.typed.conflicts.keys(), ...this.refused.keys()].map(groupOf));
    return [...this.typed.all]
      .filter(([name]) => !held.has(groupOf(name)) && this.missing(name) === null)
      .map(([name, edit]) => [name, edit.value]);
  }

  /** One at a time: whoever asks while another is under way waits for it, and for what was typed since. */
  async #save(): Promise<void> {
    while (this.#saving !== null) await this.#saving;
    if (this.assessment === null || !this.writable || !this.#isMine) return;
    this.#saving = this.#saveReady();
    try {
      await this.#saving;
    } finally {
      this.#saving = null;
    }
    if (this.#ready().length > 0 && this.#isMine) this.#soon(retries[Math.min(this.#tries, retries.length - 1)] ?? pause);
  }

  async #saveReady(): Promise<void> {
    const ready = this.#ready();
    if (ready.length === 0 || (await this.#send(ready)) !== "refused") return;
    // What is wrong must not hold back the rest.
    const groups = [...grouped(ready, ([name]) => groupOf(name)).values()];
    if (groups.length > 1) for (const one of groups) if ((await this.#send(one)) === "later") return;
    // The dossier may have left meanwhile.
    await this.load();
  }

  async #send(fields: [string, string][]): Promise<"saved" | "refused" | "later"> {
    if (!this.#isMine) return "later";
    const wanted = withFields(this.#answers, fields, this.figureOrder());
    this.typed.sending(fields);
    try {
      const answer = await assessments.fillAnswers({
        requestId: requestId(), cycle: this.cycle, unit: this.unit, answers: wanted,
        baseVersion: this.assessment?.version ?? 0n,
      });
      this.#answers = wanted;
      this.sheet = answer.sheet ?? this.sheet;
      if (this.assessment) this.assessment = { ...this.assessment, version: answer.version, answers: wanted };
      this.typed.taken(fields);
      for (const [name] of fields) this.known.set(name, true);
      this.lineDown = false;
      this.#tries = 0;
      void this.#refresh(answer.version);
      return "saved";
    } catch (error) {
      const failure = failureOf(error);
      if (!this.#isMine) return "later";
      if (failure.reason === "stale_version") {
        await this.load();
        return "later";
      }
      this.lineDown = failure.lineDown;
      if (failure.lineDown) {
        this.#tries += 1;
        return "later";
      }
      this.typed.notTaken(fields);
      if (new Set(fields.map(([name]) => groupOf(name))).size === 1) for (const [name] of fields) this.refused.set(name, failure);
      return "refused";
    }
  }

  // Somebody else may be signed in by now: what one person has typed is not sent in another's name.
  get #isMine(): boolean {
    return person.account?.name === this.account;
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

  #soon(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), after);
  }
}
