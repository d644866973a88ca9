// What a plan that is about to be issued changes of the one in force, task by task.
import type { TaskRow } from "../gen/par/remediation/v1/remediation_pb";
import { date, points } from "./numbers";

/** The words of lib are the screen's: `t("task.measure")`. */
export type TaskField = "criteria" | "reason" | "measure" | "lead" | "with" | "deadline" | "product" | "points";
export interface TaskDifference {
  id: string;
  what: "added" | "removed" | "changed";
  measure: string;
  fields: { field: TaskField; before: string; after: string }[];
}

const shown: [field: TaskField, of: (task: TaskRow) => string][] = [
  ["criteria", (one) => one.criteria.join(", ")], ["reason", (one) => one.reason], ["measure", (one) => one.measure || one.systemic], ["lead", (one) => one.lead],
  ["with", (one) => one.with.join(", ")], ["deadline", (one) => date(one.deadline) || one.when], ["product", (one) => one.product],
  ["points", (one) => (one.statedE4 === undefined ? "" : points(one.statedE4))],
];

/** What was withdrawn is gone already. */
export function planDifferences(before: TaskRow[], after: TaskRow[]): TaskDifference[] {
  const of = new Map(before.filter(({ state }) => state !== "withdrawn").map((one) => [one.id, one]));
  const rows = after.flatMap((one): TaskDifference[] => {
    const was = of.get(one.id);
    of.delete(one.id);
    const row = { id: one.id, measure: one.measure || one.systemic };
    if (was === undefined) return [{ ...row, what: "added", fields: [] }];
    const fields = shown.map(([field, text]) => ({ field, before: text(was), after: text(one) })).filter((value) => value.before !== value.after);
    return fields.length > 0 ? [{ ...row, what: "changed", fields }] : [];
  });
  return [...[...of.values()].map((one): TaskDifference => ({ id: one.id, measure: one.measure || one.systemic, what: "removed", fields: [] })), ...rows];
}
