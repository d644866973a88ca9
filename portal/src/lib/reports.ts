// Periodic reports: the service, and the names of periods.
import { ReportService } from "../gen/par/report/v1/report_pb";
import { client } from "./services";

export const reports = client(ReportService);

/** The parts of a year that figures are of, as the wire names them after the year: "" is all of it. */
export const partsOfYear = ["-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "", ...Array.from({ length: 12 }, (_, i) => `-${String(i + 1).padStart(2, "0")}`)];

export interface Period {
  year: number;
  part: string;
}
export function periodOf(text: string): Period {
  const match = /^(\d{4})(-(?:Q[1-4]|H[12]|\d{2}))?$/.exec(text);
  return match ? { year: Number(match[1]), part: match[2] ?? "" } : thisQuarter();
}
export const periodText = ({ year, part }: Period) => `${year}${part}`;

/** In Vietnam. */
export function thisQuarter(now = Date.now()): Period {
  const day = new Date(now + 7 * 3_600_000);
  return { year: day.getUTCFullYear(), part: `-Q${Math.floor(day.getUTCMonth() / 3) + 1}` };
}
