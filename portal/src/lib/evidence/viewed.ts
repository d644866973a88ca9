// A document that is shown beside what relies on it.
import type { Document } from "../../gen/par/evidence/v1/evidence_pb";

export interface Viewed {
  document: Document;
  page: number; // 0: from the beginning.
}
