// What the node's linter says of a text, asked again when the text has rested for a moment. There is no other linter.
import type { CheckSetResponse } from "../../gen/par/criteria/v1/criteria_pb";
import { type Failure, failureOf } from "../failure";
import { person } from "../person.svelte";
import { criteria } from "../services";

const rest = 800; // Milliseconds after the last change.

export class Checked {
  /** Of this text, which may be older than what is typed. */
  text = $state.raw("");
  answer = $state.raw<CheckSetResponse | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  soon(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(text), this.#turn === 0 ? 0 : rest);
  }
  async now(text: string): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const answer = await criteria.checkSet({ actorUnit: person.account?.unit ?? "", fileName: "", criteriaYaml: new TextEncoder().encode(text) });
      if (turn !== this.#turn) return;
      this.answer = answer;
      this.text = text;
      this.failure = null;
    } catch (error) {
      if (turn === this.#turn) this.failure = failureOf(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
  close(): void {
    clearTimeout(this.#timer);
    ++this.#turn;
  }
}
