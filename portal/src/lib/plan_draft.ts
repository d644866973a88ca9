// A remediation plan drafted from points that were lost: what units lost in a cycle, and the plan's text
// (docs/formats/remediation-plan.md) from what was typed about it.
import type { Cycle } from "../gen/par/cycle/v1/cycle_pb";
import { t } from "../words/remediation";
import { rankings } from "./services";

export interface Loss {
  criterion: string;
  title: string;
  lostE4: bigint;
  reason: string; // Proposed: how many units lost.
}

/** Whether the unit runs it for others. (Its own dossier is not for whoever issues plans to see.) */
export const assessesOthers = (cycle: Cycle, unit: string): boolean => cycle.owner === unit && !cycle.units.includes(unit);

/** What the units assessed lost together. */
export async function lossesIn(cycle: string): Promise<Loss[]> {
  const { losses } = await rankings.listLosses({ cycle });
  return losses.map((one) => ({
    criterion: one.criterion, title: one.title, lostE4: one.sumE4,
    reason: t("draft.reason_shared", { lost_by: one.lostBy, units: one.units }),
  }));
}

export interface DraftTask {
  criterion: string;
  reason: string;
  measure: string; // Without one there is no task.
  lead: string; // A unit, `everybody`, or nobody yet.
  deadline: string;
  product: string;
}
export const everybody = "moi-don-vi";

export interface DraftedPlan {
  title: string;
  unit: string;
  set: string; // id@version
  year: number;
  tasks: DraftTask[];
}

// A string of JSON is one of YAML, too.
const quoted = (text: string): string => JSON.stringify(text.trim());

export function planText(plan: DraftedPlan, units: { id: string; name: string }[]): string {
  const tasks = plan.tasks.filter((task) => task.measure.trim() !== "");
  const below = units.filter((one) => one.id !== plan.unit);
  const offices = [
    ...units.filter((one) => tasks.some((task) => task.lead === one.id)).map((one) => `  - {id: ${quoted(one.id)}, name: ${quoted(one.name)}}`),
    ...(tasks.some((task) => task.lead === everybody) ? [`  - {id: ${everybody}, name: ${quoted(t("draft.everybody"))}, units: [${below.map((one) => quoted(one.id)).join(", ")}]}`] : []),
  ];
  const lines = (task: DraftTask): string[] => [
    `  - id: ${quoted(`nv-${task.criterion}`)}`,
    `    criteria: [${quoted(task.criterion)}]`,
    `    reason: ${quoted(task.reason)}`,
    `    measure: ${quoted(task.measure)}`,
    ...(task.lead === "" ? [] : [`    lead: ${quoted(task.lead)}`]),
    ...(task.deadline === "" ? [] : [`    deadline: ${task.deadline}`]),
    ...(task.product.trim() === "" ? [] : [`    product: ${quoted(task.product)}`]),
  ];
  return [
    "format: parnet/remediation-plan/1",
    `title: ${quoted(plan.title)}`, `unit: ${quoted(plan.unit)}`, `set: ${quoted(plan.set)}`, `year: ${plan.year}`,
    ...(offices.length === 0 ? [] : ["offices:", ...offices]),
    "tasks:", ...tasks.flatMap(lines), "",
  ].join("\n");
}
