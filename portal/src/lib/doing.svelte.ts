// Something that a person does on the node: whether it is under way, and why it was refused.
import { type Failure, failureOf } from "./failure";

export class Doing {
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  /** True if it was done. */
  async run(what: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    try {
      await what();
      return true;
    } catch (error) {
      this.failure = failureOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
