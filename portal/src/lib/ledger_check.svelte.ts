// A check of the node's ledger: asked for piece by piece until there is a verdict, however long that
// takes. What it holds on the node is given back when it is given up here.
import { type VerifyLedgerResponse, VerifyLedgerResponse_Stage } from "../gen/par/node/v1/node_pb";
import { type Failure, failureOf } from "./failure";
import { stillAtWork } from "./presence";
import { node } from "./services";

const pause = 2_000; // Milliseconds; the node forgets a check after two minutes.
const patience = 60; // So many pauses.

export class LedgerCheck {
  /** How far it is; null before the first answer. */
  at = $state.raw<VerifyLedgerResponse | null>(null);
  /** Null: not known yet. */
  secondsLeft = $state<number | null>(null);
  /** The node does not answer for now. */
  waiting = $state(false);
  verdict = $state.raw<VerifyLedgerResponse | null>(null);
  failure = $state.raw<Failure | null>(null);
  cancelled = $state(false);
  #stop = new AbortController();
  #since = { stage: VerifyLedgerResponse_Stage.UNSPECIFIED, done: 0n, time: 0 };

  constructor(readonly rebuild: boolean) {}

  get over(): boolean {
    return this.verdict !== null || this.failure !== null || this.cancelled;
  }
  /** Whole per cent of this stage. */
  get share(): number {
    return this.at === null || this.at.all === 0n ? 0 : Number((this.at.done * 100n) / this.at.all);
  }

  /** Ends with a verdict, a failure or because it was cancelled. Never rejects. */
  async run(): Promise<void> {
    let missed = 0;
    while (!this.over) {
      try {
        // The first piece is one entry, which says at once how many there are.
        const most = this.at === null ? 1 : 0;
        stillAtWork();
        const answer = await node.verifyLedger({ rebuild: this.rebuild, run: this.at?.run ?? "", most }, { signal: this.#stop.signal });
        if (this.cancelled) return;
        missed = 0;
        this.waiting = false;
        this.#reached(answer);
      } catch (thrown) {
        if (this.cancelled) return;
        const failure = failureOf(thrown);
        if (!failure.lineDown || this.at === null || ++missed > patience) this.failure = failure;
        else {
          this.waiting = true;
          await new Promise((go) => setTimeout(go, pause));
        }
      }
    }
  }

  cancel(): void {
    if (this.over) return;
    this.cancelled = true;
    this.#stop.abort();
    // Where this does not arrive, the node forgets it by itself.
    if (this.at !== null) void node.verifyLedger({ run: this.at.run, cancel: true }).catch(() => undefined);
  }

  #reached(answer: VerifyLedgerResponse): void {
    if (answer.run === "") {
      this.verdict = answer;
      return;
    }
    this.at = answer;
    const now = performance.now();
    if (this.#since.stage !== answer.stage) this.#since = { stage: answer.stage, done: answer.done, time: now };
    const moved = Number(answer.done - this.#since.done);
    this.secondsLeft = moved > 0 ? (Number(answer.all - answer.done) * (now - this.#since.time)) / moved / 1000 : null;
  }
}
