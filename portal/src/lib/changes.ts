// What a unit declares of a criterion otherwise than it did before: row by row, with what stood.
import type { LeafChange } from "../gen/par/dossier/v1/dossier_pb";
import type { ListedDocument } from "../gen/par/evidence/v1/evidence_pb";
import { t } from "../words/review";
import { markText } from "./marks";
import { decimal } from "./numbers";
import { saidValue } from "./said_value";

export interface ChangeRow { what: string; before: string; now: string }

const fields: Record<string, () => string> = {
  not_applicable: () => t("assess.not_applicable"),
  judged: () => t("assess.judged"),
  reason: () => t("assess.reason"),
  waived: () => t("review.change_waived"),
  explanation: () => t("assess.explanation"),
};
const ofChild: Record<string, () => string> = { index: () => t("review.change_index"), score: () => t("review.change_score") };

function documentText(listed: ListedDocument, others: ListedDocument[]): string {
  const one = listed.document!;
  const name = one.fileName || one.id;
  const where = listed.pins.map((pin) => [pin.section, pin.page > 0 ? t("assess.page", { page: pin.page }) : ""].filter(Boolean).join(", ")).filter(Boolean);
  // A file is known by its bytes, not by its name.
  const otherFile = one.fileName !== "" && others.some((other) => other.document?.fileName === one.fileName && other.document.id !== one.id);
  return [one.number ? `${name} (${one.number})` : name, ...where, otherFile ? t("review.change_other_file") : ""].filter(Boolean).join(", ");
}

/** None: it is written otherwise and says the same. */
export function changeRows(change: LeafChange): ChangeRow[] {
  const before = markText(change.selfBefore);
  const now = markText(change.selfNow);
  return [
    ...(before === now ? [] : [{ what: t("review.change_self"), before, now }]),
    ...change.figures.map((one) => ({ what: one.lastYear ? t("review.change_last_year", { figure: one.title }) : one.title, before: saidValue(one.before, one.kind), now: saidValue(one.now, one.kind) })),
    ...change.children.map((one) => ({ what: `${one.title}: ${ofChild[one.name]?.() ?? one.name}`, before: decimal(one.before), now: decimal(one.now) })),
    ...change.declared.map((one) => {
      const said = (value: string) => (one.name === "judged" ? decimal(value) : value);
      return { what: fields[one.name]?.() ?? one.name, before: said(one.before), now: said(one.now) };
    }),
    ...change.takenAway.map((one) => ({ what: t("review.change_taken_away"), before: documentText(one, []), now: "" })),
    ...change.added.map((one) => ({ what: t("review.change_added"), before: "", now: documentText(one, change.takenAway) })),
  ];
}
