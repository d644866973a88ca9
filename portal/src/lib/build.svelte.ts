// The build that this page came from, and whether the node has a newer one (src/worker.js). The page
// takes the newer one at a moment when nothing is lost by it: nothing typed since the screen was opened,
// no question open, nothing that the browser would not keep.
import { line } from "./line.svelte";
import { person } from "./person.svelte";
import { route } from "./route.svelte";
import { unsavedOf } from "./unsaved.svelte";

const askAgain = 30 * 60_000;
const look = 2_000;

class Build {
  newer = $state(false);
  /** There is something that loading the page again would disturb. */
  held = $state(false);
  #waiting: ServiceWorker | null = null;
  #typed = "";
  #taken = false;

  async begin(): Promise<void> {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (import.meta.env.DEV || workers === undefined) return;
    for (const kind of ["input", "drop"]) addEventListener(kind, () => (this.#typed = this.#screen()), true);
    let former = workers.controller;
    workers.addEventListener("controllerchange", () => {
      // The first worker takes pages over that came from the node itself: those are of its build.
      if (former !== null) this.#found(null);
      former = workers.controller;
    });
    // A browser may forbid it; then the portal needs its line.
    const registration = await workers.register("/worker.js", { updateViaCache: "none" }).catch(() => undefined);
    if (registration === undefined) return;
    this.#watch(registration);
    registration.addEventListener("updatefound", () => this.#watch(registration));
    const ask = () => void registration.update().catch(() => undefined);
    setInterval(ask, askAgain);
    // A node that was away may have been given new pages.
    $effect.root(() => {
      $effect(() => {
        if (line.back > 0) ask();
      });
    });
  }

  /** Loads the newer build now, whatever is on the page; edits are kept in the browser's store. */
  take(): void {
    if (this.#taken) return;
    this.#taken = true;
    if (this.#waiting === null) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    this.#waiting.postMessage("take-over");
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const { waiting, installing, active } = registration;
    if (waiting !== null && active !== null) this.#found(waiting);
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && registration.active !== null) this.#found(installing);
    });
  }

  #found(waiting: ServiceWorker | null): void {
    this.#waiting = waiting;
    if (this.newer) return;
    this.newer = true;
    const settle = () => {
      const account = person.account?.name;
      this.held = this.#typed === this.#screen() || document.querySelector("dialog[open]") !== null ||
        (account !== undefined && unsavedOf(account).unkept > 0);
      if (!this.held) this.take();
    };
    settle();
    setInterval(settle, look);
  }

  #screen(): string {
    return `${route.now.screen}/${route.now.parts.join("/")}`;
  }
}

export const build = new Build();
