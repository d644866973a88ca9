// A unit's figures of a period while they are entered: kept in the browser until they are sent,
// checked by the node as they are typed, settled by the person where somebody else sent meanwhile.
import type { CheckFiguresResponse, Figure, GetReportResponse, ReportCell, ReportFinding, ReportRow } from "../gen/par/report/v1/report_pb";
import { language } from "../words/language.svelte";
import { type Failure, failureOf } from "./failure";
import { KeptEdits } from "./kept_edits";
import { reports } from "./reports";
import { requestId } from "./services";
import { TypedEdits } from "./typed_edits.svelte";
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
  readonly typed: TypedEdits;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #online = () => this.#soon(0);

  constructor(
    account: string,
    private readonly unit: string,
    private readonly catalogue: string,
    private readonly period: string,
    private readonly mayCheck: boolean,
  ) {
    const kept = new KeptEdits(account, "figures", catalogue, period, unit);
    this.typed = new TypedEdits(kept, (name) => this.#held(name), () => void this.load());
    addEventListener("online", this.#online);
  }

  close(): void {
    clearTimeout(this.#timer);
    removeEventListener("online", this.#online);
    this.typed.close();
    tellUnkept(this.typed, 0); // What the browser did not keep is gone by now.
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
      this.typed.compare();
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
    return this.typed.all.get(name)?.value ?? this.#held(name);
  }

  edit(changes: Iterable<[string, string]>): void {
    for (const [name, value] of changes) this.typed.type(name, value);
    this.#soon(pause);
  }
  settle(name: string, mine: boolean): void {
    this.typed.settle(name, mine);
    this.#soon(0);
  }
  forget(): void {
    for (const name of [...this.typed.all.keys()]) this.typed.drop(name);
    this.#soon(0);
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
    if (this.failure || this.typed.conflicts.size > 0) return false;
    // It was sent before, and only the answer was lost: sent again it would count from now.
    if (this.typed.all.size === 0 && (this.row?.declaredAt ?? 0n) !== 0n) return true;
    const sent = [...this.typed.all].map(([name, edit]): [string, string] => [name, edit.value]);
    this.typed.sending(sent);
    try {
      await reports.declareFigures({ requestId: requestId(), ...this.#all() });
    } catch (error) {
      this.failure = failureOf(error);
      if (!this.failure.lineDown) this.typed.notTaken(sent);
      return false;
    }
    this.typed.taken(sent);
    await this.load();
    return true;
  }
}
