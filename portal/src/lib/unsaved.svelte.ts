// What is typed and not on the node yet, for whoever is about to leave.
import { SvelteMap } from "svelte/reactivity";
import { editsOf } from "./kept_edits";

// What the browser does not keep, by who holds it: lost with the page.
const unkept = new SvelteMap<object, number>();

export function tellUnkept(who: object, count: number): void {
  if (count === 0) unkept.delete(who);
  else unkept.set(who, count);
}

export function unsavedOf(account: string): { kept: number; unkept: number } {
  return { kept: editsOf(account), unkept: [...unkept.values()].reduce((sum, one) => sum + one, 0) };
}

addEventListener("beforeunload", (event) => {
  if (unkept.size > 0) event.preventDefault();
});
