// What a text changes against a version on the node, in the words of whoever reads it; and, of two who wrote on from the
// same text, what the other changed and what becomes of it.
import type { SetChange } from "../../gen/par/criteria/v1/criteria_pb";
import { decimal } from "../numbers";
import { person } from "../person.svelte";
import { criteria } from "../services";
import { t } from "../../words/set_editor";
import { named } from "../../words/words";

export type Titles = ReadonlyMap<string, string>; // Of areas and criteria, by id.

const numbers = new Set(["maximum", "least", "most"]);
const days = /^(effective\.|cutoff$|evidence\.deadline$)/;
export function valueOf(change: SetChange, value: string): string {
  if (value === "") return "—";
  if (numbers.has(change.field)) return decimal(value);
  if (value === "true" || value === "false") return t(value === "true" ? "diff.yes" : "diff.no");
  if (days.test(change.field)) return value.split("-").reverse().join("/");
  if (change.field === "source") return named("source", value);
  if (change.field === "level") return named("level", value);
  if (change.field === "kind") return t(`figure.${value}` as "figure.count");
  return value;
}
export const whereOf = (change: SetChange, titles: Titles): string =>
  change.id === "" ? t("diff.whole") : change.field === "figure" || (!titles.has(change.id) && change.field !== "criterion") ? t("diff.figure_of", { id: change.id }) : `${change.id} ${titles.get(change.id) ?? ""}`;
export const whatOf = (change: SetChange): string =>
  change.kind === "added" ? t("diff.added") : change.kind === "removed" ? t("diff.removed") : t(`change.${change.field}` as "change.title");

const compared = async (text: string, version: number): Promise<SetChange[]> =>
  (await criteria.compareDraft({ actorUnit: person.account?.unit ?? "", criteriaYaml: new TextEncoder().encode(text), version })).changes;

/** One thing that the other changed: as both began, as it stands on the node, and in one's own text. */
export interface Theirs { change: SetChange; began: string; there: string; mine: string }
/** `base`: what both began from, "" if that is not known; then only what differs now is told. */
export async function changesOfOther(base: string, mine: string, version: number): Promise<Theirs[]> {
  if (base === "") return (await compared(mine, version)).map((change) => ({ change, began: "", there: change.before, mine: change.after }));
  // One's own may be no set at the moment.
  const [back, own] = await Promise.all([compared(base, version), compared(mine, version).catch(() => null)]);
  // The node says what leads from its text to the base: the other went the way from there to here.
  const turned = { added: "removed", removed: "added", changed: "changed" } as const;
  return back.map((one) => {
    const change = { ...one, kind: turned[one.kind as "added"], before: one.after, after: one.before };
    const now = own?.find((other) => other.id === one.id && other.field === one.field);
    return { change, began: change.before, there: change.after, mine: own === null ? "" : now === undefined ? change.after : now.after };
  });
}
