// Something asked of the node: what came, what failed, and asking again.
import { type Failure, failureOf } from "./failure";

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(true);
  #turn = 0;

  constructor(private readonly ask: () => Promise<T>) {
    void this.again();
  }

  /** What came before stays visible until the new answer is there. */
  async again(): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const value = await this.ask();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = null;
    } catch (error) {
      if (turn === this.#turn) this.failure = failureOf(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
