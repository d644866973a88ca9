// Remediation plans: the service, and where a task stands on the board.
import { RemediationService, type TaskRow } from "../gen/par/remediation/v1/remediation_pb";
import { client } from "./services";

export const remediation = client(RemediationService);

export type BoardColumn = "overdue" | "soon" | "running" | "done" | "aside";
export const boardColumns: BoardColumn[] = ["overdue", "soon", "running", "done"];
const soon = 30; // Days.

/** The node says what is done and what is overdue; this only sorts the rest by the days it gives. */
export function columnOf(task: TaskRow): BoardColumn {
  if (task.state === "withdrawn" || task.state === "systemic") return "aside";
  if (task.state === "done") return "done";
  if (task.overdue) return "overdue";
  return task.daysLeft !== undefined && task.daysLeft <= soon ? "soon" : "running";
}

/** The nearest deadline first; without one last. */
export const byDeadline = (a: TaskRow, b: TaskRow) => (a.deadline || "9").localeCompare(b.deadline || "9") || a.id.localeCompare(b.id);
