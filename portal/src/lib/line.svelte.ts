// Whether the node answers. Every call reports here; while none is answered the node is asked quietly
// whether it is back.
const pauses = [2_000, 4_000, 8_000, 15_000];

class Line {
  down = $state(false);
  /** When what is shown was last seen, milliseconds; 0: all of it has come just now. */
  seen = $state(0);
  /** Counts how often the line came back; what shows an answer asks again when it changes. */
  back = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  constructor() {
    addEventListener("online", () => this.down && void this.#ask());
  }

  /** The node answered, if only to refuse. */
  heard(): void {
    if (!this.down) return;
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.down = false;
    this.seen = 0;
    this.back += 1;
  }

  lost(): void {
    if (this.down) return;
    this.down = true;
    this.#later();
  }

  /** An answer from the browser's store is shown in the place of the node's. */
  showsKept(at: number): void {
    this.seen = this.seen === 0 ? at : Math.min(this.seen, at);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), pauses[Math.min(this.#tries, pauses.length - 1)]);
  }

  async #ask(): Promise<void> {
    this.#tries += 1;
    try {
      await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      this.heard();
    } catch {
      if (this.down) this.#later();
    }
  }
}

export const line = new Line();
