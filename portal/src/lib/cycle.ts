// A cycle as the form fills it in: sensible defaults, and the file that the node takes (docs/formats/cycle.md).
import type { Cycle } from "../gen/par/cycle/v1/cycle_pb";

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

// The usual days of a year's assessment: self-assessment until 30 October, the decision by 20 December.
const usual: Record<Deadline, string> = { submit: "10-30", review: "11-20", appeal: "11-30", answer: "12-10", publish: "12-20" };
const daysAhead: Record<Deadline, number> = { submit: 30, review: 50, appeal: 60, answer: 70, publish: 80 };
const iso = (time: number) => new Date(time + 7 * 3_600_000).toISOString().slice(0, 10);

/** The usual days of that year; where they have passed or come too soon, days counted from today. */
export function usualDeadlines(year: number, now = Date.now()): Record<Deadline, string> {
  const soon = iso(now + 14 * 86_400_000);
  const inYear = `${year}-${usual.submit}` >= soon;
  return Object.fromEntries(deadlines.map((name) => [name, inYear ? `${year}-${usual[name]}` : iso(now + daysAhead[name] * 86_400_000)])) as Record<Deadline, string>;
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

/** The state that follows, as far as people bring it about; the node says whether it may. */
export const following: Record<string, string> = { open: "self_assessing", self_assessing: "in_review", in_review: "provisional", provisional: "appeal_window", appeal_window: "final" };
