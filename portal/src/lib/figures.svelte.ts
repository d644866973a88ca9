// A unit's figures of a period while they are entered: kept in the browser until they are sent,
// checked by the node as they are typed, settled by the person where somebody else sent meanwhile.
import { SvelteMap } from "svelte/reactivity";
import type { CheckFiguresResponse, Figure, GetReportResponse, ReportCell, ReportFinding, ReportRow } from "../gen/par/report/v1/report_pb";
import { language } from "../words/language.svelte";
import { type Failure, failureOf } from "./failure";
import { type Edit, KeptEdits } from "./kept_edits";
import { reports } from "./reports";
import { requestId } from "./services";
import { tellUnkept } from "./unsaved.svelte";

export type Year = "now" | "before";
export const cellName = (year: Year, indicator: string): string => `${year}:${indicator}`;

const pause = 400; // Milliseconds after the last key.
const retry = 5_000;

export class FiguresDraft {
  report = $state.raw<GetReportResponse | null>(null);
  check = $state.raw<CheckFiguresResponse | null>(null);
  failure = $state.raw<Failure | null>(null);
  lineDown = $state(false);
  checking = $state(false);
  readonly edits = new SvelteMap<string, Edit>();
  readonly conflicts = new SvelteMap<string, string>(); // What stands on the node.
  /** What the browser would not keep: lost if the page is closed before it is sent. */
  unkept = $state(false);
  // What is on its way, or was sent without an answer: if the node has it, nobody else sent it.
  readonly #sent = new Map<string, Set<string>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #online = () => this.#soon(0);
  // The same person works on the same report in another tab, where something was sent just now.
  readonly #elsewhere = (event: StorageEvent) => {
    if (this.#kept.settledElsewhere(event)) void this.load();
  };
  readonly #kept: KeptEdits;

