// What a person says of a document: as it is typed, and as the node takes it.
import type { Document } from "../../gen/par/evidence/v1/evidence_pb";

export interface Particulars {
  number: string;
  issuer: string;
  issueDate: string;
  subject: string;
  pages: string;
}

export const nothingSaid: Particulars = { number: "", issuer: "", issueDate: "", subject: "", pages: "" };

export const saidOf = ({ number, issuer, issueDate, subject, pages }: Document): Particulars =>
  ({ number, issuer, issueDate, subject, pages: pages > 0 ? String(pages) : "" });

export const stated = ({ number, issuer, issueDate, subject, pages }: Particulars) =>
  ({ number: number.trim(), issuer: issuer.trim(), issueDate, subject: subject.trim(), pages: Number.parseInt(pages, 10) || 0 });
