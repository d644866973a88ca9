// A cycle as the form fills it in: from the set or an earlier cycle, and the file that the node takes (docs/formats/cycle.md).
import type { Cycle } from "../gen/par/cycle/v1/cycle_pb";
import { cycles } from "./services";

export const deadlines = ["submit", "review", "appeal", "answer", "publish"] as const;
export type Deadline = (typeof deadlines)[number];
export interface CycleDraft {
  id: string;
  title: string;
  year: number;
  level: string;
  set: string; // id@version
  units: string[];
  deadlines: Record<Deadline, string>;
  late: string;
  rounds: number;
}

export const noDays: Record<Deadline, string> = { submit: "", review: "", appeal: "", answer: "", publish: "" };
/** Days to begin with, as the node proposes them. */
export async function proposedDays(of: { year: number } | { like: string }): Promise<Record<Deadline, string>> {
  const days = await cycles.proposeDeadlines(of);
  return { submit: days.submitBy, review: days.reviewBy, appeal: days.appealBy, answer: days.answerBy, publish: days.publishBy };
}

export function deadlineOf(cycle: Cycle, name: Deadline): string {
  const days: Record<Deadline, string> = { submit: cycle.submitBy, review: cycle.reviewBy, appeal: cycle.appealBy, answer: cycle.answerBy || cycle.publishBy, publish: cycle.publishBy };
  return days[name];
}

export const plainId = (text: string) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 64);

export function cycleYaml(draft: CycleDraft, owner: string): Uint8Array {
  const text = (value: string) => JSON.stringify(value);
  const lines = [
    "format: parnet/cycle/1", `id: ${text(draft.id)}`, `title: ${text(draft.title)}`, `year: ${draft.year}`, `level: ${draft.level}`, `owner: ${text(owner)}`,
    `set: ${text(draft.set)}`, `units: [${draft.units.map(text).join(", ")}]`, "deadlines:",
    ...deadlines.map((name) => `  ${name}: ${draft.deadlines[name] || text("")}`), `late: ${draft.late}`, `rounds: ${draft.rounds}`,
  ];
  return new TextEncoder().encode(lines.join("\n") + "\n");
}