  constructor(
    account: string,
    private readonly unit: string,
    private readonly catalogue: string,
    private readonly period: string,
    private readonly mayCheck: boolean,
  ) {
    this.#kept = new KeptEdits(account, "figures", catalogue, period, unit);
    for (const [name, edit] of this.#kept.all()) this.edits.set(name, edit);
    addEventListener("online", this.#online);
    addEventListener("storage", this.#elsewhere);
  }

  close(): void {
    clearTimeout(this.#timer);
    removeEventListener("online", this.#online);
    removeEventListener("storage", this.#elsewhere);
    tellUnkept(this, 0);
  }

  /** The unit's own row, apart from the units below it. */
  get row(): ReportRow | undefined {
    const rows = this.report?.rows ?? [];
    return rows.find((one) => one.unit === `${this.unit}/own`) ?? (rows.length === 1 ? rows[0] : undefined);
  }

  /** As they would be shown if they were sent; for who only looks, as they were. */
  get cells(): ReportCell[] {
    return this.check?.cells ?? this.row?.cells ?? [];
  }
  get findings(): ReportFinding[] {
    return this.check?.findings ?? this.report?.findings.filter((one) => one.unit === this.row?.unit) ?? [];
  }

  async load(): Promise<void> {
    try {
      this.report = await reports.getReport({
        catalogue: this.catalogue, period: this.period, unit: this.unit, language: language.now, asDeclared: true,
      });
      this.failure = null;
      this.lineDown = false;
      this.#compare();
      this.#soon(0);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  #held(name: string): string {
    const [year, indicator] = name.split(":");
    const list = year === "now" ? this.row?.figures : this.row?.yearBefore;
    // What shorter periods add up to was not declared for this one.
    if (this.row?.composed) return "";
    return list?.find((one) => one.indicator === indicator)?.value ?? "";
  }
  value(name: string): string {
    return this.edits.get(name)?.value ?? this.#held(name);
  }

  edit(changes: Iterable<[string, string]>): void {
    for (const [name, value] of changes) {
      const base = this.edits.get(name)?.base ?? this.#held(name);
      // What is on its way may replace the base: it is to be replaced in turn.
      if (value === base && !this.conflicts.has(name) && !this.#sent.has(name)) this.#settled(name);
      else if (value === this.conflicts.get(name)) this.#settled(name);
      else this.#hold(name, { value, base });
    }
    this.#soon(pause);
  }

  settle(name: string, mine: boolean): void {
    const edit = this.edits.get(name);
    const theirs = this.conflicts.get(name) ?? "";
    this.conflicts.delete(name);
    if (mine && edit) this.#hold(name, { value: edit.value, base: theirs });
    else this.#settled(name);
    this.#soon(0);
  }

  forget(): void {
    for (const name of [...this.edits.keys()]) this.#settled(name);
    this.#soon(0);
  }

  #compare(): void {
    for (const [name, edit] of [...this.edits]) {
      const now = this.#held(name);
      const sent = this.#sent.get(name);
      if (now === edit.value && ![...(sent ?? [])].some((one) => one !== now)) this.#settled(name);
      else if (now === edit.value || sent?.has(now)) this.#hold(name, { value: edit.value, base: now });
      else if (now !== edit.base) this.conflicts.set(name, now);
      else this.conflicts.delete(name);
    }
  }

  #hold(name: string, edit: Edit): void {
    this.edits.set(name, edit);
    this.#kept.keep(name, edit);
    this.#tell();
  }
  #settled(name: string): void {
    const edit = this.edits.get(name);
    this.edits.delete(name);
    this.conflicts.delete(name);
    this.#sent.delete(name);
    if (edit !== undefined) this.#kept.settled(name, edit.value);
    this.#tell();
  }
  #tell(): void {
    this.unkept = this.#kept.unkept;
    tellUnkept(this, this.unkept ? this.edits.size : 0);
  }

  #figures(year: Year): Figure[] {
    return (this.report?.columns ?? [])
      .filter((one) => one.kind !== "")
      .map((one) => ({ indicator: one.id, value: this.value(cellName(year, one.id)) }) as Figure)
      .filter((one) => one.value !== "");
  }
  get count(): number {
    return this.#figures("now").length;
  }
  #all() {
    return { unit: this.unit, catalogue: this.catalogue, period: this.period, figures: this.#figures("now"), yearBefore: this.#figures("before") };
  }

  #soon(after: number): void {
    if (!this.mayCheck) return;
    clearTimeout(this.#timer);
    this.checking = true;
    this.#timer = setTimeout(() => void this.#ask(), after);
  }
  async #ask(): Promise<void> {
    if (this.report === null) return;
    const turn = ++this.#turn;
    try {
      const answer = await reports.checkFigures({ ...this.#all(), language: language.now });
      if (turn !== this.#turn) return;
      this.check = answer;
      this.lineDown = false;
    } catch (error) {
      const failure = failureOf(error);
      this.lineDown = failure.lineDown;
      if (failure.lineDown) this.#timer = setTimeout(() => void this.#ask(), retry);
      else this.failure = failure;
    } finally {
      if (turn === this.#turn) this.checking = false;
    }
  }

  /** Everything whole, as it is seen here. Somebody else's figures that came meanwhile are settled first. */
  async send(): Promise<boolean> {
    await this.load();
    if (this.failure || this.conflicts.size > 0) return false;
    // It was sent before, and only the answer was lost: sent again it would count from now.
    if (this.edits.size === 0 && (this.row?.declaredAt ?? 0n) !== 0n) return true;
    const sent = [...this.edits].map(([name, edit]): [string, string] => [name, edit.value]);
    for (const [name, value] of sent) this.#sent.set(name, (this.#sent.get(name) ?? new Set()).add(value));
    try {
      await reports.declareFigures({ requestId: requestId(), ...this.#all() });
    } catch (error) {
      this.failure = failureOf(error);
      if (!this.failure.lineDown) for (const [name] of sent) this.#sent.delete(name);
      return false;
    }
    for (const [name, value] of sent) this.#declared(name, value);
    await this.load();
    return true;
  }

  // What was typed meanwhile waits for the next time.
  #declared(name: string, value: string): void {
    const edit = this.edits.get(name);
    this.#sent.delete(name);
    if (edit?.value === value) this.#settled(name);
    else if (edit) this.#hold(name, { value: edit.value, base: value });
  }
}
