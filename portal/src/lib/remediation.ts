// Remediation plans: the service, and the columns of its board.
import { RemediationService, type TaskRow } from "../gen/par/remediation/v1/remediation_pb";
import { client } from "./services";

export const remediation = client(RemediationService);

export type BoardColumn = "overdue" | "soon" | "running" | "done" | "aside";
export const boardColumns: BoardColumn[] = ["overdue", "soon", "running", "done"];
/** The nearest deadline first; without one last. */
export const byDeadline = (a: TaskRow, b: TaskRow) => (a.deadline || "9").localeCompare(b.deadline || "9") || a.id.localeCompare(b.id);
