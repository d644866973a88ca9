// A tour of five steps for each role: where each step is, and what on that page it points at. Offered
// once to a person in a browser; called again from the guides.
import { keep, kept } from "./browser_store";
import { Role } from "../gen/par/account/v1/account_pb";
import { person } from "./person.svelte";

export interface Step {
  /** Names its texts, `tour.<name>` and `tour.<name>_text`. */
  name: "own" | "tree" | "saving" | "findings" | "score" | "hand_in" | "line" | "below" | "filters" | "matrix" | "ranking" | "menu" | "admin" | "person" | "guide";
  /** On which screen; "dossier": the first of the unit's own. */
  on: "home" | "dossier" | "review" | "ranking";
  /** What it points at, a CSS selector. */
  at: string;
}
const step = (name: Step["name"], on: Step["on"], at = `[data-tour="${name}"]`): Step => ({ name, on, at });

const last = step("guide", "home");
const tours: Partial<Record<Role, Step[]>> = {
  [Role.CLERK]: [step("own", "home"), step("tree", "dossier"), step("saving", "dossier"), step("findings", "dossier"), last],
  [Role.LEADER]: [step("own", "home"), step("score", "dossier", '[data-tour="tree"]'), step("findings", "dossier"), step("hand_in", "dossier"), step("line", "home")],
  [Role.REVIEWER]: [step("below", "home"), step("filters", "review"), step("matrix", "review", '#main [role="grid"]'), step("ranking", "ranking", "#main .sheet"), last],
  [Role.COUNCIL]: [step("below", "home"), step("matrix", "review", '#main [role="grid"]'), step("filters", "review"), step("ranking", "ranking", "#main .sheet"), last],
  [Role.PUBLISHER]: [step("below", "home"), step("ranking", "ranking", "#main .sheet"), step("menu", "home"), step("line", "home"), last],
  [Role.ADMINISTRATOR]: [step("admin", "home", '[data-tour="menu"]'), step("line", "home"), step("own", "home"), step("person", "home"), last],
};

export function stepsFor(roles: Role[]): Step[] {
  return roles.map((role) => tours[role]).find((steps) => steps !== undefined) ?? [];
}

const key = () => `parnet.tour.${person.account?.name ?? ""}`;
export const tour = $state({ open: false });

/** Whether this person has seen it in this browser, or put it off. */
export function tourSeen(): boolean {
  return kept(key()) !== null;
}
export function leaveTour(): void {
  keep(key(), "seen");
  tour.open = false;
}
