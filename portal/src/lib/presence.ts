// Whether somebody is before this page. What a page asks by itself, because it watches or because a line
// is back, must not keep a session alive whose person has gone: such calls say so (services.ts).
const lately = 60_000; // Milliseconds; what is done goes on for a while: a save, its answer, what follows.
const acts = ["pointerdown", "keydown", "wheel", "click", "input", "change", "drop"];
let last = performance.now(); // Somebody has opened it.

for (const act of acts) {
  const seen = (event: Event) => {
    if (event.isTrusted) last = performance.now();
  };
  addEventListener(act, seen, { capture: true, passive: true });
}

export const isAway = (): boolean => performance.now() - last > lately;

/** Something that the person has begun, and that ends, is still being done. */
export const stillAtWork = (): void => {
  last = performance.now();
};
